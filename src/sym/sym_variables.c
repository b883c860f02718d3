/* Of sym.h: what is known of variables at a place. */
#include <dwarf.h>
#include <stdio.h>

#include "sym/members.h"
#include "sym/sym.h"
#include "sym/sym_private.h"
#include "sym/types_private.h"
#include "sym/unit.h"

size_t cs_sym_members(struct cs_sym *s, const struct cs_sym_answer *a, uint64_t offset,
		      const char *base, struct cs_arena *arena, struct cs_str *out, size_t max)
{
	struct cs_member_guess g[CS_MEMBERS_MAX];
	size_t n = 0;

	if (!a->binary)
		return 0;
	cs_sym_lock(s);
	n = cs_members_in_scope(a->binary, a->link_address, offset, base, g,
				max < CS_MEMBERS_MAX ? max : CS_MEMBERS_MAX);
	cs_sym_unlock(s);
	for (size_t i = 0; i < n; i++)
		out[i] = cs_arena_strf(arena, "%s.%s (%s %s of %s)", g[i].type, g[i].path,
				       g[i].parameter ? "parameter" : "variable", g[i].variable,
				       g[i].function);
	return n;
}

/* ---- parameters ---- */

struct listing {
	const struct cs_sym_answer *a;
	struct cs_arena *arena;
	struct cs_sym_parameter *out;
	size_t n, max;
};

static struct cs_str words_of(struct cs_arena *arena, const struct cs_location *at)
{
	const char *sign = at->offset < 0 ? "-" : "+";
	unsigned long long off = at->offset < 0 ? 0 - (uint64_t)at->offset : (uint64_t)at->offset;

	switch (at->kind) {
	case CS_LOCATION_REGISTER:
		return off ? cs_arena_strf(arena, "%s%s%#llx", at->reg, sign, off)
			   : cs_arena_strf(arena, "in %s", at->reg);
	case CS_LOCATION_MEMORY:
		return off ? cs_arena_strf(arena, "at %s%s%#llx", at->reg, sign, off)
			   : cs_arena_strf(arena, "at %s", at->reg);
	case CS_LOCATION_STACK:
		return CS_STR("on the stack");
	case CS_LOCATION_ENTRY:
		return cs_arena_strf(arena, "%s at entry", at->reg);
	case CS_LOCATION_CONSTANT:
		return CS_STR("constant");
	default:
		return CS_STR("optimized away");
	}
}

static bool list(void *ctx, Dwarf_Die *die, const char *function)
{
	struct listing *l = ctx;
	const char *name = cs_unit_die_name(die);
	struct cs_location at;
	char type[96] = "";
	Dwarf_Die t;

	if (dwarf_tag(die) != DW_TAG_formal_parameter || !name)
		return true;
	at = cs_scope_locate(l->a->binary, die, l->a->link_address);
	if (cs_types_of(die, &t))
		cs_types_name(&t, type, sizeof(type));
	l->out[l->n++] = (struct cs_sym_parameter){
		.function = cs_arena_str(l->arena, cs_str_from(function)),
		.name = cs_arena_str(l->arena, cs_str_from(name)),
		.type = cs_arena_str(l->arena, cs_str_from(type)),
		.where = words_of(l->arena, &at),
		.reg = at.kind == CS_LOCATION_REGISTER ? cs_arena_str(l->arena, cs_str_from(at.reg))
						       : (struct cs_str){0},
		.offset = at.offset,
		.has_constant = at.kind == CS_LOCATION_CONSTANT,
		.constant = at.constant,
	};
	return l->n < l->max;
}

size_t cs_sym_parameters(struct cs_sym *s, const struct cs_sym_answer *a, struct cs_arena *arena,
			 struct cs_sym_parameter *out, size_t max)
{
	struct listing l = {a, arena, out, 0, max};

	if (!a->binary || max == 0)
		return 0;
	cs_sym_lock(s);
	cs_scope_walk(a->binary, a->link_address, list, &l);
	cs_sym_unlock(s);
	return l.n;
}
