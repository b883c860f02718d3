/* The device core of a machine that is written by hand, and IOMMU faults joined with it. */
#include "dump/devices.h"
#include "analyze/dump_iommu.h"
#include "base/limits.h"
#include "dump/as_memory.h"
#include "dump/smmu.h"
#include "iommu/walk.h"
#include "unit/dump/small.h"
#include "unit/test.h"

#define KSET (SMALL_VA + 0x20000)
#define DEVICE(i) (SMALL_VA + 0x21000 + 0x100 * (uint64_t)(i))
#define UNIT_FWNODE 0xffff800008099000ull
#define DATA (SMALL_VA + 0x24000)
#define ROOT 0x30000ull /* physical */

static void text(struct small *s, uint64_t va, const char *t)
{
	memcpy(s->ram + (va - SMALL_VA), t, strlen(t) + 1);
}

/* Device I, the last of the kset's list. */
static void device(struct small *s, unsigned i, const char *name)
{
	small_put(s, DEVICE(i), KSET);
	small_put(s, i ? DEVICE(i - 1) : KSET, DEVICE(i));
	small_put(s, DEVICE(i) + 16, DEVICE(i) + 0xe0);
	text(s, DEVICE(i) + 0xe0, name);
}

/* With stream IDs behind the unit whose node is UNIT_FWNODE. */
static void streams(struct small *s, unsigned i, uint32_t first, uint32_t second)
{
	uint64_t iommu = DEVICE(i) + 0x80, spec = DEVICE(i) + 0x90;

	small_put(s, DEVICE(i) + 48, iommu);
	small_put(s, iommu, spec);
	small_put(s, spec, UNIT_FWNODE);
	small_put(s, spec + 8, 2 | (uint64_t)first << 32);
	small_put(s, spec + 16, second);
}

static struct small *machine(const char *unit)
{
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);

	small_symbol(s, "devices_kset", SMALL_VA + 0x230, 0);
	small_put(s, SMALL_VA + 0x230, KSET);
	device(s, 0, "platform");
	device(s, 1, unit);
	small_put(s, DEVICE(1) + 24, DATA);
	small_put(s, DEVICE(1) + 32, UNIT_FWNODE);
	device(s, 2, "20000.ethernet");
	streams(s, 2, 0x8, 0x7f0100);                     /* the second: 0x100, mask 0x7f */
	small_put(s, DEVICE(2) + 40, SMALL_VA + 0x23000); /* its driver */
	small_put(s, SMALL_VA + 0x23000, SMALL_VA + 0x23040);
	text(s, SMALL_VA + 0x23040, "emac");
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	return s;
}

static void test_by_name(void **unused)
{
	struct small *s = machine("15000000.smmu");
	struct cs_dump_device dev;

	(void)unused;
	assert_true(cs_dump_device_named(s->dump, CS_STR("15000000.smmu"), &dev));
	assert_true(dev.data == DATA && dev.fwnode == UNIT_FWNODE);
	assert_string_equal(dev.driver, "");
	assert_false(cs_dump_device_named(s->dump, CS_STR("15000000.smm"), &dev));
	assert_false(cs_dump_device_named(s->dump, CS_STR(""), &dev));
	small_free(s);
}

static void test_by_stream(void **unused)
{
	struct small *s = machine("15000000.smmu");
	struct cs_dump_device unit, dev;

	(void)unused;
	assert_true(cs_dump_device_named(s->dump, CS_STR("15000000.smmu"), &unit));
	assert_true(cs_dump_device_of_stream(s->dump, &unit, 8, false, &dev));
	assert_string_equal(dev.name, "20000.ethernet");
	assert_string_equal(dev.driver, "emac");
	assert_false(cs_dump_device_of_stream(s->dump, &unit, 0x142, false, &dev));
	assert_true(cs_dump_device_of_stream(s->dump, &unit, 0x142, true, &dev));
	assert_false(cs_dump_device_of_stream(s->dump, &unit, 0x242, true, &dev));
	unit.fwnode++; /* another unit's streams are its own */
	assert_false(cs_dump_device_of_stream(s->dump, &unit, 8, false, &dev));
	small_free(s);
}

