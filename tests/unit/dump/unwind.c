/* Stacks that no ORC table and no frame record tells: call frame information, entries, frame
 * pointers. */
#include "unit/dump/small.h"
#include "unit/test.h"

#define TEXT (SMALL_VA + 0x10000)
#define STACK (SMALL_VA + 0x24000)
#define BP 6u
#define SP_X86 7u
#define RA_X86 16u
#define FP 29u
#define LR 30u
#define SP_ARM64 31u

/* "outer" at TEXT + 0x300 has sp + 16 for its CFA all along; "inner" at TEXT + 0x200 sp + 32. */
static bool x86_rules(void *ctx, uint64_t link, struct cs_dump_frame_rules *r)
{
	(void)ctx;
	if (link < TEXT + 0x200 || link >= TEXT + 0x400)
		return false;
	*r = (struct cs_dump_frame_rules){SP_X86, link < TEXT + 0x300 ? 32 : 16, RA_X86, {{0}}};
	r->of[RA_X86] = (struct cs_dump_rule){CS_DUMP_RULE_SAVED, 0, -8};
	if (link < TEXT + 0x300)
		r->of[BP] = (struct cs_dump_rule){CS_DUMP_RULE_SAVED, 0, -16};
	return true;
}

/* "inner" has pushed its record, but x29 doesn't point to it yet; "outer" is a leaf. */
static bool arm64_rules(void *ctx, uint64_t link, struct cs_dump_frame_rules *r)
{
	(void)ctx;
	if (link < TEXT + 0x200 || link >= TEXT + 0x400)
		return false;
	*r = (struct cs_dump_frame_rules){SP_ARM64, link < TEXT + 0x300 ? 32 : 0, LR, {{0}}};
	if (link < TEXT + 0x300) {
		r->of[FP] = (struct cs_dump_rule){CS_DUMP_RULE_SAVED, 0, -32};
		r->of[LR] = (struct cs_dump_rule){CS_DUMP_RULE_SAVED, 0, -24};
	}
	return true;
}

static struct small *make(enum cs_dump_arch arch)
{
	struct small *s = small_new(arch);

	small_symbol(s, "schedule", TEXT, 0x100);
	small_symbol(s, "asm_exc_page_fault", TEXT + 0x100, 0x100);
	small_symbol(s, "inner", TEXT + 0x200, 0x100);
	small_symbol(s, "outer", TEXT + 0x300, 0x100);
	small_symbol(s, "kthread", TEXT + 0x400, 0x100);
	return s;
}

/* The stack of pid 5, which sleeps with RET and BP in its struct inactive_task_frame. */
static struct cs_dump_task *asleep_x86(struct small *s, uint64_t ret, uint64_t bp)
{
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK);

	small_put(s, t + T_SP, STACK + 0x3000);
	small_put(s, STACK + 0x3028, bp);
	small_put(s, STACK + 0x3030, ret);
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	return cs_dump_find_task(s->dump, 5);
}

static void assert_pcs(const struct cs_dump_task *t, const struct cs_dump_pc *want, size_t n)
{
	assert_int_equal(t->pc_count, n);
	for (size_t i = 0; i < n; i++) {
		assert_true(t->pcs[i].va == want[i].va);
		assert_int_equal(t->pcs[i].exact, want[i].exact);
	}
}

/* In inner, called by the entry of an exception in outer. */
static void test_x86_by_cfi(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_X86_64);
	uint64_t sp = STACK + 0x3038, regs = sp + 32;
	const struct cs_dump_pc want[] = {{TEXT + 0x210, false},
					  {TEXT + 0x120, false},
					  {TEXT + 0x333, true},
					  {TEXT + 0x440, false}};

	(void)unused;
	s->ask.rules = x86_rules;
	small_put(s, sp + 24, TEXT + 0x120);
	small_put(s, regs + 128, TEXT + 0x333);
	small_put(s, regs + 136, 0x10);
	small_put(s, regs + 152, STACK + 0x3800);
	small_put(s, STACK + 0x3808, TEXT + 0x440); /* into kthread, which nothing tells of */
	assert_pcs(asleep_x86(s, TEXT + 0x210, 0), want, 4);
	small_free(s);
}

/* Of a program's own exception nothing comes behind the entry. */
static void test_x86_from_a_program(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_X86_64);
	uint64_t sp = STACK + 0x3038, regs = sp + 32;
	const struct cs_dump_pc want[] = {{TEXT + 0x210, false}, {TEXT + 0x120, false}};

	(void)unused;
	s->ask.rules = x86_rules;
	small_put(s, sp + 24, TEXT + 0x120);
	small_put(s, regs + 128, TEXT + 0x333);
	small_put(s, regs + 136, 0x33);
	small_put(s, regs + 152, STACK + 0x3800);
	assert_pcs(asleep_x86(s, TEXT + 0x210, 0), want, 2);
	small_free(s);
}

