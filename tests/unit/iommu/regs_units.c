/* Registers of several units in one text are not mixed; parts of one unit stay together. */
#include "unit/test.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "iommu/regs_dump.h"

static struct cs_smmu_dump *read_all(const char *text)
{
	struct cs_smmu_options o;

	cs_smmu_options_init(&o);
	return cs_smmu_dump_read_all(cs_str_from(text), &o);
}

static uint64_t value(const struct cs_smmu_dump *d, const char *name, int bank)
{
	const struct cs_smmu_value *v = cs_smmu_dump_find(d, name, bank, 0);

	assert_non_null(v);
	return v->value;
}

static void headings_part_units(void **state)
{
	struct cs_smmu_dump *d = read_all("# SMMUv3 at 0x9050000\n"
					  "IDR0 = 0x0d40101a\nIDR1 = 0x02730010\nCR0 = 0xd\n"
					  "GERROR = 0x0\nGERRORN = 0x0\n"
					  "# SMMUv3 at 0xa050000\n"
					  "IDR0 = 0x0d40101b\nIDR1 = 0x02730011\nCR0 = 0x0\n"
					  "GERROR = 0x1\nGERRORN = 0x0\n");

	(void)state;
	assert_non_null(d->next);
	assert_null(d->next->next);
	assert_true(value(d, "IDR0", -1) == 0xd40101a && value(d->next, "IDR0", -1) == 0xd40101b);
	assert_true(d->base == 0x9050000 && d->next->base == 0xa050000);
	assert_true(d->state.enabled == 1 && d->next->state.enabled == 0);
	assert_true(d->state.gerror_active == 0 && d->next->state.gerror_active == 1);
	assert_int_equal(cs_smmu_dump_find(d->next, "CR0", -1, 0)->line, 10);
	cs_smmu_dump_free(d);
}

static void addresses_part_units(void **state)
{
	struct cs_smmu_dump *d = read_all("09050000: 0d40101a 02730010 00000000 00000000\n"
					  "09050020: 0000000d 0000000d 00000d75 00000006\n"
					  "09050080: 42a8c000 40000000 00010210 00000000\n"
					  "0a050000: 0d40101b 02730010 00000000 00000000\n"
					  "0a050020: 0000000f 0000000f 00000d75 00000006\n"
					  "0a050080: 52a8c000 40000000 00010210 00000000\n");

	(void)state;
	assert_non_null(d->next);
	assert_true(value(d, "CR0", -1) == 0xd && value(d->next, "CR0", -1) == 0xf);
	assert_true(value(d->next, "STRTAB_BASE", -1) == 0x4000000052a8c000);
	cs_smmu_dump_free(d);
}

static void types_may_differ(void **state)
{
	struct cs_smmu_dump *d =
		read_all("# SMMUv3 at 0x9050000\nIDR0 = 0x0d40101a\nIDR1 = 0x02730010\n"
			 "# MMU-500 SMMU at 0x15000000\nsCR0 = 0x201e36\nID0 = 0x78405e80\n");

	(void)state;
	assert_non_null(d->next);
	assert_true(d->type == CS_SMMU_V3 && d->next->type == CS_SMMU_V2);
	assert_true(value(d->next, "sCR0", -1) == 0x201e36);
	cs_smmu_dump_free(d);
}

/* Pages of one unit, a second reading of it, a queue in RAM. */
static void parts_stay_together(void **state)
{
	static const char *const texts[] = {
		"# SMMUv3 page 0 at 0x9050000\nIDR0 = 0x0d40101a\nIDR1 = 0x02730010\nCR0 = 0xd\n"
		"CR0ACK = 0xd\nEVENTQ_BASE = 0x4000000043000011\n"
		"# SMMUv3 page 1 at 0x9060000\nEVENTQ_PROD = 0x3\nEVENTQ_CONS = 0x0\n",
		"# SMMUv3 at 0x9050000, before\nIDR0 = 0x0d40101a\nIDR1 = 0x02730010\nCR0 = 0xd\n"
		"CR0ACK = 0xd\nEVENTQ_PROD = 0x0\nEVENTQ_CONS = 0x0\n"
		"# SMMUv3 at 0x9050000, after\nIDR0 = 0x0d40101a\nIDR1 = 0x02730010\nCR0 = 0xd\n"
		"EVENTQ_PROD = 0x3\nEVENTQ_CONS = 0x0\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct cs_smmu_dump *d = read_all(texts[i]);

		assert_null(d->next);
		assert_true(value(d, "EVENTQ_PROD", -1) == 3);
		cs_smmu_dump_free(d);
	}
}

static void an_option_picks_one(void **state)
{
	static const char text[] = "09050000: 0d40101a 02730010 00000000 00000000\n"
				   "09050020: 0000000d 0000000d 00000d75 00000006\n"
				   "0a050000: 0d40101b 02730010 00000000 00000000\n"
				   "0a050020: 0000000f 0000000f 00000d75 00000006\n";
	struct cs_smmu_options o;
	struct cs_smmu_dump *d;

	(void)state;
	cs_smmu_options_init(&o);
	o.has_base = true;
	o.base = 0xa050000;
	d = cs_smmu_dump_read_all(CS_STR(text), &o);
	assert_null(d->next);
	assert_true(value(d, "CR0", -1) == 0xf);
	cs_smmu_dump_free(d);
}

static void units_are_bounded(void **state)
{
	struct cs_smmu_dump *d;
	struct cs_strbuf text;
	size_t n = 0;

	(void)state;
	cs_strbuf_init(&text);
	for (unsigned i = 0; i < 2 * CS_LIMIT_REGISTER_UNITS; i++)
		cs_strbuf_addf(&text, "# SMMUv3 at %#x\nIDR0 = 1\nIDR1 = 2\nCR0 = 1\nCR1 = 4\n",
			       0x9050000 + i * 0x100000);
	cs_strbuf_add_char(&text, '\0');
	d = read_all(text.p);
	for (const struct cs_smmu_dump *each = d; each; each = each->next)
		n++;
	assert_int_equal(n, CS_LIMIT_REGISTER_UNITS);
	cs_smmu_dump_free(d);
	cs_strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_part_units), cmocka_unit_test(addresses_part_units),
		cmocka_unit_test(types_may_differ),    cmocka_unit_test(parts_stay_together),
		cmocka_unit_test(an_option_picks_one), cmocka_unit_test(units_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
