/* Beginnings of lines that only reports have. */
#include "event/grammar_details.h"

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* By their first byte. */
static const char *const *const details[128] = {
	[' '] = LIST("  ESR = ", "  EC = ", "  SET = ", "  EA = ", "  FSC = ", "  ISV = ",
		     "  CM = ", "  GCS = ", "  Exception class", "   (ftrace buffer", " #",
		     "       CPU0", "       ----", "  lock("),
	['#'] = LIST("#PF: "),
	['*'] = LIST("*pde =", "*pgd", "*** DEADLOCK"),
	['-'] = LIST("---[ end Kernel panic"),
	['1'] = LIST("1 lock held by"),
	['8'] = LIST("8<---"),
	['A'] = LIST("AS:", "Allocated by"),
	['B'] = LIST("BE PAGE_SIZE", "BUG: unable"),
	['C'] = LIST("CPU features:", "Code:", "Corrupted memory", "CR2:", "CR3:"),
	['D'] = LIST("Data abort info:", "Dumping ftrace", "Disabling lock debugging"),
	['E'] = LIST("Exception stack", "ESR: "),
	['F'] = LIST("Freed by", "FIX ", "FAR: ", "Failing ", "Fault in ", "Faulting instruction"),
	['H'] = LIST("Hardware name:"),
	['I'] = LIST("Internal error:", "INFO: lockdep is", "Instruction dump:", "Invalid ",
		     "INFO: Slab", "INFO: Object", "INFO: Allocated", "INFO: Freed",
		     "IRQ stack:", "Insufficient stack"),
	['K'] = LIST("Krnl Code:", "Kernel Offset:", "KASAN: "),
	['L'] = LIST("LE PAGE_SIZE", "Last Breaking-Event-Address", "Last unloaded"),
	['M'] = LIST(
		"Mem abort info:", "Memory Limit:", "Modules linked in:", "Memory state around"),
	['N'] = LIST("NULL pointer information"),
	['O'] = LIST("Oops:", "Oops -", "Out-of-bounds ", "Object ", "Overflow stack:"),
	['P'] = LIST("PGD ", "PHYS_OFFSET:", "Process ", "Pointer tag:", "Padding",
		     "Preemption disabled at:", "Possible unsafe locking", "PROBLEM", "Page ",
		     "PKRU"),
	['R'] = LIST("REGS: ", "R:", "Rebooting in", "Read of size", "Read at addr", "Redzone",
		     "RCU nest depth:", "Register r"),
	['S'] = LIST("SMP: stopping", "SMP: failed to stop", "Stack: ", "Stack :", "Stack limit",
		     "Slab ", "Sending NMI", "Sys. ", "Sleep"),
	['T'] = LIST("Thread overran", "Thread-", "The buggy", "The stack object", "Tainted: [",
		     "Task stack:", "This is"),
	['U'] = LIST("Unloaded tainted", "Use-after-free "),
	['W'] = LIST("Workqueue: ", "Write of size", "Write at addr"),
	['['] = LIST("[ffff", "[0000", "[dead", "[6b6b", "[<"),
	['a'] = LIST("anon flags", "aops:", "allocated ", "and this task"),
	['b'] = LIST("but task is", "but there are no more"),
	['f'] = LIST("flags: "),
	['h'] = LIST("hardirqs last", "head:"),
	['i'] = LIST("invalid opcode:", "irq event stamp:", "in_atomic():", "index ",
		     "is trying to"),
	['k'] = LIST("kfence-#", "kernel stack overflow"),
	['l'] = LIST("loaded Tainted", "last function:"),
	['m'] = LIST("memcg:"),
	['n'] = LIST("no locks held by", "non-paged", "note: "),
	['o'] = LIST("other info that might"),
	['p'] = LIST("pgd = ", "page:", "page dumped because", "page_type:", "page_owner",
		     "preempt_count:"),
	['r'] = LIST("raw: ", "rcu: "),
	['s'] = LIST("swapper pgtable:", "softirqs last", "stack_depot", "signed integer",
		     "shift exponent", "sending NMI", "stack backtrace", "slab ", "show_stack"),
	['t'] = LIST("task: ", "task.stack:", "the existing dependency", "the dependencies between",
		     "traps: "),
	['u'] = LIST("user pgtable:", "unwind stack type"),
	['v'] = LIST("vmalloc "),
	['w'] = LIST("which belongs to", "which lock already"),
	['x'] = LIST("x86 "),
	['z'] = LIST("zero-size"),
};

bool cs_grammar_is_detail(struct cs_str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;

	if (c >= 128)
		return false;
	for (const char *const *d = details[c]; d && *d; d++)
		if (cs_str_starts(s, *d))
			return true;
	return false;
}
