/* Debug information that is not simply in the file's sections: compressed (SHF_COMPRESSED, or
 * GNU's older .zdebug_*: CONFIG_DEBUG_INFO_COMPRESSED_*), split into .dwo files (DWARF 5 section
 * 7.3.2: CONFIG_DEBUG_INFO_SPLIT), or shared with other files (.gnu_debugaltlink, made by dwz). */
#ifndef CS_SYM_DETACHED_H
#define CS_SYM_DETACHED_H

#include <elfutils/libdw.h>
#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>

/* Whether a debug section of ELF is compressed. libdw unpacks them, and changes ELF's section
 * headers where they are: they must not be mapped read-only. */
bool cs_detached_is_packed(Elf *elf);
/* By what it is compressed, when libelf can't unpack it: "zstd"; else NULL. */
const char *cs_detached_packing(Elf *elf);
/* Whether DWARF, of ELF, points to other files, which libdw looks for beside ELF's own. */
bool cs_detached_is_elsewhere(Elf *elf, Dwarf *dwarf);

/* Where a unit's functions are told: BODY is its own DIE, or that of the .dwo file which it names.
 * False: there is no such file that can be read, and BODY is CU. A .dwp is not read. */
bool cs_detached_body(Dwarf_Die *cu, Dwarf_Die *body);
/* The .dwo file that CU names, in its words; NULL when it names none. */
const char *cs_detached_name(Dwarf_Die *cu);

#endif
