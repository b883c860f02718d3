/* One sample for each kind of report, in the words of the kernel's own format strings
 * (reconstructed: names and numbers are made up), with the kind and the title that it gets. */
#include "../test.h"

#include <stdio.h>
#include <stdlib.h>

#include "feed.h"

#define TRACE                                                                                      \
	"CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n"                                         \
	"Call Trace:\n <TASK>\n dump_stack_lvl+0x44/0x5c\n foo_helper+0x10/0x20 [foo]\n"           \
	" bar_ioctl+0x30/0x90\n vfs_ioctl+0x20/0x30\n do_syscall_64+0x3b/0x90\n </TASK>\n"
#define RIP                                                                                        \
	"CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n"                                         \
	"RIP: 0010:foo_fault+0x12/0x40\n" TRACE "---[ end trace 0000000000000000 ]---\n"

static const struct sample {
	enum cs_kind kind;
	const char *text;
	const char *title; /* NULL: not compared */
} samples[] = {
	{CS_KIND_OOPS,
	 "BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	 "#PF: supervisor read access in kernel mode\nOops: 0000 [#1] PREEMPT SMP\n" RIP,
	 "BUG: unable to handle kernel NULL pointer dereference in foo_fault"},
	{CS_KIND_OOPS,
	 "general protection fault, probably for non-canonical address "
	 "0xdead000000000122: 0000 [#1] SMP\n" RIP,
	 "general protection fault in foo_fault"},
	{CS_KIND_BUG,
	 "------------[ cut here ]------------\nkernel BUG at fs/foo.c:12!\n"
	 "invalid opcode: 0000 [#1] SMP\n" RIP,
	 "kernel BUG in foo_fault"},
	{CS_KIND_WARNING,
	 "------------[ cut here ]------------\n"
	 "WARNING: CPU: 1 PID: 42 at fs/foo.c:12 foo_fault+0x12/0x40\n" RIP,
	 "WARNING in foo_fault"},
	{CS_KIND_WARNING, "WARNING: fs/foo.c:12 at foo_fault+0x12/0x40, CPU#1: test/42\n" RIP,
	 "WARNING in foo_fault"},
	{CS_KIND_PANIC,
	 "Kernel panic - not syncing: VFS: Unable to mount root fs on "
	 "unknown-block(0,0)\n" TRACE,
	 "kernel panic: VFS: Unable to mount root fs on unknown-block(NUM,NUM)"},
	{CS_KIND_KASAN,
	 "BUG: KASAN: slab-use-after-free in foo_read+0x12/0x40\n"
	 "Read of size 8 at addr ffff888012345678 by task test/42\n" TRACE,
	 "KASAN: slab-use-after-free Read in foo_read"},
	{CS_KIND_KMSAN,
	 "BUG: KMSAN: uninit-value in foo_read+0x12/0x40\n foo_read+0x12/0x40\n"
	 " bar_ioctl+0x30/0x90\n\nUninit was created at:\n foo_new+0x1/0x2\n bar+0x1/0x2\n",
	 "KMSAN: uninit-value in foo_read"},
	{CS_KIND_KCSAN, "BUG: KCSAN: data-race in foo_read / foo_write\n",
	 "KCSAN: data-race in foo_read / foo_write"},
	{CS_KIND_KFENCE,
	 "BUG: KFENCE: use-after-free read in foo_read+0x12/0x40\n\n"
	 "Use-after-free read at 0x00000000a1b2c3d4 (in kfence-#12):\n foo_read+0x12/0x40\n",
	 "KFENCE: use-after-free read in foo_read"},
	{CS_KIND_UBSAN,
	 "UBSAN: array-index-out-of-bounds in fs/foo.c:12:3\n"
	 "index 8 is out of range for type 'int [8]'\n" TRACE,
	 "UBSAN: array-index-out-of-bounds in foo_helper"},
	{CS_KIND_LOCKDEP,
	 "WARNING: possible circular locking dependency detected\n"
	 "6.1.0 #1 Not tainted\n"
	 "test/42 is trying to acquire lock:\n"
	 "ffff888012345678 (&a){+.+.}-{3:3}, at: foo_lock+0x12/0x40\n\n"
	 "but task is already holding lock:\n"
	 "ffff888012345679 (&b){+.+.}-{3:3}, at: bar_lock+0x12/0x40\n\nstack backtrace:\n" TRACE,
	 "possible deadlock in foo_lock"},
	{CS_KIND_ATOMIC_SLEEP,
	 "BUG: sleeping function called from invalid context at mm/foo.c:3\n"
	 "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 42, name: test\n" TRACE,
	 "BUG: sleeping function called from invalid context in foo_helper"},
	{CS_KIND_RCU_STALL,
	 "rcu: INFO: rcu_preempt self-detected stall on CPU\n"
	 "rcu: \t1-....: (2099 ticks this GP)\n" TRACE,
	 NULL},
	{CS_KIND_SOFT_LOCKUP, "watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [test:42]\n" RIP,
	 "BUG: soft lockup in bar_ioctl"},
	{CS_KIND_HARD_LOCKUP, "NMI watchdog: Watchdog detected hard LOCKUP on cpu 1\n" RIP, NULL},
	{CS_KIND_WORKQUEUE_LOCKUP,
	 "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 "
	 "stuck for 31s!\n",
	 "BUG: workqueue lockup"},
	{CS_KIND_HUNG_TASK,
	 "INFO: task test:42 blocked for more than 120 seconds.\n"
	 "      Not tainted 6.1.0 #1\nCall Trace:\n __schedule+0x1/0x2\n schedule+0x1/0x2\n"
	 " foo_wait_for+0x1/0x2\n bar_flush+0x1/0x2\n",
	 "INFO: task hung in bar_flush"},
	{CS_KIND_REFCOUNT,
	 "------------[ cut here ]------------\n"
	 "refcount_t: underflow; use-after-free.\n"
	 "WARNING: CPU: 1 PID: 42 at lib/refcount.c:28 refcount_warn_saturate+0x12/0x40\n"
	 "RIP: 0010:refcount_warn_saturate+0x12/0x40\n" TRACE,
	 "WARNING: refcount bug in foo_helper"},
	{CS_KIND_MEMORY_LEAK,
	 "BUG: memory leak\nunreferenced object 0xffff888012345678 (size 64):\n"
	 "  comm \"test\", pid 42, jiffies 4294937900 (age 8.0s)\n  backtrace:\n"
	 "    [<00000000a1b2c3d4>] kmalloc_trace+0x1/0x2\n    [<00000000a1b2c3d5>] "
	 "foo_new+0x1/0x2\n"
	 "    [<00000000a1b2c3d6>] bar_open+0x1/0x2\n",
	 "memory leak in foo_new"},
	{CS_KIND_PAGE_STATE, "BUG: Bad page map in process test  pte:00000000 pmd:00000000\n" TRACE,
	 "BUG: Bad page map"},
	{CS_KIND_SLAB_CORRUPTION, "BUG kmalloc-64 (Not tainted): Poison overwritten\n" TRACE, NULL},
	{CS_KIND_LIST_CORRUPTION,
	 "list_del corruption. prev->next should be ffff, but was dead\n"
	 "------------[ cut here ]------------\nkernel BUG at lib/list_debug.c:50!\n"
	 "invalid opcode: 0000 [#1] SMP\nRIP: 0010:__list_del_entry_valid+0x1/0x2\n" TRACE,
	 "BUG: corrupted list in foo_helper"},
	{CS_KIND_USERCOPY,
	 "usercopy: Kernel memory exposure attempt detected from SLUB object\n"
	 "------------[ cut here ]------------\nkernel BUG at mm/usercopy.c:99!\n"
	 "invalid opcode: 0000 [#1] SMP\nRIP: 0010:usercopy_abort+0x1/0x2\n" TRACE,
	 "BUG: bad usercopy in foo_helper"},
	{CS_KIND_FORTIFY,
	 "detected buffer overflow in strcpy\n"
	 "------------[ cut here ]------------\nkernel BUG at lib/string_helpers.c:1027!\n"
	 "invalid opcode: 0000 [#1] SMP\nRIP: 0010:fortify_panic+0x1/0x2\n" TRACE,
	 NULL},
	{CS_KIND_OBJECT_DEBUG,
	 "------------[ cut here ]------------\n"
	 "ODEBUG: free active (active state 0) object type: timer_list\n"
	 "WARNING: CPU: 1 PID: 42 at lib/debugobjects.c:502 debug_print_object+0x1/0x2\n"
	 "RIP: 0010:debug_print_object+0x1/0x2\n" TRACE,
	 "WARNING: ODEBUG bug in foo_helper"},
	{CS_KIND_LOCK_DEBUG, "BUG: spinlock bad magic on CPU#1, test/42\n" TRACE,
	 "BUG: spinlock bad magic in foo_helper"},
	{CS_KIND_FS_INCONSISTENCY,
	 "EXT4-fs error (device sda1): ext4_lookup:1785: inode #2: "
	 "comm test: deleted inode referenced: 12\n",
	 "EXT4-fs error in ext4_lookup"},
	{CS_KIND_STACK_OVERFLOW,
	 "BUG: stack guard page was hit at ffffc900 (stack is ffffc901)\n"
	 "kernel stack overflow (double-fault): 0000 [#1] SMP\n" RIP,
	 "BUG: stack guard page was hit in bar_ioctl"},
	/* __stack_chk_fail() in kernel/panic.c, 6.1: %pB */
	{CS_KIND_PANIC,
	 "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: "
	 "foo_read+0x12/0x40\n" TRACE,
	 "kernel panic: stack is corrupted in foo_read"},
	/* the same before 4.14: %p */
	{CS_KIND_PANIC,
	 "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: "
	 "ffffffff81234567\n\n"
	 "Call Trace:\n dump_stack+0x1/0x2\n panic+0x1/0x2\n __stack_chk_fail+0x1/0x2\n"
	 " foo_read+0x12/0x40\n bar_ioctl+0x30/0x90\n",
	 "kernel panic: stack is corrupted in foo_read"},
	/* warn_alloc() in mm/page_alloc.c, 6.1 */
	{CS_KIND_OOM,
	 "test: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP), "
	 "nodemask=(null)\n" TRACE,
	 "page allocation failure in foo_helper"},
	{CS_KIND_OOM,
	 "test invoked oom-killer: gfp_mask=0x100cca(GFP_HIGHUSER_MOVABLE), order=0\n" TRACE, NULL},
	{CS_KIND_DMA_API, "xhci_hcd 0000:00:14.0: rejecting DMA map of vmalloc memory\n", NULL},
	{CS_KIND_SWIOTLB, "xhci_hcd 0000:00:14.0: swiotlb buffer is full (sz: 4096 bytes)\n",
	 "swiotlb buffer is full for xhci_hcd"},
	{CS_KIND_NETDEV_WATCHDOG, "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out\n",
	 NULL},
	{CS_KIND_TX_HANG,
	 "e1000e 0000:00:19.0 eth0: Detected Hardware Unit Hang:\n"
	 "  TDH                  <a6>\n  TDT                  <b0>\n",
	 "Detected Hardware Unit Hang"},
	{CS_KIND_GPU_HANG, "i915 0000:00:02.0: [drm] GPU HANG: ecode 9:1:85dffffb, in Xorg [42]\n",
	 "i915: GPU hang"},
	{CS_KIND_MACHINE_CHECK, "EDAC MC0: 1 CE memory read error on CPU_SrcID#0 (channel:0)\n",
	 "EDAC: corrected memory error on MC0"},
	{CS_KIND_SERROR,
	 "SError Interrupt on CPU1, code 0xbf000002 -- SError\n"
	 "pc : foo_fault+0x12/0x40\nCall trace:\n foo_fault+0x12/0x40\n bar_ioctl+0x30/0x90\n",
	 "SError in foo_fault"},
	{CS_KIND_EXTERNAL_ABORT,
	 "Internal error: synchronous external abort: 96000210 [#1] SMP\n"
	 "pc : foo_fault+0x12/0x40\nCall trace:\n foo_fault+0x12/0x40\n bar_ioctl+0x30/0x90\n",
	 "Internal error in foo_fault"},
	{CS_KIND_WATCHDOG_BITE, "Watchdog bark! Now = 69.080467\n", "Watchdog bark"},
	{CS_KIND_UNREGISTER_NETDEVICE,
	 "unregister_netdevice: waiting for eth0 to become free. "
	 "Usage count = 2\n",
	 "unregister_netdevice: waiting for DEV to become free"},
	{CS_KIND_RUST_PANIC,
	 "rust_kernel: panicked at drivers/foo.rs:12:3:\nindex out of bounds\n"
	 "Call Trace:\n dump_stack+0x1/0x2\n"
	 " _RNvCscSpY9Juk0HT_7___rustc17rust_begin_unwind+0x1/0x2\n"
	 " _RNvNtCs5l0EXMQXRMU_4core9panicking9panic_fmt+0x1/0x2\n"
	 " _RNvXCs1_7foo_modNtB2_3FooNtB2_4Open4open+0x1/0x2\n"
	 " _RNvMCs1_7foo_modNtB2_3Foo3new+0x1/0x2\n",
	 "index out of bounds in <foo_mod::Foo as foo_mod::Open>::open"},
	/* the new wording without a CPU behind it: __warn() before it was given one */
	{CS_KIND_WARNING, "WARNING: fs/foo.c:12 at foo_fault+0x12/0x40\n" RIP,
	 "WARNING in foo_fault"},
	{CS_KIND_FIRMWARE_CRASH, "remoteproc remoteproc0: crash detected in adsp: type watchdog\n",
	 "remoteproc: crash detected in adsp: watchdog"},
	{CS_KIND_USERSPACE, "test[42]: segfault at 8 ip 00005612 sp 00007ffc error 4 in test\n",
	 "userspace: segfault"},
	{CS_KIND_UNKNOWN_CRASH, "Call Trace:\n foo_helper+0x10/0x20\n bar_ioctl+0x30/0x90\n", NULL},
};

