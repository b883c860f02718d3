/* Private to analyze/: what sym/ knows, in the form that dump/ asks for it. */
#ifndef CS_ANALYZE_DUMP_SYMBOLS_H
#define CS_ANALYZE_DUMP_SYMBOLS_H

#include "dump/symbols.h"
#include "sym/sym.h"

/* SYM must outlive what is made. */
struct cs_dump_symbols cs_dump_symbols_of(struct cs_sym *sym);

#endif
