#include "../test.h"

#include "base/limits.h"
#include "feed.h"

#define OOPS                                                                                       \
	"[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000008\n"         \
	"[    1.000001] CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n"                          \
	"[    1.000002] RIP: 0010:foo_fault+0x12/0x40\n"                                           \
	"[    1.000003] Call Trace:\n"                                                             \
	"[    1.000004]  foo_helper+0x10/0x20\n"                                                   \
	"[    1.000005]  bar_ioctl+0x30/0x90\n"                                                    \
	"[    1.000006]  do_syscall_64+0x3b/0x90\n"

/* The closing marker never comes: the report ends soon all the same. */
static void missing_end_trace(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR(OOPS));
	for (int i = 0; i < 2000; i++)
		feed_line(&f, CS_STR("[    2.000000] usb 1-1: new high-speed USB device"));
	assert_int_equal(f.count, 1);
	assert_in_range(f.events[0]->line_count, 7, 7 + CS_LIMIT_FOREIGN_LINES);
	assert_false(cs_tracker_is_open(f.tracker));
	feed_release(&f);
}

/* A header that stands twice, stamp and all, is one report; with another stamp it is two. */
static void doubled_header(void **state)
{
	static const char line[] = "[    1.000007] BUG: scheduling while atomic: x/1/0x00000002";
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_line(&f, cs_str_from(line));
	feed_line(&f, cs_str_from(line));
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 1);
	assert_true(f.events[0]->line_count == 1);
	feed_line(&f, CS_STR("[    1.000007] usb 1-1: new device"));
	feed_line(&f, cs_str_from(line));
	feed_line(&f, CS_STR("[    1.000008] BUG: scheduling while atomic: x/1/0x00000002"));
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 3);
	feed_release(&f);
}

/* A trace of unknown cause may be anybody's: the panic below it doesn't close it. */
static void panic_below_a_trace(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_line(&f, CS_STR("[    1.000000] Call Trace:"));
	feed_line(&f, CS_STR("[    1.000001]  foo_frame+0x10/0x20"));
	feed_line(&f, CS_STR("[    1.000002] Kernel panic - not syncing: Attempted to kill init!"));
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 2);
	assert_int_equal(f.events[0]->kind, CS_KIND_UNKNOWN_CRASH);
	assert_int_equal(f.events[0]->line_count, 2);
	feed_release(&f);
}

/* A report that never stops is cut at its size limit, and that is said. */
static void endless_report(void **state)
{
	struct feed f;
	const struct cs_line *last;

	(void)state;
	feed_init(&f);
	feed_line(&f, CS_STR("[    1.000000] BUG: KASAN: stack-out-of-bounds in foo+0x1/0x2"));
	feed_line(&f, CS_STR("[    1.000000] Call Trace:"));
	for (unsigned i = 0; i < 3 * CS_LIMIT_EVENT_LINES; i++)
		feed_line(&f, CS_STR("[    1.000000]  foo_frame+0x10/0x20"));
	cs_tracker_flush(f.tracker, true);
	assert_true(f.count >= 1);
	assert_int_equal(f.events[0]->line_count, CS_LIMIT_EVENT_LINES);
	last = &f.events[0]->lines[f.events[0]->line_count - 1];
	assert_int_equal(last->number, CS_LIMIT_EVENT_LINES);
	assert_true(f.events[0]->note_count > 0);
	feed_release(&f);
}

/* A report that another interrupted waits for so many lines, then it is over. */
static void interrupted_for_good(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_line(&f, CS_STR("[    1.000000] WARNING: CPU: 0 PID: 7 at a.c:1 foo+0x1/0x2"));
	feed_line(&f, CS_STR("[    1.000001] WARNING: CPU: 1 PID: 8 at a.c:2 bar+0x1/0x2"));
	feed_line(&f, CS_STR("[    1.000002] CPU: 1 PID: 8 Comm: x Not tainted 6.1.0 #1"));
	feed_line(&f, CS_STR("[    1.000003] Call Trace:"));
	for (unsigned i = 0; i + 4 < CS_LIMIT_TANGLED_LINES; i++)
		feed_line(&f, CS_STR("[    1.000004]  bar_frame+0x10/0x20"));
	assert_int_equal(f.count, 0);
	for (unsigned i = 0; i < 4; i++)
		feed_line(&f, CS_STR("[    1.000004]  bar_frame+0x10/0x20"));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->lines[0].number, 1);
	feed_release(&f);
}

/* What programs write between a report's lines does not end it. */
static void user_lines_between(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_line(&f, CS_STR("[    1.0] BUG: KASAN: slab-out-of-bounds in foo+0x1/0x2"));
	feed_line(&f, CS_STR("[    1.0] Read of size 8 at addr ffff888012345678 by task test/42"));
	feed_line(&f, CS_STR("[    1.0] Call Trace:"));
	for (int i = 0; i < 100; i++)
		feed_line(&f, CS_STR("r0 = socket(0x2, 0x1, 0x0)"));
	feed_line(&f, CS_STR("[    1.1]  foo+0x1/0x2"));
	feed_line(&f, CS_STR("[    1.1]  bar+0x1/0x2"));
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 1);
	assert_str(f.events[0]->title, "KASAN: slab-out-of-bounds Read in foo");
	assert_int_equal(f.events[0]->corrupted.n, 0);
	feed_release(&f);
}

/* panic_on_warn before 4.12: the panic comes before the trace. Two events, the trace is the
 * warning's. */
