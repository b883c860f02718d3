/* Who waits for whom, in a machine that is written by hand. */
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "unit/dump/small.h"
#include "unit/test.h"

#define TEXT (SMALL_VA + 0x10000)
#define STACK1 (SMALL_VA + 0x24000)
#define STACK2 (SMALL_VA + 0x28000)
#define STACK3 (SMALL_VA + 0x2c000)

static struct small *machine(void)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);

	small_symbol(s, "mutex_lock", TEXT + 0x500, 0x100);
	small_symbol(s, "rwsem_down_read_slowpath", TEXT + 0x600, 0x100);
	small_symbol(s, "queued_spin_lock_slowpath", TEXT + 0x700, 0x100);
	small_symbol(s, "rt_mutex_slowlock", TEXT + 0x800, 0x100);
	small_symbol(s, "driver", TEXT + 0x900, 0x100);
	return s;
}

static void read_state(struct small *s)
{
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
}

/* Asleep in the function at PC, called from "driver". */
static void sleep_in(struct small *s, uint64_t task, uint64_t stack, uint64_t pc)
{
	small_put(s, task + T_PC, pc);
	small_put(s, task + T_FP, stack + 0x3000);
	small_put(s, stack + 0x3000, stack + 0x3020);
	small_put(s, stack + 0x3008, TEXT + 0x910);
}

/* A mutex_waiter, or an rwsem_waiter, on the task's stack: alone in the list of LOCK. */
static void wait_in(struct small *s, uint64_t task, uint64_t stack, uint64_t lock, uint64_t pc)
{
	uint64_t waiter = stack + 0x3800;

	small_put(s, waiter, lock + 16);
	small_put(s, waiter + 8, lock + 16);
	small_put(s, waiter + 16, task);
	small_put(s, lock + 16, waiter);
	small_put(s, lock + 24, waiter);
	sleep_in(s, task, stack, pc);
}

static void wait_for(struct small *s, uint64_t task, uint64_t stack, uint64_t mutex)
{
	wait_in(s, task, stack, mutex, TEXT + 0x510);
}

static void test_deadlock(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 55, "lab_ab", 2, STACK1), ma = SMALL_VA + 0x800;
	uint64_t b = small_task(s, 56, "lab_ba", 2, STACK2), mb = SMALL_VA + 0x900;

	(void)unused;
	small_put(s, ma, a | 1); /* flags stand in the owner's low bits */
	small_put(s, mb, b | 1);
	wait_for(s, a, STACK1, mb);
	wait_for(s, b, STACK2, ma);
	read_state(s);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "mutex 0xffff800008000900 held by lab_ba (56)");
	assert_int_equal(s->dump->state->wait_count, 1);
	assert_str(s->dump->state->waits[0].words,
		   "deadlock: lab_ab (55) waits for mutex 0xffff800008000900 held by lab_ba (56), "
		   "which waits for mutex 0xffff800008000800 held by lab_ab (55)");
	small_free(s);
}

/* Two waiters in a ring; the mutex points to the first. Their stacks point to them, too. */
static void test_first_waiter(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 1, "init", 2, STACK1), m = SMALL_VA + 0x800;
	uint64_t b = small_task(s, 2, "second", 2, STACK2), x19 = b + T_FP - 80;
	uint64_t c = small_task(s, 10, "holder", 0x402, STACK3);
	uint64_t wa = STACK1 + 0x3800, wb = STACK2 + 0x3800;

	(void)unused;
	s->first_waiters = true;
	wait_for(s, a, STACK1, m);
	wait_for(s, b, STACK2, m);
	small_put(s, wa, wb);
	small_put(s, wa + 8, wb);
	small_put(s, wb, wa);
	small_put(s, wb + 8, wa);
	small_put(s, m, c | 1);
	small_put(s, m + 16, wa);
	small_put(s, STACK1 + 0x2010, STACK1 + 0x2010); /* no lock: on the waiter's stack */
	small_put(s, STACK1 + 0x2020, wa);
	small_put(s, STACK1 + 0x2030, m);
	small_put(s, STACK2 + 0x2010, STACK1 + 0x2010); /* nor on the first one's */
	small_put(s, x19, m);
	read_state(s);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "mutex 0xffff800008000800 held by holder (10)");
	assert_str(s->dump->state->blocked[1]->waits_for,
		   "mutex 0xffff800008000800 held by holder (10)");
	small_free(s);
}