static void kind_and_title(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		const struct sample *s = &samples[i];
		struct feed f;

		feed_init(&f);
		feed_text(&f, cs_str_from(s->text));
		if (f.count == 0)
			fail_msg("no event in: %s", s->text);
		if (f.events[0]->kind != s->kind)
			fail_msg("%s wanted for: %s", cs_kind_name(s->kind), s->text);
		if (s->title && !cs_str_is(f.events[0]->title, s->title))
			fail_msg("\"%.*s\" wanted \"%s\"", CS_STR_ARG(f.events[0]->title),
				 s->title);
		feed_release(&f);
	}
}

/* Kinds that are not told by this stage: faults of IOMMUs are the iommu module's, and a reboot
 * is told from two boots. No kernel read so far goes on after a broken canary: it panics. */
static bool told_elsewhere(enum cs_kind k)
{
	return k == CS_KIND_IOMMU_FAULT || k == CS_KIND_REBOOT || k == CS_KIND_STACK_PROTECTOR;
}

static void every_kind_has_a_sample(void **state)
{
	(void)state;
	for (int k = 0; k < CS_KIND_COUNT; k++) {
		bool found = told_elsewhere((enum cs_kind)k);

		for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
			found |= samples[i].kind == (enum cs_kind)k;
		if (!found)
			fail_msg("no sample of kind %s", cs_kind_name((enum cs_kind)k));
	}
}

