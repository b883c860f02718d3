/* The outer ends of kernel stacks, where all threads and system calls look the same. Callers as
 * in Linux 5.10 to 6.12: arch/x86/entry/{common.c,entry_64.S}, arch/arm64/kernel/{syscall.c,
 * entry-common.c,entry.S}, kernel/{kthread.c,workqueue.c,smpboot.c,sched/idle.c}, fs/read_write.c.
 */
#include "event/strand.h"

static const struct {
	const char *function, *caller;
} pairs[] = {
	{"process_one_work", "worker_thread"},
	{"process_scheduled_works", "worker_thread"},
	{"worker_thread", "kthread"},
	{"smpboot_thread_fn", "kthread"},
	{"kthread_worker_fn", "kthread"},
	{"kthread", "ret_from_fork"},
	{"kernel_init", "ret_from_fork"},
	{"do_syscall_64", "entry_SYSCALL_64_after_hwframe"},
	{"do_fast_syscall_32", "entry_SYSENTER_compat_after_hwframe"},
	{"cpu_idle_poll", "do_idle"},
	{"do_idle", "cpu_startup_entry"},
	{"invoke_syscall", "el0_svc_common"},
	{"el0_svc_common", "do_el0_svc"},
	{"do_el0_svc", "el0_svc"},
	{"el0_svc", "el0t_64_sync_handler"},
	{"el0t_64_sync_handler", "el0t_64_sync"},
	{"kthread", "ret_from_kernel_thread"},
	{"process_one_work", "process_scheduled_works"},
	{"el0_svc_common", "el0_svc_handler"},
	{"do_init_module", "load_module"},
};

static const char *const outermost[] = {
	"ret_from_fork",
	"ret_from_fork_asm",
	"entry_SYSCALL_64_after_hwframe",
	"entry_SYSENTER_compat_after_hwframe",
	"entry_INT80_compat",
	"secondary_startup_64_no_verify",
	"secondary_startup_64",
	"el0t_64_sync",
	"el0t_32_sync",
	"__secondary_switched",
	"__primary_switched",
	"ret_fast_syscall",
	"ret_from_exception",
	"ret_from_kernel_thread",
};

static const char *const innermost[] = {"dump_stack_lvl", "dump_stack", "show_stack",
					"dump_backtrace", "unwind_backtrace"};

bool cs_strand_is_innermost(struct cs_str function)
{
	for (size_t i = 0; i < sizeof(innermost) / sizeof(*innermost); i++)
		if (cs_str_is(function, innermost[i]))
			return true;
	return false;
}

int cs_strand_calls(struct cs_str caller, struct cs_str function)
{
	int known = 0;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		if (!cs_str_is(function, pairs[i].function))
			continue;
		if (cs_str_is(caller, pairs[i].caller))
			return 1;
		known = -1;
	}
	return known;
}

bool cs_strand_is_outermost(struct cs_str function)
{
	for (size_t i = 0; i < sizeof(outermost) / sizeof(*outermost); i++)
		if (cs_str_is(function, outermost[i]))
			return true;
	return false;
}
