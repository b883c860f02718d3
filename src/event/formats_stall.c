/* Lockups, stalls and hung tasks. Sources: watchdog_timer_fn() in kernel/watchdog.c,
 * watchdog_overflow_callback() in kernel/watchdog_hld.c, print_other_cpu_stall() in
 * kernel/rcu/tree_stall.h, check_hung_task() in kernel/hung_task.c, wq_watchdog_timer_fn() in
 * kernel/workqueue.c (Linux 6.1; "INFO: rcu_sched …" before 5.13). */
#include "event/format.h"

#define RCU                                                                                        \
	.kind = CS_KIND_RCU_STALL, .title = "INFO: rcu detected stall in {F}",                     \
	.alt = "stall in {F}", .from = CS_FROM_RCU, .skip = "rcu-stall"
#define HUNG .kind = CS_KIND_HUNG_TASK, .from = CS_FROM_HANG, .alt = "hang in {F}"

static const struct cs_format rows[] = {
	{.anchor = "BUG: soft lockup",
	 .head = "BUG: soft lockup",
	 .kind = CS_KIND_SOFT_LOCKUP,
	 .title = "BUG: soft lockup in {F}",
	 .alt = "stall in {F}",
	 .from = CS_FROM_STALL,
	 .flags = CS_FMT_STACK},
	{.anchor = "Watchdog detected hard LOCKUP",
	 .head = "atchdog detected hard LOCKUP",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_STALL,
	 .flags = CS_FMT_STACK},
	/* watchdog_timer_interrupt() and watchdog_smp_panic() in arch/powerpc/kernel/watchdog.c;
	 * die_nmi() of x86 up to 2.6.37 */
	{.anchor = "self-detected hard LOCKUP",
	 .head = "^watchdog: CPU %d self-detected hard LOCKUP",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_IP_CT,
	 .flags = CS_FMT_STACK},
	/* wd_lockup_ipi(): the CPU that hangs, asked by the one that noticed */
	{.anchor = "Hard LOCKUP",
	 .head = "^watchdog: CPU %d Hard LOCKUP",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_IP_CT,
	 .flags = CS_FMT_STACK},
	{.anchor = "Hard LOCKUP", /* the same of 4.13 to 4.18 */
	 .head = "^Watchdog CPU:%d Hard LOCKUP",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_IP_CT,
	 .flags = CS_FMT_STACK},
	{.anchor = "detected hard LOCKUP on other CPUs",
	 .head = "^watchdog: CPU %d detected hard LOCKUP on other CPUs",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_IP_CT,
	 .flags = CS_FMT_BARE | CS_FMT_NMI},
	{.anchor = "NMI Watchdog detected LOCKUP",
	 .head = "NMI Watchdog detected LOCKUP on CPU",
	 .kind = CS_KIND_HARD_LOCKUP,
	 .title = "hard lockup in {F}",
	 .from = CS_FROM_STALL,
	 .flags = CS_FMT_STACK},
	{RCU, .anchor = "detected stall", .head = "rcu%*detected stall",
	 .flags = CS_FMT_STACK | CS_FMT_NMI},
	{RCU, .anchor = "detected expedited stall", .head = "rcu%*detected expedited stall",
	 .flags = CS_FMT_STACK | CS_FMT_NMI},
	{RCU, .anchor = "self-detected stall", .head = "rcu%*self-detected stall",
	 .flags = CS_FMT_STACK | CS_FMT_NMI},
	{RCU, .anchor = "self-detected expedited stall",
	 .head = "rcu%*self-detected expedited stall", .flags = CS_FMT_STACK | CS_FMT_NMI},
	/* dpm_watchdog_handler() in drivers/base/power/main.c; a panic follows */
	{HUNG, .anchor = "**** DPM device timeout", .head = "**** DPM device timeout",
	 .title = "DPM device timeout in {F}", .flags = CS_FMT_STACK | CS_FMT_TAKES_PANIC},
	{HUNG, .anchor = "blocked for more than", .head = "INFO: task %* blocked for more than",
	 .title = "INFO: task hung in {F}", .flags = CS_FMT_STACK | CS_FMT_NMI},
	{HUNG, .anchor = "blocked in I/O wait for more than",
	 .head = "INFO: task %* blocked in I/O wait for more than",
	 .title = "INFO: task hung in {F}", .flags = CS_FMT_STACK | CS_FMT_NMI},
	/* a task's name may hold a line end, and with it the line ends */
	{HUNG, .anchor = "INFO: task ", .head = "^INFO: task %*$",
	 .body = " blocked for more than %d seconds", .title = "INFO: task hung in {F}",
	 .flags = CS_FMT_STACK | CS_FMT_NMI | CS_FMT_WEAK},
	{.anchor = "can't die for more than",
	 .head = "INFO: task %* can't die for more than",
	 .kind = CS_KIND_HUNG_TASK,
	 .title = "INFO: task can't die in {F}",
	 .alt = "hang in {F}",
	 .from = CS_FROM_CT,
	 .skip = "schedule",
	 .flags = CS_FMT_STACK | CS_FMT_NMI},
	{.anchor = "BUG: workqueue lockup",
	 .head = "BUG: workqueue lockup",
	 .kind = CS_KIND_WORKQUEUE_LOCKUP,
	 .title = "BUG: workqueue lockup",
	 .from = CS_FROM_HANG},
};

const struct cs_format_table cs_formats_stall = {rows, sizeof(rows) / sizeof(*rows)};
