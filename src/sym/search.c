#include "sym/search.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "sym/binary.h"
#include "sym/identity.h"

bool cs_search_default_store(char *buf, size_t size)
{
	const char *list = getenv("CRASHSCAN_SYMBOLS");

	if (list && *list) {
		struct cs_str first = cs_str_until(cs_str_from(list), ":");

		snprintf(buf, size, CS_STR_FMT, CS_STR_ARG(first));
		return !cs_str_is(first, "system");
	}
	return cs_user_folder("XDG_DATA_HOME", ".local/share", "crashscan/symbols", buf, size);
}

static void add_root(struct cs_search *s, struct cs_str root)
{
	char *copy;

	if (root.n == 0)
		return;
	copy = strndup(root.p, root.n);
	if (!copy)
		cs_die_oom(root.n);
	*CS_VEC_PUSH(&s->roots) = copy;
}

static void add_defaults(struct cs_search *s)
{
	struct cs_str list = cs_str_from(getenv("CRASHSCAN_SYMBOLS"));
	char path[CS_LIMIT_PATH];

	s->system = list.n == 0;
	if (list.n == 0 && cs_search_default_store(path, sizeof(path)))
		add_root(s, cs_str_from(path));
	while (list.n) {
		struct cs_str one = cs_str_until(list, ":");

		list = cs_str_tail(list, one.n + 1);
		if (cs_str_is(one, "system"))
			s->system = true;
		else
			add_root(s, one);
	}
}

void cs_search_init(struct cs_search *s, const char *const *stores, size_t store_count)
{
	*s = (struct cs_search){0};
	for (size_t i = 0; i < store_count; i++)
		add_root(s, cs_str_from(stores[i]));
	add_defaults(s);
}

void cs_search_release(struct cs_search *s)
{
	for (size_t i = 0; i < s->roots.n; i++) {
		if (s->stores)
			cs_entries_release(&s->stores[i]);
		free(s->roots.v[i]);
	}
	free(s->stores);
	CS_VEC_FREE(&s->roots);
}

static struct cs_entries *entries(struct cs_search *s)
{
	if (!s->stores) {
		s->stores = cs_calloc(s->roots.n + 1, sizeof(*s->stores));
		for (size_t i = 0; i < s->roots.n; i++)
			cs_symstore_list(&s->stores[i], s->roots.v[i]);
	}
	return s->stores;
}

void cs_search_index(struct cs_search *s, struct cs_binary *b)
{
	char path[CS_LIMIT_PATH + 8];

	for (size_t i = 0; i < s->roots.n && !b->index; i++) {
		if (!cs_symstore_entry_folder(s->roots.v[i], cs_binary_build_id(b), path,
					      CS_LIMIT_PATH))
			continue;
		strcat(path, "/index");
		if (cs_is_fatal(cs_binary_use_index(b, path, NULL)))
			snprintf(b->problem, sizeof(b->problem),
				 "the index of %s is damaged and not used", b->path);
	}
}

static struct cs_binary *open_binary(struct cs_search *s, const char *path)
{
	struct cs_binary *b;

	if (cs_binary_open(&b, path, NULL) != CS_OK)
		return NULL;
	cs_search_index(s, b);
	return b;
}

/* ---- kernels ---- */

static struct cs_binary *open_kernel(struct cs_search *s, const char *path,
				     const struct cs_sym_kernel *k)
{
	struct cs_binary *b = open_binary(s, path);
	char why[64];

	if (b && cs_binary_symbols(b)->n && cs_identity_check(b, k, why, sizeof(why)) == CS_OK)
		return b;
	cs_binary_close(b);
	return NULL;
}

static bool may_be(const struct cs_entry *e, const struct cs_sym_kernel *k)
{
	if (k->build_id.n)
		return cs_identity_same_build(k->build_id, e->build_id);
	if (k->banner.n)
		return cs_str_eq(cs_str_trim(k->banner), cs_str_from(e->banner));
	return k->release.n && cs_str_is(k->release, e->release);
}

