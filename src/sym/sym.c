#include "sym/sym_private.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sym/identity.h"

/* ---- life ---- */

static bool open_all(struct cs_sym *s, const struct cs_sym_options *how, struct cs_error *err)
{
	if (how->vmlinux) {
		if (cs_binary_open(&s->vmlinux, how->vmlinux, err) != CS_OK)
			return false;
		cs_search_index(&s->search, s->vmlinux);
		if (cs_binary_symbols(s->vmlinux)->n == 0) {
			cs_error_set(err, CS_ERR_FORMAT, how->vmlinux,
				     s->vmlinux->object->is_listing
					     ? "lists no address (kptr_restrict hides them)"
					     : "has no symbol table that can be read");
			return false;
		}
	}
	for (size_t i = 0; i < how->module_count; i++)
		if (cs_modules_add(&s->modules, how->modules[i], err) != CS_OK)
			return false;
	return true;
}

struct cs_sym *cs_sym_new(const struct cs_sym_options *how, struct cs_error *err)
{
	struct cs_sym *s = cs_calloc(1, sizeof(*s));

	pthread_mutex_init(&s->lock, NULL);
	s->force = how->force;
	cs_budget_init(&s->budget, how->seconds ? how->seconds : CS_LIMIT_SYMBOL_SECONDS);
	s->explicit = how->vmlinux || how->module_count || how->store_count;
	cs_search_init(&s->search, how->stores, how->store_count);
	if (open_all(s, how, err))
		return s;
	cs_sym_free(s);
	return NULL;
}

static void free_found(struct found *f)
{
	free(f->key);
	cs_binary_close(f->binary);
}

void cs_sym_free(struct cs_sym *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->kernels.n; i++)
		free_found(&s->kernels.v[i]);
	for (size_t i = 0; i < s->found_modules.n; i++)
		free_found(&s->found_modules.v[i]);
	CS_VEC_FREE(&s->kernels);
	CS_VEC_FREE(&s->found_modules);
	cs_binary_close(s->vmlinux);
	cs_modules_release(&s->modules);
	cs_search_release(&s->search);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- which kernel ---- */

char *cs_sym_kernel_key(const struct cs_sym_kernel *k)
{
	char *key = NULL;

	if (asprintf(&key, CS_STR_FMT "\n" CS_STR_FMT "\n" CS_STR_FMT, CS_STR_ARG(k->build_id),
		     CS_STR_ARG(k->banner), CS_STR_ARG(k->release)) < 0)
		cs_die_oom(0);
	return key;
}

static struct cs_binary *search_kernel(struct cs_sym *s, const struct cs_sym_kernel *k)
{
	char *key = cs_sym_kernel_key(k);
	struct found *f;

	for (size_t i = 0; i < s->kernels.n; i++)
		if (strcmp(s->kernels.v[i].key, key) == 0) {
			free(key);
			return s->kernels.v[i].binary;
		}
	if (s->kernels.n >= CS_LIMIT_KERNELS) {
		free(key);
		return NULL;
	}
	f = CS_VEC_PUSH(&s->kernels);
	f->key = key;
	f->binary = cs_search_kernel(&s->search, k);
	return f->binary;
}

struct cs_binary *cs_sym_kernel_for(struct cs_sym *s, const struct cs_sym_kernel *k)
{
	return s->vmlinux ? s->vmlinux : search_kernel(s, k);
}

const char *cs_sym_vmlinux(const struct cs_sym *s)
{
	return s->vmlinux ? s->vmlinux->path : NULL;
}

const char *cs_sym_vmlinux_for(struct cs_sym *s, const struct cs_sym_kernel *kernel)
{
	struct cs_binary *b;

	pthread_mutex_lock(&s->lock);
	b = cs_sym_kernel_for(s, kernel);
	pthread_mutex_unlock(&s->lock);
	return b ? b->path : NULL;
}

bool cs_sym_is_explicit(const struct cs_sym *s)
{
	return s->explicit;
}

bool cs_sym_is_forced(const struct cs_sym *s)
{
	return s->force;
}

static bool take_problem(struct cs_binary *b, char *buf, size_t size)
{
	if (!b || !b->problem[0])
		return false;
	snprintf(buf, size, "%s", b->problem);
	b->problem[0] = '\0';
	return true;
}

