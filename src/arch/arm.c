#include "arch/arch.h"

/* Fault status of short descriptors: ARMv7-A ARM, table B3-23; the words of fsr_info[] in 6.1
 * arch/arm/mm/fsr-2level.c. */
static const char *const status[32] = {
	[1] = "alignment fault",
	[2] = "debug event",
	[3] = "access flag fault, section",
	[4] = "fault on instruction cache maintenance",
	[5] = "translation fault, section: not mapped",
	[6] = "access flag fault, page",
	[7] = "translation fault, page: not mapped",
	[8] = "external abort: the bus refused the access",
	[9] = "domain fault, section",
	[11] = "domain fault, page",
	[12] = "external abort on a table walk, level 1",
	[13] = "permission fault, section",
	[14] = "external abort on a table walk, level 2",
	[15] = "permission fault, page",
	[16] = "TLB conflict abort",
	[20] = "implementation defined: lockdown",
	[22] = "asynchronous external abort",
	[25] = "parity or ECC error",
	[28] = "parity or ECC error on a table walk, level 1",
	[30] = "parity or ECC error on a table walk, level 2",
};

void cs_arm_explain_fsr(struct cs_words *w, uint64_t fsr)
{
	const char *word = status[(fsr & 15) | (fsr >> 10 & 1) << 4];

	cs_words_add(w, "a %s", cs_arm_is_write(fsr) ? "write" : "read");
	cs_words_add(w, "%s", word ? word : "unassigned fault status");
}

bool cs_arm_is_write(uint64_t fsr)
{
	return fsr >> 11 & 1;
}

void cs_arm_explain_psr(struct cs_words *w, uint64_t psr)
{
	static const char *const modes[16] = {
		[0] = "user",  [1] = "FIQ",  [2] = "IRQ",        [3] = "SVC",    [6] = "monitor",
		[7] = "abort", [10] = "HYP", [11] = "undefined", [15] = "system"};
	const char *mode = modes[psr & 15];

	cs_words_add(w, "mode %s", mode ? mode : "reserved");
	cs_words_add(w, "IRQs %s, FIQs %s", psr >> 7 & 1 ? "off" : "on",
		     psr >> 6 & 1 ? "off" : "on");
	cs_words_add(w, "%s state", psr >> 5 & 1 ? "Thumb" : "ARM");
}
