#include "sym/members.h"

#include <dwarf.h>
#include <stdio.h>

#include "sym/types_private.h"
#include "sym/unit.h"

struct looking {
	struct cs_binary *b;
	uint64_t address, offset;
	const char *base; /* the register that the pointer must be in, or NULL */
	struct cs_member_guess *out;
	size_t n, max;
};

static bool is_known(const struct looking *l, const struct cs_member_guess *g)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->out[i].variable, g->variable) == 0 &&
		    strcmp(l->out[i].type, g->type) == 0)
			return true;
	return false;
}

static bool is_at_base(const struct looking *l, Dwarf_Die *variable)
{
	struct cs_location at;

	if (!l->base)
		return true;
	at = cs_scope_locate(l->b, variable, l->address);
	return at.kind == CS_LOCATION_REGISTER && at.offset == 0 && strcmp(at.reg, l->base) == 0;
}

/* A variable that points to a structure with a member at the offset. */
static bool consider(void *ctx, Dwarf_Die *variable, const char *function)
{
	struct looking *l = ctx;
	struct cs_member_guess g = {.parameter = dwarf_tag(variable) == DW_TAG_formal_parameter};
	const char *name = cs_unit_die_name(variable);
	Dwarf_Die type;

	if (!name || !is_at_base(l, variable) || !cs_types_of(variable, &type) ||
	    !cs_types_strip(&type) || dwarf_tag(&type) != DW_TAG_pointer_type ||
	    !cs_types_of(&type, &type) || !cs_types_strip(&type) ||
	    !cs_types_member_at(&type, l->offset, g.path, sizeof(g.path)))
		return true;
	snprintf(g.variable, sizeof(g.variable), "%s", name);
	snprintf(g.function, sizeof(g.function), "%s", function ? function : "");
	cs_types_name(&type, g.type, sizeof(g.type));
	if (!is_known(l, &g))
		l->out[l->n++] = g;
	return l->n < l->max;
}

size_t cs_members_in_scope(struct cs_binary *b, uint64_t address, uint64_t offset, const char *base,
			   struct cs_member_guess *out, size_t max)
{
	struct looking l = {
		.b = b, .address = address, .offset = offset, .base = base, .out = out, .max = max};

	if (max)
		cs_scope_walk(b, address, consider, &l);
	return l.n;
}
