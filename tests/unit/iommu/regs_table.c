/* Every register, by its offset and by its name, comes back as itself. */
#include "unit/test.h"

#include <stdio.h>

#include "iommu/regs_table.h"

static void check_row(enum cs_smmu_type type, const struct cs_smmu_reg *r)
{
	unsigned index = 99, half = 99, last = r->count ? r->count - 1u : 0;
	struct cs_smmu_name name;
	char text[48], written[64];

	assert_ptr_equal(cs_smmu_register_at(type, r->page, r->offset + 4 * last, &index, &half),
			 r);
	assert_int_equal(index, last);
	assert_int_equal(half, 0);
	if (r->bytes == 8) {
		assert_ptr_equal(cs_smmu_register_at(type, r->page, r->offset + 4, &index, &half),
				 r);
		assert_int_equal(half, 1);
	}
	snprintf(written, sizeof(written), "SMMU_%s",
		 cs_smmu_name_text(r, last, 14, text, sizeof(text)));
	assert_true(cs_smmu_name_parse(type, cs_str_from(written), &name));
	assert_ptr_equal(name.reg, r);
	assert_int_equal(name.index, r->count ? (int)last : -1);
	assert_int_equal(name.bank, r->page == CS_PAGE_CB ? 14 : -1);
	assert_false(name.plain);
}

static void each_register_round_trips(void **state)
{
	static const enum cs_smmu_type types[] = {CS_SMMU_V2, CS_SMMU_V3};

	(void)state;
	for (size_t t = 0; t < 2; t++) {
		struct cs_smmu_regs table = cs_smmu_registers(types[t]);

		assert_true(table.n > 30);
		for (size_t i = 0; i < table.n; i++) {
			check_row(types[t], &table.v[i]);
			assert_int_equal(cs_smmu_type_of(&table.v[i]), types[t]);
		}
	}
}

/* Any value may stand in a register; its words must not depend on luck. */
static void each_explanation_takes_any_value(void **state)
{
	static const enum cs_smmu_type types[] = {CS_SMMU_V2, CS_SMMU_V3};
	struct cs_arena arena;

	(void)state;
	cs_arena_init(&arena);
	for (size_t t = 0; t < 2; t++) {
		struct cs_smmu_regs table = cs_smmu_registers(types[t]);

		for (size_t i = 0; i < table.n; i++) {
			for (unsigned bit = 0; table.v[i].explain && bit <= 64; bit++) {
				struct cs_words w = {.arena = &arena};

				table.v[i].explain(&w, bit == 64 ? UINT64_MAX : 1ull << bit);
				for (size_t k = 0; k < w.n; k++)
					assert_true(w.v[k].n > 0);
			}
		}
	}
	cs_arena_release(&arena);
}

static void names_are_known_as_people_write_them(void **state)
{
	static const struct {
		enum cs_smmu_type type;
		const char *text, *name;
		int index, bank, half;
	} rows[] = {
		{CS_SMMU_V3, "ARM_SMMU_EVTQ_PROD", "EVENTQ_PROD", -1, -1, -1},
		{CS_SMMU_V3, "Smmu_Cr0Ack", "CR0ACK", -1, -1, -1},
		{CS_SMMU_V3, "ARM_SMMU_STRTAB_BASE+4", "STRTAB_BASE", -1, -1, 1},
		{CS_SMMU_V3, "smmu_strtab_base_lo", "STRTAB_BASE", -1, -1, 0},
		{CS_SMMU_V2, "GR1_CBFRSYNRA014", "CBFRSYNRA", 14, -1, -1},
		{CS_SMMU_V2, "CBAR[14]", "CBAR", 14, -1, -1},
		{CS_SMMU_V2, "cb14.fsynr0", "FSYNR0", -1, 14, -1},
		{CS_SMMU_V2, "CB[3].TTBR0[63:32]", "TTBR0", -1, 3, 1},
		{CS_SMMU_V2, "SMMU_CBn_FSR", "FSR", -1, -1, -1},
		{CS_SMMU_V2, "S1_MAIR0", "MAIR0", -1, -1, -1},
		{CS_SMMU_V2, "smmu_cb14_far_high", "FAR", -1, 14, 1},
		{CS_SMMU_V2, "SMMU_IDR1", "ID1", -1, -1, -1},
		{CS_SMMU_V2, "FSR[7]", "FSR", 7, 7, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_smmu_name n;

		assert_true(cs_smmu_name_parse(rows[i].type, cs_str_from(rows[i].text), &n));
		assert_string_equal(n.reg->name, rows[i].name);
		assert_int_equal(n.index, rows[i].index);
		assert_int_equal(n.bank, rows[i].bank);
		assert_int_equal(n.half, rows[i].half);
	}
}

static void other_words_are_no_registers(void **state)
{
	static const char *const words[] = {"SMMUEN", "CB",   "SMR128",       "CB14_SMR1", "value",
					    "",       "0x20", "GERROR_IRQEN", "x29",       "ESR"};
	struct cs_smmu_name n;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_false(cs_smmu_name_parse(CS_SMMU_UNKNOWN, cs_str_from(words[i]), &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_register_round_trips),
		cmocka_unit_test(each_explanation_takes_any_value),
		cmocka_unit_test(names_are_known_as_people_write_them),
		cmocka_unit_test(other_words_are_no_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
