/* WARN() reports: __warn() in kernel/panic.c. "WARNING: CPU: 0 PID: 1 at file:line func+0x/0x"
 * (3.12+), "WARNING: at file:line func+0x()" (older), "WARNING: file:line at func+0x/0x, CPU#0:
 * comm/pid" (6.18+). */
#include "event/format.h"

#define WARN .anchor = "WARNING: ", .from = CS_FROM_WARN
#define F(words) "WARNING: " words " in {F}"

static const struct cs_format rows[] = {
	{.anchor = "[ cut here ]---",
	 .head = "[ cut here ]---",
	 .kind = CS_KIND_UNKNOWN_CRASH,
	 .title = "unknown report",
	 .from = CS_FROM_IP_CT,
	 .flags = CS_FMT_CUT_HERE},
	/* a symbolized log has a line for each function that was inlined; the last is the report's
	 */
	{WARN, .head = "WARNING: %* [inline]$", .kind = CS_KIND_WARNING, .title = "WARNING in {F}",
	 .flags = CS_FMT_STACK | CS_FMT_PRELUDE},
	{WARN, .head = "WARNING: %*lib/debugobjects.c:%d", .kind = CS_KIND_OBJECT_DEBUG,
	 .title = F("ODEBUG bug"), .skip = "odebug", .flags = CS_FMT_STACK | CS_FMT_CONT},
	{WARN, .head = "WARNING: %*mm/usercopy.c:%d", .kind = CS_KIND_USERCOPY,
	 .title = F("bad usercopy"), .skip = "usercopy", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*lib/kobject.c:%d", .kind = CS_KIND_WARNING,
	 .title = F("kobject bug"), .skip = "kobject", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*fs/proc/generic.c:%d", .kind = CS_KIND_WARNING,
	 .title = F("proc registration bug"), .skip = "proc", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*lib/refcount.c:%d", .kind = CS_KIND_REFCOUNT,
	 .title = F("refcount bug"), .skip = "refcount", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*lib/list_debug.c:%d", .kind = CS_KIND_LIST_CORRUPTION,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*kernel/locking/lockdep.c:%d%*lock_", .kind = CS_KIND_LOCKDEP,
	 .title = F("locking bug"), .skip = "invalid-wait", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*kernel/locking/lockdep.c:%d", .kind = CS_KIND_LOCKDEP,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	/* DEBUG_LOCKS_WARN_ON() and DEBUG_RWSEMS_WARN_ON() */
	{WARN, .head = "WARNING: %*kernel/locking/%*.c:%d", .before = "DEBUG_",
	 .kind = CS_KIND_LOCK_DEBUG, .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*kernel/dma/debug.c:%d", .kind = CS_KIND_DMA_API,
	 .title = "WARNING in {F}", .skip = "dma", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*kernel/dma/%*:%d", .kind = CS_KIND_DMA_API,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*lib/dma-debug.c:%d", .kind = CS_KIND_DMA_API,
	 .title = "WARNING in {F}", .skip = "dma", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*at %*:%d", .before = "rejecting DMA map of vmalloc memory",
	 .kind = CS_KIND_DMA_API, .title = "WARNING in {F}", .skip = "dma", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*at %*:%d", .before = "transfer buffer is on stack",
	 .kind = CS_KIND_DMA_API, .title = "WARNING in {F}", .skip = "dma", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*at %*:%d", .before = "transfer buffer not dma capable",
	 .kind = CS_KIND_DMA_API, .title = "WARNING in {F}", .skip = "dma", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*at %*:%d", .before = "NETDEV WATCHDOG: ",
	 .kind = CS_KIND_NETDEV_WATCHDOG, .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*kernel/sched/core.c:%d __might_sleep",
	 .kind = CS_KIND_ATOMIC_SLEEP, .title = "WARNING in {F}", .flags = CS_FMT_STACK},
#define MALLOC(name)                                                                               \
	{                                                                                          \
		WARN, .head = "WARNING: %*mm/%*.c:%d%* " name, .kind = CS_KIND_WARNING,            \
		      .title = F("kmalloc bug"), .skip = "kmalloc", .flags = CS_FMT_STACK          \
	}
	MALLOC("malloc"),
	MALLOC("kmalloc"),
	MALLOC("vmalloc"),
	MALLOC("kvmalloc"),
	MALLOC("_malloc"),
	{WARN, .head = "WARNING: %* mm/vmalloc.c:%d%*__vmalloc_node", .kind = CS_KIND_WARNING,
	 .title = F("zero-size vmalloc"), .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %* usb_submit_urb", .kind = CS_KIND_WARNING, .skip = "usb-urb",
	 .title = "WARNING in {F}/usb_submit_urb", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: CPU: %d PID: %* at %*:%d", .kind = CS_KIND_WARNING,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: at %*:%d", .kind = CS_KIND_WARNING, .title = "WARNING in {F}",
	 .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*:%d at %f, CPU#%d", .kind = CS_KIND_WARNING,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*:%d at %x, CPU#%d", .kind = CS_KIND_WARNING,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: %*:%d at %f", .kind = CS_KIND_WARNING, .title = "WARNING in {F}",
	 .flags = CS_FMT_STACK},
	/* kernels without CONFIG_DEBUG_BUGVERBOSE have no file */
	{WARN, .head = "WARNING: CPU: %d PID: %d at %f", .kind = CS_KIND_WARNING,
	 .title = "WARNING in {F}", .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: at %f, CPU#%d", .kind = CS_KIND_WARNING, .title = "WARNING in {F}",
	 .flags = CS_FMT_STACK},
	{WARN, .head = "WARNING: at %f()", .kind = CS_KIND_WARNING, .title = "WARNING in {F}",
	 .flags = CS_FMT_STACK},
};

const struct cs_format_table cs_formats_warn = {rows, sizeof(rows) / sizeof(*rows)};
