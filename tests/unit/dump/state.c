/* Tasks, stacks and locks of a machine that is written by hand. */
#include <stdio.h>

#include "unit/dump/small.h"
#include "unit/test.h"

#define TEXT (SMALL_VA + 0x10000)
#define STACK1 (SMALL_VA + 0x24000)
#define STACK2 (SMALL_VA + 0x28000)

static void read_state(struct small *s)
{
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
}

static void test_tasks(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);

	(void)unused;
	small_task(s, 7, "beta", 1, STACK1);
	small_task(s, 3, "alpha", 2, STACK2);
	read_state(s);
	assert_int_equal(s->dump->state->task_count, 2); /* the idle one doesn't count */
	assert_int_equal(s->dump->state->tasks[0]->pid, 3);
	assert_string_equal(s->dump->state->tasks[1]->comm, "beta");
	assert_string_equal(cs_dump_task_state(s->dump->state->tasks[0]), "D");
	assert_int_equal(s->dump->state->blocked_count, 1);
	assert_int_equal(s->dump->state->cpu_count, 1);
	assert_true(s->dump->state->cpus[0].current->idle);
	assert_null(s->dump->state->panic);
	assert_int_equal(s->dump->rung, CS_DUMP_FULL);
	small_free(s);
}

static void test_looped_list(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);
	uint64_t a, b;

	(void)unused;
	a = small_task(s, 1, "a", 0, STACK1);
	b = small_task(s, 2, "b", 0, STACK2);
	small_put(s, b, a); /* b's next is a again */
	read_state(s);
	assert_int_equal(s->dump->state->task_count, 2);
	assert_int_equal(s->dump->note_count, 1);
	assert_non_null(strstr(s->dump->notes[0], "the list of tasks is damaged"));
	small_free(s);
}

/* The one in the middle is overwritten: those on both sides of it are there. */
static void test_torn_list(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);
	uint64_t b;

	(void)unused;
	small_task(s, 1, "a", 0, STACK1);
	b = small_task(s, 2, "b", 0, STACK2);
	small_task(s, 3, "c", 0, STACK1);
	small_task(s, 4, "d", 0, STACK2);
	small_put(s, b, ~0ull);
	small_put(s, b + 8, ~0ull);
	read_state(s);
	assert_int_equal(s->dump->state->task_count, 3);
	assert_int_equal(s->dump->state->tasks[0]->pid, 1);
	assert_int_equal(s->dump->state->tasks[1]->pid, 3);
	assert_true(s->dump->lists_damaged);
	assert_non_null(strstr(s->dump->notes[0], "3 were read, 2 of them from its end"));
	small_free(s);
}

static void test_symbols_of_another_kernel(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);

	(void)unused;
	snprintf(s->dump->kernel.release, sizeof(s->dump->kernel.release), "6.2.0");
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_NOT_FOUND);
	assert_non_null(strstr(s->dump->notes[0], "the symbols don't fit"));
	assert_null(s->dump->state);
	small_free(s);
}

/* ---- arm64 ---- */

static void record(struct small *s, uint64_t at, uint64_t next, uint64_t lr)
{
	small_put(s, at, next);
	small_put(s, at + 8, lr);
}

static void sleep_at(struct small *s, uint64_t task, uint64_t pc, uint64_t fp)
{
	small_put(s, task + T_PC, pc);
	small_put(s, task + T_FP, fp);
}

static void add_text(struct small *s)
{
	small_symbol(s, "switch_to", TEXT, 0x100);
	small_symbol(s, "wait_here", TEXT + 0x100, 0x100);
	small_symbol(s, "leaf", TEXT + 0x200, 0x100);
	small_symbol(s, "caller", TEXT + 0x300, 0x100);
	small_symbol(s, "entry", TEXT + 0x400, 0x100);
	small_symbol(s, "mutex_lock", TEXT + 0x500, 0x100);
}

