/* Who holds and wants which lock, and the stacks of lockdep's chains: print_circular_bug() and
 * print_irq_inversion_bug() in kernel/locking/lockdep.c, Linux 6.1 (reconstructed). */
#include "../test.h"

#include <stdio.h>

#include "base/limits.h"
#include "feed.h"

#define CIRCULAR                                                                                   \
	"WARNING: possible circular locking dependency detected\n6.1.0 #1 Not tainted\n"           \
	"------------------------------------------------------\n"                                 \
	"test/42 is trying to acquire lock:\n"                                                     \
	"ffff888012345678 (&a->lock){+.+.}-{3:3}, at: foo_lock+0x12/0x40\n\n"                      \
	"but task is already holding lock:\n"                                                      \
	"ffff888012345679 (b(x)){+.+.}-{3:3}, at: bar_lock+0x12/0x40\n\n"                          \
	"which lock already depends on the new lock.\n\n\n"                                        \
	"the existing dependency chain (in reverse order) is:\n\n"                                 \
	"-> #1 (b(x)){+.+.}-{3:3}:\n       lock_acquire+0x1/0x2\n       baz+0x1/0x2\n\n"           \
	"-> #0 (&a->lock){+.+.}-{3:3}:\n       lock_acquire+0x1/0x2\n       "                      \
	"foo_lock+0x12/0x40\n\n"                                                                   \
	"2 locks held by test/42:\n"                                                               \
	" #0: ffff888012345679 (b(x)){+.+.}-{3:3}, at: bar_lock+0x12/0x40\n"                       \
	" #1: ffff88801234567a (c){....}-{1:2}, at: [<ffffffff81234567>] rcu_foo+0x0/0x40\n\n"     \
	"stack backtrace:\nCPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\nCall Trace:\n"          \
	" dump_stack_lvl+0x1/0x2\n foo_lock+0x12/0x40\n"

static const struct {
	const char *name, *function;
	bool wanted;
} locks[] = {
	{"&a->lock", "foo_lock", true},
	{"b(x)", "bar_lock", false},
	{"c", "rcu_foo", false},
};

static void circular(void **state)
{
	const struct cs_event *ev;
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR(CIRCULAR));
	assert_int_equal(f.count, 1);
	ev = f.events[0];
	assert_int_equal(ev->lock_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(cs_str_is(ev->locks[i].name, locks[i].name));
		assert_true(cs_str_is(ev->locks[i].function, locks[i].function));
		assert_str(ev->locks[i].task, "test/42");
		assert_int_equal(ev->locks[i].wanted, locks[i].wanted);
	}
	assert_int_equal(ev->stack_count, 3);
	assert_int_equal(ev->stacks[0].role, CS_STACK_LOCK_CHAIN);
	assert_int_equal(ev->stacks[1].role, CS_STACK_LOCK_CHAIN);
	assert_int_equal(ev->stacks[2].role, CS_STACK_CRASH);
	feed_release(&f);
}

static void inversion(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("WARNING: possible irq lock inversion dependency detected\n"
			     "test/42 just changed the state of lock:\n"
			     "ffff888012345678 (a){..-.}-{2:2}, at: foo_timer+0x12/0x40\n"
			     "but this lock took another, SOFTIRQ-unsafe lock in the past:\n"
			     " (b){+.+.}-{2:2}\n"
			     "-> (b){+.+.}-{2:2} {\n   HARDIRQ-ON-W at:\n"
			     "                    lock_acquire+0x1/0x2\n"
			     "                    bar+0x1/0x2\n }\n"
			     " ... key      at: [<ffffffff81234567>] key.1+0x0/0x10\n"
			     " ... acquired at:\n   lock_acquire+0x1/0x2\n   baz+0x1/0x2\n\n"
			     "stack backtrace:\nCPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n"
			     "Call Trace:\n dump_stack_lvl+0x1/0x2\n foo_timer+0x12/0x40\n"));
	assert_int_equal(f.count, 1);
	assert_str(f.events[0]->title, "possible deadlock in foo_timer");
	assert_int_equal(f.events[0]->stack_count, 3);
	assert_int_equal(f.events[0]->stacks[0].role, CS_STACK_LOCK_CHAIN);
	assert_int_equal(f.events[0]->stacks[0].frame_count, 2);
	assert_int_equal(f.events[0]->stacks[1].role, CS_STACK_LOCK_CHAIN);
	assert_int_equal(f.events[0]->stacks[2].role, CS_STACK_CRASH);
	feed_release(&f);
}

/* Lockdep lists what a task still asks for with what it has. */
static void waiting(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("INFO: task ba:56 blocked for more than 10 seconds.\n"
			     "task:ba state:D stack:0 pid:56 ppid:2 flags:0x00000008\n"
			     "Call trace:\n __mutex_lock+0x414/0x7e0\n abba+0x44/0x74 [m]\n"
			     " kthread+0x100/0x10c\n"
			     "\nShowing all locks held in the system:\n"
			     "2 locks held by ab/55:\n"
			     " #0: ffff000012345678 (a){+.+.}-{3:3}, at: abba+0x30/0x74 [m]\n"
			     " #1: ffff000012345600 (b){+.+.}-{3:3}, at: abba+0x44/0x74 [m]\n"
			     "2 locks held by ba/56:\n"
			     " #0: ffff000012345600 (b){+.+.}-{3:3}, at: abba+0x30/0x74 [m]\n"
			     " #1: ffff000012345678 (a){+.+.}-{3:3}, at: abba+0x44/0x74 [m]\n"));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->lock_count, 4);
	for (size_t i = 0; i < 4; i++) /* the trace is of task 56 alone */
		assert_int_equal(f.events[0]->locks[i].wanted, i == 3);
	feed_release(&f);
}

static void many(void **state)
{
	char line[96];
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_line(&f, CS_STR("BUG: scheduling while atomic: test/42/0x00000002"));
	feed_line(&f, CS_STR("500 locks held by test/42:"));
	for (int i = 0; i < 500; i++) {
		snprintf(line, sizeof(line), " #%d: ffff8880 (l%d){....}-{1:2}, at: f+0x1/0x2", i,
			 i);
		feed_line(&f, cs_str_from(line));
	}
	feed_line(&f, CS_STR("Call Trace:"));
	feed_line(&f, CS_STR(" foo+0x1/0x2"));
	cs_tracker_flush(f.tracker, true);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->lock_count, CS_LIMIT_LOCKS);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(circular),
		cmocka_unit_test(inversion),
		cmocka_unit_test(waiting),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
