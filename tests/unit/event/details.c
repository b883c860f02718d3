/* What a report's lines say besides its title: addresses, accesses, whose stack is whose. The logs
 * are made up by the format strings of Linux 6.1, but for what is said. */
#include "../test.h"

#include <stdio.h>

#include "feed.h"

/* KFENCE prints %p, a hash on 64 bits; and the CPU's registers again when the kernel shows them. */
static void kfence(void **state)
{
	static const char
		*const hidden = "BUG: KFENCE: use-after-free read in foo_read+0x13/0x40\n"
				"Use-after-free read at 0x0000000099a1f8a6 (in "
				"kfence-#206):\n foo_read+0x13/0x40\n foo_ioctl+0x21/0x70\n",
		       *const shown = "BUG: KFENCE: use-after-free read in foo_read+0x13/0x40\n"
				      "Use-after-free read at 0xffff8c2aae240000 (in "
				      "kfence-#31):\n foo_read+0x13/0x40\n foo_ioctl+0x21/0x70\n\n"
				      "freed by task 1 on cpu 2 at 11.425016s:\n kfree+0x1/0x2\n\n"
				      "CPU: 5 PID: 114 Comm: foo Not tainted 6.1.0 #1\n"
				      "RIP: 0010:foo_read+0x13/0x40\n"
				      "Call Trace:\n foo_ioctl+0x21/0x70\n";
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, cs_str_from(hidden));
	assert_int_equal(f.count, 1);
	assert_false(f.events[0]->fault.has_address);
	assert_int_equal(f.events[0]->fault.access, CS_ACCESS_READ);
	assert_int_equal(f.events[0]->fault.meaning_count, 1);
	feed_release(&f);

	feed_init(&f);
	feed_text(&f, cs_str_from(shown));
	assert_int_equal(f.count, 1);
	assert_true(f.events[0]->fault.address == 0xffff8c2aae240000);
	assert_int_equal(f.events[0]->stack_count, 3);
	assert_int_equal(f.events[0]->stacks[0].role, CS_STACK_CRASH);
	assert_int_equal(f.events[0]->stacks[1].role, CS_STACK_FREE);
	assert_int_equal(f.events[0]->stacks[2].role, CS_STACK_TASK);
	assert_int_equal(f.events[0]->stacks[2].frame_count, 1);
	feed_release(&f);
}

/* Both sides of a race have a stack, with the CPU it ran on. */
static void kcsan(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(
		&f,
		CS_STR("BUG: KCSAN: data-race in foo_read / foo_write\n\n"
		       "read-write (marked) to 0xffff9c9b5e37cda8 of 8 bytes by interrupt on cpu "
		       "21:\n"
		       " foo_read+0x5f/0x250\n foo_tick+0x1a0/0x1c0\n\n"
		       "1 lock held by kworker/u65:0/174:\n"
		       " #0: ffff9c944931e938 (&q->lock){+.+.}-{0:0}, at: foo_work+0x3b3/0x940\n\n"
		       "write to 0xffff9c9b5e37cda8 of 8 bytes by task 174 on cpu 3:\n"
		       " foo_write+0x7f/0x250\n\nvalue changed: 0x01 -> 0x02\n"));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->stack_count, 2);
	assert_int_equal(f.events[0]->stacks[0].role, CS_STACK_CRASH);
	assert_int_equal(f.events[0]->stacks[0].cpu, 21);
	assert_int_equal(f.events[0]->stacks[0].frame_count, 2);
	assert_int_equal(f.events[0]->stacks[1].role, CS_STACK_TASK);
	assert_int_equal(f.events[0]->stacks[1].cpu, 3);
	assert_int_equal(f.events[0]->stacks[1].frame_count, 1);
	assert_int_equal(f.events[0]->lock_count, 1);
	assert_str(f.events[0]->locks[0].task, "kworker/u65:0/174");
	feed_release(&f);
}

/* s390 says in its TEID whether it was a store or a fetch, and by a number what was wrong. */
static void s390(void **state)
{
	static const struct {
		const char *teid, *code;
		enum cs_access access;
		size_t words;
	} rows[] = {
		{"000000000133b407", "0004", CS_ACCESS_WRITE, 1},
		{"000000000133b803", "003b", CS_ACCESS_READ, 1},
		{"000000000133b003", "0099", CS_ACCESS_NONE, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct feed f;
		char log[512];

		snprintf(log, sizeof(log),
			 "Unable to handle kernel pointer dereference in virtual kernel address "
			 "space\nFailing address: 000000000133b000 TEID: %s\n"
			 "Oops: %s ilc:2 [#1] SMP\n"
			 "Krnl PSW : 0704d00180000000 00000000009e59e4 (foo+0x464/0x5d0)\n"
			 "Call Trace:\n [<00000000009e59e4>] foo+0x464/0x5d0\n",
			 rows[i].teid, rows[i].code);
		feed_init(&f);
		feed_text(&f, cs_str_from(log));
		assert_int_equal(f.count, 1);
		assert_str(f.events[0]->arch, "s390x");
		assert_true(f.events[0]->fault.address == 0x133b000);
		assert_int_equal(f.events[0]->fault.access, rows[i].access);
		assert_int_equal(f.events[0]->fault.meaning_count, rows[i].words);
		feed_release(&f);
	}
}

/* "memory+swap: …" is no frame. */
static void oom(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("foo invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=0\n"
			     "CPU: 2 PID: 11554 Comm: foo Not tainted 3.10.0 #1\nCall Trace:\n"
			     "[<ffffffffa21135d4>] dump_stack+0x19/0x1b\n"
			     "[<ffffffffa210e79f>] dump_header+0x90/0x229\n"
			     "memory: usage 524288kB, limit 524288kB, failcnt 31\n"
			     "memory+swap: usage 524288kB, limit 524288kB, failcnt 0\n"));
	assert_int_equal(f.count, 1);
	assert_str(f.events[0]->title, "out of memory");
	assert_int_equal(f.events[0]->corrupted.n, 0);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kfence),
		cmocka_unit_test(kcsan),
		cmocka_unit_test(s390),
		cmocka_unit_test(oom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