/* A listing is of a kernel that the user named, by build ID or by release. */
static bool may_list(const struct cs_entry *e, const struct cs_sym_kernel *k)
{
	if (k->build_id.n && e->of_build[0])
		return cs_identity_same_build(k->build_id, e->of_build);
	return k->release.n && cs_str_is(k->release, e->release);
}

static bool is_wanted(const struct cs_entry *e, const struct cs_sym_kernel *k,
		      enum cs_entry_kind kind)
{
	if (e->kind != kind)
		return false;
	return kind == CS_ENTRY_LISTING ? may_list(e, k) : may_be(e, k);
}

static struct cs_binary *kernel_of_stores(struct cs_search *s, const struct cs_sym_kernel *k,
					  enum cs_entry_kind kind)
{
	struct cs_entries *stores = entries(s);

	for (size_t r = 0; r < s->roots.n; r++)
		for (size_t i = 0; i < stores[r].v.n; i++) {
			const struct cs_entry *e = &stores[r].v.v[i];
			struct cs_binary *b = is_wanted(e, k, kind) ? open_kernel(s, e->path, k)
								    : NULL;

			if (b)
				return b;
		}
	return NULL;
}

static struct cs_binary *kernel_of_system(struct cs_search *s, const struct cs_sym_kernel *k,
					  enum cs_entry_kind kind)
{
	static const struct {
		enum cs_entry_kind kind;
		const char *before, *after;
	} places[] = {
		{CS_ENTRY_KERNEL, "/usr/lib/debug/boot/vmlinux-", ""},
		{CS_ENTRY_KERNEL, "/usr/lib/debug/lib/modules/", "/vmlinux"},
		{CS_ENTRY_KERNEL, "/lib/modules/", "/build/vmlinux"},
		{CS_ENTRY_KERNEL, "/boot/vmlinux-", ""},
		{CS_ENTRY_LISTING, "/usr/lib/debug/boot/System.map-", ""},
		{CS_ENTRY_LISTING, "/boot/System.map-", ""},
		{CS_ENTRY_LISTING, "/lib/modules/", "/System.map"},
		{CS_ENTRY_LISTING, "/lib/modules/", "/build/System.map"},
	};
	char path[256];

	/* a release is a part of a path here: nothing that leads elsewhere */
	if (!k->release.n || k->release.n > 128 || cs_str_has(k->release, "/"))
		return NULL;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct cs_binary *b;

		if (places[i].kind != kind)
			continue;
		snprintf(path, sizeof(path), "%s" CS_STR_FMT "%s", places[i].before,
			 CS_STR_ARG(k->release), places[i].after);
		b = open_kernel(s, path, k);
		if (b)
			return b;
	}
	return NULL;
}

struct cs_binary *cs_search_kernel(struct cs_search *s, const struct cs_sym_kernel *k)
{
	static const enum cs_entry_kind kinds[] = {CS_ENTRY_KERNEL, CS_ENTRY_LISTING};
	struct cs_binary *b = NULL;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !b; i++) {
		b = kernel_of_stores(s, k, kinds[i]);
		if (!b && s->system)
			b = kernel_of_system(s, k, kinds[i]);
	}
	return b;
}

/* ---- modules ---- */

struct cs_binary *cs_search_module(struct cs_search *s, const struct cs_sym_kernel *k,
				   struct cs_str name, struct cs_str build_id)
{
	struct cs_entries *stores = entries(s);

	for (size_t r = 0; r < s->roots.n; r++)
		for (size_t i = 0; i < stores[r].v.n; i++) {
			const struct cs_entry *e = &stores[r].v.v[i];
			struct cs_binary *b;

			if (e->kind == CS_ENTRY_KERNEL || e->kind == CS_ENTRY_LISTING ||
			    !cs_str_is(name, e->name))
				continue;
			if (build_id.n ? !cs_identity_same_build(build_id, e->build_id)
				       : !cs_str_is(k->release, e->release))
				continue;
			b = open_binary(s, e->path);
			if (b)
				return b;
		}
	return NULL;
}