bool cs_sym_take_problem(struct cs_sym *s, char *buf, size_t size)
{
	bool any;

	pthread_mutex_lock(&s->lock);
	any = take_problem(s->vmlinux, buf, size);
	for (size_t i = 0; i < s->kernels.n && !any; i++)
		any = take_problem(s->kernels.v[i].binary, buf, size);
	for (size_t i = 0; i < s->modules.files.n && !any; i++)
		any = take_problem(s->modules.files.v[i].binary, buf, size);
	pthread_mutex_unlock(&s->lock);
	return any;
}

enum cs_status cs_sym_check_kernel(struct cs_sym *s, const struct cs_sym_kernel *kernel, char *why,
				   size_t size)
{
	enum cs_status rc = CS_NOT_FOUND;
	struct cs_binary *b;

	pthread_mutex_lock(&s->lock);
	b = cs_sym_kernel_for(s, kernel);
	if (b)
		rc = cs_identity_check(b, kernel, why, size);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

void cs_sym_lock(struct cs_sym *s)
{
	pthread_mutex_lock(&s->lock);
	cs_budget_begin(&s->budget);
}

void cs_sym_unlock(struct cs_sym *s)
{
	cs_budget_end(&s->budget);
	pthread_mutex_unlock(&s->lock);
}

struct cs_types *cs_sym_types(struct cs_sym *s)
{
	if (!s->vmlinux)
		return NULL;
	s->vmlinux->budget = &s->budget;
	return cs_binary_types(s->vmlinux);
}

/* Of several symbols of one name the one that is global, if only one is. */
static const struct cs_symbol *only_symbol(const struct cs_symtab *t, const char *name)
{
	const struct cs_symbol *first = cs_symtab_first(t, cs_str_from(name)), *global = NULL;

	if (!first || !cs_symtab_next(t, first))
		return first;
	for (const struct cs_symbol *s = first; s; s = cs_symtab_next(t, s)) {
		if (s->global && global)
			return NULL;
		if (s->global)
			global = s;
	}
	return global;
}

/* Without an index that was found to be damaged. */
static const struct cs_symtab *sound_symbols(struct cs_binary *b)
{
	cs_binary_recover(b);
	return cs_binary_symbols(b);
}

bool cs_sym_address(struct cs_sym *s, const char *name, uint64_t *address)
{
	const struct cs_symbol *sym = NULL;

	pthread_mutex_lock(&s->lock);
	if (s->vmlinux)
		sym = only_symbol(sound_symbols(s->vmlinux), name);
	if (sym)
		*address = sym->address;
	if (s->vmlinux)
		cs_binary_relax(s->vmlinux);
	pthread_mutex_unlock(&s->lock);
	return sym != NULL;
}

bool cs_sym_function(struct cs_sym *s, uint64_t address, char *name, size_t size, uint64_t *start,
		     uint64_t *span)
{
	const struct cs_symbol *sym = NULL;
	const struct cs_symtab *t;

	pthread_mutex_lock(&s->lock);
	t = s->vmlinux ? sound_symbols(s->vmlinux) : NULL;
	if (t)
		sym = cs_symtab_at(t, address);
	if (sym) {
		snprintf(name, size, "%s", cs_symtab_name(t, sym));
		*start = sym->address;
		*span = cs_symtab_span(t, sym);
	}
	if (t)
		cs_binary_relax(s->vmlinux);
	pthread_mutex_unlock(&s->lock);
	return sym != NULL;
}

bool cs_sym_cfi(struct cs_sym *s, uint64_t address, struct cs_cfi_row *row)
{
	const struct cs_cfi *c;
	bool found;

	pthread_mutex_lock(&s->lock);
	c = s->vmlinux ? cs_binary_cfi(s->vmlinux) : NULL;
	found = c && cs_cfi_find(c, address, row);
	pthread_mutex_unlock(&s->lock);
	return found;
}

size_t cs_sym_read(struct cs_sym *s, uint64_t address, void *buf, size_t n)
{
	size_t got = 0;

	pthread_mutex_lock(&s->lock);
	if (s->vmlinux)
		got = cs_object_read(s->vmlinux->object, address, buf, n);
	pthread_mutex_unlock(&s->lock);
	return got;
}

const char *cs_sym_build_id(const struct cs_sym *s)
{
	return s->vmlinux ? cs_binary_build_id(s->vmlinux) : "";
}

void cs_sym_banner(struct cs_sym *s, char *buf, size_t size)
{
	pthread_mutex_lock(&s->lock);
	if (!s->vmlinux || !cs_binary_banner(s->vmlinux, buf, size))
		buf[0] = '\0';
	pthread_mutex_unlock(&s->lock);
}
