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
	assert_str(ev->stacks[0].lock, "b(x)");
	assert_str(ev->stacks[0].lock_state, "#1");
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
	assert_str(f.events[0]->stacks[0].lock, "b");
	assert_str(f.events[0]->stacks[0].lock_state, "HARDIRQ-ON-W");
	assert_str(f.events[0]->stacks[1].lock, "b");
	assert_str(f.events[0]->stacks[1].lock_state, "acquired");
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

struct want {
	const char *state, *name, *function, *task;
};

static const char *state_of(const struct cs_lock *l)
{
	return l->wanted ? "wanted" : l->lacked ? "lacked" : "held";
}

static void expect_locks(const char *log, const struct want *wants, size_t n)
{
	struct feed f;

	feed_init(&f);
	feed_text(&f, cs_str_from(log));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->lock_count, n);
	for (size_t i = 0; i < n; i++) {
		const struct cs_lock *l = &f.events[0]->locks[i];

		assert_string_equal(state_of(l), wants[i].state);
		assert_true(cs_str_is(l->name, wants[i].name));
		assert_true(cs_str_is(l->function, wants[i].function));
		assert_true(cs_str_is(l->task, wants[i].task));
	}
	feed_release(&f);
}

#define TRACE                                                                                      \
	"\nstack backtrace:\nCPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\nCall Trace:\n"        \
	" dump_stack_lvl+0x1/0x2\n foo_lock+0x12/0x40\n"

#define UNSAFE                                                                                     \
	"WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected\n6.1.0 #1 Not tainted\n"      \
	"-----------------------------------------------------\n"                                  \
	"test/42 [HC0[0]:SC0[2]:HE0:SE0] is trying to acquire:\n"                                  \
	"ffff88807a2b9c00 (&a->lock){+.+.}-{2:2}, at: foo_acq+0x12/0x340\n\n"                      \
	"and this task is already holding:\n"                                                      \
	"ffff88807a2b9d00 (&b->lock){..-.}-{2:2}, at: foo_hold+0x12/0x340\n"                       \
	"which would create a new lock dependency:\n"                                              \
	" (&b->lock){..-.}-{2:2} -> (&a->lock){+.+.}-{2:2}\n\n"                                    \
	"but this new dependency connects a HARDIRQ-irq-safe lock:\n (&b->lock){..-.}-{2:2}\n\n"   \
	"... which became HARDIRQ-irq-safe at:\n  lock_acquire+0x1b/0x50\n  "                      \
	"foo_safe+0x12/0x34\n\n"                                                                   \
	"to a HARDIRQ-irq-unsafe lock:\n (&a->lock){+.+.}-{2:2}\n\n"                               \
	"... which became HARDIRQ-irq-unsafe at:\n...\n  lock_acquire+0x1b/0x50\n"                 \
	"  foo_un+0x12/0x340\n" TRACE

#define SPIN                                                                                       \
	"BUG: spinlock recursion on CPU#1, test/42\n lock: foo_lock+0x0/0x40, .magic: dead4ead, "  \
	".owner: test/42, .owner_cpu: 1\nCPU: 1 PID: 42 Comm: test Not tainted 6.1.0 #1\n"         \
	"Call Trace:\n dump_stack_lvl+0x1/0x2\n foo_read+0x12/0x40\n"

