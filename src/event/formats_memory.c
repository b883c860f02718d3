/* Memory state: pages, slabs, reference counts, stacks, OOM. Sources: bad_page() in
 * mm/page_alloc.c, slab_bug() and slab_err() in mm/slub.c, handle_stack_overflow() in
 * arch/x86/kernel/traps.c, panic_bad_stack() in arch/arm64/kernel/traps.c, usercopy_abort() in
 * mm/usercopy.c, dump_header() in mm/oom_kill.c (Linux 6.1). */
#include "event/format.h"

static const struct cs_format rows[] = {
	{.anchor = "stack guard page was hit at", .head = "stack guard page was hit at",
	 .kind = CS_KIND_STACK_OVERFLOW, .title = "BUG: stack guard page was hit in {F}",
	 .alt = "stack-overflow in {F}", .from = CS_FROM_STALL, .flags = CS_FMT_STACK},
	{.anchor = "Insufficient stack space to handle exception!",
	 .head = "Insufficient stack space to handle exception!",
	 .kind = CS_KIND_STACK_OVERFLOW, .title = "kernel stack overflow in {F}",
	 .alt = "stack-overflow in {F}", .from = CS_FROM_IP_CT, .skip = "bad-stack",
	 .flags = CS_FMT_STACK | CS_FMT_TAKES_PANIC},
	{.anchor = "Kernel stack overflow", .head = "^Kernel stack overflow",
	 .kind = CS_KIND_STACK_OVERFLOW, .title = "kernel stack overflow in {F}",
	 .alt = "stack-overflow in {F}", .from = CS_FROM_IP_CT, .skip = "bad-stack",
	 .flags = CS_FMT_STACK | CS_FMT_TAKES_PANIC},
	{.anchor = "BUG: Bad page state", .head = "BUG: Bad page state",
	 .kind = CS_KIND_PAGE_STATE, .title = "BUG: Bad page state in {F}",
	 .from = CS_FROM_PAGE, .skip = "page-state", .flags = CS_FMT_STACK},
	{.anchor = "BUG: Bad page cache", .head = "BUG: Bad page cache",
	 .kind = CS_KIND_PAGE_STATE, .title = "BUG: Bad page cache in {F}",
	 .from = CS_FROM_PAGE, .skip = "page-state", .flags = CS_FMT_STACK},
	{.anchor = "BUG: Bad page map", .head = "BUG: Bad page map",
	 .kind = CS_KIND_PAGE_STATE, .title = "BUG: Bad page map", .from = CS_FROM_NONE,
	 .flags = CS_FMT_STACK},
	{.anchor = "BUG: Bad rss-counter state", .head = "BUG: Bad rss-counter state",
	 .kind = CS_KIND_PAGE_STATE, .title = "BUG: Bad rss-counter state",
	 .from = CS_FROM_NONE, .flags = CS_FMT_LONE},
	{.anchor = "BUG: non-zero ", .head = "BUG: non-zero %w on freeing mm",
	 .kind = CS_KIND_PAGE_STATE, .title = "BUG: non-zero {1} on freeing mm",
	 .from = CS_FROM_NONE, .flags = CS_FMT_LONE},
	/* slab_bug(): "BUG kmalloc-64 (Tainted: G): Redzone overwritten" */
	{.anchor = "BUG kmalloc-", .head = "BUG kmalloc-%*: Object already free",
	 .kind = CS_KIND_SLAB_CORRUPTION, .title = "BUG: Object already free",
	 .from = CS_FROM_CT, .skip = "slub", .flags = CS_FMT_STACK},
	{.anchor = "BUG ", .head = "^BUG %w (%*): %*$", .kind = CS_KIND_SLAB_CORRUPTION,
	 .title = "BUG: {3} in {F}", .from = CS_FROM_CT, .skip = "slub",
	 .flags = CS_FMT_STACK},
	{.anchor = "invoked oom-killer:", .head = "invoked oom-killer:", .kind = CS_KIND_OOM,
	 .title = "out of memory in {F}", .from = CS_FROM_CT, .skip = "oom",
	 .flags = CS_FMT_SUPPRESSED},
};

const struct cs_format_table cs_formats_memory = {rows, sizeof(rows) / sizeof(*rows)};
