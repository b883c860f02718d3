/* Hangs that only the dump shows, as events. */
#include "analyze/dump_hang.h"
#include "unit/dump/small.h"
#include "unit/test.h"

#define TEXT (SMALL_VA + 0x10000)
#define STACK1 (SMALL_VA + 0x24000)
#define STACK2 (SMALL_VA + 0x28000)
#define KTHREAD 0x200000ull
#define SECOND 1000000000ull

struct lab {
	struct small *s;
	struct cs_formats formats;
	struct cs_dump_hang hang;
	struct cs_dump_place at;
};

static const struct cs_format_table *const tables[] = {&cs_formats_stall};

static struct lab make(void)
{
	struct lab l = {.s = small_new(CS_DUMP_ARCH_ARM64)};

	small_symbol(l.s, "mutex_lock", TEXT + 0x500, 0x100);
	small_symbol(l.s, "take_both", TEXT + 0x600, 0x100);
	cs_formats_init(&l.formats, tables, 1);
	return l;
}

/* TASK waits in take_both() for the mutex at LOCK. */
static void wait_for(struct small *s, uint64_t task, uint64_t stack, uint64_t lock)
{
	uint64_t waiter = stack + 0x3800;

	small_put(s, waiter, lock + 16);
	small_put(s, waiter + 8, lock + 16);
	small_put(s, waiter + 16, task);
	small_put(s, lock + 16, waiter);
	small_put(s, lock + 24, waiter);
	small_put(s, task + T_PC, TEXT + 0x510);
	small_put(s, task + T_FP, stack + 0x3000);
	small_put(s, stack + 0x3008, TEXT + 0x620);
	small_put(s, task + T_FLAGS, KTHREAD);
}

static struct cs_event *next(struct lab *l)
{
	struct cs_dump_state *d = l->s->dump->state;

	l->hang.dump = l->s->dump;
	l->at = (struct cs_dump_place){&l->formats, cs_names_new(), 74, 5000, 1};
	for (size_t i = 0; i < d->task_count; i++)
		cs_dump_name_stack(l->s->dump, d->tasks[i]);
	return cs_dump_hang_next(&l->hang, &l->at);
}

static void end(struct lab *l)
{
	cs_names_free((struct cs_names *)(uintptr_t)l->at.names);
	small_free(l->s);
}

/* A waits for B's mutex since SECONDS ago; with RING B also for A's. */
static void two_tasks(struct lab *l, unsigned seconds, bool ring)
{
	uint64_t a = small_task(l->s, 55, "lab_ab", 2, STACK1), ma = SMALL_VA + 0x800;
	uint64_t b = small_task(l->s, 56, "lab_ba", ring ? 2 : 1, STACK2), mb = SMALL_VA + 0x900;

	small_put(l->s, ma, a);
	small_put(l->s, mb, b);
	wait_for(l->s, a, STACK1, mb);
	if (ring)
		wait_for(l->s, b, STACK2, ma);
	small_put(l->s, a + T_EXEC_START, (200 - seconds) * SECOND);
	small_put(l->s, SMALL_VA + 0x310, 200 * SECOND); /* rq.clock */
	assert_int_equal(cs_dump_read_state(l->s->dump, &l->s->ask), CS_OK);
}

static void test_deadlock(void **unused)
{
	struct lab l = make();
	struct cs_event *ev;

	(void)unused;
	two_tasks(&l, 1, true);
	ev = next(&l);
	assert_non_null(ev);
	assert_int_equal(ev->kind, CS_KIND_HUNG_TASK);
	assert_int_equal(ev->severity, CS_ERROR);
	assert_str(ev->title, "INFO: task hung in take_both");
	assert_int_equal(ev->lines[0].number, 74); /* where the log ends */
	assert_int_equal(ev->pid, 55);
	assert_int_equal(ev->stack_count, 2); /* of the other task, too */
	assert_str(ev->stacks[1].frames[1].function, "take_both");
	assert_str(ev->stacks[1].comm, "lab_ba");
	assert_int_equal(ev->stacks[1].pid, 56);
	assert_true(cs_str_has(ev->stacks[1].waits_for, "held by lab_ab (55)"));
	cs_dump_hang_meet(&l.hang, ev);
	assert_int_equal(ev->finding_count, 1);
	assert_str(ev->findings[0].title, "two kernel threads took two mutexes in opposite order");
	assert_int_equal(ev->findings[0].confidence, CS_CERTAIN);
	assert_int_equal(ev->findings[0].evidence_count, 2);
	cs_event_free(ev);
	assert_null(cs_dump_hang_next(&l.hang, &l.at));
	end(&l);
}

