/* The ends of kernel stacks, where all threads, system calls and interrupts look the same. Callers
 * as in Linux 5.10 to 6.12: arch/x86/entry/{common.c,entry_64.S}, arch/x86/include/asm/idtentry.h,
 * arch/arm64/kernel/{syscall.c,entry-common.c,entry.S}, kernel/{kthread.c,workqueue.c,smpboot.c,
 * sched/idle.c}, fs/read_write.c. */
#include <stdlib.h>

#include "event/strand.h"

#define BY(...)                                                                                    \
	.callers = (const char *const[])                                                           \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}

/* In the order of their names. */
static const struct cs_known rows[] = {
	{.name = "__do_fast_syscall_32", BY("do_fast_syscall_32", "do_SYSENTER_32")},
	{.name = "__primary_switched", .end = CS_KNOWN_THREAD},
	{.name = "__secondary_switched", .end = CS_KNOWN_THREAD},
	{.name = "common_interrupt", BY("asm_common_interrupt", "ret_from_intr")},
	{.name = "cpu_idle_poll", BY("do_idle")},
	{.name = "cpu_startup_entry",
	 BY("start_secondary", "rest_init", "secondary_start_kernel", "cpu_bringup_and_idle",
	    "smp_callin", "start_kernel")},
	{.name = "do_el0_svc", BY("el0_svc", "el0_sync_handler")},
	{.name = "do_fast_syscall_32",
	 BY("entry_SYSENTER_compat_after_hwframe", "do_SYSENTER_32",
	    "entry_SYSCALL_compat_after_hwframe", "entry_SYSENTER_32")},
	{.name = "do_idle", BY("cpu_startup_entry")},
	{.name = "do_init_module",
	 BY("load_module", "__do_sys_init_module", "__se_sys_init_module",
	    "init_module_from_file")},
	{.name = "do_syscall_64", BY("entry_SYSCALL_64_after_hwframe", "entry_SYSCALL_64")},
	{.name = "dump_backtrace", .end = CS_KNOWN_INNERMOST},
	{.name = "dump_stack", .end = CS_KNOWN_INNERMOST},
	{.name = "dump_stack_lvl", .end = CS_KNOWN_INNERMOST},
	{.name = "el0_svc", BY("el0t_64_sync_handler", "el0_sync_handler", "el0_svc_handler")},
	{.name = "el0_svc_common", BY("do_el0_svc", "el0_svc_handler")},
	{.name = "el0t_32_sync", .end = CS_KNOWN_ENTRY},
	{.name = "el0t_64_sync", .end = CS_KNOWN_ENTRY},
	{.name = "el0t_64_sync_handler", BY("el0t_64_sync")},
	{.name = "entry_INT80_compat", .end = CS_KNOWN_ENTRY},
	{.name = "entry_SYSCALL_64_after_hwframe", .end = CS_KNOWN_ENTRY},
	{.name = "entry_SYSCALL_compat_after_hwframe", .end = CS_KNOWN_ENTRY},
	{.name = "entry_SYSENTER_compat_after_hwframe", .end = CS_KNOWN_ENTRY},
	{.name = "exc_double_fault", BY("asm_exc_double_fault")},
	{.name = "exc_general_protection", BY("asm_exc_general_protection")},
	{.name = "exc_int3", BY("asm_exc_int3")},
	{.name = "exc_invalid_op", BY("asm_exc_invalid_op")},
	{.name = "exc_nmi", BY("asm_exc_nmi", "end_repeat_nmi")},
	{.name = "exc_page_fault", BY("asm_exc_page_fault")},
	{.name = "invoke_syscall", BY("el0_svc_common", "do_el0_svc")},
	{.name = "kernel_init",
	 BY("ret_from_fork", "ret_from_kernel_thread", "ret_from_exception", "__ret_from_fork",
	    "ret_from_kernel_user_thread")},
	{.name = "kernfs_fop_write_iter", BY("vfs_write", "new_sync_write"), .open = true},
	{.name = "ksys_write",
	 BY("__x64_sys_*", "do_syscall_64", "__arm64_sys_*", "x64_sys_call"),
	 .open = true},
	{.name = "kthread",
	 BY("ret_from_fork", "ret_from_kernel_thread", "ret_from_exception", "__ret_from_fork",
	    "ret_from_kernel_user_thread")},
	{.name = "kthread_worker_fn", BY("kthread")},
	{.name = "process_one_work",
	 BY("worker_thread", "process_scheduled_works", "rescuer_thread")},
	{.name = "process_scheduled_works", BY("worker_thread", "rescuer_thread")},
	{.name = "rescuer_thread", BY("kthread")},
	{.name = "rest_init", BY("arch_call_rest_init", "start_kernel")},
	{.name = "ret_fast_syscall", .end = CS_KNOWN_ENTRY},
	{.name = "ret_from_exception", .end = CS_KNOWN_ENTRY},
	{.name = "ret_from_fork", BY("ret_from_fork_asm"), .end = CS_KNOWN_THREAD},
	{.name = "ret_from_fork_asm", .end = CS_KNOWN_THREAD},
	{.name = "ret_from_kernel_thread", .end = CS_KNOWN_THREAD},
	{.name = "ret_from_kernel_user_thread", .end = CS_KNOWN_THREAD},
	{.name = "secondary_startup_64", .end = CS_KNOWN_THREAD},
	{.name = "secondary_startup_64_no_verify", .end = CS_KNOWN_THREAD},
	{.name = "show_stack", .end = CS_KNOWN_INNERMOST},
	{.name = "smpboot_thread_fn", BY("kthread")},
	{.name = "start_secondary",
	 BY("secondary_startup_64", "secondary_startup_64_no_verify", "common_startup_64")},
	{.name = "unwind_backtrace", .end = CS_KNOWN_INNERMOST},
	{.name = "vfs_write", BY("ksys_write"), .open = true},
	{.name = "worker_thread", BY("kthread")},
	{.name = "x64_sys_call", BY("do_syscall_64")},
};