static void test_signed_return_addresses(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK1);
	struct cs_dump_task *task;

	(void)unused;
	add_text(s);
	sleep_at(s, t, TEXT + 0x10, STACK1 + 0x3000);
	record(s, STACK1 + 0x3000, STACK1 + 0x3020, (TEXT + 0x120) & ~0xffff000000000000ull);
	record(s, STACK1 + 0x3020, STACK1 + 0x3040,
	       ((TEXT + 0x320) & ~0xffff000000000000ull) | 0x21ab000000000000ull);
	record(s, STACK1 + 0x3040, 0, 0);
	read_state(s);
	task = cs_dump_find_task(s->dump, 5);
	assert_int_equal(task->pc_count, 3);
	assert_true(task->pcs[1].va == TEXT + 0x120);
	assert_true(task->pcs[2].va == TEXT + 0x320);
	cs_dump_name_stack(s->dump, task);
	assert_str(task->trace->frames[2].symbol, "caller");
	assert_int_equal(task->trace->frames[2].offset, 0x20);
	small_free(s);
}

/* An exception in a leaf that made no record: its caller is in the saved x30 alone. */
static void test_interrupted_leaf(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK1), regs = STACK1 + 0x3000;
	struct cs_dump_task *task;

	(void)unused;
	add_text(s);
	sleep_at(s, t, TEXT + 0x10, STACK1 + 0x2f00);
	record(s, STACK1 + 0x2f00, regs + 288, TEXT + 0x410); /* back into the entry code */
	record(s, regs + 288, STACK1 + 0x3200, TEXT + 0x210); /* in pt_regs: the pc */
	small_put(s, regs + 29 * 8, STACK1 + 0x3200);
	small_put(s, regs + 30 * 8, TEXT + 0x330);
	small_put(s, regs + 256, TEXT + 0x210);
	record(s, STACK1 + 0x3200, STACK1 + 0x3220, TEXT + 0x140);
	record(s, STACK1 + 0x3220, 0, 0);
	read_state(s);
	task = cs_dump_find_task(s->dump, 5);
	assert_int_equal(task->pc_count, 5);
	assert_true(task->pcs[2].va == TEXT + 0x210 && task->pcs[2].exact);
	assert_true(task->pcs[3].va == TEXT + 0x330 && !task->pcs[3].exact);
	assert_true(task->pcs[4].va == TEXT + 0x140);
	small_free(s);
}

static void test_looped_records(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK1);

	(void)unused;
	add_text(s);
	sleep_at(s, t, TEXT + 0x10, STACK1 + 0x3000);
	record(s, STACK1 + 0x3000, STACK1 + 0x3020, TEXT + 0x120);
	record(s, STACK1 + 0x3020, STACK1 + 0x3000, TEXT + 0x320);
	read_state(s);
	assert_in_range(cs_dump_find_task(s->dump, 5)->pc_count, 3, 32);
	small_free(s);
}

/* ---- x86: ORC ---- */

static void put_orc(struct small *s, unsigned i, uint64_t ip, int sp_offset, unsigned flags)
{
	uint64_t ips = SMALL_VA + 0x30000, orcs = SMALL_VA + 0x31000;
	uint32_t relative = (uint32_t)(ip - (ips + 4 * i));
	uint16_t entry[3] = {(uint16_t)sp_offset, 0, (uint16_t)flags};

	memcpy(s->ram + (ips - SMALL_VA) + 4 * i, &relative, 4);
	memcpy(s->ram + (orcs - SMALL_VA) + 6 * i, entry, 6);
}

