/* Private to sym/: types by their DIE. */
#ifndef CS_SYM_TYPES_PRIVATE_H
#define CS_SYM_TYPES_PRIVATE_H

#include <elfutils/libdw.h>

#include "sym/budget.h"
#include "sym/types.h"

/* NULL when there is no DWARF. It borrows both, which must outlive it; BUDGET may be NULL. When
 * that is spent, nothing more is looked for: what was not found by then counts as not there. */
struct cs_types *cs_types_new(Dwarf *dwarf, struct cs_budget *budget);
void cs_types_free(struct cs_types *t);

/* The type behind typedefs and qualifiers; false when there is none. */
bool cs_types_strip(Dwarf_Die *die);
/* DIE's DW_AT_type (through its abstract origin), not stripped. */
bool cs_types_of(Dwarf_Die *die, Dwarf_Die *type);
void cs_types_describe(Dwarf_Die *type, struct cs_type_info *out);
/* The name of a type as C has it, into BUF. */
void cs_types_name(Dwarf_Die *type, char *buf, size_t size);
/* The path of the innermost member of the structure TYPE (stripped) that covers byte OFFSET:
 * "wait.head.next", "ids[2]". False when OFFSET lies outside or in a hole. */
bool cs_types_member_at(Dwarf_Die *type, uint64_t offset, char *path, size_t size);
/* PATH in the structure TYPE, within BUDGET (or NULL). */
bool cs_types_find_member(Dwarf_Die *type, struct cs_str path, struct cs_budget *budget,
			  struct cs_member *out);

#endif
