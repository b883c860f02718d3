#include <dwarf.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/types_private.h"
#include "sym/unit.h"

enum entry_kind { ENTRY_STRUCT, ENTRY_TYPEDEF, ENTRY_VARIABLE, ENTRY_ENUMERATOR };

struct entry {
	const char *name; /* in the DWARF's string section */
	Dwarf_Off die;
	enum entry_kind kind;
};

struct cs_types {
	Dwarf *dwarf;
	struct cs_budget *budget;
	Dwarf_Off next_unit;
	bool all;            /* every unit was read */
	struct entry *slots; /* open addressing; name NULL: free */
	size_t slot_count, used;
};

struct cs_types *cs_types_new(Dwarf *dwarf, struct cs_budget *budget)
{
	struct cs_types *t;

	if (!dwarf)
		return NULL;
	t = cs_calloc(1, sizeof(*t));
	t->dwarf = dwarf;
	t->budget = budget;
	return t;
}

void cs_types_free(struct cs_types *t)
{
	if (!t)
		return;
	free(t->slots);
	free(t);
}

/* ---- names ---- */

static struct entry *slot_of(struct entry *slots, size_t count, enum entry_kind kind,
			     struct cs_str name)
{
	size_t at = (XXH3_64bits(name.p, name.n) + kind) & (count - 1);

	while (slots[at].name && (slots[at].kind != kind || !cs_str_is(name, slots[at].name)))
		at = (at + 1) & (count - 1);
	return &slots[at];
}

static void grow(struct cs_types *t)
{
	size_t count = t->slot_count ? t->slot_count * 2 : 4096;
	struct entry *slots = cs_calloc(count, sizeof(*slots));

	for (size_t i = 0; i < t->slot_count; i++) {
		const struct entry *e = &t->slots[i];

		if (e->name)
			*slot_of(slots, count, e->kind, cs_str_from(e->name)) = *e;
	}
	free(t->slots);
	t->slots = slots;
	t->slot_count = count;
}

static void remember(struct cs_types *t, enum entry_kind kind, Dwarf_Die *die)
{
	const char *name = cs_unit_die_name(die);
	struct entry *e;

	if (!name)
		return;
	if (t->used * 2 >= t->slot_count)
		grow(t);
	e = slot_of(t->slots, t->slot_count, kind, cs_str_from(name));
	if (e->name)
		return; /* the first stays */
	*e = (struct entry){name, dwarf_dieoffset(die), kind};
	t->used++;
}

static void remember_enumerators(struct cs_types *t, Dwarf_Die *parent)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die) != 0)
		return;
	while (cs_budget_has_time(t->budget)) {
		const void *before = die.addr;

		remember(t, ENTRY_ENUMERATOR, &die);
		if (dwarf_siblingof(&die, &die) != 0 ||
		    (const char *)die.addr <= (const char *)before)
			return;
	}
}

static void look_at(struct cs_types *t, Dwarf_Die *die)
{
	bool declared = dwarf_hasattr(die, DW_AT_declaration);

	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_class_type:
		if (!declared)
			remember(t, ENTRY_STRUCT, die);
		return;
	case DW_TAG_typedef:
		remember(t, ENTRY_TYPEDEF, die);
		return;
	case DW_TAG_variable:
		if (!declared)
			remember(t, ENTRY_VARIABLE, die);
		return;
	case DW_TAG_enumeration_type:
		remember_enumerators(t, die);
		return;
	default:
		return;
	}
}

static void read_unit(struct cs_types *t, Dwarf_Die *cu)
{
	Dwarf_Die die;

	if (dwarf_child(cu, &die) != 0)
		return;
	for (unsigned long i = 0; i < CS_LIMIT_UNIT_DIES && cs_budget_has_time(t->budget); i++) {
		const void *before = die.addr;

		look_at(t, &die);
		if (dwarf_siblingof(&die, &die) != 0 ||
		    (const char *)die.addr <= (const char *)before)
			return;
	}
}

/* False when there is no further unit, or no time for it. */
static bool read_more(struct cs_types *t)
{
	Dwarf_Off at = t->next_unit;
	size_t header;
	Dwarf_Die cu;

	if (t->all || !cs_budget_has_time(t->budget))
		return false;
	if (dwarf_nextcu(t->dwarf, at, &t->next_unit, &header, NULL, NULL, NULL) != 0) {
		t->all = true;
		return false;
	}
	if (dwarf_offdie(t->dwarf, at + header, &cu))
		read_unit(t, &cu);
	return true;
}

static bool find(struct cs_types *t, enum entry_kind kind, const char *name, Dwarf_Die *die)
{
	do {
		const struct entry *e;

		if (!t->slot_count)
			continue;
		e = slot_of(t->slots, t->slot_count, kind, cs_str_from(name));
		if (e->name)
			return dwarf_offdie(t->dwarf, e->die, die) != NULL;
	} while (read_more(t));
	return false;
}

/* ---- asking ---- */

static bool find_struct(struct cs_types *t, const char *name, Dwarf_Die *die)
{
	return find(t, ENTRY_STRUCT, name, die) ||
	       (find(t, ENTRY_TYPEDEF, name, die) && cs_types_strip(die));
}

enum cs_status cs_types_struct(struct cs_types *t, const char *name, struct cs_type_info *out)
{
	Dwarf_Die die;

	if (!t || !find_struct(t, name, &die))
		return CS_NOT_FOUND;
	cs_types_describe(&die, out);
	return CS_OK;
}

enum cs_status cs_types_member(struct cs_types *t, const char *name, const char *path,
			       struct cs_member *out)
{
	Dwarf_Die die;

	if (!t || !find_struct(t, name, &die) ||
	    !cs_types_find_member(&die, cs_str_from(path), t->budget, out))
		return CS_NOT_FOUND;
	return CS_OK;
}

enum cs_status cs_types_enumerator(struct cs_types *t, const char *name, int64_t *value)
{
	Dwarf_Die die;
	Dwarf_Attribute attr;
	Dwarf_Sword v;

	if (!t || !find(t, ENTRY_ENUMERATOR, name, &die) ||
	    !dwarf_attr(&die, DW_AT_const_value, &attr) || dwarf_formsdata(&attr, &v) != 0)
		return CS_NOT_FOUND;
	*value = v;
	return CS_OK;
}

static bool find_variable(struct cs_types *t, const char *name, Dwarf_Die *type)
{
	Dwarf_Die die;

	return t && find(t, ENTRY_VARIABLE, name, &die) && cs_types_of(&die, type) &&
	       cs_types_strip(type);
}

enum cs_status cs_types_variable(struct cs_types *t, const char *name, struct cs_type_info *out)
{
	Dwarf_Die type;

	if (!find_variable(t, name, &type))
		return CS_NOT_FOUND;
	cs_types_describe(&type, out);
	return CS_OK;
}

enum cs_status cs_types_variable_member(struct cs_types *t, const char *variable, const char *path,
					struct cs_member *out)
{
	Dwarf_Die type;

	if (!find_variable(t, variable, &type) ||
	    !cs_types_find_member(&type, cs_str_from(path), t->budget, out))
		return CS_NOT_FOUND;
	return CS_OK;
}