/* END_BIT and SP, the code of that register: as the kernel has them. */
static void check_orc(unsigned end_bit, unsigned other_bits, unsigned sp)
{
	struct small *s = small_new(CS_DUMP_ARCH_X86_64);
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK1), frame = STACK1 + 0x3000;
	struct cs_dump_task *task;

	s->orc_end_bit = end_bit;
	add_text(s);
	small_symbol(s, "__start_orc_unwind_ip", SMALL_VA + 0x30000, 0);
	small_symbol(s, "__stop_orc_unwind_ip", SMALL_VA + 0x30000 + 4 * 4, 0);
	small_symbol(s, "__start_orc_unwind", SMALL_VA + 0x31000, 0);
	put_orc(s, 0, TEXT, 8, sp);          /* switch_to: sp + 8 */
	put_orc(s, 1, TEXT + 0x100, 32, sp); /* wait_here: sp + 32 */
	put_orc(s, 2, TEXT + 0x200, 8,
		sp | 1 << 8 | other_bits);             /* leaf stands for an entry: pt_regs */
	put_orc(s, 3, TEXT + 0x300, 0, 1u << end_bit); /* caller: the end */
	small_put(s, t + T_SP, frame);
	small_put(s, frame + 48, TEXT + 0x120); /* switched out in wait_here */
	small_put(s, frame + 56 + 24, TEXT + 0x220);
	/* sp is frame + 88 in the entry, whose pt_regs lie at sp + 8 */
	small_put(s, frame + 96 + 128, TEXT + 0x310);    /* ip */
	small_put(s, frame + 96 + 136, 0x10);            /* cs: the kernel's */
	small_put(s, frame + 96 + 152, STACK1 + 0x3800); /* sp */
	read_state(s);
	task = cs_dump_find_task(s->dump, 5);
	assert_int_equal(task->pc_count, 3);
	assert_true(task->pcs[0].va == TEXT + 0x120 && !task->pcs[0].exact);
	assert_true(task->pcs[1].va == TEXT + 0x220);
	assert_true(task->pcs[2].va == TEXT + 0x310 && task->pcs[2].exact);
	small_free(s);
}

/* A CPU that ran, without registers: of the return addresses in its stack the deepest counts that
 * stands behind a call and leads to the end. */
static void test_orc_running(void **unused)
{
	struct small *s = small_new(CS_DUMP_ARCH_X86_64);
	uint64_t t = small_task(s, 5, "runner", 0, STACK1), sp = STACK1 + 0x2000;
	struct cs_dump_task *task;

	(void)unused;
	s->orc_end_bit = 10;
	add_text(s);
	small_symbol(s, "__start_orc_unwind_ip", SMALL_VA + 0x30000, 0);
	small_symbol(s, "__stop_orc_unwind_ip", SMALL_VA + 0x30000 + 4 * 4, 0);
	small_symbol(s, "__start_orc_unwind", SMALL_VA + 0x31000, 0);
	put_orc(s, 0, TEXT, 8, 5);
	put_orc(s, 1, TEXT + 0x100, 32, 5);
	put_orc(s, 2, TEXT + 0x200, 8, 0);
	put_orc(s, 3, TEXT + 0x300, 0, 1u << 10);
	small_put(s, SMALL_VA + 0x300, t); /* rq.curr */
	small_put(s, TEXT + 0x118, 0xe8000000);
	small_put(s, TEXT + 0x138, 0xe8000000);
	small_put(s, sp, TEXT + 0x150); /* no call stands there */
	small_put(s, sp + 24, TEXT + 0x310);
	small_put(s, sp + 0x100, TEXT + 0x140); /* leads nowhere */
	small_put(s, sp + 0x200, TEXT + 0x120);
	small_put(s, sp + 0x200 + 32, TEXT + 0x310);
	read_state(s);
	task = cs_dump_find_task(s->dump, 5);
	assert_true(task->pcs_guessed);
	assert_int_equal(task->pc_count, 2);
	assert_true(task->pcs[0].va == TEXT + 0x120);
	assert_true(task->pcs[1].va == TEXT + 0x310);
	small_free(s);
}

static void test_orc(void **unused)
{
	(void)unused;
	check_orc(10, 0, 5);
}

/* 6.3 has a bit for signals before that of the end. */
static void test_orc_with_signal(void **unused)
{
	(void)unused;
	check_orc(11, 1u << 10, 5);
}

static void test_orc_renumbered(void **unused)
{
	(void)unused;
	check_orc(10, 0, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_looped_list),
		cmocka_unit_test(test_torn_list),
		cmocka_unit_test(test_symbols_of_another_kernel),
		cmocka_unit_test(test_signed_return_addresses),
		cmocka_unit_test(test_interrupted_leaf),
		cmocka_unit_test(test_looped_records),
		cmocka_unit_test(test_orc),
		cmocka_unit_test(test_orc_running),
		cmocka_unit_test(test_orc_with_signal),
		cmocka_unit_test(test_orc_renumbered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
