/* Of sym.h: questions of places. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sym/identity.h"
#include "sym/sym_private.h"

/* One question being answered. */
struct asking {
	struct cs_sym *s;
	const struct cs_sym_kernel *kernel;
	const struct cs_sym_question *q;
	struct cs_arena *arena;
	struct cs_sym_answer *a;
};

/* ---- answers ---- */

static enum cs_status refuse(struct asking *k, enum cs_status rc, struct cs_str note)
{
	k->a->note = note;
	return rc;
}

static void copy_places(struct asking *k, const struct cs_table_place *from, size_t n)
{
	struct cs_sym_place *to = cs_arena_alloc(k->arena, n * sizeof(*to));

	for (size_t i = 0; i < n; i++)
		to[i] = (struct cs_sym_place){cs_arena_str(k->arena, cs_str_from(from[i].function)),
					      cs_arena_str(k->arena, cs_str_from(from[i].file)),
					      from[i].line, from[i].inlined};
	k->a->places = to;
	k->a->place_count = n;
}

/* ADDRESS is what was asked for, LOOKUP where its place is: the call before it, mostly. */
static enum cs_status at_address(struct asking *k, struct cs_binary *b, uint64_t address,
				 uint64_t lookup)
{
	struct cs_table_place places[CS_LIMIT_INLINES];
	size_t n;

	k->a->binary = b;
	k->a->link_address = address;
	n = cs_binary_places(b, lookup, places, CS_LIMIT_INLINES);
	if (n == 0)
		return refuse(
			k, CS_NOT_FOUND,
			cs_binary_has_lines(b)
				? cs_arena_strf(k->arena, "no line is known there in %s", b->path)
				: cs_arena_strf(k->arena, "%s has no debug information", b->path));
	copy_places(k, places, n);
	return CS_OK;
}

/* ---- name+offset/size ---- */

struct candidates {
	const struct cs_symbol *v[CS_LIMIT_SYMBOL_CANDIDATES];
	size_t n;
	unsigned named;                /* of that name, whatever their size */
	const struct cs_symbol *other; /* one whose size disagrees */
};

static void add_candidate(struct candidates *c, const struct cs_symbol *s)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->address == s->address)
			return; /* another name of the same place */
	if (c->n < CS_LIMIT_SYMBOL_CANDIDATES)
		c->v[c->n++] = s;
}

static void find_candidates(struct candidates *c, const struct cs_symtab *t,
			    const struct cs_sym_question *q, bool force)
{
	for (const struct cs_symbol *s = cs_symtab_first(t, q->symbol); s;
	     s = cs_symtab_next(t, s)) {
		c->named++;
		if (!q->has_size || cs_symtab_agrees(t, s, q->size))
			add_candidate(c, s);
		else
			c->other = s;
	}
	if (force && c->n == 0 && c->named == 1)
		add_candidate(c, c->other);
}

static enum cs_status wrong_size(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	uint64_t have = cs_symtab_span(cs_binary_symbols(b), c->other);

	if (c->named > 1)
		return refuse(k, CS_MISMATCH,
			      cs_arena_strf(k->arena,
					    "none of the %u symbols of this name in %s has the "
					    "size %#llx of the log",
					    c->named, b->path, (unsigned long long)k->q->size));
	return refuse(k, CS_MISMATCH,
		      cs_arena_strf(k->arena, "size %#llx in the log, %#llx in %s",
				    (unsigned long long)k->q->size,
				    (unsigned long long)(have ? have : c->other->size), b->path));
}

/* The padding behind a function has no line: a return address there is of a call that never
 * returns, the function's last instruction. */
static uint64_t lookup_in(const struct asking *k, const struct cs_symbol *s)
{
	uint64_t at = k->q->offset - k->q->call;

	if (k->q->call && s->size && k->q->offset > s->size)
		at = s->size - 1u;
	return s->address + at;
}

/* Static functions of a header, compiled into several units: which one it was doesn't matter
 * when all stand at the same place. */
