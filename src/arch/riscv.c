#include "arch/arch.h"

/* Exceptions of scause, RISC-V privileged architecture 1.12, table 4.2. */
static const char *const causes[] = {
	[0] = "instruction address misaligned",
	[1] = "instruction access fault",
	[2] = "illegal instruction",
	[3] = "breakpoint",
	[4] = "load address misaligned",
	[5] = "load access fault",
	[6] = "store or AMO address misaligned",
	[7] = "store or AMO access fault",
	[8] = "environment call from U-mode",
	[9] = "environment call from S-mode",
	[12] = "instruction page fault",
	[13] = "load page fault",
	[15] = "store or AMO page fault",
};

const char *cs_riscv_cause_word(uint64_t cause)
{
	return cause < sizeof(causes) / sizeof(*causes) ? causes[cause] : NULL;
}

void cs_riscv_explain_status(struct cs_words *w, uint64_t s)
{
	cs_words_add(w, "came from %s mode (SPP)", s >> 8 & 1 ? "supervisor" : "user");
	cs_words_add(w, "interrupts were %s (SPIE)", s >> 5 & 1 ? "on" : "off");
	if (s >> 18 & 1)
		cs_words_add(w, "user memory accessible (SUM)");
}
