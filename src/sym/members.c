#include "sym/members.h"

#include <dwarf.h>
#include <stdio.h>

#include "sym/types_private.h"
#include "sym/unit.h"

#define DEPTH_MAX 32

struct looking {
	uint64_t address, offset;
	const char *function;
	struct cs_member_guess *out;
	size_t n, max;
	unsigned long budget;
};

static bool is_known(const struct looking *l, const struct cs_member_guess *g)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->out[i].variable, g->variable) == 0 &&
		    strcmp(l->out[i].type, g->type) == 0)
			return true;
	return false;
}

/* A variable that points to a structure with a member at the offset. */
static void consider(struct looking *l, Dwarf_Die *variable)
{
	struct cs_member_guess g = {.parameter = dwarf_tag(variable) == DW_TAG_formal_parameter};
	const char *name = cs_unit_die_name(variable);
	Dwarf_Die type;

	if (!name || l->n >= l->max || !cs_types_of(variable, &type) || !cs_types_strip(&type) ||
	    dwarf_tag(&type) != DW_TAG_pointer_type || !cs_types_of(&type, &type) ||
	    !cs_types_strip(&type) || !cs_types_member_at(&type, l->offset, g.path, sizeof(g.path)))
		return;
	snprintf(g.variable, sizeof(g.variable), "%s", name);
	snprintf(g.function, sizeof(g.function), "%s", l->function ? l->function : "");
	cs_types_name(&type, g.type, sizeof(g.type));
	if (!is_known(l, &g))
		l->out[l->n++] = g;
}

static bool covers(Dwarf_Die *die, uint64_t address)
{
	return dwarf_haspc(die, address) == 1;
}

static bool is_scope(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine ||
	       tag == DW_TAG_lexical_block;
}

static bool next_die(struct looking *l, Dwarf_Die *die)
{
	const void *before = die->addr;

	if (l->budget == 0)
		return false;
	l->budget--;
	return dwarf_siblingof(die, die) == 0 && (const char *)die->addr > (const char *)before;
}

static void variables_of(struct looking *l, Dwarf_Die *scope)
{
	Dwarf_Die die;

	if (dwarf_child(scope, &die) != 0)
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_formal_parameter ||
		    dwarf_tag(&die) == DW_TAG_variable)
			consider(l, &die);
	} while (next_die(l, &die));
}

/* Inner scopes first: what is nearest to the place comes first. */
static void look_into(struct looking *l, Dwarf_Die *parent, const char *function, int depth)
{
	Dwarf_Die die;

	if (depth > DEPTH_MAX || dwarf_child(parent, &die) != 0)
		return;
	do {
		const char *name = function;

		if (!is_scope(&die) || !covers(&die, l->address))
			continue;
		if (dwarf_tag(&die) != DW_TAG_lexical_block)
			name = cs_unit_die_name(&die);
		look_into(l, &die, name, depth + 1);
		l->function = name;
		variables_of(l, &die);
	} while (next_die(l, &die));
}

size_t cs_members_in_scope(struct cs_binary *b, uint64_t address, uint64_t offset,
			   struct cs_member_guess *out, size_t max)
{
	struct looking l = {.address = address,
			    .offset = offset,
			    .out = out,
			    .max = max,
			    .budget = CS_LIMIT_UNIT_DIES};
	Dwarf_Die cu;

	if (!cs_binary_unit(b, address, &cu))
		return 0;
	look_into(&l, &cu, NULL, 0);
	return l.n;
}
