/* Private to analyze/: what sym/ knows, in the form that dump/ asks for it. */
#ifndef CS_ANALYZE_DUMP_SYMBOLS_H
#define CS_ANALYZE_DUMP_SYMBOLS_H

#include "dump/symbols.h"
#include "sym/sym.h"

/* SYM must outlive what is made. What the types answer is kept in the user's cache: reading them
 * takes longer than all the rest. */
struct cs_dump_symbols cs_dump_symbols_of(struct cs_sym *sym);

#endif
