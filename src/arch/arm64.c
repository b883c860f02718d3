#include "arch/arch.h"

static const char *const classes[64] = {
	[0x00] = "unknown reason",
	[0x01] = "trapped WFI/WFE",
	[0x07] = "access to FP/SIMD",
	[0x09] = "pointer authentication trap",
	[0x0d] = "branch target exception",
	[0x0e] = "illegal execution state",
	[0x15] = "SVC from AArch64",
	[0x16] = "HVC from AArch64",
	[0x17] = "SMC from AArch64",
	[0x18] = "trapped system register access",
	[0x19] = "SVE access",
	[0x1c] = "pointer authentication failure",
	[0x20] = "instruction abort from EL0",
	[0x21] = "instruction abort in the kernel",
	[0x22] = "PC alignment fault",
	[0x24] = "data abort from EL0",
	[0x25] = "data abort in the kernel",
	[0x26] = "SP alignment fault",
	[0x2c] = "floating point exception",
	[0x2f] = "SError",
	[0x30] = "breakpoint from EL0",
	[0x31] = "breakpoint",
	[0x32] = "software step from EL0",
	[0x33] = "software step",
	[0x34] = "watchpoint from EL0",
	[0x35] = "watchpoint",
	[0x3c] = "BRK instruction",
};

static const char *const fault_status[64] = {
	[0x00] = "address size fault, level 0",
	[0x01] = "address size fault, level 1",
	[0x02] = "address size fault, level 2",
	[0x03] = "address size fault, level 3",
	[0x04] = "translation fault, level 0: not mapped",
	[0x05] = "translation fault, level 1: not mapped",
	[0x06] = "translation fault, level 2: not mapped",
	[0x07] = "translation fault, level 3: not mapped",
	[0x08] = "access flag fault, level 0",
	[0x09] = "access flag fault, level 1",
	[0x0a] = "access flag fault, level 2",
	[0x0b] = "access flag fault, level 3",
	[0x0c] = "permission fault, level 0",
	[0x0d] = "permission fault, level 1",
	[0x0e] = "permission fault, level 2",
	[0x0f] = "permission fault, level 3",
	[0x10] = "synchronous external abort: the bus refused the access",
	[0x11] = "tag check fault (MTE)",
	[0x14] = "external abort on a table walk, level 0",
	[0x15] = "external abort on a table walk, level 1",
	[0x16] = "external abort on a table walk, level 2",
	[0x17] = "external abort on a table walk, level 3",
	[0x18] = "parity or ECC error",
	[0x1c] = "parity or ECC error on a table walk, level 0",
	[0x1d] = "parity or ECC error on a table walk, level 1",
	[0x1e] = "parity or ECC error on a table walk, level 2",
	[0x1f] = "parity or ECC error on a table walk, level 3",
	[0x21] = "alignment fault",
	[0x30] = "TLB conflict abort",
	[0x31] = "unsupported atomic update of the access flag",
	[0x34] = "implementation defined: lockdown",
	[0x35] = "unsupported exclusive or atomic access",
};

static void explain_serror(struct cs_words *w, uint64_t esr)
{
	static const char *const severity[8] = {"uncontainable", "unrecoverable", "restartable",
						"recoverable",   "reserved",      "reserved",
						"corrected",     "reserved"};

	if (cs_field(esr, 24, 24)) {
		cs_words_add(w, "IDS=1: the syndrome is implementation defined");
		return;
	}
	if (cs_field(esr, 5, 0) == 0x11)
		cs_words_add(w, "asynchronous error, %s (AET)", severity[cs_field(esr, 12, 10)]);
}

static void explain_abort(struct cs_words *w, uint64_t esr, bool data)
{
	const char *status = fault_status[cs_field(esr, 5, 0)];

	if (data)
		cs_words_add(w, "a %s", cs_field(esr, 6, 6) ? "write" : "read");
	cs_words_add(w, "%s", status ? status : "unassigned fault status");
	if (cs_field(esr, 10, 10))
		cs_words_add(w, "FnV=1: FAR does not hold the address");
	if (cs_field(esr, 9, 9))
		cs_words_add(w, "EA=1: external abort type (slave or decode error)");
	if (cs_field(esr, 7, 7))
		cs_words_add(w, "S1PTW=1: stage 2 fault on a stage 1 table walk");
	if (data && cs_field(esr, 8, 8))
		cs_words_add(w, "CM=1: by a cache maintenance instruction");
}

void cs_arm64_explain_esr(struct cs_words *w, uint64_t esr)
{
	unsigned ec = (unsigned)cs_field(esr, 31, 26);

	cs_words_add(w, "EC %#04x: %s", ec, classes[ec] ? classes[ec] : "unassigned class");
	if (ec == 0x24 || ec == 0x25)
		explain_abort(w, esr, true);
	else if (ec == 0x20 || ec == 0x21)
		explain_abort(w, esr, false);
	else if (ec == 0x2f)
		explain_serror(w, esr);
	else if (ec == 0x3c)
		cs_words_add(w, "BRK #%#x%s", (unsigned)cs_field(esr, 15, 0),
			     cs_field(esr, 15, 0) == 0x800 ? ": BUG() or WARN()" : "");
}

bool cs_arm64_far_invalid(uint64_t esr)
{
	unsigned ec = (unsigned)cs_field(esr, 31, 26);

	return (ec == 0x20 || ec == 0x21 || ec == 0x24 || ec == 0x25) && cs_field(esr, 10, 10);
}

void cs_arm64_explain_pstate(struct cs_words *w, uint64_t p)
{
	static const char *const modes[16] = {
		[0] = "EL0t", [4] = "EL1t", [5] = "EL1h", [8] = "EL2t", [9] = "EL2h"};
	const char *mode = modes[p & 15];

	if (p & 0x10) {
		cs_words_add(w, "AArch32 state");
		return;
	}
	cs_words_add(w, "mode %s", mode ? mode : "reserved");
	cs_words_add(w, "interrupts %s", p >> 7 & 1 ? "masked (I)" : "on");
	if (p >> 6 & 1)
		cs_words_add(w, "FIQ masked (F)");
	if (p >> 8 & 1)
		cs_words_add(w, "SError masked (A)");
	if (p >> 22 & 1)
		cs_words_add(w, "PAN: user memory not accessible");
}
