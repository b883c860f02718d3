#include "analyze/dump_symbols.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/cache.h"
#include "base/limits.h"
#include "base/mem.h"
#include "sym/cfi.h"
#include "sym/types.h"

/* What was asked of the types, with its answer. A line of the file that keeps them:
 *	TYPE PATH FOUND OFFSET SIZE BIT
 * with "=" for the path where the size of the type was asked. */
struct answer {
	const char *type, *path;
	bool found;
	struct cs_dump_member m;
};

struct layouts {
	struct cs_sym *sym;
	struct cs_sym *own; /* opened here, or NULL */
	struct cs_arena arena;
	CS_VEC(struct answer) v;
	size_t kept;                 /* of them stand in the file */
	char key[CS_DIGEST_HEX + 1]; /* "" unknown: nothing is kept */
};

static const struct cs_cache cache = {.folder = "layouts",
				      .suffix = ".txt",
				      .max_bytes = CS_LIMIT_LAYOUT_BYTES,
				      .max_files = CS_LIMIT_LAYOUT_FILES};

/* ---- what is kept ---- */

static bool number(struct cs_str *line, uint64_t *v)
{
	cs_eat_blank(line);
	return cs_eat_dec(line, v);
}

static bool read_line(struct layouts *l, struct cs_str line)
{
	struct cs_str type, path;
	uint64_t found, offset, size, bit;

	if (!cs_eat_word(&line, &type))
		return false;
	cs_eat_blank(&line);
	if (!cs_eat_word(&line, &path) || !number(&line, &found) || !number(&line, &offset) ||
	    !number(&line, &size) || !number(&line, &bit) || bit > UINT32_MAX)
		return false;
	*CS_VEC_PUSH(&l->v) = (struct answer){cs_arena_cstr(&l->arena, type),
					      cs_arena_cstr(&l->arena, path),
					      found == 1,
					      {offset, size, (unsigned)bit}};
	return true;
}

static void read_kept(struct layouts *l)
{
	struct cs_strbuf text;
	struct cs_str rest, line;

	cs_strbuf_init(&text);
	if (l->key[0] && cs_cache_get(&cache, l->key, &text)) {
		rest = cs_strbuf_str(&text);
		while (rest.n && (line = cs_str_until(rest, "\n")).n && read_line(l, line))
			rest = cs_str_tail(rest, line.n + 1);
	}
	l->kept = l->v.n;
	cs_strbuf_release(&text);
}

static void keep(const struct layouts *l)
{
	struct cs_strbuf text;

	if (!l->key[0] || l->v.n == l->kept)
		return;
	cs_strbuf_init(&text);
	for (size_t i = 0; i < l->v.n; i++) {
		const struct answer *a = &l->v.v[i];

		cs_strbuf_addf(&text, "%s %s %d %llu %llu %u\n", a->type, a->path, a->found,
			       (unsigned long long)a->m.offset, (unsigned long long)a->m.size,
			       a->m.bit);
	}
	cs_cache_put(&cache, l->key, cs_strbuf_str(&text));
	cs_strbuf_release(&text);
}

/* Of this build, and of a file of this size: a stripped one answers otherwise. */
static void find_key(struct layouts *l)
{
	const char *id = cs_sym_build_id(l->sym), *path = cs_sym_vmlinux(l->sym);
	struct cs_strbuf what;
	struct stat st;

	if (!id[0] || !path || stat(path, &st) != 0)
		return;
	cs_strbuf_init(&what);
	cs_strbuf_addf(&what, "%s %lld", id, (long long)st.st_size);
	cs_digest_of(cs_strbuf_str(&what), l->key);
	cs_strbuf_release(&what);
}

/* ---- what is asked ---- */

static const struct answer *known(const struct layouts *l, const char *type, const char *path)
{
	for (size_t i = 0; i < l->v.n; i++)
		if (strcmp(l->v.v[i].type, type) == 0 && strcmp(l->v.v[i].path, path) == 0)
			return &l->v.v[i];
	return NULL;
}

static bool remember(struct layouts *l, const char *type, const char *path, bool found,
		     const struct cs_dump_member *m)
{
	if (l->v.n < CS_LIMIT_LAYOUTS)
		*CS_VEC_PUSH(&l->v) = (struct answer){cs_arena_cstr(&l->arena, cs_str_from(type)),
						      cs_arena_cstr(&l->arena, cs_str_from(path)),
						      found, *m};
	return found;
}

