/* Failures of programs that a kernel log tells of: no kernel bugs, so they are kept apart.
 * Sources: show_signal_msg() in arch/x86/mm/fault.c, show_signal() in arch/x86/kernel/traps.c,
 * arm64_show_signal() in arch/arm64/kernel/traps.c, print_fatal_signal() in kernel/signal.c;
 * sysvinit and glibc on the console; the wordings of test programs. */
#include "event/format.h"

#define USER                                                                                       \
	.kind = CS_KIND_USERSPACE, .from = CS_FROM_NONE, .flags = CS_FMT_LONE | CS_FMT_SUPPRESSED

static const struct cs_format rows[] = {
	{USER, .anchor = "segfault at ", .head = "segfault at %x ip %x sp %x error %d",
	 .title = "userspace: segfault"},
	{USER, .anchor = "traps: ", .head = "^traps: %*[%d] %* ip:%x sp:%x error:%d",
	 .title = "userspace: {3}"},
	{USER, .anchor = "unhandled ", .head = "%*[%d]: unhandled exception: %*$",
	 .title = "userspace: unhandled exception"},
	/* arm64 before 4.20: "unhandled level 2 translation fault (11) at 0x10, esr 0x92000006";
	   ppc */
	{USER, .anchor = "unhandled ", .head = "%*[%d]: unhandled %* (%d) at ",
	 .title = "userspace: unhandled {3}"},
	{USER, .anchor = "unhandled ", .head = "%*[%d]: unhandled signal %d",
	 .title = "userspace: unhandled signal"},
	{USER, .anchor = "unhandled ", .head = "%*[%d]: unhandled %* in %w",
	 .title = "userspace: unhandled {3}"},
	{USER, .anchor = "potentially unexpected fatal signal", .title = "userspace: fatal signal",
	 .head = "potentially unexpected fatal signal"},
	{USER, .anchor = "INIT: PANIC: segmentation violation!",
	 .head = "INIT: PANIC: segmentation violation!", .title = "userspace: init crashed"},
	{USER, .anchor = "*** stack smashing detected ***",
	 .head = "*** stack smashing detected ***", .title = "userspace: stack smashing detected"},
	{USER, .anchor = "signal SIGBUS: bus error", .head = "signal SIGBUS: bus error",
	 .title = "userspace: bus error"},
	{USER, .anchor = "SYZFAIL: ", .head = "^SYZFAIL: %*$", .title = "SYZFAIL: {1}"},
	{USER, .anchor = "SYZFATAL: ", .head = "^SYZFATAL: %*$", .title = "SYZFATAL: {1}",
	 .alt = "SYZFATAL"},
	{USER, .anchor = "fatal error: ", .title = "go runtime error",
	 .head = "^fatal error: unexpected signal during runtime execution"},
	{USER,
	 .anchor = "fatal error: ", .head = "^fatal error: runtime: ", .title = "go runtime error"},
	/* throw() and fatal() of the Go runtime */
	{USER, .anchor = "fatal error: ", .title = "go runtime error",
	 .head = "^fatal error: out of memory$"},
	{USER, .anchor = "fatal error: ", .title = "go runtime error",
	 .head = "^fatal error: newosproc"},
	{USER, .anchor = "fatal error: ", .title = "go runtime error",
	 .head = "^fatal error: concurrent map "},
	{USER, .anchor = "fatal error: ", .title = "go runtime error",
	 .head = "^fatal error: all goroutines are asleep"},
	{USER, .anchor = "panic: ", .head = "^panic: failed to create temp dir",
	 .title = "panic: failed to create temp dir"},
	{USER, .anchor = "panic: ", .head = "^panic: %*cannot allocate memory",
	 .title = "panic: cannot allocate memory"},
	{USER, .anchor = "panic: ", .head = "^panic: runtime error: ", .title = "go runtime error"},
	{USER, .anchor = "panic: executor failed", .head = "^panic: executor failed",
	 .title = "panic: executor failed"},
	{USER, .anchor = "failed to start executor binary",
	 .head = "^panic: %*failed to start executor binary",
	 .title = "panic: failed to start executor binary"},
	/* gVisor's sentry, and any other Go program: printpanics() of the Go runtime */
	{USER, .anchor = "panic: ", .head = "^panic: %*Sentry detected %d stuck task",
	 .title = "panic: Sentry detected stuck tasks"},
	{.kind = CS_KIND_USERSPACE,
	 .from = CS_FROM_NONE,
	 .flags = CS_FMT_LONE,
	 .anchor = "panic: ",
	 .head = "^panic: %*$",
	 .title = "panic: {1}"},
};

const struct cs_format_table cs_formats_user = {rows, sizeof(rows) / sizeof(*rows)};