static void test_holder_asleep(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 1, "init", 2, STACK1), m = SMALL_VA + 0x800;
	uint64_t b = small_task(s, 10, "holder", 0x402, STACK2);

	(void)unused;
	small_put(s, m, b);
	wait_for(s, a, STACK1, m);
	read_state(s);
	assert_int_equal(s->dump->state->blocked_count, 1); /* 0x402 is idle by design */
	assert_str(s->dump->state->waits[0].words,
		   "init (1) waits for mutex 0xffff800008000800 held by holder (10), which sleeps "
		   "while it holds it");
	small_free(s);
}

/* Three in a ring, and a fourth that waits at it. */
static void test_ring_of_three(void **unused)
{
	struct small *s = machine();
	uint64_t stacks[4] = {STACK1, STACK2, STACK3, SMALL_VA + 0x30000};
	uint64_t tasks[4], locks = SMALL_VA + 0x800;
	const struct cs_dump_wait *w;

	(void)unused;
	for (unsigned i = 0; i < 4; i++) {
		char name[8];

		snprintf(name, sizeof(name), "t%u", i);
		tasks[i] = small_task(s, 20 + i, name, 2, stacks[i]);
	}
	for (unsigned i = 0; i < 3; i++) /* the lock that task I holds */
		small_put(s, locks + 0x40 * i, tasks[i]);
	for (unsigned i = 0; i < 3; i++)
		wait_for(s, tasks[i], stacks[i], locks + 0x40 * ((i + 1) % 3));
	/* the fourth is behind the third in the list of the first's lock */
	small_put(s, stacks[3] + 0x3800, locks + 16);
	small_put(s, stacks[3] + 0x3808, stacks[2] + 0x3800);
	small_put(s, stacks[3] + 0x3810, tasks[3]);
	small_put(s, stacks[2] + 0x3800, stacks[3] + 0x3800);
	small_put(s, locks + 24, stacks[3] + 0x3800);
	sleep_in(s, tasks[3], stacks[3], TEXT + 0x510);
	read_state(s);
	assert_int_equal(s->dump->state->wait_count, 2);
	w = &s->dump->state->waits[0];
	assert_true(w->ring);
	assert_int_equal(w->task_count, 3);
	assert_int_equal(w->tasks[0]->pid, 20);
	assert_int_equal(w->tasks[2]->pid, 22);
	w = &s->dump->state->waits[1];
	assert_false(w->ring);
	assert_int_equal(w->task_count, 4); /* the chain ends where it would go round */
	assert_int_equal(w->tasks[0]->pid, 23);
	small_free(s);
}

static void test_rt_mutex(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 5, "waiter", 2, STACK1),
		 b = small_task(s, 6, "owner", 1, STACK2);

	(void)unused;
	small_put(s, a + T_PI_BLOCKED_ON, STACK1 + 0x3800);
	small_put(s, STACK1 + 0x3808, SMALL_VA + 0x800); /* rt_mutex_waiter.lock */
	small_put(s, SMALL_VA + 0x800, b | 1);           /* RT_MUTEX_HAS_WAITERS */
	read_state(s);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "rt_mutex 0xffff800008000800 held by owner (6)");
	small_free(s);
}