/* A list that leads back into itself is left at the limit of devices. */
static void test_looped_list(void **unused)
{
	struct small *s = machine("15000000.smmu");
	struct cs_dump_device dev;

	(void)unused;
	small_put(s, DEVICE(2), DEVICE(1));
	assert_false(cs_dump_device_named(s->dump, CS_STR("nobody"), &dev));
	small_free(s);
}

static void test_limit_of_streams(void **unused)
{
	struct small *s = machine("15000000.smmu");
	struct cs_dump_device unit, dev;

	(void)unused;
	assert_true(cs_dump_device_named(s->dump, CS_STR("15000000.smmu"), &unit));
	small_put(s, DEVICE(2) + 0x98, (CS_LIMIT_DUMP_STREAMS + 1) | 8ull << 32);
	assert_false(cs_dump_device_of_stream(s->dump, &unit, 8, false, &dev));
	small_put(s, DEVICE(2) + 0x98, CS_LIMIT_DUMP_STREAMS | 8ull << 32);
	assert_true(cs_dump_device_of_stream(s->dump, &unit, 8, false, &dev));
	small_free(s);
}

/* Two structures of one name: the stream table is found by what stands in it. */
static void test_stream_table(void **unused)
{
	struct small *s = machine("9050000.smmuv3");
	struct cs_dump_device unit;
	uint64_t base, cfg, at = DATA + 0x1230;

	(void)unused;
	assert_true(cs_dump_device_named(s->dump, CS_STR("9050000.smmuv3"), &unit));
	assert_false(cs_dump_smmu_stream_table(s->dump, &unit, &base, &cfg));
	small_put(s, at + 8, 0x42a7b000);
	small_put(s, at + 24, 0x42a7b000 | 1ull << 62);
	small_put(s, at + 32, 0x10208);
	assert_true(cs_dump_smmu_stream_table(s->dump, &unit, &base, &cfg));
	assert_true(base == (0x42a7b000 | 1ull << 62));
	assert_int_equal(cfg, 0x10208);
	small_free(s);
}

/* 6.12: the table and its address for the unit, linear or of two levels. */
static void test_stream_table_without_registers(void **unused)
{
	struct small *s = machine("9050000.smmuv3");
	struct cs_dump_device unit;
	uint64_t base, cfg, at = DATA + 0x1230;

	(void)unused;
	s->new_tables = true;
	assert_true(cs_dump_device_named(s->dump, CS_STR("9050000.smmuv3"), &unit));
	small_put(s, at, SMALL_VA + 0x8000);
	small_put(s, at + 8, 0x9000); /* another page's */
	small_put(s, at + 16, 256);
	assert_false(cs_dump_smmu_stream_table(s->dump, &unit, &base, &cfg));
	small_put(s, at + 8, 0x8000); /* memory begins at 0 there */
	assert_true(cs_dump_smmu_stream_table(s->dump, &unit, &base, &cfg));
	assert_true(base == (0x8000 | 1ull << 62));
	assert_int_equal(cfg, 8);
	small_put(s, at + 8, SMALL_VA + 0x100);
	small_put(s, at + 16, 0x8000);
	small_put(s, at + 24, 4);
	assert_true(cs_dump_smmu_stream_table(s->dump, &unit, &base, &cfg));
	assert_int_equal(cfg, 0x1020a);
	small_free(s);
}

/* ---- faults ---- */

static struct cs_event *fault(const char *unit, uint64_t iova)
{
	struct cs_event *ev = cs_event_new();

	ev->kind = CS_KIND_IOMMU_FAULT;
	ev->iommu = cs_arena_alloc(&ev->arena, sizeof(*ev->iommu));
	ev->iommu->type = "smmu-v2";
	ev->iommu->unit = cs_str_from(unit);
	ev->iommu->stage = 1;
	ev->iommu->privileged = -1;
	ev->iommu->access = CS_ACCESS_WRITE;
	ev->iommu->has_iova = ev->iommu->has_bank = ev->iommu->has_stream = true;
	ev->iommu->iova = iova;
	ev->iommu->bank = 3;
	ev->iommu->stream_id = 8;
	CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count)->text = CS_STR("fault");
	return ev;
}

/* Since 5.7 the driver prints no TTBR: it is in its struct arm_smmu_cb. The table maps
 * 0x1000-0x1fff alone. */
