/* Reports whose first lines are not in the log: a ring buffer that went round, a console that was
 * attached late, an excerpt. A trace tells at least where the kernel was; what is left without
 * one only says that something is missing. */
#include "event/format.h"
#include "event/grammar.h"

/* Lines that dump_stack() never prints, so a report did: oops_exit(), print_modules(), kasan's
 * print_address_description(), and the functions that check and print. */
static const char *const of_reports[] = {
	"---[ end trace ",
	"Modules linked in:",
	"The buggy address belongs to the ",
	"Memory state around the buggy address:",
	"kasan_report+0x",
	"ubsan_epilogue+0x",
	"kfence_report_error+0x",
	"__warn+0x",
	"oops_end+0x",
	"die+0x",
};

static bool is_of_report(struct cs_event *ev, size_t i)
{
	struct cs_frame f;
	bool user;

	if (cs_grammar_ip(ev->lines[i].text, &f, &user) && !user)
		return true;
	for (size_t k = 0; k < sizeof(of_reports) / sizeof(*of_reports); k++)
		if (cs_str_has(ev->lines[i].text, of_reports[k]))
			return true;
	return false;
}

/* A trace may be dump_stack()'s, whom a driver asked; registers and the like are a report's. */
static void tell_rest(struct cs_event *ev)
{
	for (size_t i = ev->header; i < ev->line_count; i++) {
		if (ev->lines[i].foreign || !is_of_report(ev, i))
			continue;
		ev->cut = ev->cut.n
				  ? CS_STR("neither the beginning of the report nor its end is in "
					   "the log")
				  : CS_STR("the beginning of the report is not in the log");
		return;
	}
}

#define REST(literal, words)                                                                       \
	{                                                                                          \
		.anchor = literal, .head = words, .flags = CS_FMT_REST                             \
	}
#define BEGINS CS_FMT_WEAK | CS_FMT_IDLE | CS_FMT_PRELUDE
#define TRACE                                                                                      \
	.kind = CS_KIND_UNKNOWN_CRASH, .title = "call trace of unknown cause in {F}",              \
	.from = CS_FROM_WARN, .skip = "ubsan", .tell = tell_rest

static const struct cs_format rows[] = {
	/* What only the inside or the end of a report has: end of oops_exit(), panic(),
	 * print_address_description() and print_shadow_for_address() in mm/kasan/report.c,
	 * print_track() there, kmsan_print_origin() and kmsan_report() in mm/kmsan/report.c,
	 * kfence_print_object() in mm/kfence/report.c, print_report() in kernel/kcsan/report.c,
	 * __ubsan_handle_out_of_bounds(), ipi_cpu_stop() of arm, dump_backtrace_entry() and
	 * dump_mem() of arm before 5.17, show_stacktrace() of mips, __show_regs() of x86 and arm64,
	 * last frames of x86 and arm64 */
	REST("---[ end trace ", "^---[ end trace "),
	REST("Rebooting in ", "^Rebooting in %d seconds.."),
	REST("The buggy address belongs to", "^The buggy address belongs to the "),
	REST("Memory state around the buggy", "^Memory state around the buggy address:"),
	REST("Allocated by task ", "^Allocated by task %d"),
	REST("Freed by task ", "^Freed by task %d"),
	REST("Uninit was ", "^Uninit was created at:$"),
	REST("Uninit was ", "^Uninit was stored to memory at:$"),
	REST(" are uninitialized", "^Bytes %d-%d of %d are uninitialized$"),
	REST("kfence-#", "^kfence-#%d: %x-%x, size="),
	REST("Reported by Kernel Concurrency", "^Reported by Kernel Concurrency Sanitizer on:"),
	REST("is out of range for type", "^index %w is out of range for type '"),
	REST(": stopping", "^CPU%d: stopping"),
	REST(") from [<", "^[<%x>] (%*) from [<%x>] (%*)"),
	REST("Exception stack(0x", "^Exception stack(%x to %x)"),
	REST("Stack : ", "^Stack : %x"),
	REST(" badaddr: ", "^status: %x badaddr: %x cause: "),
	REST("RAX: ", "^RAX: %x RBX: %x RCX: %x"),
	REST("x29: ", "^x29: %x x28: %x x27: %x"),
	REST("warn_slowpath_fmt+0x", "warn_slowpath_fmt+%x/%x"),
	REST("ret_from_fork+0x", "ret_from_fork+%x/%x"),
	REST("entry_SYSCALL_64_after_hwframe+0x", "entry_SYSCALL_64_after_hwframe+%x/%x"),
	REST("el0t_64_sync+0x", "el0t_64_sync+%x/%x"),
	{TRACE,
	 .anchor = "Call Trace:", .head = "^Call Trace:", .flags = CS_FMT_WEAK | CS_FMT_CONT},
	{TRACE,
	 .anchor = "Call trace:", .head = "^Call trace:", .flags = CS_FMT_WEAK | CS_FMT_CONT},
	/* dump_stack_print_info(), in the midst of most reports; UID since 6.12 */
	{TRACE, .anchor = " PID: ", .head = "^CPU: %d PID: %d Comm: ", .flags = BEGINS},
	{TRACE, .anchor = " PID: ", .head = "^CPU: %d UID: %d PID: %d Comm: ", .flags = BEGINS},
	{TRACE, .anchor = "Pid: ", .head = "^Pid: %d, comm: ", .flags = BEGINS},
	{TRACE, .anchor = "RIP: 0010:", .head = "^RIP: 0010:", .flags = BEGINS},
	{TRACE, .anchor = "pstate: ", .head = "^pstate: %x (", .flags = BEGINS},
};

const struct cs_format_table cs_formats_rest = {rows, sizeof(rows) / sizeof(*rows)};
