/* The event queue of an SMMUv3's driver, in a machine that is written by hand. */
#include <stdio.h>

#include "analyze/dump_faults.h"
#include "analyze/unsaid.h"
#include "base/limits.h"
#include "iommu/iommu.h"
#include "unit/dump/small.h"
#include "unit/test.h"

#define KSET (SMALL_VA + 0x20000)
#define DEVICE (SMALL_VA + 0x21000)
#define DRIVER (SMALL_VA + 0x23000)
#define DATA (SMALL_VA + 0x24000)
#define QUEUE (DATA + 0x140) /* struct arm_smmu_queue */
#define SLOTS (SMALL_VA + 0x2a000)
#define DMA 0x43000000ull

struct lab {
	struct small *s;
	struct cs_formats formats;
	struct cs_names *names;
	struct cs_dump_place at;
	struct cs_input_info info;
	struct cs_dump_faults faults;
};

static const struct cs_format_table *const tables[] = {&cs_formats_smmu_v3};

static void text(struct small *s, uint64_t va, const char *t)
{
	memcpy(s->ram + (va - SMALL_VA), t, strlen(t) + 1);
}

/* A queue of 1 << SHIFT records, and another with entries of two words in front of it. */
static void queue(struct small *s, unsigned shift, uint32_t prod, uint32_t cons)
{
	for (int other = 0; other < 2; other++) {
		uint64_t at = QUEUE - (other ? 0x80 : 0);

		small_put(s, at, prod | (uint64_t)cons << 32);
		small_put(s, at + 64, shift);
		small_put(s, at + 80, SLOTS);
		small_put(s, at + 88, DMA);
		small_put(s, at + 96, DMA | 1ull << 62 | shift);
		small_put(s, at + 104, other ? 2 : 4);
	}
}

/* F_TRANSLATION of a read by stream 0x8. */
static void record(struct small *s, unsigned slot, uint64_t iova)
{
	small_put(s, SLOTS + 32 * slot, 0x800000010);
	small_put(s, SLOTS + 32 * slot + 8, 0x800000000);
	small_put(s, SLOTS + 32 * slot + 16, iova);
}

static struct lab *make(void)
{
	static struct lab l;
	struct small *s = small_new(CS_DUMP_ARCH_ARM64);

	l = (struct lab){.s = s, .names = cs_names_new()};
	small_symbol(s, "devices_kset", SMALL_VA + 0x230, 0);
	small_put(s, SMALL_VA + 0x230, KSET);
	small_put(s, KSET, DEVICE);
	small_put(s, DEVICE, KSET);
	small_put(s, DEVICE + 16, DEVICE + 0xe0);
	text(s, DEVICE + 0xe0, "9050000.smmuv3");
	small_put(s, DEVICE + 24, DATA);
	small_put(s, DEVICE + 40, DRIVER);
	small_put(s, DRIVER, DRIVER + 0x40);
	text(s, DRIVER + 0x40, "arm-smmu-v3");
	assert_int_equal(cs_dump_read_state(s->dump, &s->ask), CS_OK);
	cs_formats_init(&l.formats, tables, 1);
	l.at = (struct cs_dump_place){&l.formats, l.names, 74, 5000, 1};
	l.faults = (struct cs_dump_faults){.dump = s->dump, .info = &l.info};
	return &l;
}

static void end(struct lab *l)
{
	cs_names_free(l->names);
	small_free(l->s);
}

/* How many faults there are; the address of the first is in IOVA, of the last in LAST. */
static unsigned faults(struct lab *l, uint64_t *iova, uint64_t *last)
{
	struct cs_event *ev;
	unsigned n = 0;

	while ((ev = cs_dump_faults_next(&l->faults, &l->at))) {
		if (n++ == 0)
			*iova = ev->iommu->iova;
		*last = ev->iommu->iova;
		cs_event_free(ev);
	}
	assert_null(cs_dump_faults_next(&l->faults, &l->at));
	return n;
}

/* The driver never ran: PROD as it has it is old, the records behind it are new. */
static void test_never_read(void **unused)
{
	struct lab *l = make();
	struct cs_event *ev;

	(void)unused;
	queue(l->s, 3, 0, 0);
	record(l->s, 0, 0x12340040);
	record(l->s, 1, 0x12341080);
	ev = cs_dump_faults_next(&l->faults, &l->at);
	assert_non_null(ev);
	assert_int_equal(ev->kind, CS_KIND_IOMMU_FAULT);
	assert_str(ev->title, "IOMMU: translation on read by stream 0x8");
	assert_str(ev->iommu->unit, "9050000.smmuv3");
	assert_true(ev->iommu->iova == 0x12340040);
	assert_int_equal(ev->lines[0].number, 74); /* where the log ends */
	assert_true(cs_str_has(ev->notes[ev->note_count - 1], "unread in the event queue of"));
	cs_event_free(ev);
	ev = cs_dump_faults_next(&l->faults, &l->at);
	assert_true(ev && ev->iommu->iova == 0x12341080);
	cs_event_free(ev);
	assert_null(cs_dump_faults_next(&l->faults, &l->at));
	assert_int_equal(l->info.note_count, 0);
	end(l);
}