static void panic_in_the_middle(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("WARNING: CPU: 0 PID: 5 at net/sock.c:15 foo_ready+0x2b/0x39\n"
			     "Kernel panic - not syncing: panic_on_warn set ...\n\n"
			     "CPU: 0 PID: 5 Comm: test Not tainted 4.15.0 #1\nCall Trace:\n"
			     " dump_stack+0x1/0x2\n panic+0x1/0x2\n __warn+0x1/0x2\n"
			     "RIP: 0010:foo_ready+0x2b/0x39\n bar_rcv+0x1/0x2\n"));
	assert_int_equal(f.count, 2);
	assert_int_equal(f.events[0]->kind, CS_KIND_WARNING);
	assert_str(f.events[0]->title, "WARNING in foo_ready");
	assert_int_equal(f.events[1]->kind, CS_KIND_PANIC);
	assert_true(f.events[1]->wants_echo);
	feed_release(&f);
}

#define SHOWN                                                                                      \
	"[   21.000000] RIP: 0010:foo_fault+0x12/0x40 [foo]\n"                                     \
	"[   21.000000] Code: 90 0f 1f 44 00 00 48 8b 05 d4 26 00 00 <8b> 40 30 c3 cc cc cc cc "   \
	"66\n"                                                                                     \
	"[   21.000000] RSP: 0018:ffffd0d1004ffdf0 EFLAGS: 00000246\n"                             \
	"[   21.000000] RAX: 0000000000000000 RBX: 0000000000000005 RCX: 0000000000000000\n"       \
	"[   21.000000] RDX: 0000000000000000 RSI: ffffffffc064113c RDI: ffffd0d1004ffe00\n"       \
	"[   21.000000] RBP: 000055ddc54b9730 R08: 0000000000000001 R09: 0000000000000000\n"       \
	"[   21.000000] R10: 0000000000000000 R11: 0000000000000000 R12: ffffd0d1004ffef0\n"       \
	"[   21.000000] R13: 000055ddc54b9730 R14: ffff8c99c189f000 R15: 0000000000000000\n"       \
	"[   21.000000] FS:  00007fdcecd6f740(0000) GS:ffff8c99fe800000(0000) "                    \
	"knlGS:0000000000000000\n"                                                                 \
	"[   21.000000] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\n"                       \
	"[   21.000000] CR2: 0000000000000008 CR3: 00000000027da000 CR4: 0000000000750eb0\n"       \
	"[   21.000000] PKRU: 55555554\n"

/* A console that drops lines of low level has a hung task's headline and no trace. An oops of much
 * later shows its registers a second time behind its end: they stay its own. */
static void registers_shown_again(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("[    9.000000] INFO: task sync:77 blocked for more than 9 seconds.\n"
			     "[   21.000000] BUG: kernel NULL pointer dereference, address: 08\n"
			     "[   21.000000] CPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n" SHOWN
			     "[   21.000000] Call Trace:\n[   21.000000]  <TASK>\n"
			     "[   21.000000]  bar_ioctl+0x30/0x90\n[   21.000000]  </TASK>\n"
			     "[   21.000000] Modules linked in: foo\n"
			     "[   21.000000] ---[ end trace 0000000000000000 ]---\n" SHOWN));
	assert_int_equal(f.count, 2);
	assert_int_equal(f.events[0]->kind, CS_KIND_HUNG_TASK);
	assert_int_equal(f.events[0]->function.n, 0);
	assert_int_equal(f.events[0]->register_count, 0);
	assert_str(f.events[1]->function, "foo_fault");
	assert_int_equal(f.events[1]->lines[f.events[1]->line_count - 1].number, 33);
	feed_release(&f);
}

/* Two tasks at once, told apart by their caller ids. */
static void callers(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("[ 1.0][ T1] WARNING: CPU: 0 PID: 1 at a.c:1 aaa+0x1/0x2\n"
			     "[ 1.0][ T2] WARNING: CPU: 1 PID: 2 at b.c:1 bbb+0x1/0x2\n"
			     "[ 1.0][ T1] RIP: 0010:aaa+0x1/0x2\n"
			     "[ 1.0][ T2] RIP: 0010:bbb+0x1/0x2\n"
			     "[ 1.0][ T1] Call Trace:\n[ 1.0][ T2] Call Trace:\n"
			     "[ 1.0][ T1]  aaa_caller+0x1/0x2\n[ 1.0][ T2]  bbb_caller+0x1/0x2\n"));
	assert_int_equal(f.count, 2);
	assert_str(f.events[0]->title, "WARNING in aaa");
	assert_str(f.events[1]->title, "WARNING in bbb");
	assert_int_equal(f.events[1]->line_count, 4);
	feed_release(&f);
}

/* A log that is cut anywhere is read as far as it goes. */
static void prefixes(void **state)
{
	struct cs_str all = CS_STR(OOPS
				   "[    1.000007] ---[ end trace 0000000000000000 ]---\n"
				   "[    1.000008] RIP: 0010:foo_fault+0x12/0x40\n"
				   "[    1.000009] Kernel panic - not syncing: Fatal exception\n");

	(void)state;
	for (size_t n = 1; n <= all.n; n++) {
		struct feed f;

		feed_init(&f);
		feed_text(&f, cs_str_head(all, n));
		assert_in_range(f.count, 0, 2);
		for (size_t i = 0; i < f.count; i++)
			assert_true(f.events[i]->title.n > 0);
		feed_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interrupted_for_good),
		cmocka_unit_test(missing_end_trace),
		cmocka_unit_test(doubled_header),
		cmocka_unit_test(panic_below_a_trace),
		cmocka_unit_test(endless_report),
		cmocka_unit_test(user_lines_between),
		cmocka_unit_test(panic_in_the_middle),
		cmocka_unit_test(registers_shown_again),
		cmocka_unit_test(callers),
		cmocka_unit_test(prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