/* Frame pointers alone, over an interrupt: its pt_regs' address plus one stands for a frame. */
static void test_x86_frame_pointers(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_X86_64);
	uint64_t frame = STACK + 0x3100, regs = STACK + 0x3200, outer = STACK + 0x3400;
	const struct cs_dump_pc want[] = {{TEXT + 0x10, false},
					  {TEXT + 0x540, false},
					  {TEXT + 0x333, true},
					  {TEXT + 0x440, false}};

	(void)unused;
	small_symbol(s, "idle_entry", TEXT + 0x500, 0x100);
	small_put(s, frame, regs + 1);
	small_put(s, frame + 8, TEXT + 0x540);
	small_put(s, regs + 32, outer);
	small_put(s, regs + 128, TEXT + 0x333);
	small_put(s, regs + 136, 0x10);
	small_put(s, regs + 152, STACK + 0x3300);
	small_put(s, outer + 8, TEXT + 0x440);
	assert_pcs(asleep_x86(s, TEXT + 0x10, frame), want, 4);
	small_free(s);
}

/* "panic" has a frame pointer; all else is x86_rules(). */
static bool framed_rules(void *ctx, uint64_t link, struct cs_dump_frame_rules *r)
{
	if (link < TEXT + 0x600 || link >= TEXT + 0x700)
		return x86_rules(ctx, link, r);
	*r = (struct cs_dump_frame_rules){BP, 16, RA_X86, {{0}}};
	r->of[RA_X86] = (struct cs_dump_rule){CS_DUMP_RULE_SAVED, 0, -8};
	return true;
}

/* A CPU in panic() whose registers nobody saved: panic() has a frame pointer, which is found by the
 * call that led there; an older return address below that call is of another one. */
static void test_x86_in_panic(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_X86_64);
	uint64_t t = small_task(s, 5, "sh", 0, STACK), sp = STACK + 0x3000;
	const struct cs_dump_pc want[] = {{TEXT + 0x650, false}, {TEXT + 0x320, false}};

	(void)unused;
	s->ask.rules = framed_rules;
	small_symbol(s, "panic", TEXT + 0x600, 0x100);
	small_put(s, SMALL_VA + 0x300, t); /* rq.curr */
	small_put(s, SMALL_VA + 0x218, 0); /* panic_cpu */
	small_put(s, sp, TEXT + 0x650);
	small_put(s, sp + 0x40, TEXT + 0x380);
	small_put(s, sp + 0x80, TEXT + 0x320);
	small_put(s, TEXT + 0x378, (0xffffff80ull << 32 | 0xe8000000u)); /* of another function */
	small_put(s, TEXT + 0x318, (0x000002e0ull << 32 | 0xe8000000u)); /* call panic */
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	assert_non_null(s->dump->state->panic);
	assert_pcs(s->dump->state->panic->current, want, 2);
	small_free(s);
}

/* ---- arm64 ---- */

static void record(struct small *s, uint64_t at, uint64_t next, uint64_t lr)
{
	small_put(s, at, next);
	small_put(s, at + 8, lr);
}

/* An exception at PC, where x29 is the record at STACK + 0x3600. */
static struct cs_dump_task *interrupted_arm64(struct small *s, uint64_t pc, uint64_t lr)
{
	uint64_t t = small_task(s, 5, "sleeper", 2, STACK), regs = STACK + 0x3000;

	small_put(s, t + T_PC, TEXT + 0x10);
	small_put(s, t + T_FP, STACK + 0x2f00);
	record(s, STACK + 0x2f00, regs + 288, TEXT + 0x120);
	record(s, regs + 288, STACK + 0x3600, pc);
	small_put(s, regs + 29 * 8, STACK + 0x3600);
	small_put(s, regs + 30 * 8, lr);
	small_put(s, regs + 248, STACK + 0x3200);
	small_put(s, regs + 256, pc);
	record(s, STACK + 0x3600, 0, TEXT + 0x440);
	s->ask.rules = arm64_rules;
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	return cs_dump_find_task(s->dump, 5);
}

/* lr is of the last call that inner made: the record on the stack alone knows who called it. */
static void test_arm64_record_not_linked(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_ARM64);
	const struct cs_dump_pc want[] = {{TEXT + 0x10, false},
					  {TEXT + 0x120, false},
					  {TEXT + 0x208, true},
					  {TEXT + 0x350, false},
					  {TEXT + 0x440, false}};

	(void)unused;
	record(s, STACK + 0x3200, STACK + 0x3600, (TEXT + 0x350) & ~0xffff000000000000ull);
	assert_pcs(interrupted_arm64(s, TEXT + 0x208, TEXT + 0x250), want, 5);
	small_free(s);
}

/* A leaf in a recursion: its lr leads where the next record does, and counts. */
static void test_arm64_leaf(void **unused)
{
	struct small *s = make(CS_DUMP_ARCH_ARM64);
	const struct cs_dump_pc want[] = {{TEXT + 0x10, false},
					  {TEXT + 0x120, false},
					  {TEXT + 0x308, true},
					  {TEXT + 0x440, false},
					  {TEXT + 0x440, false}};

	(void)unused;
	assert_pcs(interrupted_arm64(s, TEXT + 0x308, TEXT + 0x440), want, 5);
	small_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86_by_cfi),
		cmocka_unit_test(test_x86_from_a_program),
		cmocka_unit_test(test_x86_frame_pointers),
		cmocka_unit_test(test_x86_in_panic),
		cmocka_unit_test(test_arm64_record_not_linked),
		cmocka_unit_test(test_arm64_leaf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