static void test_owner_that_is_gone(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 5, "waiter", 2, STACK1), m = SMALL_VA + 0x800;

	(void)unused;
	small_put(s, m, SMALL_VA + 0x3000);
	wait_for(s, a, STACK1, m);
	read_state(s);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "mutex 0xffff800008000800 held by a task at 0xffff800008003000 that is gone");
	assert_int_equal(s->dump->state->wait_count, 0);
	small_free(s);
}

/* ---- lockdep ---- */

static void hold(struct small *s, uint64_t task, unsigned i, uint64_t map, uint64_t ip)
{
	small_put(s, task + T_DEPTH, i + 1);
	small_put(s, task + T_HELD + 16 * i, map);
	small_put(s, task + T_HELD + 16 * i + 8, ip);
}

static void lockdep_on(struct small *s, uint64_t on)
{
	static const char name[] = "dev->lock";

	small_symbol(s, "debug_locks", SMALL_VA + 0x220, 0);
	small_put(s, SMALL_VA + 0x220, on);
	small_put(s, SMALL_VA + 0xa00, SMALL_VA + 0xa40); /* lockdep_map.name */
	memcpy(s->ram + 0xa40, name, sizeof(name));
}

/* An rwsem knows its last reader, who is long gone; lockdep knows those who have it. */
static void two_readers(struct small *s, uint64_t on)
{
	uint64_t w = small_task(s, 5, "writer", 2, STACK1), map = SMALL_VA + 0xa00;
	uint64_t a = small_task(s, 6, "reader", 1, STACK2), b = small_task(s, 7, "two", 1, STACK3);

	lockdep_on(s, on);
	small_put(s, SMALL_VA + 0x800, b | 1); /* RWSEM_READER_OWNED */
	wait_in(s, w, STACK1, SMALL_VA + 0x800, TEXT + 0x610);
	hold(s, w, 0, SMALL_VA + 0xb00, TEXT + 0x950); /* something else */
	hold(s, w, 1, map, TEXT + 0x910);
	hold(s, a, 0, map, TEXT + 0x920);
	hold(s, b, 0, map, TEXT + 0x920);
	read_state(s);
}

static void test_readers_by_lockdep(void **unused)
{
	struct small *s = machine();

	(void)unused;
	two_readers(s, 1);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "rwsem 0xffff800008000800 (dev->lock) held by reader (6) and 1 other");
	small_free(s);
}

static void test_lockdep_that_is_off(void **unused)
{
	struct small *s = machine();

	(void)unused;
	two_readers(s, 0);
	assert_str(s->dump->state->blocked[0]->waits_for,
		   "rwsem 0xffff800008000800, last read-locked by two (7)");
	small_free(s);
}

/* ---- spinlocks ---- */

/* CPU 0 runs TASK, whose pc is in the loop; x0 holds LOCK. */
static void spin(struct small *s, uint64_t task, uint64_t lock)
{
	struct cs_dump_notes *n = &s->dump->image.notes;

	n->cpus = cs_calloc(1, sizeof(*n->cpus));
	n->cpu_count = 1;
	n->from_qemu = true;
	n->cpus[0].reg_count = 34;
	n->cpus[0].regs[0] = lock;
	n->cpus[0].regs[29] = STACK1 + 0x3000;
	n->cpus[0].regs[30] = TEXT + 0x910;
	n->cpus[0].regs[32] = TEXT + 0x710;
	small_put(s, SMALL_VA + 0x300, task);
}

static void test_spinlock_by_register(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 5, "spinner", 0, STACK1),
		 b = small_task(s, 6, "owner", 2, STACK2);
	uint64_t lock = SMALL_VA + 0x800;

	(void)unused;
	spin(s, a, lock);
	small_put(s, lock, 0x101 | 0xdead4eadull << 32); /* locked, one waits; the magic */
	small_put(s, lock + 8, b);
	read_state(s);
	assert_true(cs_dump_find_task(s->dump, 5)->spins);
	assert_str(cs_dump_find_task(s->dump, 5)->waits_for,
		   "spinlock 0xffff800008000800 held by owner (6)");
	assert_str(s->dump->state->waits[0].words,
		   "spinner (5) waits for spinlock 0xffff800008000800 held by owner (6), which is "
		   "blocked itself");
	small_free(s);
}