static bool all_in_one_place(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	struct cs_table_place p[CS_LIMIT_INLINES];
	struct cs_str file = {0};
	int line = 0;

	for (size_t i = 0; i < c->n; i++) {
		size_t n = cs_binary_places(b, lookup_in(k, c->v[i]), p, CS_LIMIT_INLINES);

		if (n != 1 || (i && (line != p[0].line || !cs_str_is(file, p[0].file))))
			return false;
		line = p[0].line;
		file = cs_arena_str(k->arena, cs_str_from(p[0].file));
	}
	return true;
}

static enum cs_status ambiguous(struct asking *k, struct cs_binary *b, const struct candidates *c)
{
	struct cs_str list = {0};

	for (size_t i = 0; i < c->n; i++) {
		struct cs_table_place p[CS_LIMIT_INLINES];
		size_t n = cs_binary_places(b, lookup_in(k, c->v[i]), p, CS_LIMIT_INLINES);

		list = cs_arena_strf(k->arena, CS_STR_FMT "%s%s:%d", CS_STR_ARG(list),
				     i ? ", " : "", n ? p[n - 1].file : "?", n ? p[n - 1].line : 0);
	}
	return refuse(
		k, CS_NOT_FOUND,
		cs_arena_strf(k->arena,
			      "%zu symbols of this name and size, not told apart: " CS_STR_FMT,
			      c->n, CS_STR_ARG(list)));
}

static enum cs_status by_name(struct asking *k, struct cs_binary *b)
{
	struct candidates c = {.n = 0};

	find_candidates(&c, cs_binary_symbols(b), k->q, k->s->force);
	if (c.named == 0)
		return refuse(k, CS_NOT_FOUND,
			      cs_arena_strf(k->arena, "no symbol of this name in %s", b->path));
	if (c.n == 0)
		return wrong_size(k, b, &c);
	if (c.n > 1 && !all_in_one_place(k, b, &c))
		return ambiguous(k, b, &c);
	return at_address(k, b, c.v[0]->address + k->q->offset, lookup_in(k, c.v[0]));
}

/* An index that turns out to be damaged on the way is dropped, and the file itself asked. */
static enum cs_status answer(struct asking *k, struct cs_binary *b,
			     enum cs_status (*ask)(struct asking *k, struct cs_binary *b))
{
	enum cs_status rc = ask(k, b);

	if (!cs_binary_recover(b))
		return rc;
	*k->a = (struct cs_sym_answer){0};
	return ask(k, b);
}

/* ---- modules ---- */

static enum cs_status wrong_build(struct asking *k, struct cs_binary *b)
{
	return refuse(k, CS_MISMATCH,
		      cs_arena_strf(k->arena, "build ID " CS_STR_FMT " in the log, %s in %s",
				    CS_STR_ARG(k->q->build_id), cs_binary_build_id(b), b->path));
}

static struct cs_binary *search_module(struct asking *k)
{
	struct cs_sym *s = k->s;
	char *key = NULL, *kernel = cs_sym_kernel_key(k->kernel);
	struct found *f;

	if (asprintf(&key, CS_STR_FMT "\n" CS_STR_FMT "\n%s", CS_STR_ARG(k->q->module),
		     CS_STR_ARG(k->q->build_id), kernel) < 0)
		cs_die_oom(0);
	free(kernel);
	for (size_t i = 0; i < s->found_modules.n; i++)
		if (strcmp(s->found_modules.v[i].key, key) == 0) {
			free(key);
			return s->found_modules.v[i].binary;
		}
	if (s->found_modules.n >= CS_LIMIT_SYMBOL_FILES) {
		free(key);
		return NULL;
	}
	f = CS_VEC_PUSH(&s->found_modules);
	f->key = key;
	f->binary = cs_search_module(&s->search, k->kernel, k->q->module, k->q->build_id);
	return f->binary;
}

static enum cs_status in_file(struct asking *k, struct cs_module_file *f)
{
	bool opened = f->tried;
	struct cs_binary *b = cs_module_binary(f);

	if (!b)
		return refuse(k, CS_NOT_FOUND, cs_arena_str(k->arena, cs_str_from(f->problem)));
	if (!opened)
		cs_search_index(&k->s->search, b);
	if (k->q->build_id.n && !k->s->force &&
	    !cs_identity_same_build(k->q->build_id, cs_binary_build_id(b)))
		return wrong_build(k, b);
	return answer(k, b, by_name);
}

