/* Every bit of every register that a dump explains; a register that gains words must gain a row. */
#include <stdio.h>

#include "iommu/regs_table.h"
#include "unit/iommu/bits.h"

static void explain(struct cs_words *w, uint64_t v, const void *ctx)
{
	const struct cs_smmu_reg *r = ctx;

	r->explain(w, v);
}

static const struct row {
	const char *name;
	uint64_t base, assigned;
} v3[] =
	{
		{"IDR0", 0,
		 BITS(1, 0) | BITS(7, 4) | BIT(10) | BITS(13, 12) | BIT(16) | BITS(19, 18) |
			 BITS(28, 24)},
		{"IDR1", 0, BITS(25, 0)},
		{"IDR3", 0, BIT(2) | BIT(4) | BITS(12, 8)},
		{"IDR5", 0, BITS(2, 0) | BITS(6, 4) | BITS(11, 10)},
		{"IIDR", 0, BITS(31, 0)},
		{"AIDR", 0, BITS(3, 0)},
		{"CR0", 0, BITS(4, 0)},
		{"CR0ACK", 0, BITS(4, 0)},
		{"CR1", 0, BITS(11, 10) | BITS(5, 4)},
		{"CR2", 0, BITS(2, 0)},
		{"STATUSR", 0, BIT(0)},
		{"GBPA", 0, BIT(20) | BIT(31)},
		{"IRQ_CTRL", 0, BITS(2, 0)},
		{"IRQ_CTRLACK", 0, BITS(2, 0)},
		{"GERROR", 0, BIT(0) | BITS(10, 2)},
		{"GERRORN", 0, BIT(0) | BITS(10, 2)},
		{"STRTAB_BASE", 0, BITS(51, 6) | BIT(62)},
		{"STRTAB_BASE_CFG", BIT(16), BITS(10, 0) | BITS(17, 16)},
		{"CMDQ_BASE", 0, BITS(51, 0)},
		{"CMDQ_CONS", 0, BITS(19, 0) | BITS(30, 24)},
		{"EVENTQ_BASE", 0, BITS(51, 0)},
		{"PRIQ_BASE", 0, BITS(51, 0)},
		{"GATOS_CTRL", 0, BIT(0)},
		{"GATOS_SID", BIT(52), BITS(52, 0)},
		{"MPAMIDR", 0, BITS(23, 0)},
		{"EVENTQ_PROD", 0, BITS(19, 0) | BIT(31)},
		{"EVENTQ_CONS", 0, BITS(19, 0) | BIT(31)},
		{"PRIQ_PROD", 0, BITS(19, 0) | BIT(31)},
		{"PRIQ_CONS", 0, BITS(19, 0) | BIT(31)},
},
  v2[] = {
	  {"sCR0", 0, BITS(2, 0) | BITS(5, 4) | BIT(8) | BITS(11, 10) | BIT(21)},
	  {"ID0", 0, BITS(31, 27) | BITS(14, 13) | BITS(8, 0)},
	  {"ID1", 0, BITS(31, 28) | BITS(23, 16) | BITS(7, 0)},
	  {"ID2", 0, BITS(7, 0) | BITS(14, 12)},
	  {"ID7", 0, BITS(7, 0)},
	  {"sGFSR", 0, BITS(8, 0) | BIT(31)},
	  {"sGFSYNR0", 0, BITS(6, 0)},
	  {"sGFSYNR1", 0, BITS(31, 0)},
	  {"NSCR0", 0, BITS(2, 0) | BITS(5, 4) | BIT(8) | BITS(11, 10) | BIT(21)},
	  {"NSGFSR", 0, BITS(8, 0) | BIT(31)},
	  {"NSGFSYNR0", 0, BITS(6, 0)},
	  {"NSGFSYNR1", 0, BITS(31, 0)},
	  {"SMR", BIT(31), BITS(31, 0)},
	  {"S2CR", 0, BITS(7, 0) | BITS(17, 16)},
	  {"CBAR", BIT(16), BITS(7, 0) | BITS(9, 8) | BITS(17, 12) | BITS(31, 24)},
	  {"CBFRSYNRA", 0, BITS(30, 0)},
	  {"CBA2R", 0, BIT(0)},
	  {"SCTLR", 0, BITS(10, 0) | BITS(13, 12) | BITS(20, 16) | BITS(29, 22)},
	  {"TCR2", 0, BITS(2, 0) | BIT(4)},
	  {"TTBR0", 0, BITS(63, 4)},
	  {"TTBR1", 0, BITS(63, 4)},
	  {"TCR", 0, BITS(5, 0) | BIT(7) | BITS(15, 14) | BIT(23)},
	  {"MAIR0", 0, BITS(31, 0)},
	  {"MAIR1", 0, BITS(31, 0)},
	  {"PAR", 1, BITS(8, 0) | BITS(33, 32) | BIT(35)},
	  {"FSR", 0, BITS(8, 1) | BITS(10, 9) | BITS(31, 30)},
	  {"FSYNR0", 0, BITS(1, 0) | BITS(11, 4) | BITS(23, 16)},
};

/* The secure copies "S_CR0" have the same fields. */
static const struct row *find(const struct row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].name, name) == 0 ||
		    (strncmp(name, "S_", 2) == 0 && strcmp(rows[i].name, name + 2) == 0))
			return &rows[i];
	return NULL;
}

static void check_type(enum cs_smmu_type type, const struct row *rows, size_t n)
{
	struct cs_smmu_regs table = cs_smmu_registers(type);

	for (size_t i = 0; i < table.n; i++) {
		const struct cs_smmu_reg *r = &table.v[i];
		const struct row *row = find(rows, n, r->name);

		if (!r->explain)
			continue;
		if (!row)
			fail_msg("%s: no row tells its bits", r->name);
		check_bits(explain, r, r->name, row->base, row->assigned);
	}
}

static void registers_of_smmu_v3(void **state)
{
	(void)state;
	check_type(CS_SMMU_V3, v3, sizeof(v3) / sizeof(*v3));
}

static void registers_of_smmu_v2(void **state)
{
	(void)state;
	check_type(CS_SMMU_V2, v2, sizeof(v2) / sizeof(*v2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_of_smmu_v3),
		cmocka_unit_test(registers_of_smmu_v2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
