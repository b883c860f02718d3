/* What a register dump may hold has limits; each says so, and what came before stays. */
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/regs_dump.h"

#define BASE 0x80001000ull

static bool is_noted(const struct cs_smmu_dump *d, const char *words)
{
	for (size_t i = 0; i < d->state.note_count; i++)
		if (cs_str_has(d->state.notes[i], words))
			return true;
	return false;
}

static struct cs_smmu_dump *read_dump(const char *text, size_t n)
{
	struct cs_smmu_options o;

	cs_smmu_options_init(&o);
	return cs_smmu_dump_read((struct cs_str){text, n}, &o);
}

static void more_cells_than_are_kept(void **state)
{
	static const char head[] = "SMMU_CR0 = 0xd\nSMMU_IDR0 = 0x0d40101a\n";
	size_t lines = CS_LIMIT_REGISTER_CELLS + 8, size = sizeof(head) + lines * 32, n;
	char *text = cs_alloc(size);
	struct cs_smmu_dump *d;

	(void)state;
	n = (size_t)snprintf(text, size, "%s", head);
	for (size_t i = 0; i < lines; i++)
		n += (size_t)snprintf(text + n, size - n, "0x%08zx: 0x%08zx\n", 0x9000000 + 4 * i,
				      i);
	d = read_dump(text, n);
	assert_true(d->full);
	assert_non_null(cs_smmu_dump_find(d, "CR0", -1, 0));
	assert_true(d->state.note_count > 0);
	cs_smmu_dump_free(d);
	free(text);
}

static struct cs_smmu_dump *queue_dump(unsigned log2size, unsigned prod, unsigned cons)
{
	static char text[256];
	int n = snprintf(text, sizeof(text),
			 "SMMU_CR0 = 0x0000000d\nSMMU_EVENTQ_BASE = 0x%016llx\n"
			 "SMMU_EVENTQ_PROD = 0x%08x\nSMMU_EVENTQ_CONS = 0x%08x\n",
			 BASE | log2size, prod, cons);

	return read_dump(text, (size_t)n);
}

/* 256 translation faults of stream 8, their addresses in order. */
static struct cs_memory *queue_memory(uint64_t (*words)[4])
{
	struct cs_memory *m = cs_memory_new();
	struct cs_error err;

	for (uint64_t i = 0; i < 256; i++) {
		words[i][0] = 0x0000000800000010;
		words[i][2] = i << 12;
	}
	assert_int_equal(cs_memory_add_bytes(m, words, 256 * sizeof(*words), BASE, "ram", &err),
			 CS_OK);
	return m;
}

static size_t events_read(unsigned log2size, unsigned prod, unsigned cons, const char *note)
{
	static uint64_t words[256][4];
	struct cs_memory *m = queue_memory(words);
	struct cs_smmu_dump *d = queue_dump(log2size, prod, cons);
	size_t n;

	cs_smmu_dump_read_queue(d, m);
	n = d->record_count;
	if (note)
		assert_true(is_noted(d, note));
	for (size_t i = 0; i < n; i++)
		assert_int_equal(d->records[i].unread, 1);
	cs_smmu_dump_free(d);
	cs_memory_free(m);
	return n;
}

static void unread_events_come_from_ram(void **state)
{
	(void)state;
	assert_int_equal(events_read(8, 5, 2, "3 unread events were read"), 3);
	assert_int_equal(events_read(8, 0x100, 0xfe, "2 unread events were read"), 2); /* a lap */
	assert_int_equal(events_read(8, 2, 2, NULL), 0);
	assert_int_equal(events_read(8, 200, 0, "more are unread than are told"),
			 CS_LIMIT_REGISTER_QUEUE);
}

static void queues_that_cannot_be(void **state)
{
	(void)state;
	assert_int_equal(events_read(8, 0, 0x80, NULL), 0); /* more unread than entries */
	assert_int_equal(events_read(31, 5, 0, NULL), 0);   /* 2^31 entries */
	assert_int_equal(events_read(12, 300, 255, "has no event at"), 1); /* ends with the RAM */
}

/* What was not read, or read the wrong way round, is no unit that is off. */
static void reads_that_cannot_be_true(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{"# SMMUv3 at 0x9050000\nSD:09050000|>???????? ???????? ???????? ????????\n"
		 "SD:09050020|>???????? ???????? ???????? ????????\n",
		 "no register could be read"},
		{"# SMMUv3\nSMMU_IDR0 = 0x1a10400d\nSMMU_IDR1 = 0x10007302\nSMMU_CR0 = "
		 "0x0d000000\n",
		 "byte-swapped"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_smmu_dump *d = read_dump(rows[i].text, strlen(rows[i].text));

		assert_true(cs_str_has(d->state.implausible, rows[i].words));
		assert_int_equal(d->state.enabled, -1);
		cs_smmu_dump_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_cells_than_are_kept),
		cmocka_unit_test(unread_events_come_from_ram),
		cmocka_unit_test(queues_that_cannot_be),
		cmocka_unit_test(reads_that_cannot_be_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