/* The first file that fits; else the first refusal tells why. */
static enum cs_status in_module(struct asking *k)
{
	struct cs_module_file *f;
	struct cs_binary *b;
	struct cs_sym_answer first = {.note = {0}};
	enum cs_status rc = CS_NOT_FOUND, why = CS_NOT_FOUND;
	size_t at = 0;

	while ((f = cs_modules_next(&k->s->modules, k->q->module, &at))) {
		*k->a = (struct cs_sym_answer){0};
		rc = in_file(k, f);
		if (rc == CS_OK)
			return rc;
		if (!first.note.n || rc == CS_MISMATCH) {
			first = *k->a;
			why = rc;
		}
	}
	*k->a = (struct cs_sym_answer){0};
	b = search_module(k);
	if (b)
		return answer(k, b, by_name);
	if (first.note.n) {
		*k->a = first;
		return why;
	}
	return refuse(k, CS_NOT_FOUND,
		      cs_arena_strf(k->arena, "no file of module " CS_STR_FMT " is known",
				    CS_STR_ARG(k->q->module)));
}

/* ---- the kernel itself ---- */

/* arm64 signs return addresses in the bits above the virtual address, but for bit 55, which
 * tells kernel from user (arch/arm64/include/asm/pointer_auth.h ptrauth_kernel_pac_mask()). The
 * link address of the kernel's text shows how many these are: 0xffff8000… has 16 of them and
 * one bit more, which is the address's own. */
static uint64_t strip_pac(const struct cs_binary *b, const struct cs_symtab *t, uint64_t address)
{
	uint64_t text = cs_symtab_text(t);
	int ones = ~text ? __builtin_clzll(~text) : 0;

	if (b->object->machine != EM_AARCH64 || ones < 2 || !(address >> 55 & 1))
		return address;
	return address | ~(UINT64_MAX >> (ones - 1));
}

static enum cs_status by_address(struct asking *k, struct cs_binary *b)
{
	const struct cs_symbol *s;
	uint64_t link = strip_pac(b, cs_binary_symbols(b), k->q->address) - k->kernel->offset;

	if (!k->kernel->has_offset)
		return refuse(k, CS_NOT_FOUND,
			      CS_STR("an address alone, and the KASLR offset is not known"));
	s = cs_symtab_at(cs_binary_symbols(b), link - k->q->call);
	if (!s)
		return refuse(k, CS_NOT_FOUND, CS_STR("not an address of the kernel's code"));
	k->a->symbol = cs_arena_str(k->arena, cs_str_from(cs_symtab_name(cs_binary_symbols(b), s)));
	k->a->symbol_offset = link - s->address;
	k->a->symbol_size = cs_symtab_span(cs_binary_symbols(b), s);
	return at_address(k, b, link, link - k->q->call);
}

static enum cs_status in_kernel(struct asking *k)
{
	struct cs_binary *b = cs_sym_kernel_for(k->s, k->kernel);
	char why[512];

	if (!b)
		return refuse(k, CS_NOT_FOUND, CS_STR("no vmlinux of this kernel is known"));
	if (!k->s->force && cs_identity_check(b, k->kernel, why, sizeof(why)) != CS_OK)
		return refuse(k, CS_MISMATCH, CS_STR("the vmlinux is of another kernel"));
	return answer(k, b, k->q->symbol.n ? by_name : by_address);
}

enum cs_status cs_sym_ask(struct cs_sym *s, const struct cs_sym_kernel *kernel,
			  const struct cs_sym_question *q, struct cs_arena *arena,
			  struct cs_sym_answer *a)
{
	struct asking k = {s, kernel, q, arena, a};
	enum cs_status rc;

	*a = (struct cs_sym_answer){0};
	pthread_mutex_lock(&s->lock);
	rc = q->module.n ? in_module(&k) : in_kernel(&k);
	if (a->binary)
		cs_binary_relax(a->binary);
	pthread_mutex_unlock(&s->lock);
	return rc;
}
