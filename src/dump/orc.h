/* Private to dump/: the ORC tables that an x86-64 kernel carries for its own unwinder, read out of
 * the dump (arch/x86/kernel/unwind_orc.c, arch/x86/include/asm/orc_types.h). */
#ifndef CS_DUMP_ORC_H
#define CS_DUMP_ORC_H

#include "dump/machine.h"

enum cs_orc_register {
	CS_ORC_UNDEFINED, /* also: a number that no kernel has */
	CS_ORC_PREV_SP,
	CS_ORC_AX,
	CS_ORC_DX,
	CS_ORC_DI,
	CS_ORC_BP,
	CS_ORC_SP,
	CS_ORC_R10,
	CS_ORC_R13,
	CS_ORC_BP_INDIRECT,
	CS_ORC_SP_INDIRECT,
};

/* What lies at the previous stack pointer: nothing that is known, a return address, pt_regs, the
 * last five words of pt_regs. */
enum cs_orc_type { CS_ORC_NOTHING, CS_ORC_END, CS_ORC_CALL, CS_ORC_REGS, CS_ORC_REGS_PARTIAL };

struct cs_orc {
	int16_t sp_offset, bp_offset; /* added to the registers: the previous sp, where bp is */
	enum cs_orc_register sp_reg, bp_reg;
	enum cs_orc_type type;
};

void cs_orc_learn(struct cs_machine *m);
/* The entry for the instruction at IP, of the image or a module. */
bool cs_orc_find(const struct cs_machine *m, uint64_t ip, struct cs_orc *o);

#endif