/* The other reports of lockdep and of the spinlock checks. */
static void others(void **state)
{
	static const struct want unsafe[] = {{"wanted", "&a->lock", "foo_acq", "test/42"},
					     {"held", "&b->lock", "foo_hold", "test/42"}},
				 takes[] = {{"wanted", "&a->lock", "foo_lock", "test/42"}},
				 changed[] = {{"held", "&a->lock", "foo_inv", "test/42"}},
				 release[] = {{"lacked", "&file->mut", "", "test/42"},
					      {"held", "&q->lock", "foo_lu", "test/42"}},
				 contend[] = {{"lacked", "&file->mut", "", "test/42"}},
				 nested[] = {{"wanted", "&x->lock", "foo_wc", "test/42"},
					     {"lacked", "&x->y", "", "test/42"}},
				 freed[] = {{"held", "sk_lock", "foo_hf", "test/42"}},
				 hidden[] = {{"wanted", "&a->lock", "foo_lock", "test/42"}},
				 spin[] = {{"held", "foo_lock", "", "test/42"},
					   {"wanted", "foo_lock", "", "test/42"}},
				 rt[] = {{"wanted", "&a->lock", "", "bar/43"},
					 {"wanted", "&b->lock", "", "test/42"}};

	(void)state;
	expect_locks(UNSAFE, unsafe, 2);
	expect_locks("WARNING: inconsistent lock state\ninconsistent {SOFTIRQ-ON-W} -> "
		     "{IN-SOFTIRQ-W} usage.\ntest/42 [HC0[0]:SC1[1]:HE1:SE0] takes:\n"
		     "ffff88807a2b9c00 (&a->lock){+.?.}-{2:2}, at: foo_lock+0x12/0x40\n" TRACE,
		     takes, 1);
	expect_locks("WARNING: possible irq lock inversion dependency detected\n"
		     "test/42 just changed the state of lock:\n"
		     "ffff88807a2b9c00 (&a->lock){..-.}-{2:2}, at: foo_inv+0x12/0x340\n" TRACE,
		     changed, 1);
	expect_locks("WARNING: bad unlock balance detected!\n6.1.0 #1 Not tainted\n"
		     "test/42 is trying to release lock (&file->mut) at:\n"
		     "[<ffffffff8241b0c9>] foo_ub+0x12/0x340\n"
		     "but there are no more locks to release!\n1 lock held by test/42:\n"
		     " #0: ffff88807a2b9c00 (&q->lock){+.+.}-{3:3}, at: foo_lu+0x12/0x340\n" TRACE,
		     release, 2);
	expect_locks("WARNING: bad contention detected!\n6.1.0 #1 Not tainted\n"
		     "test/42 is trying to contend lock (&file->mut) at:\n"
		     "[<ffffffff8241b0c9>] foo_ub+0x12/0x340\n" TRACE,
		     contend, 1);
	expect_locks("WARNING: Nested lock was not taken\ntest/42 is trying to lock:\n"
		     "ffff88807a2b9c80 (&x->lock){....}-{3:3}, at: foo_wc+0x12/0x340\n\n"
		     "but this task is not holding:\n&x->y\n" TRACE,
		     nested, 2);
	expect_locks("WARNING: held lock freed!\ntest/42 is freeing memory ffff88807a2b9c00-"
		     "ffff88807a2b9fff, with a lock still held there!\n"
		     "ffff88807a2b9c80 (sk_lock){+.+.}-{0:0}, at: foo_hf+0x12/0x340\n" TRACE,
		     freed, 1);
	expect_locks("WARNING: possible recursive locking detected\n"
		     "test/42 is trying to acquire lock:\n"
		     "(____ptrval____) (&a->lock){+.+.}, at: foo_lock+0x12/0x40\n" TRACE,
		     hidden, 1);
	expect_locks(SPIN, spin, 2);
	expect_locks("WARNING: circular locking deadlock detected!\n"
		     "1) bar/43 is trying to acquire this lock:\n [ffff888012345678] {&a->lock}\n\n"
		     "2) test/42 is blocked on this lock:\n [ffff888012345abc] {&b->lock}\n",
		     rt, 2);
}

/* A chain's stack bears the name of its lock, and what lockdep says began there; where a lock is
 * released is no trace. */
static void chains(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR(UNSAFE));
	assert_int_equal(f.events[0]->stack_count, 3);
	assert_str(f.events[0]->stacks[0].lock, "&b->lock");
	assert_str(f.events[0]->stacks[0].lock_state, "HARDIRQ-irq-safe");
	assert_str(f.events[0]->stacks[1].lock, "&a->lock");
	assert_str(f.events[0]->stacks[1].lock_state, "HARDIRQ-irq-unsafe");
	assert_int_equal(f.events[0]->stacks[2].lock.n, 0);
	feed_release(&f);
	feed_init(&f);
	feed_text(&f, CS_STR("WARNING: bad unlock balance detected!\n"
			     "test/42 is trying to release lock (&file->mut) at:\n"
			     "[<ffffffff8241b0c9>] foo_ub+0x12/0x340\n" TRACE));
	assert_int_equal(f.events[0]->stack_count, 1);
	assert_int_equal(f.events[0]->stacks[0].frame_count, 2);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(circular), cmocka_unit_test(inversion), cmocka_unit_test(waiting),
		cmocka_unit_test(many),     cmocka_unit_test(others),    cmocka_unit_test(chains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
