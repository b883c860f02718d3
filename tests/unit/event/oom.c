/* What an out-of-memory report says besides its stack; oom_kill_process() and dump_header() in
 * mm/oom_kill.c, Linux 6.1 (reconstructed from their format strings). */
#include "../test.h"

#include "feed.h"

#define HEADER                                                                                     \
	"[    7.1] test invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0\n"
#define TRACE                                                                                      \
	"[    7.1] CPU: 1 PID: 54 Comm: test Not tainted 6.1.0 #1\n[    7.1] Call Trace:\n"        \
	"[    7.1]  dump_header+0x6c/0x438\n[    7.1]  foo_alloc+0x1/0x2\n"
#define ACCOUNT                                                                                    \
	"[    7.2] Mem-Info:\n[    7.2] active_anon:405 inactive_anon:19546 isolated_anon:0\n"     \
	"[    7.2]  active_file:0 inactive_file:0 isolated_file:0\n"                               \
	"[    7.2] Node 0 Normal free:1456kB boost:4096kB min:5400kB low:5724kB\n"                 \
	"[    7.2] 32768 pages RAM\n[    7.2] Tasks state (memory values in pages):\n"             \
	"[    7.2] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents "               \
	"oom_score_adj name\n"                                                                     \
	"[    7.2] [     50]     0    50      803      171   200704        0             0 sh\n"   \
	"[    7.2] [     51]     0    51      803       71   200704        0         -1000 a b\n"  \
	"[    7.2] [     54]     0    54    19803    19571   200704        0             0 test\n" \
	"[    7.2] [     55]     0    55    19803      571   200704        0             0 top\n"  \
	"[    7.2] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"  \
	"oom_memcg=/job,task_memcg=/job,task=test,pid=54,uid=0\n"
#define KILLED                                                                                     \
	"[    7.3] Memory cgroup out of memory: Killed process 54 (test) total-vm:79212kB, "       \
	"anon-rss:77108kB, file-rss:4kB\n"

static const char *const facts[] = {
	"zone Normal: 1456 kB free, minimum 5400 kB",
	"32768 pages of RAM",
	"the limit of memory cgroup /job was reached",
	"killed test (pid 54): 79212 kB mapped, 77108 kB of anonymous memory in RAM",
	"user of memory: test (pid 54), 19571 pages in RAM",
	"user of memory: top (pid 55), 571 pages in RAM",
	"user of memory: sh (pid 50), 171 pages in RAM",
};

static void who_used_what(void **state)
{
	const struct cs_event *ev;
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR(HEADER TRACE ACCOUNT KILLED "[    7.4] test: exited\n"));
	assert_int_equal(f.count, 1);
	ev = f.events[0];
	assert_str(ev->title, "out of memory in foo_alloc");
	assert_true(ev->suppressed);
	assert_int_equal(ev->fault.meaning_count, sizeof(facts) / sizeof(*facts));
	for (size_t i = 0; i < ev->fault.meaning_count; i++)
		assert_true(cs_str_is(ev->fault.meaning[i], facts[i]));
	assert_true(cs_str_has(ev->lines[ev->line_count - 1].text, "Killed process"));
	feed_release(&f);
}

/* Another CPU's notice stands in a trace: both reports keep what is theirs. */
static void inside_another_report(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("[    7.0] BUG: KASAN: use-after-free in foo+0x1/0x2\n"
			     "[    7.0] Read of size 8 at addr ffff888012345678 by task test/42\n"
			     "[    7.0] Call Trace:\n[    7.0]  dump_stack+0x1/0x2\n" HEADER
			     "[    7.1]  foo+0x1/0x2\n[    7.1]  bar+0x1/0x2\n"));
	assert_int_equal(f.count, 2);
	assert_str(f.events[0]->title, "KASAN: use-after-free Read in foo");
	assert_int_equal(f.events[0]->stacks[0].frame_count, 3);
	assert_int_equal(f.events[1]->kind, CS_KIND_OOM);
	feed_release(&f);
}

/* Dumps are rate limited, and a console's level drops them: the line that says who died is left,
 * in the words of 6.1 and of 4.4. */
static void killed_alone(void **state)
{
	const struct cs_event *ev;
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR(KILLED "[    9.1] usb 1-1: new device\n"
				    "[    9.2] Out of memory: Kill process 61 (old) score 900 or "
				    "sacrifice child\n"
				    "[    9.2] Killed process 61 (old) total-vm:8192kB, "
				    "anon-rss:4096kB, file-rss:0kB\n"));
	assert_int_equal(f.count, 2);
	ev = f.events[0];
	assert_str(ev->title, "out of memory: process killed");
	assert_true(ev->suppressed && ev->kind == CS_KIND_OOM);
	assert_int_equal(ev->line_count, 1);
	assert_true(cs_str_has(ev->fault.meaning[0], "killed test (pid 54): 79212 kB mapped"));
	assert_int_equal(f.events[1]->line_count, 2);
	assert_true(cs_str_has(f.events[1]->fault.meaning[0], "killed old (pid 61)"));
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_used_what),
		cmocka_unit_test(killed_alone),
		cmocka_unit_test(inside_another_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