/* Three were read, one more is there. */
static void test_read_in_part(void **unused)
{
	struct lab *l = make();
	uint64_t first = 0, last;

	(void)unused;
	queue(l->s, 3, 3, 3);
	for (unsigned i = 0; i < 4; i++)
		record(l->s, i, 0x1000 * (i + 1));
	assert_int_equal(faults(l, &first, &last), 1);
	assert_true(first == 0x4000);
	end(l);
}

static void test_all_read(void **unused)
{
	struct lab *l = make();
	uint64_t first, last;

	(void)unused;
	queue(l->s, 3, 2, 2);
	record(l->s, 0, 0x1000);
	record(l->s, 1, 0x2000);
	assert_int_equal(faults(l, &first, &last), 0);
	assert_int_equal(l->info.note_count, 0);
	end(l);
}

/* Full, and nobody ever read: all of them. */
static void test_full(void **unused)
{
	struct lab *l = make();
	uint64_t first = 0, last = 0;

	(void)unused;
	queue(l->s, 3, 0, 0);
	for (unsigned i = 0; i < 8; i++)
		record(l->s, i, 0x1000 * (i + 1));
	assert_int_equal(faults(l, &first, &last), 8);
	assert_true(first == 0x1000 && last == 0x8000);
	assert_int_equal(l->info.note_count, 0);
	end(l);
}

/* In a later round old records lie behind PROD: what the driver knew to be unread is told alone. */
static void test_round(void **unused)
{
	static const struct {
		uint32_t prod, cons;
		unsigned unread;
	} rows[] = {{3, 3, 0}, {11, 11, 0}, {9, 7, 2}, {0x80000003, 3, 0}, {2, 15, 3}};

	(void)unused;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		struct lab *l = make();
		uint64_t first = 0, last = 0;

		queue(l->s, 3, rows[r].prod, rows[r].cons);
		for (unsigned i = 0; i < 8; i++)
			record(l->s, i, 0x1000 * (i + 1));
		assert_int_equal(faults(l, &first, &last), rows[r].unread);
		if (rows[r].unread)
			assert_true(first == 0x8000);
		assert_int_equal(l->info.note_count, 1);
		assert_true(cs_str_has(l->info.notes[0], "EVENTQ_PROD would tell"));
		end(l);
	}
}

/* What is no queue of events is passed over. */
static void test_no_queue(void **unused)
{
	static const struct {
		uint64_t at, word;
	} rows[] = {{64, 20}, {88, 0}, {88, DMA + 0x1000}, {96, DMA | 4}, {104, 2}, {80, 0}};

	(void)unused;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		struct lab *l = make();
		uint64_t first, last;

		queue(l->s, 3, 0, 0);
		record(l->s, 0, 0x1000);
		small_put(l->s, QUEUE + rows[r].at, rows[r].word);
		assert_int_equal(faults(l, &first, &last), 0);
		end(l);
	}
}

static void test_limit(void **unused)
{
	struct lab *l = make();
	uint64_t first = 0, last;

	(void)unused;
	queue(l->s, 8, 0, 0);
	for (unsigned i = 0; i < CS_LIMIT_REGISTER_QUEUE + 1; i++)
		record(l->s, i, 0x1000 * (i + 1));
	assert_int_equal(faults(l, &first, &last), CS_LIMIT_REGISTER_QUEUE);
	assert_true(last == 0x1000ull * CS_LIMIT_REGISTER_QUEUE);
	assert_str(l->info.notes[0],
		   "9050000.smmuv3: 65 events are unread in its queue, the oldest 64 are told");
	end(l);
}

/* The records' page isn't in the dump. */
static void test_lost(void **unused)
{
	struct lab *l = make();
	uint64_t first, last;

	(void)unused;
	queue(l->s, 3, 2, 0);
	record(l->s, 0, 0x1000);
	l->s->lost[(SLOTS - SMALL_VA) / 4096] = true;
	assert_int_equal(faults(l, &first, &last), 0);
	assert_str(l->info.notes[0], "9050000.smmuv3: 2 events are unread in its queue, but the "
				     "dump does not have them");
	end(l);
}

/* A panic in the log of that RAM is told of the fault. */
static void test_panic(void **unused)
{
	struct lab *l = make();
	struct cs_unsaid *unsaid = cs_unsaid_new(NULL);
	struct cs_event *ev = cs_event_new();

	(void)unused;
	queue(l->s, 3, 0, 0);
	record(l->s, 0, 0x12340040);
	cs_unsaid_add_fault(unsaid, "ram.bin", cs_dump_faults_next(&l->faults, &l->at));
	CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count)->text = CS_STR("Kernel panic");
	ev->kind = CS_KIND_PANIC;
	ev->severity = CS_FATAL;
	ev->echo_of = -1;
	cs_unsaid_tell(unsaid, NULL, ev);
	assert_int_equal(ev->finding_count, 1);
	assert_str(ev->findings[0].title,
		   "the IOMMU refused a read of 0x12340040 by stream 0x8 (ram.bin, event queue of "
		   "9050000.smmuv3); this CPU's stack may have nothing to do with it");
	cs_event_free(ev);
	cs_unsaid_free(unsaid);
	end(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_read), cmocka_unit_test(test_read_in_part),
		cmocka_unit_test(test_all_read),   cmocka_unit_test(test_full),
		cmocka_unit_test(test_round),      cmocka_unit_test(test_no_queue),
		cmocka_unit_test(test_limit),      cmocka_unit_test(test_lost),
		cmocka_unit_test(test_panic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