static void test_long_chain(void **unused)
{
	struct lab l = make();
	struct cs_event *ev;

	(void)unused;
	two_tasks(&l, 10, false);
	ev = next(&l);
	assert_non_null(ev);
	assert_str(ev->lines[0].text, "INFO: task lab_ab:55 blocked for more than 10 seconds.");
	cs_dump_hang_meet(&l.hang, ev);
	assert_str(ev->findings[0].title,
		   "lab_ab waits for a mutex that lab_ba holds while it sleeps");
	cs_event_free(ev);
	end(&l);
}

static void test_short_chain(void **unused)
{
	struct lab l = make();

	(void)unused;
	two_tasks(&l, 9, false);
	assert_int_equal(l.s->dump->state->wait_count, 1);
	assert_null(next(&l)); /* somebody always waits for somebody */
	end(&l);
}

static struct cs_event *event_of_log(enum cs_kind kind, enum cs_severity severity, const char *text)
{
	struct cs_event *ev = cs_event_new();

	ev->kind = kind;
	ev->severity = severity;
	CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count)->text = cs_str_from(text);
	return ev;
}

/* A crash explains why tasks wait for the one that crashed: no event of its own. */
static void test_chain_after_a_crash(void **unused)
{
	struct lab l = make();
	struct cs_event *ev = event_of_log(CS_KIND_OOPS, CS_FATAL, "Oops");

	(void)unused;
	two_tasks(&l, 60, false);
	l.hang.dump = l.s->dump;
	cs_dump_hang_meet(&l.hang, ev);
	assert_int_equal(ev->finding_count, 0);
	cs_event_free(ev);
	assert_null(next(&l));
	end(&l);
}

/* What the log tells is explained, and not told once more. */
static void test_hung_task_of_the_log(void **unused)
{
	struct lab l = make();
	struct cs_event *ev =
		event_of_log(CS_KIND_HUNG_TASK, CS_ERROR,
			     "INFO: task lab_ba:56 blocked for more than 120 seconds.");

	(void)unused;
	ev->pid = 56; /* as parsed */
	two_tasks(&l, 130, true);
	l.hang.dump = l.s->dump;
	cs_dump_hang_meet(&l.hang, ev);
	assert_int_equal(ev->finding_count, 1);
	assert_str(ev->findings[0].rule, "dump/deadlock");
	cs_event_free(ev);
	assert_null(next(&l));
	end(&l);
}

static void add_finding(struct cs_event *ev, const char *rule, bool settled_by_owner)
{
	*CS_ARENA_PUSH(&ev->arena, ev->findings, ev->finding_count) = (struct cs_finding){
		.rule = cs_str_from(rule), .settled_by_owner = settled_by_owner};
}

/* The dump names the owner: what only tells to look for it goes, the rest stays. The owner itself
 * may wait for a lock that the dump doesn't know. */
static void test_guesses_about_the_owner(void **unused)
{
	(void)unused;
	for (long pid = 55; pid <= 56; pid++) {
		struct lab l = make();
		struct cs_event *ev = event_of_log(CS_KIND_HUNG_TASK, CS_ERROR, "INFO: task");
		size_t first = pid == 55 ? 1 : 2;

		ev->pid = pid;
		add_finding(ev, "lockup.hung-lock", true);
		add_finding(ev, "lockup.hung-sleeping", false);
		add_finding(ev, "locking.abba-hung", true);
		two_tasks(&l, 130, false);
		l.hang.dump = l.s->dump;
		cs_dump_hang_meet(&l.hang, ev);
		assert_int_equal(ev->finding_count, pid == 55 ? 2 : 4);
		assert_str(ev->findings[0].rule, "dump/lock-holder");
		assert_str(ev->findings[first].rule, "lockup.hung-sleeping");
		cs_event_free(ev);
		end(&l);
	}
}

/* A list of locks in the log, with the names that the dump has for what they wait for. */
static void test_listed_locks(void **unused)
{
	static const struct {
		const char *task, *name;
		bool wanted;
	} listed[] = {{"lab_ab/55", "ma", false},    {"lab_ab/55", "mb", false},
		      {"lab_ab/55", "mb#2/1", true}, {"lab_ba/56", "mb", false},
		      {"lab_ba/56", "ma", true},     {"lab_ba/56", "ma2", false},
		      {"gone/99", "ma", false},      {"nameless", "ma", false}};
	const size_t n = sizeof(listed) / sizeof(*listed);
	struct lab l = make();
	struct cs_event *ev = event_of_log(CS_KIND_HUNG_TASK, CS_ERROR, "INFO: task");

	(void)unused;
	two_tasks(&l, 130, true);
	for (size_t i = 0; i < 2; i++)
		l.s->dump->state->tasks[i]->lock_name = cs_str_from(i ? "ma" : "mb");
	l.hang.dump = l.s->dump;
	for (size_t i = 0; i < n; i++)
		*CS_ARENA_PUSH(&ev->arena, ev->locks, ev->lock_count) = (struct cs_lock){
			.task = cs_str_from(listed[i].task), .name = cs_str_from(listed[i].name)};
	cs_dump_hang_meet(&l.hang, ev);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(ev->locks[i].wanted, listed[i].wanted);
	cs_event_free(ev);
	end(&l);
}

