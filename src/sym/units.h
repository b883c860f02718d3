/* Which compilation unit holds an address. .debug_aranges says so for what gcc built; clang
 * leaves it out, and then the units' own ranges are read, once. */
#ifndef CS_SYM_UNITS_H
#define CS_SYM_UNITS_H

#include <elfutils/libdw.h>
#include <stdbool.h>

#include "base/mem.h"
#include "sym/budget.h"

struct cs_unit_range {
	Dwarf_Addr low, high;
	Dwarf_Off die;
};

struct cs_units {
	Dwarf *dwarf;
	struct cs_budget *budget; /* or NULL */
	bool listed;
	CS_VEC(struct cs_unit_range) ranges; /* ascending by low */
};

void cs_units_init(struct cs_units *u, Dwarf *dwarf, struct cs_budget *budget);
void cs_units_release(struct cs_units *u);
/* ADDRESS as the DWARF has it. False when no unit claims it. */
bool cs_units_find(struct cs_units *u, Dwarf_Addr address, Dwarf_Die *cu);

#endif