static struct small *machine_with_bank(void)
{
	struct small *s = machine("15000000.smmu");
	uint64_t banks = SMALL_VA + 0x28000, cb = banks + 3 * 40;

	small_put(s, DATA + 64, banks);
	small_put(s, cb, ROOT);
	small_put(s, cb + 16, 25); /* T0SZ: 39 bits, from level 1 */
	small_put(s, SMALL_VA + ROOT, (ROOT + 0x1000) | 3);
	small_put(s, SMALL_VA + ROOT + 0x1000, (ROOT + 0x2000) | 3);
	small_put(s, SMALL_VA + ROOT + 0x2008, 0x5000 | 0x443); /* a page, AF, read-write */
	return s;
}

static void test_join(void **unused)
{
	struct small *s = machine_with_bank();
	struct cs_memory *ram = cs_dump_image_memory(&s->dump->image);
	struct cs_event *ev = fault("15000000.smmu", 0x2010);

	(void)unused;
	cs_event_note(ev, "perhaps 0000:00:01.0 (line 3): a guess that the dump settles");
	cs_dump_iommu_join(s->dump, ram, NULL, ev);
	assert_non_null(ev->iommu->walk);
	assert_int_equal(ev->iommu->walk->result, CS_WALK_UNMAPPED);
	assert_true(ev->iommu->walk->below.known);
	assert_int_equal(ev->iommu->walk->below.bytes_away, 0x10);
	assert_int_equal(ev->note_count, 1);
	assert_str(ev->notes[0], "stream 0x8 is 20000.ethernet, driven by emac (from the dump)");
	assert_str(ev->iommu->client, "20000.ethernet");
	cs_dump_iommu_conclude(ev);
	assert_int_equal(ev->finding_count, 1);
	assert_str(ev->findings[0].rule, "iommu/walk-past-the-end");
	assert_null(ev->together);
	cs_event_free(ev);
	cs_memory_free(ram);
	small_free(s);
}

/* Nobody knows the unit: nothing is walked, nothing made up. */
static void test_join_of_unknown_unit(void **unused)
{
	struct small *s = machine_with_bank();
	struct cs_memory *ram = cs_dump_image_memory(&s->dump->image);
	struct cs_event *ev = fault("16000000.smmu", 0x2010);

	(void)unused;
	cs_dump_iommu_join(s->dump, ram, NULL, ev);
	assert_null(ev->iommu->walk);
	assert_int_equal(ev->note_count, 0);
	cs_event_free(ev);
	cs_memory_free(ram);
	small_free(s);
}

/* A fault whose registers name no unit is of the only unit of its kind that has a driver. */
static void test_join_of_the_only_unit(void **unused)
{
	struct small *s = machine_with_bank();
	struct cs_memory *ram = cs_dump_image_memory(&s->dump->image);
	struct cs_event *ev = fault("", 0x2010);
	struct cs_dump_device dev;

	(void)unused;
	small_put(s, DEVICE(1) + 40, SMALL_VA + 0x23100);
	small_put(s, SMALL_VA + 0x23100, SMALL_VA + 0x23140);
	text(s, SMALL_VA + 0x23140, "arm-smmu");
	assert_true(cs_dump_device_driven(s->dump, "arm-smmu", 0, &dev));
	assert_string_equal(dev.name, "15000000.smmu");
	assert_false(cs_dump_device_driven(s->dump, "arm-smmu", 1, &dev));
	cs_dump_iommu_join(s->dump, ram, NULL, ev);
	assert_non_null(ev->iommu->walk);
	assert_str(ev->iommu->client, "20000.ethernet");
	cs_event_free(ev);
	/* a second one has it as well: nobody knows which */
	small_put(s, DEVICE(2) + 40, SMALL_VA + 0x23100);
	ev = fault("", 0x2010);
	cs_dump_iommu_join(s->dump, ram, NULL, ev);
	assert_null(ev->iommu->walk);
	assert_int_equal(ev->iommu->client.n, 0);
	cs_event_free(ev);
	cs_memory_free(ram);
	small_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_by_stream),
		cmocka_unit_test(test_looped_list),
		cmocka_unit_test(test_limit_of_streams),
		cmocka_unit_test(test_stream_table),
		cmocka_unit_test(test_stream_table_without_registers),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_join_of_unknown_unit),
		cmocka_unit_test(test_join_of_the_only_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
