/* Sequences of lines whose order is known: __show_regs() in arch/{x86,arm64,arm,riscv,powerpc}/
 * kernel, show_fault_oops() in arch/x86/mm/fault.c, mem_abort_decode() in arch/arm64/mm/fault.c,
 * print_irqtrace_events() in kernel/locking/lockdep.c, print_report() in mm/kasan/report.c (Linux
 * 6.1). */
#include "event/strand.h"

enum { NONE, X86_64, I386, ARM64, ARM, RISCV, PPC, TAIL, IRQS, X86_FAULT, ARM64_FAULT, KASAN };

#define KIND(k) (1ull << CS_KIND_##k)
#define AT(first, sequence, place) .head = first, .list = sequence, .at = place
#define FAULTS                                                                                     \
	(KIND(OOPS) | KIND(BUG) | KIND(EXTERNAL_ABORT) | KIND(SERROR) | KIND(STACK_OVERFLOW) |     \
	 KIND(USERCOPY) | KIND(FORTIFY) | KIND(KFENCE) | KIND(KASAN))
#define CHECKED (KIND(KASAN) | KIND(SLAB_CORRUPTION) | KIND(PAGE_STATE) | KIND(USERCOPY))

/* By the first register of the line. */
static const struct cs_order registers[] = {
	{AT("rsp", X86_64, 0)},
	{AT("rax", X86_64, 1)},
	{AT("rdx", X86_64, 2)},
	{AT("rbp", X86_64, 3)},
	{AT("r10", X86_64, 4)},
	{AT("r13", X86_64, 5), .last = true},
	{AT("fs", X86_64, 6)},
	{AT("cs", X86_64, 7)},
	{AT("cr2", X86_64, 8), .last = true},
	{AT("dr0", X86_64, 9)},
	{AT("dr3", X86_64, 10)},
	{AT("pkru", X86_64, 11), .last = true},
	{AT("eax", I386, 1)},
	{AT("esi", I386, 2)},
	{AT("ds", I386, 3), .last = true},
	{AT("cr0", I386, 4), .last = true},
	{AT("pstate", ARM64, 0)},
	{AT("pc", ARM64, 1)},
	{AT("lr", ARM64, 2)},
	{AT("sp", ARM64, 3)},
	{AT("x29", ARM64, 4)},
	{AT("x26", ARM64, 5)},
	{AT("x23", ARM64, 6)},
	{AT("x20", ARM64, 7)},
	{AT("x17", ARM64, 8)},
	{AT("x14", ARM64, 9)},
	{AT("x11", ARM64, 10)},
	{AT("x8", ARM64, 11)},
	{AT("x5", ARM64, 12)},
	{AT("x2", ARM64, 13), .last = true},
	{AT("r7", ARM, 4)},
	{AT("r3", ARM, 5)},
	{AT("control", ARM, 7), .last = true},
	{AT("gp", RISCV, 1)},
	{AT("t1", RISCV, 2)},
	{AT("s1", RISCV, 3)},
	{AT("a2", RISCV, 4)},
	{AT("a5", RISCV, 5)},
	{AT("s2", RISCV, 6)},
	{AT("s5", RISCV, 7)},
	{AT("s8", RISCV, 8)},
	{AT("s11", RISCV, 9)},
	{AT("t5", RISCV, 10)},
	{AT("status", RISCV, 11), .last = true},
	{AT("msr", PPC, 1)},
	{AT("cfar", PPC, 2)},
	{AT("r0", PPC, 3)},
	{AT("r4", PPC, 4)},
	{AT("r8", PPC, 5)},
	{AT("r12", PPC, 6)},
	{AT("r16", PPC, 7)},
	{AT("r20", PPC, 8)},
	{AT("r24", PPC, 9)},
	{AT("r28", PPC, 10), .last = true},
};

/* oops_end() of x86 tells it once more, alone. */
static const struct cs_order lone_cr2 = {AT("cr2", TAIL, 0), .last = true, .kinds = FAULTS};

