/* Private to analyze/: what sym/ knows, in the form that dump/ asks for it. */
#ifndef CS_ANALYZE_DUMP_SYMBOLS_H
#define CS_ANALYZE_DUMP_SYMBOLS_H

#include "dump/symbols.h"
#include "sym/sym.h"

/* The vmlinux of KERNEL: the one that was given, else the one that a symbol store has under its
 * build ID; NULL: none. */
const char *cs_dump_vmlinux(struct cs_sym *sym, const struct cs_sym_kernel *kernel);
/* What VMLINUX, which cs_dump_vmlinux() told of SYM, knows; SYM must outlive it. What the types
 * answer is kept in the user's cache: reading them takes longer than all the rest. False: the
 * store's file can't be read. */
bool cs_dump_symbols_of(struct cs_sym *sym, const char *vmlinux, struct cs_dump_symbols *out);

#endif