/* No lock explains it, but khungtaskd would have spoken by now. */
static void test_alone(void **unused)
{
	for (unsigned seconds = 119; seconds < 121; seconds++) {
		struct lab l = make();
		uint64_t a = small_task(l.s, 9, "io", 2, STACK1);
		struct cs_event *ev;

		small_put(l.s, a + T_PC, TEXT + 0x610);
		small_put(l.s, a + T_EXEC_START, (200 - seconds) * SECOND);
		small_put(l.s, SMALL_VA + 0x310, 200 * SECOND);
		assert_int_equal(cs_dump_read_state(l.s->dump, &l.s->ask), CS_OK);
		ev = next(&l);
		assert_true(seconds < 120 ? !ev : ev != NULL);
		cs_event_free(ev);
		end(&l);
	}
	(void)unused;
}

/* CPU 0 runs a task since SECONDS ago, at PC; 0: in user space. */
static void run(struct lab *l, unsigned seconds, uint64_t pc)
{
	struct cs_dump_notes *n = &l->s->dump->image.notes;
	uint64_t a = small_task(l->s, 9, "busy", 0, STACK1);

	n->cpus = cs_calloc(1, sizeof(*n->cpus));
	n->cpu_count = 1;
	n->from_qemu = true;
	n->cpus[0].reg_count = 34;
	n->cpus[0].regs[32] = pc ? pc : 0x400000;
	small_put(l->s, SMALL_VA + 0x300, a);
	small_put(l->s, SMALL_VA + 0x310, 200 * SECOND);
	small_put(l->s, a + T_EXEC_START, 200 * SECOND); /* each tick sets it */
	small_put(l->s, a + T_ARRIVED, (200 - seconds) * SECOND);
	assert_int_equal(cs_dump_read_state(l->s->dump, &l->s->ask), CS_OK);
}

/* A CPU that switches no more, as the watchdog counts; in user space a task may run for ever. */
static void test_stuck_cpu(void **unused)
{
	static const struct {
		unsigned seconds;
		uint64_t pc;
		bool told;
	} cases[] = {{19, TEXT + 0x610, false}, {20, TEXT + 0x610, true}, {150, 0, false}};

	(void)unused;
	for (size_t i = 0; i < 3; i++) {
		struct lab l = make();
		struct cs_event *ev;

		run(&l, cases[i].seconds, cases[i].pc);
		ev = next(&l);
		assert_int_equal(ev != NULL, cases[i].told);
		if (ev) {
			assert_str(ev->title, "BUG: soft lockup in take_both");
			assert_true(cs_str_has(ev->lines[0].text, "CPU#0 stuck for 20s!"));
			assert_int_equal(ev->cpu, 0);
			cs_event_free(ev);
		}
		assert_null(cs_dump_hang_next(&l.hang, &l.at));
		end(&l);
	}
}

/* Nobody saved the registers: the title comes from the guess, and the frames stay marked. A task
 * that has a user space may have been there. */
static void test_stuck_cpu_guessed(void **unused)
{
	(void)unused;
	for (unsigned kthread = 0; kthread < 2; kthread++) {
		struct lab l = make();
		struct cs_dump_task *t;
		struct cs_event *ev;

		run(&l, 100, TEXT + 0x610);
		t = cs_dump_find_task(l.s->dump, 9);
		t->pcs_guessed = true;
		t->kthread = kthread;
		ev = next(&l);
		assert_int_equal(ev != NULL, kthread);
		if (ev) {
			assert_str(ev->title, "BUG: soft lockup in take_both");
			assert_false(ev->stacks[0].frames[0].reliable);
			assert_true(cs_str_has(ev->corrupted, "its stack is a guess"));
			cs_event_free(ev);
		}
		end(&l);
	}
}

/* The log says so itself, of whichever CPU. */
static void test_stuck_cpu_of_the_log(void **unused)
{
	struct lab l = make();
	struct cs_event *ev = event_of_log(CS_KIND_RCU_STALL, CS_ERROR, "INFO: rcu");

	(void)unused;
	run(&l, 100, TEXT + 0x610);
	l.hang.dump = l.s->dump;
	cs_dump_hang_meet(&l.hang, ev);
	cs_event_free(ev);
	assert_null(next(&l));
	end(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deadlock),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_short_chain),
		cmocka_unit_test(test_chain_after_a_crash),
		cmocka_unit_test(test_hung_task_of_the_log),
		cmocka_unit_test(test_listed_locks),
		cmocka_unit_test(test_guesses_about_the_owner),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_stuck_cpu),
		cmocka_unit_test(test_stuck_cpu_guessed),
		cmocka_unit_test(test_stuck_cpu_of_the_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
