/* Tables that nobody built to be walked: loops, registers out of their range, random words. A walk
 * ends, and what it says is bounded by what an address can be. */
#include "unit/test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "iommu/walk.h"

#define BASE 0x80000000ull
#define BYTES (1u << 18)
#define ROUNDS 400
#define PAGE_MASK 0xfffull

struct world {
	unsigned char *bytes;
	struct cs_memory *memory;
	struct cs_arena arena;
	uint64_t seed;
};

static struct world world(void)
{
	struct world w = {.bytes = cs_calloc(1, BYTES), .memory = cs_memory_new(), .seed = 11};

	cs_arena_init(&w.arena);
	assert_int_equal(cs_memory_add_bytes(w.memory, w.bytes, BYTES, BASE, "ram", NULL), CS_OK);
	return w;
}

static void end(struct world *w)
{
	cs_arena_release(&w->arena);
	cs_memory_free(w->memory);
	free(w->bytes);
}

static void put(struct world *w, uint64_t address, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		w->bytes[address - BASE + i] = (unsigned char)(v >> (8 * i));
}

static uint64_t random64(struct world *w)
{
	uint64_t high;

	w->seed = w->seed * 6364136223846793005ull + 1442695040888963407ull;
	high = w->seed & 0xffffffff00000000ull;
	w->seed = w->seed * 6364136223846793005ull + 1442695040888963407ull;
	return high | w->seed >> 32;
}

#define STE (BASE + 8 * 64)
#define CD (BASE + 0x8000)
#define LOOP (BASE + 0x10000) /* of stage 1: each entry leads to the table itself */
#define BENEATH (BASE + 0x20000)

/* Both stages' tables are tables of themselves: three or four levels down they are pages, at the
 * table's own address. */
static void stages_that_loop_end(void **state)
{
	struct cs_walk_stream s = {BASE | 1ull << 62, 8, 8, false, 0};
	struct world w = world();
	struct cs_walk *walk;

	(void)state;
	put(&w, STE, CD | 7 << 1 | 1);
	put(&w, STE + 16, 25ull << 32 | 1ull << 38 | 1ull << 51);
	put(&w, STE + 24, BENEATH);
	put(&w, CD, 1ull << 41 | 1ull << 31 | 1ull << 30 | 16);
	put(&w, CD + 8, LOOP);
	for (unsigned i = 0; i < 512; i++) {
		put(&w, LOOP + i * 8, LOOP | 1 << 10 | 3);
		put(&w, BENEATH + i * 8, BENEATH | 1 << 10 | 3 << 6 | 3);
	}
	walk = cs_walk_smmu_v3(&w.arena, w.memory, &s, 0x1234,
			       (struct cs_walk_access){CS_ACCESS_READ, 0});
	assert_false(walk->result == CS_WALK_MAPPED && !walk->has_pa);
	assert_true(walk->level_count <= CS_WALK_LEVELS);
	/* stage 2 maps what it should one to one: then stage 1's own loop is gone through */
	for (unsigned i = 0; i < 512; i++)
		put(&w, BENEATH + i * 8, (uint64_t)i << 30 | 1 << 10 | 3 << 6 | 1);
	walk = cs_walk_smmu_v3(&w.arena, w.memory, &s, 0x1234,
			       (struct cs_walk_access){CS_ACCESS_READ, 0});
	assert_int_equal(walk->level_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(walk->levels[i].table == LOOP);
	end(&w);
}

/* TCR.T0SZ below 16 asks for more than 48 bits, which needs DS: taken as 16, and said. */
static void sizes_out_of_range_are_told(void **state)
{
	static const unsigned t0sz[] = {0, 11, 12, 15, 40, 63};
	struct world w = world();

	(void)state;
	for (size_t i = 0; i < sizeof(t0sz) / sizeof(*t0sz); i++) {
		struct cs_walk_bank b = {
			.ttbr0 = LOOP, .tcr = 0x80800000u | t0sz[i], .has_tcr = true, .format = 2};
		struct cs_walk *walk = cs_walk_smmu_v2(&w.arena, w.memory, &b, 0x1234,
						       (struct cs_walk_access){CS_ACCESS_READ, 0});

		assert_true(walk->level_count <= CS_WALK_LEVELS);
		if (walk->level_count && walk->levels[0].level < 0)
			fail_msg("T0SZ=%u begins at level %d without DS", t0sz[i],
				 walk->levels[0].level);
		assert_int_equal(t0sz[i] < 16, walk->notes.n && cs_str_has(walk->notes.v[0],
									   "the unit may refuse"));
	}
	end(&w);
}

/* Random words that lead into the image and out of it, in every format. */
static void random_tables_end(void **state)
{
	static const unsigned granules[] = {4096, 16384, 65536};
	static const unsigned bits[] = {0, 25, 32, 36, 39, 40, 42, 47, 48, 52, 57, 64};
	struct world w = world();

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		struct cs_pt beneath = {.root = BASE + (random64(&w) & (BYTES - 1) & ~PAGE_MASK),
					.input_bits = 40,
					.start_level = CS_PT_BY_SIZE,
					.stage2 = true};
		struct cs_pt pt = {.format = (enum cs_pt_format)(round % (CS_PT_AMD_V1 + 1)),
				   .root = BASE + (random64(&w) & (BYTES - 1) & ~PAGE_MASK),
				   .input_bits =
					   bits[random64(&w) % (sizeof(bits) / sizeof(*bits))],
				   .granule = granules[random64(&w) % 3],
				   .start_level = CS_PT_BY_SIZE,
				   .lpa2 = random64(&w) & 1,
				   .stage2 = random64(&w) & 1,
				   .beneath = round % 5 == 0 ? &beneath : NULL};
		struct cs_walk *walk;

		if (round % 40 == 0)
			for (unsigned i = 0; i < BYTES; i += 8)
				put(&w, BASE + i,
				    random64(&w) % 3 ? BASE + (random64(&w) & (BYTES - 1)) +
							       ((random64(&w) & 0xf) << 52)
						     : random64(&w));
		walk = cs_walk_table(&w.arena, w.memory, &pt, random64(&w) >> (random64(&w) % 48),
				     (struct cs_walk_access){CS_ACCESS_WRITE, -1});
		assert_true(walk->level_count <= CS_WALK_LEVELS);
		assert_true(walk->result != CS_WALK_MAPPED || walk->has_pa || walk->notes.n);
		if (walk->has_mapping)
			assert_true(walk->iova - walk->mapping_iova < walk->mapping_size);
		if (walk->result == CS_WALK_UNKNOWN)
			assert_true(walk->notes.n > 0);
		cs_arena_release(&w.arena);
		cs_arena_init(&w.arena);
	}
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stages_that_loop_end),
		cmocka_unit_test(sizes_out_of_range_are_told),
		cmocka_unit_test(random_tables_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
