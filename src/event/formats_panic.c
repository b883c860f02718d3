/* panic() in kernel/panic.c: "Kernel panic - not syncing: %s". Those that only close an earlier
 * report carry CS_FMT_CORRUPTED: alone they mean that the report itself was lost. */
#include "event/format.h"

#define P "Kernel panic - not syncing: "
#define PANIC .anchor = "Kernel panic - not syncing", .kind = CS_KIND_PANIC
#define ECHO CS_FMT_PANIC | CS_FMT_CORRUPTED

static const struct cs_format rows[] = {
	{PANIC, .head = P "stack-protector: Kernel stack is corrupted in: %x$",
	 .title = "kernel panic: stack is corrupted in {F}", .from = CS_FROM_CT,
	 .skip = "stack-chk", .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "stack-protector: Kernel stack is corrupted in: %f",
	 .title = "kernel panic: stack is corrupted in {F}", .from = CS_FROM_LINE_CT,
	 .function_capture = 1, .skip = "stack-chk", .flags = CS_FMT_PANIC},
	{PANIC, .head = P "corrupted stack end detected inside scheduler",
	 .kind = CS_KIND_STACK_OVERFLOW, .title = "kernel panic: corrupted stack end in {F}",
	 .alt = "stack-overflow in {F}", .from = CS_FROM_TRACE_STALL, .skip = "stack-end",
	 .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "kernel stack overflow", .kind = CS_KIND_STACK_OVERFLOW,
	 .title = "kernel stack overflow in {F}", .alt = "stack-overflow in {F}",
	 .from = CS_FROM_TRACE_STALL, .skip = "bad-stack", .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "Attempted to kill init!",
	 .title = "kernel panic: Attempted to kill init!", .from = CS_FROM_NONE,
	 .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "Couldn't open N_TTY ldisc for",
	 .title = "kernel panic: Couldn't open N_TTY ldisc", .from = CS_FROM_NONE,
	 .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "Fatal exception", .title = "kernel panic: Fatal exception",
	 .from = CS_FROM_NONE, .flags = ECHO},
	{PANIC, .head = P "panic_on_warn set", .title = "kernel panic: panic_on_warn set",
	 .from = CS_FROM_NONE, .flags = ECHO},
	/* "Oops: Fatal exception" on arm64, "KASAN: panic_on_warn set" since 6.3 */
	{PANIC, .head = P "%*: Fatal exception%*$",
	 .title = "kernel panic: {1}: Fatal exception{2}", .from = CS_FROM_NONE, .flags = ECHO},
	{PANIC, .head = P "%*: panic_on_warn set%*$",
	 .title = "kernel panic: {1}: panic_on_warn set{2}", .from = CS_FROM_NONE, .flags = ECHO},
	{PANIC, .head = P "hung_task: blocked tasks",
	 .title = "kernel panic: hung_task: blocked tasks", .from = CS_FROM_NONE, .flags = ECHO},
	{PANIC, .head = P "Asynchronous SError Interrupt", .kind = CS_KIND_SERROR,
	 .title = "kernel panic: Asynchronous SError Interrupt", .from = CS_FROM_NONE,
	 .flags = CS_FMT_PANIC},
	/* msm_trigger_wdog_bite() in drivers/soc/qcom/watchdog_v2.c (msm-4.14), called on a bark */
	{PANIC, .head = P "Failed to cause a watchdog bite", .kind = CS_KIND_WATCHDOG_BITE,
	 .title = "kernel panic: Failed to cause a watchdog bite", .from = CS_FROM_NONE,
	 .skip = "panic", .flags = CS_FMT_PANIC},
	{PANIC, .head = P "Watchdog detected hard LOCKUP%*$", .kind = CS_KIND_HARD_LOCKUP,
	 .title = "kernel panic: Watchdog detected hard LOCKUP{1}", .from = CS_FROM_NONE,
	 .skip = "panic", .flags = CS_FMT_PANIC | CS_FMT_STACK},
	{PANIC, .head = P "%*$", .title = "kernel panic: {1}", .from = CS_FROM_NONE,
	 .skip = "panic", .flags = CS_FMT_PANIC | CS_FMT_STACK},
};

const struct cs_format_table cs_formats_panic = {rows, sizeof(rows) / sizeof(*rows)};