/* Whole families, by the beginning of the name. */
static const struct cs_known families[] = {
	{.name = "__arm64_sys_", BY("invoke_syscall", "el0_svc_common", "do_el0_svc", "el0_svc")},
	{.name = "__ia32_sys_",
	 BY("do_int80_syscall_32", "__do_fast_syscall_32", "do_syscall_32_irqs_on", "ia32_sys_call",
	    "do_int80_emulation")},
	{.name = "__x64_sys_", BY("do_syscall_64", "x64_sys_call", "do_syscall_x64")},
	{.name = "sysvec_", BY("asm_sysvec_*")},
};

/* Callers that have no callers worth a row. */
static const struct cs_known tops[] = {
	{.name = "arch_call_rest_init"},  {.name = "asm_common_interrupt"},
	{.name = "asm_exc_double_fault"}, {.name = "asm_exc_general_protection"},
	{.name = "asm_exc_int3"},         {.name = "asm_exc_invalid_op"},
	{.name = "asm_exc_nmi"},          {.name = "asm_exc_page_fault"},
	{.name = "asm_sysvec_"},
};

static int compare(const void *key, const void *row)
{
	return cs_str_cmp(*(const struct cs_str *)key,
			  cs_str_from(((const struct cs_known *)row)->name));
}

const struct cs_known *cs_known_rows(size_t *count)
{
	*count = sizeof(rows) / sizeof(*rows);
	return rows;
}

const struct cs_known *cs_known_find(struct cs_str function)
{
	const struct cs_known *k =
		bsearch(&function, rows, sizeof(rows) / sizeof(*rows), sizeof(*rows), compare);

	if (k || function.n == 0)
		return k;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		if (cs_str_starts(function, families[i].name))
			return &families[i];
	for (size_t i = 0; function.p[0] == 'a' && i < sizeof(tops) / sizeof(*tops); i++)
		if (cs_str_starts(function, tops[i].name))
			return &tops[i];
	return NULL;
}

static bool is_named(const struct cs_known *caller, const char *name)
{
	size_t n = strlen(name);

	if (n && name[n - 1] == '*')
		return strncmp(caller->name, name, n - 1) == 0;
	return strcmp(caller->name, name) == 0;
}

int cs_known_calls(const struct cs_known *caller, const struct cs_known *function)
{
	if (!function || !function->callers)
		return 0;
	for (const char *const *c = function->callers; caller && *c; c++)
		if (is_named(caller, *c))
			return 1;
	return function->open ? 0 : -1;
}