/* x86 in a virtual machine: no queue, so the lock's word is 1 whoever waits. Only the register of
 * the loop's argument counts: others may lead to a word that is 1, too. */
static void test_spinlock_without_queue(void **unused)
{
	uint64_t lock = SMALL_VA + 0x800;

	(void)unused;
	for (unsigned rdi = 13; rdi <= 14; rdi++) {
		struct small *s = small_new(CS_DUMP_ARCH_X86_64);
		uint64_t a = small_task(s, 5, "spinner", 0, STACK1);
		const struct cs_dump_task *t;

		small_symbol(s, "queued_spin_lock_slowpath", TEXT + 0x700, 0x100);
		spin(s, a, 0);
		s->dump->image.notes.cpus[0].regs[16] = TEXT + 0x710; /* rip */
		s->dump->image.notes.cpus[0].regs[rdi] = lock;
		small_put(s, lock, 1 | 0xdead4eadull << 32);
		read_state(s);
		t = cs_dump_find_task(s->dump, 5);
		assert_true(t->spins);
		assert_int_equal(t->lock, rdi == 14 ? lock : 0);
		small_free(s);
	}
}

/* It has taken the lock before: lockdep's list holds it twice. */
static void test_spinlock_taken_twice(void **unused)
{
	struct small *s = machine();
	uint64_t a = small_task(s, 5, "spinner", 0, STACK1), map = SMALL_VA + 0xa00;

	(void)unused;
	lockdep_on(s, 1);
	spin(s, a, 0);
	hold(s, a, 0, map, TEXT + 0x930);
	hold(s, a, 1, map, TEXT + 0x910);
	read_state(s);
	assert_true(s->dump->state->waits[0].ring);
	assert_str(s->dump->state->waits[0].words,
		   "deadlock: spinner (5) waits for spinlock 0xffff8000080009f0 (dev->lock) held "
		   "by spinner (5)");
	small_free(s);
}

/* ---- limits ---- */

/* More rings than are told: each task waits for a mutex that it holds itself. */
static void test_limit_of_waits(void **unused)
{
	struct small *s = machine();
	unsigned n = CS_LIMIT_DUMP_WAITS + 6;
	uint64_t stack = SMALL_VA + 0x24000;

	(void)unused;
	for (unsigned i = 0; i < n; i++) {
		uint64_t at = stack + 0x100 * i, t = small_task(s, 100 + i, "self", 2, at);

		small_put(s, at, at + 0x50); /* the waiter; the mutex is at 0x40 */
		small_put(s, at + 8, at + 0x50);
		small_put(s, at + 16, t);
		small_put(s, at + 0x50, at);
		small_put(s, at + 0x58, at);
		small_put(s, at + 0x40, t);
		small_put(s, t + T_PC, TEXT + 0x510);
	}
	read_state(s);
	assert_int_equal(s->dump->state->blocked_count, n);
	assert_int_equal(s->dump->state->wait_count, CS_LIMIT_DUMP_WAITS);
	small_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadlock),
		cmocka_unit_test(test_first_waiter),
		cmocka_unit_test(test_holder_asleep),
		cmocka_unit_test(test_ring_of_three),
		cmocka_unit_test(test_rt_mutex),
		cmocka_unit_test(test_owner_that_is_gone),
		cmocka_unit_test(test_readers_by_lockdep),
		cmocka_unit_test(test_lockdep_that_is_off),
		cmocka_unit_test(test_spinlock_by_register),
		cmocka_unit_test(test_spinlock_without_queue),
		cmocka_unit_test(test_spinlock_taken_twice),
		cmocka_unit_test(test_limit_of_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
