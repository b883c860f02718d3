/* Which reports of two inputs are one, and which are not. */
#include "unit/test.h"

#include <string.h>

#include "analyze/told.h"
#include "base/limits.h"
#include "iommu/iommu.h"

static const struct cs_told_by log_input = {CS_TELLER_LOG, "dmesg.txt", NULL};
static const struct cs_told_by other_log = {CS_TELLER_LOG, "other.txt", NULL};
static const struct cs_told_by ram = {CS_TELLER_RAM, "ram.bin", NULL};
static const struct cs_told_by registers = {CS_TELLER_REGISTERS, "regs.txt",
					    &(const struct cs_smmu_dump){.type = CS_SMMU_V2}};

/* TIME < 0: not told. */
static struct cs_event *report(enum cs_kind kind, double time, const char *signature)
{
	struct cs_event *ev = cs_event_new();
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	l->number = 7;
	l->has_time = time >= 0;
	l->time = time;
	ev->kind = kind;
	ev->pid = -1;
	cs_str_copy(ev->signature, sizeof(ev->signature), cs_str_from(signature));
	return ev;
}

static struct cs_event *fault(double time, uint64_t bank, uint64_t iova, const char *word)
{
	struct cs_event *ev = report(CS_KIND_IOMMU_FAULT, time, "1:f");
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v2");

	u->has_bank = true;
	u->bank = bank;
	cs_iommu_set_iova(u, iova);
	cs_iommu_add_fault(u, word);
	return ev;
}

/* Whether EV, which ends here, was told by another input than BY. */
static bool is_told(struct cs_told *t, const struct cs_told_by *by, struct cs_event *ev)
{
	bool told = cs_told_before(t, by, ev).n > 0;

	cs_event_free(ev);
	return told;
}

static void a_fault_in_registers_is_the_logs(void **state)
{
	struct cs_told *t = cs_told_new();

	(void)state;
	assert_false(is_told(t, &log_input, fault(1.5, 14, 0xa2a2a040, "translation")));
	assert_true(is_told(t, &registers, fault(-1, 14, 0xa2a2a7c0, "translation")));
	assert_false(is_told(t, &registers, fault(-1, 15, 0xa2a2a040, "translation")));
	assert_false(is_told(t, &registers, fault(-1, 14, 0xa2a2b000, "translation")));
	assert_false(is_told(t, &registers, fault(-1, 14, 0xa2a2a040, "permission")));
	cs_told_free(t);
}

static void a_storm_is_all_its_pages(void **state)
{
	struct cs_told *t = cs_told_new();
	struct cs_event *storm = fault(1.5, 14, 0x1000, "translation");

	(void)state;
	storm->iommu->repeats = 3;
	storm->iommu->iova_low = 0x1000;
	storm->iommu->iova_high = 0x4000;
	assert_false(is_told(t, &log_input, storm));
	assert_true(is_told(t, &registers, fault(-1, 14, 0x3080, "translation")));
	assert_false(is_told(t, &registers, fault(-1, 14, 0x5000, "translation")));
	/* what is left of it in a ring buffer begins later; a fault before it is another */
	assert_true(is_told(t, &ram, fault(1.6, 14, 0x2000, "translation")));
	assert_false(is_told(t, &ram, fault(1.4, 14, 0x2000, "translation")));
	cs_told_free(t);
}

static void a_log_in_ram_is_the_log(void **state)
{
	struct cs_told *t = cs_told_new();

	(void)state;
	assert_false(is_told(t, &log_input, report(CS_KIND_PANIC, 14.813815, "1:a")));
	assert_true(is_told(t, &ram, report(CS_KIND_PANIC, 14.813815, "1:a")));
	assert_false(is_told(t, &ram, report(CS_KIND_PANIC, 19.0, "1:a")));
	assert_false(is_told(t, &ram, report(CS_KIND_WARNING, 14.813815, "1:a")));
	assert_false(is_told(t, &ram, report(CS_KIND_PANIC, 14.813815, "1:b")));
	cs_told_free(t);
}

static void logs_are_never_compared(void **state)
{
	struct cs_told *t = cs_told_new();

	(void)state;
	assert_false(is_told(t, &log_input, report(CS_KIND_PANIC, 1, "1:a")));
	assert_false(is_told(t, &log_input, report(CS_KIND_PANIC, 1, "1:a")));
	assert_false(is_told(t, &other_log, report(CS_KIND_PANIC, 1, "1:a")));
	cs_told_free(t);
}

static void what_is_remembered_is_bounded(void **state)
{
	struct cs_told *t = cs_told_new();

	(void)state;
	for (unsigned i = 0; i < CS_LIMIT_TOLD; i++)
		assert_false(is_told(t, &log_input, report(CS_KIND_PANIC, 10 + i, "1:a")));
	assert_false(is_told(t, &log_input, report(CS_KIND_PANIC, 1, "1:a")));
	assert_false(is_told(t, &ram, report(CS_KIND_PANIC, 1, "1:a"))); /* told twice, not lost */
	assert_true(is_told(t, &ram, report(CS_KIND_PANIC, 10, "1:a")));
	cs_told_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fault_in_registers_is_the_logs),
		cmocka_unit_test(a_storm_is_all_its_pages),
		cmocka_unit_test(a_log_in_ram_is_the_log),
		cmocka_unit_test(logs_are_never_compared),
		cmocka_unit_test(what_is_remembered_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
