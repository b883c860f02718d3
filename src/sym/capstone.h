/* Private to sym/: Capstone, loaded when the first instruction is decoded: its tables are large
 * (77,000 relocations in version 4), and most logs have no need of it. */
#ifndef CS_SYM_CAPSTONE_H
#define CS_SYM_CAPSTONE_H

#include <capstone/capstone.h>

#include "base/library.h"

#define CS_CAPSTONE_FUNCTIONS(F)                                                                   \
	F(cs_close)                                                                                \
	F(cs_disasm)                                                                               \
	F(cs_disasm_iter)                                                                          \
	F(cs_free)                                                                                 \
	F(cs_insn_group)                                                                           \
	F(cs_malloc)                                                                               \
	F(cs_open)                                                                                 \
	F(cs_option)                                                                               \
	F(cs_reg_name)

struct cs_capstone {
	CS_LIBRARY_POINTERS(CS_CAPSTONE_FUNCTIONS)
};

/* NULL: it isn't installed. */
const struct cs_capstone *cs_capstone(void);

#endif