static void every_kind_has_a_line_in_the_docs(void **state)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512], line[512];
	bool seen[CS_KIND_COUNT] = {false};
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/docs/kinds.md", top ? top : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		for (int k = 0; k < CS_KIND_COUNT; k++) {
			char want[64];

			snprintf(want, sizeof(want), "| `%s` |", cs_kind_name((enum cs_kind)k));
			seen[k] |= strstr(line, want) == line;
		}
	fclose(f);
	for (int k = 0; k < CS_KIND_COUNT; k++)
		if (!seen[k])
			fail_msg("no line of docs/kinds.md for %s", cs_kind_name((enum cs_kind)k));
}

/* What holds a report's words and is none. */
static void silence(void **state)
{
	static const char *const lines[] = {
		"Kernel command line: root=/dev/sda1 panic=10 nmi_watchdog=panic oops=panic",
		"EXT4-fs (sda1): INFO: recovery required on readonly filesystem",
		"INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.2 msecs",
		"perf: interrupt took too long (2503 > 2500), lowering the sample rate",
		"WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible",
		"FAULT_INJECTION: forcing a failure.",
		"INFO: lockdep is turned off.",
		"WARNING: The mand mount option has been deprecated",
		"audit: type=1400 audit(1.2:3): apparmor=\"DENIED\" comm=\"BUG\"",
		"sysrq: Show Blocked State",
		"sysrq: Show State\n"
		"task:systemd         state:S stack:    0 pid:    1 ppid:     0 flags:0x00000002\n"
		"Call Trace:\n <TASK>\n __schedule+0x1/0x2\n schedule+0x1/0x2\n </TASK>\n"
		"task:kthreadd        state:S stack:    0 pid:    2 ppid:     0 flags:0x00004000\n"
		"Call Trace:\n <TASK>\n __schedule+0x1/0x2\n kthreadd+0x1/0x2\n </TASK>\n",
		"SysRq : Show backtrace of all active CPUs\nNMI backtrace for cpu 0\n"
		"CPU: 0 PID: 42 Comm: test Not tainted 6.1.0 #1\nCall Trace:\n"
		" dump_stack+0x1/0x2\n nmi_cpu_backtrace+0x1/0x2\n",
		"FAULT_INJECTION: forcing a failure.\n"
		"name failslab, interval 1, probability 0, space 0, times 0\n"
		"CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\nCall Trace:\n"
		" dump_stack+0x1/0x2\n should_fail+0x1/0x2\n should_failslab+0x1/0x2\n",
		"Dumping ftrace buffer:\n---------------------------------\n"
		"    bash-42      1d..1. 12345us : do_page_fault <-page_fault\n"
		"---------------------------------\n",
		"app[42]: INFO: the kernel said BUG and panicked",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct feed f;

		feed_init(&f);
		feed_text(&f, cs_str_from(lines[i]));
		if (f.count)
			fail_msg("\"%.*s\" from: %s", CS_STR_ARG(f.events[0]->title), lines[i]);
		feed_release(&f);
	}
}

/* A report that follows stacks that were asked for is a report all the same. */
static void report_after_silence(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f,
		  CS_STR("FAULT_INJECTION: forcing a failure.\n"
			 "CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\nCall Trace:\n"
			 " dump_stack+0x1/0x2\n should_fail+0x1/0x2\n foo+0x1/0x2\n"
			 "BUG: sleeping function called from invalid context at mm/a.c:3\n" TRACE));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->kind, CS_KIND_ATOMIC_SLEEP);
	assert_str(f.events[0]->title,
		   "BUG: sleeping function called from invalid context in foo_helper");
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kind_and_title),
		cmocka_unit_test(every_kind_has_a_sample),
		cmocka_unit_test(every_kind_has_a_line_in_the_docs),
		cmocka_unit_test(silence),
		cmocka_unit_test(report_after_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