static const struct cs_order words[] = {
	{AT("irq event stamp:", IRQS, 0)},
	{AT("hardirqs last  enabled", IRQS, 1)},
	{AT("hardirqs last disabled", IRQS, 2)},
	{AT("softirqs last  enabled", IRQS, 3)},
	{AT("softirqs last disabled", IRQS, 4), .last = true},
	{AT("#PF: supervisor", X86_FAULT, 0), .kinds = FAULTS},
	{AT("#PF: user", X86_FAULT, 0), .kinds = FAULTS},
	{AT("#PF: error_code", X86_FAULT, 1), .kinds = FAULTS},
	{AT("PGD ", X86_FAULT, 2), .kinds = FAULTS},
	{AT("Oops: ", X86_FAULT, 3), .last = true, .kinds = FAULTS},
	{AT("Mem abort info:", ARM64_FAULT, 0), .kinds = FAULTS},
	{AT("ESR = ", ARM64_FAULT, 1), .kinds = FAULTS},
	{AT("EC = ", ARM64_FAULT, 2), .kinds = FAULTS},
	{AT("SET = ", ARM64_FAULT, 3), .kinds = FAULTS},
	{AT("EA = ", ARM64_FAULT, 4), .kinds = FAULTS},
	{AT("FSC = ", ARM64_FAULT, 5), .last = true, .kinds = FAULTS},
	{AT("Data abort info:", ARM64_FAULT, 6), .kinds = FAULTS},
	{AT("ISV = ", ARM64_FAULT, 7), .kinds = FAULTS},
	{AT("CM = ", ARM64_FAULT, 8), .last = true, .kinds = FAULTS},
	{AT("GCS = ", ARM64_FAULT, 8), .last = true, .kinds = FAULTS},
	{AT("user pgtable:", ARM64_FAULT, 9), .last = true, .kinds = FAULTS},
	{AT("swapper pgtable:", ARM64_FAULT, 9), .last = true, .kinds = FAULTS},
	{AT("Internal error:", ARM64_FAULT, 11), .last = true, .kinds = FAULTS},
	{AT("Read of size", KASAN, 0), .last = true, .kinds = KIND(KASAN)},
	{AT("Write of size", KASAN, 0), .last = true, .kinds = KIND(KASAN)},
	{AT("Allocated by task", KASAN, 1), .last = true, .kinds = KIND(KASAN)},
	{AT("Freed by task", KASAN, 2), .last = true, .kinds = KIND(KASAN)},
	{AT("Last potentially", KASAN, 3), .last = true, .kinds = KIND(KASAN)},
	{AT("The buggy address belongs to the object", KASAN, 4), .kinds = KIND(KASAN)},
	{AT("which belongs to the cache", KASAN, 5), .kinds = KIND(KASAN)},
	{AT("The buggy address is located", KASAN, 6), .kinds = KIND(KASAN)},
	{AT("The buggy address belongs to the physical", KASAN, 8), .kinds = KIND(KASAN)},
	{AT("page:", KASAN, 9), .kinds = CHECKED},
	{AT("flags: ", KASAN, 10), .kinds = CHECKED},
	{AT("raw: ", KASAN, 11), .many = true, .kinds = CHECKED},
	{AT("page dumped because", KASAN, 12), .last = true, .kinds = CHECKED},
	{AT("Memory state around", KASAN, 13), .kinds = KIND(KASAN)},
	{AT("^", KASAN, 14), .many = true, .last = true, .kinds = KIND(KASAN)},
};

/* "128-byte region [", "ffff888012345678: 00 00" */
static const struct cs_order region = {AT("region", KASAN, 7), .last = true, .kinds = KIND(KASAN)};
static const struct cs_order memory = {AT("memory", KASAN, 14), .many = true, .last = true,
				       .kinds = KIND(KASAN) | KIND(SLAB_CORRUPTION)};

const struct cs_order *cs_order_of_registers(struct cs_str first, unsigned pairs)
{
	if (pairs == 1 && cs_str_is(first, "cr2"))
		return &lone_cr2;
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++)
		if (cs_str_is(first, registers[i].head))
			return &registers[i];
	return NULL;
}

static bool is_memory(struct cs_str s)
{
	uint64_t address;
	size_t n;

	cs_eat_char(&s, '>');
	n = s.n;
	return cs_eat_hex(&s, &address) && n - s.n == 16 && cs_str_starts(s, ": ");
}

const struct cs_order *cs_order_of_words(struct cs_str text)
{
	struct cs_str s = cs_str_trim(text);

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_starts(s, words[i].head))
			return &words[i];
	if (cs_str_has(s, "-byte region ["))
		return &region;
	return is_memory(s) ? &memory : NULL;
}
