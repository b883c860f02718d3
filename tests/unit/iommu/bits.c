/* Every bit of every table: a bit that the architecture assigns changes what is said, one that
 * it doesn't assign changes nothing. */
#include <stdio.h>

#include "iommu/amd_vi.h"
#include "iommu/dmar.h"
#include "iommu/smmu_v2.h"
#include "iommu/smmu_v3.h"
#include "unit/iommu/bits.h"

static void explain_v2(struct cs_words *w, uint64_t v, const void *ctx)
{
	assert_true(cs_smmu_v2_explain(w, cs_str_from(ctx), v));
}

static void smmu_v2_registers(void **state)
{
	static const struct {
		const char *name;
		uint64_t base, assigned;
	} rows[] = {
		{"fsr", 0, BITS(8, 1) | BITS(10, 9) | BITS(31, 30)},
		{"fsynr0", 0, BITS(1, 0) | BITS(11, 4) | BITS(23, 16)},
		{"sctlr", 0, BITS(10, 0) | BITS(13, 12) | BITS(20, 16) | BITS(29, 22)},
		{"cbar", BIT(16), BITS(7, 0) | BITS(9, 8) | BITS(17, 12) | BITS(31, 24)},
		{"ttbr0", 0, BITS(63, 4)},
		{"ttbr1", 0, BITS(63, 4)},
		{"par", 1, BITS(8, 0) | BITS(33, 32) | BIT(35)},
		{"par", 0, BIT(0) | BITS(9, 7) | BITS(47, 12) | BITS(63, 56)},
		{"mair0", 0, BITS(31, 0)},
		{"mair1", 0, BITS(31, 0)},
		{"cbfrsynra", 0, BITS(30, 0)},
		{"gfsr", 0, BITS(8, 0) | BIT(31)},
		{"gfsynr0", 0, BITS(6, 0)},
		{"gfsynr1", 0, BITS(31, 0)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_bits(explain_v2, rows[i].name, rows[i].name, rows[i].base, rows[i].assigned);
	for (size_t i = 0; cs_smmu_v2_register_name(i); i++) {
		bool tested = false;

		for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++)
			tested |= strcmp(rows[k].name, cs_smmu_v2_register_name(i)) == 0;
		assert_true(tested);
	}
}

static void explain_v3_word(struct cs_words *w, uint64_t v, const void *ctx)
{
	uint64_t word[4] = {0};
	const unsigned *which = ctx;

	word[0] = which[0];
	word[1] = which[2] ? BIT(39) | BIT(38) | BIT(31) : 0; /* stage 2, stalled */
	word[which[1]] = which[1] == 0 ? v : word[which[1]] ^ v;
	cs_smmu_v3_explain_record(w, word, 4);
}

static void smmu_v3_records(void **state)
{
	static const struct {
		unsigned which[3]; /* event, word, stage 2 */
		uint64_t base, assigned;
	} rows[] = {
		{{0x10, 0, 0}, 0x10 | BIT(11), BITS(63, 32) | BITS(31, 11) | BITS(7, 0)},
		{{0x08, 0, 0}, 0x08, BITS(63, 32) | BITS(31, 12) | BITS(7, 0)},
		{{0x10, 1, 1}, 0, BITS(15, 0) | BIT(31) | BITS(35, 33) | BITS(41, 38)},
		{{0x01, 1, 0}, 0, BITS(16, 0) | BITS(35, 33)},
		{{0x0b, 1, 0}, 0, BITS(16, 0) | BITS(35, 33) | BITS(41, 39)},
		{{0x07, 1, 0}, 0, BIT(35)},
		{{0x24, 1, 0}, 0, BITS(7, 0) | BITS(39, 34)},
		{{0x10, 2, 0}, 0, BITS(63, 0)},
		{{0x24, 2, 0}, 0, BITS(63, 12)},
		{{0x10, 3, 1}, 0, BITS(55, 12)},
		{{0x03, 3, 0}, 0, BITS(55, 3)},
		{{0x09, 3, 0}, 0, BITS(55, 3)},
		{{0x02, 1, 0}, 0, 0},
		{{0x02, 2, 0}, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char name[32];

		snprintf(name, sizeof(name), "event %#x word %u", rows[i].which[0],
			 rows[i].which[1]);
		check_bits(explain_v3_word, rows[i].which, name, rows[i].base, rows[i].assigned);
	}
}

static void explain_gerror(struct cs_words *w, uint64_t v, const void *ctx)
{
	(void)ctx;
	cs_smmu_v3_explain_gerror(w, v);
}

static void explain_cons(struct cs_words *w, uint64_t v, const void *ctx)
{
	(void)ctx;
	cs_smmu_v3_explain_cons(w, v);
}

static void explain_fsts(struct cs_words *w, uint64_t v, const void *ctx)
{
	(void)ctx;
	cs_dmar_explain_fsts(w, v);
}

static void explain_record(struct cs_words *w, uint64_t v, const void *ctx)
{
	(void)ctx;
	cs_dmar_explain_record(w, 0x1000, v);
}

static void explain_flags(struct cs_words *w, uint64_t v, const void *ctx)
{
	(void)ctx;
	cs_amd_explain_flags(w, v, true);
}

static void other_registers(void **state)
{
	(void)state;
	check_bits(explain_gerror, NULL, "GERROR", 0, BIT(0) | BITS(10, 2));
	check_bits(explain_cons, NULL, "CMDQ_CONS", 0, BITS(19, 0) | BITS(30, 24));
	check_bits(explain_fsts, NULL, "FSTS", 0, BITS(15, 0));
	check_bits(explain_record, NULL, "FRCD high", BIT(31),
		   BITS(15, 0) | BITS(31, 29) | BITS(59, 32) | BITS(63, 60));
	check_bits(explain_flags, NULL, "AMD flags", 0, BITS(11, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smmu_v2_registers),
		cmocka_unit_test(smmu_v3_records),
		cmocka_unit_test(other_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
