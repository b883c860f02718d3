/* One compilation unit of DWARF (2 to 5) → a builder: its functions with the calls that were
 * inlined into them, and its lines. */
#ifndef CS_SYM_UNIT_H
#define CS_SYM_UNIT_H

#include <elfutils/libdw.h>

#include "sym/build.h"

/* The root of the kernel's source, as the file was built: what stands before "include/linux/" in
 * the paths of the first units that have such a header (kconfig.h is in every unit of C). ""
 * when none has. To ROOT, of SIZE bytes. */
void cs_unit_find_root(Dwarf *dwarf, char *root, size_t size);
/* CU: the unit's DIE; ROOT as found. All functions and lines that lie in the builder's [base,
 * limit) are taken. */
void cs_unit_take(struct cs_build *b, Dwarf_Die *cu, const char *root);
/* Only what holds at the builder's base, which should be its whole range. */
void cs_unit_take_at(struct cs_build *b, Dwarf_Die *cu, const char *root);

/* A DIE's own name, or that of its abstract origin or specification; NULL when it has none. */
const char *cs_unit_die_name(Dwarf_Die *die);

#endif
