/* Damage by the dice: pages that can't be read, and words of the kernel's structures that lead
 * anywhere, back into the lists too. Whatever is left of the machine is told; nothing hangs. Each
 * seed makes the same damage in every run. */
#include "base/limits.h"
#include "unit/dump/small.h"
#include "unit/test.h"

#define TEXT (SMALL_VA + 0x10000)
#define STACKS (SMALL_VA + 0x24000)
#define STACK_BYTES 0x4000u
#define TASKS 6u
#define SEEDS 300u

static uint64_t dice(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 33;
}

/* Each task waits for the mutex that the next one holds. */
static struct small *machine(enum cs_dump_arch arch)
{
	struct small *s = small_new(arch);
	uint64_t tasks[TASKS], locks = SMALL_VA + 0x800;

	small_symbol(s, "mutex_lock", TEXT + 0x500, 0x100);
	small_symbol(s, "driver", TEXT + 0x900, 0x100);
	for (unsigned i = 0; i < TASKS; i++)
		tasks[i] = small_task(s, 10 + i, "task", 2, STACKS + i * STACK_BYTES);
	for (unsigned i = 0; i < TASKS; i++) {
		uint64_t stack = STACKS + i * STACK_BYTES, waiter = stack + 0x3800;
		uint64_t lock = locks + 0x40 * ((i + 1) % TASKS);

		small_put(s, tasks[i] + T_PC, TEXT + 0x510);
		small_put(s, tasks[i] + T_FP, stack + 0x3000);
		small_put(s, tasks[i] + T_SP, stack + 0x2f00);
		small_put(s, stack + 0x3000, stack + 0x3020);
		small_put(s, stack + 0x3008, TEXT + 0x910);
		small_put(s, waiter, lock + 16);
		small_put(s, waiter + 8, lock + 16);
		small_put(s, waiter + 16, tasks[i]);
		small_put(s, lock + 16, waiter);
		small_put(s, lock + 24, waiter);
		small_put(s, locks + 0x40 * i, tasks[i]);
	}
	return s;
}

static void damage(struct small *s, uint64_t seed)
{
	unsigned pages = (unsigned)(dice(&seed) % 8), words = (unsigned)(dice(&seed) % 12);

	for (unsigned i = 0; i < pages; i++)
		s->lost[dice(&seed) % (SMALL_BYTES / 4096)] = true;
	for (unsigned i = 0; i < words; i++) /* in the tasks and the locks */
		small_put(s, SMALL_VA + 0x800 + dice(&seed) % 0x400 * 8,
			  SMALL_VA + dice(&seed) % (SMALL_BYTES / 8) * 8);
}

static void look_at_all(struct small *s)
{
	struct cs_dump_state *state = s->dump->state;

	for (size_t i = 0; i < state->task_count; i++) {
		cs_dump_unwind_task(s->dump, state->tasks[i]);
		cs_dump_name_stack(s->dump, state->tasks[i]);
		assert_true(state->tasks[i]->pc_count <= CS_LIMIT_FRAMES);
	}
	assert_true(state->wait_count <= CS_LIMIT_DUMP_WAITS);
	for (size_t i = 0; i < state->wait_count; i++)
		assert_true(state->waits[i].task_count <= CS_LIMIT_DUMP_CHAIN);
}

static void check_arch(enum cs_dump_arch arch)
{
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct small *s = machine(arch);

		damage(s, seed);
		if (cs_dump_read_state(s->dump, &s->ask) == CS_OK)
			look_at_all(s);
		else
			assert_true(s->dump->note_count > 0); /* and says why */
		small_free(s);
	}
}

static void test_arm64(void **unused)
{
	(void)unused;
	check_arch(CS_DUMP_ARCH_ARM64);
}

static void test_x86(void **unused)
{
	(void)unused;
	check_arch(CS_DUMP_ARCH_X86_64);
}

/* Without damage, the ring of all six is found: what is broken above was whole. */
static void test_whole(void **unused)
{
	struct small *s = machine(CS_DUMP_ARCH_ARM64);

	(void)unused;
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	assert_int_equal(s->dump->state->wait_count, 1);
	assert_true(s->dump->state->waits[0].ring);
	assert_int_equal(s->dump->state->waits[0].task_count, TASKS);
	small_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_arm64),
		cmocka_unit_test(test_x86),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