static bool address(void *ctx, const char *name, uint64_t *link)
{
	const struct layouts *l = ctx;

	return cs_sym_address(l->sym, name, link);
}

static bool size(void *ctx, const char *type, uint64_t *bytes)
{
	struct layouts *l = ctx;
	const struct answer *a = known(l, type, "=");
	struct cs_type_info info = {0};
	struct cs_types *t;
	bool found;

	if (!a) {
		cs_sym_lock(l->sym);
		t = cs_sym_types(l->sym);
		found = t && cs_types_struct(t, type, &info) == CS_OK;
		cs_sym_unlock(l->sym);
		if (found)
			*bytes = info.size;
		return remember(l, type, "=", found, &(struct cs_dump_member){0, info.size, 0});
	}
	if (a->found)
		*bytes = a->m.size;
	return a->found;
}

static bool member(void *ctx, const char *type, const char *path, struct cs_dump_member *m)
{
	struct layouts *l = ctx;
	const struct answer *a = known(l, type, path);
	struct cs_dump_member got = {0};
	struct cs_member at;
	struct cs_types *t;
	bool found;

	if (!a) {
		cs_sym_lock(l->sym);
		t = cs_sym_types(l->sym);
		found = t && cs_types_member(t, type, path, &at) == CS_OK;
		cs_sym_unlock(l->sym);
		if (found)
			*m = got = (struct cs_dump_member){at.offset, at.type.size, at.bit_offset};
		return remember(l, type, path, found, &got);
	}
	if (a->found)
		*m = a->m;
	return a->found;
}

static bool function(void *ctx, uint64_t link, struct cs_dump_function *f)
{
	const struct layouts *l = ctx;

	return cs_sym_function(l->sym, link, f->name, sizeof(f->name), &f->start, &f->size);
}

static struct cs_dump_rule rule_of(const struct cs_cfi_rule *r)
{
	static const enum cs_dump_rule_kind kinds[] = {
		[CS_CFI_SAME] = CS_DUMP_RULE_SAME,         [CS_CFI_UNDEFINED] = CS_DUMP_RULE_LOST,
		[CS_CFI_SAVED] = CS_DUMP_RULE_SAVED,       [CS_CFI_VALUE] = CS_DUMP_RULE_VALUE,
		[CS_CFI_REGISTER] = CS_DUMP_RULE_REGISTER, [CS_CFI_UNKNOWN] = CS_DUMP_RULE_LOST,
	};

	return (struct cs_dump_rule){kinds[r->kind], r->reg, r->offset};
}

static bool rules(void *ctx, uint64_t link, struct cs_dump_frame_rules *r)
{
	const struct layouts *l = ctx;
	struct cs_cfi_row row;

	static_assert(CS_CFI_REGISTERS == CS_DUMP_REGISTERS, "DWARF numbers the same registers");
	if (!cs_sym_cfi(l->sym, link, &row))
		return false;
	r->cfa = row.cfa.reg;
	r->cfa_offset = row.cfa.offset;
	r->return_address = row.return_address;
	for (unsigned i = 0; i < CS_DUMP_REGISTERS; i++)
		r->of[i] = rule_of(&row.registers[i]);
	return true;
}

static void close_layouts(void *ctx)
{
	struct layouts *l = ctx;

	keep(l);
	cs_sym_free(l->own);
	CS_VEC_FREE(&l->v);
	cs_arena_release(&l->arena);
	free(l);
}

const char *cs_dump_vmlinux(struct cs_sym *sym, const struct cs_sym_kernel *kernel)
{
	const char *given = sym ? cs_sym_vmlinux(sym) : NULL;

	return given || !sym ? given : cs_sym_vmlinux_for(sym, kernel);
}

bool cs_dump_symbols_of(struct cs_sym *sym, const char *vmlinux, struct cs_dump_symbols *out)
{
	struct cs_sym *own = NULL;
	struct layouts *l;

	if (!cs_sym_vmlinux(sym)) { /* the store's: sym answers for addresses alone */
		struct cs_error err;

		own = cs_sym_new(&(struct cs_sym_options){.vmlinux = vmlinux}, &err);
		if (!own)
			return false;
	}
	l = cs_calloc(1, sizeof(*l));
	l->sym = own ? own : sym;
	l->own = own;
	cs_arena_init(&l->arena);
	find_key(l);
	read_kept(l);
	*out = (struct cs_dump_symbols){l, address, size, member, function, rules, close_layouts};
	return true;
}
