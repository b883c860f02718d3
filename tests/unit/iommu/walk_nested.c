/* Stage 1 over stage 2, both at random: stage 1's tables lie at intermediate addresses, and what
 * either stage forbids is forbidden. */
#include "unit/test.h"

#include <stdlib.h>

#include "iommu/walk.h"

#define TABLES 0x80000000ull /* intermediate */
#define BYTES (1u << 19)
#define STAGE2 (1ull << 40) /* above all that it maps to */
#define STAGE2_BYTES 8192u  /* two tables side by side: 40 bits in blocks of 1 GiB */
#define PAGES 24
#define ROUNDS 20
#define GIB(address) ((address) >> 30)

struct world {
	unsigned char *tables, *stage2;
	uint64_t used, key, seed;
	struct {
		uint64_t iova, ipa;
		bool writable;
	} page[PAGES];
};

static uint64_t random_bits(struct world *w, unsigned bits)
{
	uint64_t high;

	w->seed = w->seed * 6364136223846793005ull + 1442695040888963407ull;
	high = w->seed >> 32;
	w->seed = w->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (high << 32 | w->seed >> 32) & ((1ull << bits) - 1);
}

static void poke(unsigned char *table, uint64_t index, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		table[index * 8 + i] = (unsigned char)(v >> (8 * i));
}

static uint64_t peek(const unsigned char *table, uint64_t index)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v |= (uint64_t)table[index * 8 + i] << (8 * i);
	return v;
}

/* GiB I goes to GiB I ^ KEY; one in four is read-only, one in eight isn't mapped. */
static void build_stage2(struct world *w)
{
	w->key = 1 + random_bits(w, 9);
	for (uint64_t i = 0; i < 1024; i++) {
		bool tables = i == GIB(TABLES);
		uint64_t rights = tables || random_bits(w, 2) ? 3 : 1;

		poke(w->stage2, i,
		     !tables && random_bits(w, 3) == 0
			     ? 0
			     : (i ^ w->key) << 30 | 1u << 10 | rights << 6 | 1);
	}
}

static void map_page(struct world *w, uint64_t iova, uint64_t ipa, bool writable)
{
	uint64_t at = 0;

	for (unsigned shift = 30; shift > 12; shift -= 9) {
		uint64_t index = iova >> shift & 511;

		if (!peek(w->tables + at, index)) {
			w->used += 4096;
			poke(w->tables + at, index, (TABLES + w->used) | 3);
		}
		at = (peek(w->tables + at, index) & ~0xfffull) - TABLES;
	}
	poke(w->tables + at, iova >> 12 & 511,
	     ipa | 1u << 10 | 1u << 6 | (writable ? 0 : 1u << 7) | 3);
}

static void build(struct world *w)
{
	memset(w->tables, 0, BYTES);
	w->used = 0;
	build_stage2(w);
	for (uint64_t i = 0; i < PAGES; i++) {
		w->page[i].iova = i << 33 | (random_bits(w, 33) & ~0xfffull);
		w->page[i].ipa = random_bits(w, 40) & ~0xfffull;
		w->page[i].writable = random_bits(w, 1);
		map_page(w, w->page[i].iova, w->page[i].ipa, w->page[i].writable);
	}
}

static void check(struct world *w, const struct cs_memory *m, size_t i)
{
	const struct cs_pt stage2 = {
		.root = STAGE2, .input_bits = 40, .start_level = CS_PT_BY_SIZE, .stage2 = true};
	const struct cs_pt stage1 = {
		.root = TABLES, .input_bits = 39, .start_level = CS_PT_BY_SIZE, .beneath = &stage2};
	uint64_t offset = random_bits(w, 12), under = peek(w->stage2, GIB(w->page[i].ipa));
	bool writable = w->page[i].writable && (!under || under >> 7 & 1);
	struct cs_arena arena;
	struct cs_walk *got;

	cs_arena_init(&arena);
	got = cs_walk_table(&arena, m, &stage1, w->page[i].iova + offset,
			    (struct cs_walk_access){CS_ACCESS_WRITE, 0});
	assert_int_equal(got->level_count, 3);
	assert_int_equal(got->has_pa, under != 0);
	assert_int_equal(got->result, writable ? CS_WALK_MAPPED : CS_WALK_PERMISSION);
	if (under)
		assert_int_equal(got->pa, (w->page[i].ipa ^ w->key << 30) + offset);
	else
		assert_true(cs_str_has(got->notes.v[0], "stage 2 doesn't map it"));
	cs_arena_release(&arena);
}

static void both_stages_are_gone_through(void **state)
{
	struct world w = {.tables = malloc(BYTES), .stage2 = malloc(STAGE2_BYTES), .seed = 7};

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct cs_memory *m = cs_memory_new();

		build(&w);
		assert_int_equal(cs_memory_add_bytes(m, w.tables, BYTES, TABLES ^ w.key << 30,
						     "tables", NULL),
				 CS_OK);
		assert_int_equal(
			cs_memory_add_bytes(m, w.stage2, STAGE2_BYTES, STAGE2, "stage 2", NULL),
			CS_OK);
		for (size_t i = 0; i < PAGES; i++)
			check(&w, m, i);
		cs_memory_free(m);
	}
	free(w.tables);
	free(w.stage2);
}

/* What lies beyond stage 2's input is not what its low bits would find. */
static void an_address_beyond_stage_2_is_not_folded(void **state)
{
	struct world w = {.tables = malloc(BYTES), .stage2 = malloc(STAGE2_BYTES), .seed = 9};
	const struct cs_pt stage2 = {
		.root = STAGE2, .input_bits = 40, .start_level = CS_PT_BY_SIZE, .stage2 = true};
	struct cs_pt stage1 = {.root = TABLES | 1ull << 41,
			       .input_bits = 39,
			       .start_level = CS_PT_BY_SIZE,
			       .beneath = &stage2};
	struct cs_memory *m = cs_memory_new();
	struct cs_arena arena;
	struct cs_walk *got;

	(void)state;
	cs_arena_init(&arena);
	build(&w);
	assert_int_equal(
		cs_memory_add_bytes(m, w.tables, BYTES, TABLES ^ w.key << 30, "tables", NULL),
		CS_OK);
	assert_int_equal(cs_memory_add_bytes(m, w.stage2, STAGE2_BYTES, STAGE2, "stage 2", NULL),
			 CS_OK);
	got = cs_walk_table(&arena, m, &stage1, w.page[0].iova,
			    (struct cs_walk_access){CS_ACCESS_READ, 0});
	assert_int_equal(got->result, CS_WALK_UNKNOWN);
	assert_true(cs_str_has(got->notes.v[0], "stage 2 doesn't map the level 1 table"));
	cs_arena_release(&arena);
	cs_memory_free(m);
	free(w.tables);
	free(w.stage2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_stages_are_gone_through),
		cmocka_unit_test(an_address_beyond_stage_2_is_not_folded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
