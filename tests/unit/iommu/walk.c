/* Page-table walks over tables that the tests write themselves. */
#include "unit/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "iommu/walk.h"

#define BASE 0x80000000ull
#define BYTES (1u << 20)

struct ram {
	unsigned char *bytes;
	struct cs_memory *memory;
	struct cs_arena arena;
};

static void ram_init(struct ram *r)
{
	r->bytes = calloc(1, BYTES);
	r->memory = cs_memory_new();
	cs_arena_init(&r->arena);
	assert_int_equal(cs_memory_add_bytes(r->memory, r->bytes, BYTES, BASE, "ram", NULL), CS_OK);
}

static void ram_release(struct ram *r)
{
	cs_arena_release(&r->arena);
	cs_memory_free(r->memory);
	free(r->bytes);
}

static void put(struct ram *r, uint64_t address, uint64_t value, unsigned bytes)
{
	assert_true(address >= BASE && address - BASE + bytes <= BYTES);
	for (unsigned i = 0; i < bytes; i++)
		r->bytes[address - BASE + i] = (unsigned char)(value >> (8 * i));
}

static struct cs_walk *ask(struct ram *r, const struct cs_pt *pt, uint64_t iova,
			   enum cs_access access)
{
	return cs_walk_table(&r->arena, r->memory, pt, iova, (struct cs_walk_access){access, 0});
}

#define AF (1ull << 10)
#define USER (1ull << 6)
#define RO (1ull << 7)
#define PAGE(address) ((address) | AF | USER | 3)
#define BLOCK(address) ((address) | AF | USER | 1)

/* A chain of tables for IOVA down to LEVEL, the entry there DESCRIPTOR. */
static void arm_map(struct ram *r, unsigned page_shift, int first, int level, uint64_t iova,
		    uint64_t descriptor)
{
	unsigned stride = page_shift - 3;

	for (int l = first; l <= level; l++) {
		uint64_t table = BASE + ((uint64_t)(l - first) << page_shift);
		unsigned shift = page_shift + stride * (unsigned)(3 - l);
		uint64_t index = iova >> shift & ((1ull << stride) - 1);

		put(r, table + index * 8,
		    l == level ? descriptor : (table + (1ull << page_shift)) | 3, 8);
	}
}

static void each_arm_granule_maps_pages_and_blocks(void **state)
{
	static const struct {
		unsigned granule, shift, bits;
		int first, block;
	} rows[] = {{4096, 12, 48, 0, 2},
		    {4096, 12, 39, 1, 1},
		    {16384, 14, 47, 1, 2},
		    {65536, 16, 48, 1, 2},
		    {65536, 16, 42, 2, 2}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_pt pt = {.root = BASE,
				   .granule = rows[i].granule,
				   .input_bits = rows[i].bits,
				   .start_level = CS_PT_BY_SIZE};
		unsigned shift =
			rows[i].shift + (rows[i].shift - 3) * (unsigned)(3 - rows[i].block);
		uint64_t iova = (5ull << shift) + 0x1234;
		struct cs_walk *w;
		struct ram r;

		ram_init(&r);
		arm_map(&r, rows[i].shift, rows[i].first, 3, iova, PAGE(0x123450000ull));
		w = ask(&r, &pt, iova, CS_ACCESS_WRITE);
		assert_int_equal(w->result, CS_WALK_MAPPED);
		assert_true(w->pa == 0x123450000ull + (iova & (rows[i].granule - 1)));
		assert_int_equal(w->level_count, 4 - rows[i].first);
		assert_int_equal(w->levels[0].level, rows[i].first);
		assert_int_equal(w->levels[w->level_count - 1].state, CS_WALK_PAGE);
		arm_map(&r, rows[i].shift, rows[i].first, rows[i].block, iova,
			BLOCK(7ull << shift));
		w = ask(&r, &pt, iova, CS_ACCESS_READ);
		assert_true(w->result == CS_WALK_MAPPED && w->pa == (7ull << shift) + 0x1234);
		assert_true(w->mapping_size == 1ull << shift);
		assert_int_equal(w->levels[w->level_count - 1].state, CS_WALK_BLOCK);
		ram_release(&r);
	}
}

#define HINT (1ull << 52)

/* The hint makes a run of entries one mapping, when they agree. */
static void contiguous_entries_are_one_mapping(void **state)
{
	static const struct {
		unsigned granule, shift, bits, run;
		int level;
	} rows[] = {{4096, 12, 48, 16, 3},  {4096, 12, 48, 16, 2},  {16384, 14, 47, 128, 3},
		    {16384, 14, 47, 32, 2}, {65536, 16, 42, 32, 3}, {65536, 16, 42, 32, 2}};
	static const uint64_t change[] = {HINT, 1ull << 45, RO, 1};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		unsigned shift =
			rows[i].shift + (rows[i].shift - 3) * (3 - (unsigned)rows[i].level);
		uint64_t each = 1ull << shift, whole = each * rows[i].run, start = whole;
		uint64_t to = 0x4000000000ull, kind = rows[i].level == 3 ? 3 : 1;
		int first = rows[i].bits == 42 ? 2 : rows[i].bits == 47 ? 1 : 0;
		struct cs_pt pt = {CS_PT_AARCH64, .root = BASE, .input_bits = rows[i].bits,
				   .granule = rows[i].granule, .start_level = CS_PT_BY_SIZE};
		uint64_t iova = start + 5 * each + 0x10;
		struct cs_walk *w;
		struct ram r;

		ram_init(&r);
		for (unsigned n = 0; n < rows[i].run; n++)
			arm_map(&r, rows[i].shift, first, rows[i].level, start + n * each,
				(to + n * each) | AF | USER | HINT | kind);
		w = ask(&r, &pt, iova, CS_ACCESS_READ);
		assert_int_equal(w->result, CS_WALK_MAPPED);
		assert_int_equal(w->pa, to + 5 * each + 0x10);
		assert_int_equal(w->mapping_iova, start);
		assert_int_equal(w->mapping_size, whole);
		assert_int_equal(w->notes.n, 0);
		/* one without the hint, one elsewhere, one read-only, one absent: each is told */
		for (size_t c = 0; c < sizeof(change) / sizeof(*change); c++) {
			arm_map(&r, rows[i].shift, first, rows[i].level, start + 5 * each,
				((to + 5 * each) | AF | USER | HINT | kind) ^ change[c]);
			w = ask(&r, &pt, iova, CS_ACCESS_READ);
			assert_int_equal(w->notes.n, 1);
			assert_true(cs_str_has(w->notes.v[0], "contiguous hint"));
			assert_int_equal(w->has_mapping ? w->mapping_size : each, each);
		}
		ram_release(&r);
	}
}

static void neighbours_are_counted_in_bytes(void **state)
{
	const struct cs_pt pt = {.root = BASE, .input_bits = 48, .start_level = CS_PT_BY_SIZE};
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	arm_map(&r, 12, 0, 3, 0x10000000, PAGE(0x5000));
	put(&r, BASE + 0x3000 + 8 * 5, PAGE(0x9000), 8); /* 0x10005000 */
	w = ask(&r, &pt, 0x10001040, CS_ACCESS_WRITE);
	assert_int_equal(w->result, CS_WALK_UNMAPPED);
	assert_true(w->below.known && w->below.iova == 0x10000000 && w->below.bytes_away == 64);
	assert_true(w->above.known && w->above.iova == 0x10005000 && w->above.bytes_away == 0x3fc0);
	w = ask(&r, &pt, 0x10006000, CS_ACCESS_WRITE);
	assert_true(w->below.iova == 0x10005000 && w->below.bytes_away == 0);
	assert_false(w->above.known);
	/* across tables: a block of 2 MiB far below, its last page is the nearest */
	put(&r, BASE + 0x2000 + 8 * 0x7f, BLOCK(0x40000000), 8);
	w = ask(&r, &pt, 0xfffffc0, CS_ACCESS_READ);
	assert_int_equal(w->result, CS_WALK_MAPPED);
	put(&r, BASE + 0x2000 + 8 * 0x7f, 0, 8);
	put(&r, BASE + 0x2000 + 8 * 0x7e, BLOCK(0x40000000), 8);
	w = ask(&r, &pt, 0xfe00000, CS_ACCESS_READ);
	assert_true(w->below.known && w->below.iova == 0xfdff000 && w->below.bytes_away == 0);
	assert_true(w->above.iova == 0x10000000 && w->above.bytes_away == 0x200000);
	ram_release(&r);
}

static void permissions_need_the_access(void **state)
{
	const struct cs_pt pt = {.root = BASE, .input_bits = 48, .start_level = CS_PT_BY_SIZE};
	struct ram r;

	(void)state;
	ram_init(&r);
	arm_map(&r, 12, 0, 3, 0x1000, PAGE(0x5000) | RO);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_WRITE)->result, CS_WALK_PERMISSION);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_READ)->result, CS_WALK_MAPPED);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_NONE)->result, CS_WALK_MAPPED);
	arm_map(&r, 12, 0, 3, 0x1000, PAGE(0x5000) & ~AF);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_READ)->result, CS_WALK_PERMISSION);
	arm_map(&r, 12, 0, 3, 0x1000, PAGE(0x5000) & ~USER);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_READ)->result, CS_WALK_PERMISSION);
	/* a table may forbid writing for all below it */
	arm_map(&r, 12, 0, 3, 0x1000, PAGE(0x5000));
	put(&r, BASE, (BASE + 0x1000) | 3 | 1ull << 62, 8);
	assert_int_equal(ask(&r, &pt, 0x1000, CS_ACCESS_WRITE)->result, CS_WALK_PERMISSION);
	ram_release(&r);
}

static void stage_2_may_begin_with_tables_side_by_side(void **state)
{
	/* 40 bits, 4K: two level 1 tables side by side */
	const struct cs_pt pt = {
		.root = BASE, .input_bits = 40, .start_level = CS_PT_BY_SIZE, .stage2 = true};
	uint64_t ipa = 0x8040201000ull; /* in the second of them */
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put(&r, BASE + (ipa >> 30) * 8, (BASE + 0x2000) | 3, 8);
	put(&r, BASE + 0x2000 + (ipa >> 21 & 511) * 8, (BASE + 0x3000) | 3, 8);
	put(&r, BASE + 0x3000 + (ipa >> 12 & 511) * 8, 0x7000 | AF | 3ull << 6 | 3, 8);
	w = ask(&r, &pt, ipa, CS_ACCESS_WRITE);
	assert_int_equal(w->result, CS_WALK_MAPPED);
	assert_true(w->pa == 0x7000 && w->level_count == 3);
	put(&r, BASE + 0x3000 + (ipa >> 12 & 511) * 8, 0x7000 | AF | 1ull << 6 | 3, 8);
	assert_int_equal(ask(&r, &pt, ipa, CS_ACCESS_WRITE)->result, CS_WALK_PERMISSION);
	ram_release(&r);
}

static void short_descriptors_have_four_sizes(void **state)
{
	const struct cs_pt pt = {.format = CS_PT_SHORT, .root = BASE, .start_level = CS_PT_BY_SIZE};
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put(&r, BASE + 4 * 1, (BASE + 0x4000) | 1, 4);
	put(&r, BASE + 0x4000 + 4 * 2, 0x12345000 | 1 << 5 | 2, 4);      /* small */
	put(&r, BASE + 0x4000 + 4 * 0x10, 0x23450000 | 1 << 5 | 1, 4);   /* large */
	put(&r, BASE + 4 * 2, 0x34500000 | 1 << 11 | 2, 4);              /* section */
	put(&r, BASE + 4 * 0x10, 0x45000000 | 1 << 18 | 1 << 11 | 2, 4); /* supersection */
	assert_true(ask(&r, &pt, 0x102abc, CS_ACCESS_WRITE)->pa == 0x12345abc);
	assert_true(ask(&r, &pt, 0x110abc, CS_ACCESS_WRITE)->pa == 0x23450abc);
	assert_true(ask(&r, &pt, 0x2abcde, CS_ACCESS_WRITE)->pa == 0x345abcde);
	w = ask(&r, &pt, 0x1000abc, CS_ACCESS_WRITE);
	assert_true(w->pa == 0x45000abc && w->mapping_size == 1u << 24);
	w = ask(&r, &pt, 0x103040, CS_ACCESS_WRITE);
	assert_true(w->result == CS_WALK_UNMAPPED && w->below.iova == 0x102000 &&
		    w->below.bytes_away == 64);
	ram_release(&r);
}

static void vtd_rights_hold_on_every_level(void **state)
{
	const struct cs_pt pt = {.format = CS_PT_VTD, .root = BASE, .start_level = CS_PT_BY_SIZE};
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put(&r, BASE, (BASE + 0x1000) | 3, 8);
	put(&r, BASE + 0x1000, (BASE + 0x2000) | 3, 8);
	put(&r, BASE + 0x2000, (BASE + 0x3000) | 3, 8);
	put(&r, BASE + 0x2008, 0x40000000 | 1 << 7 | 3, 8); /* 2 MiB */
	put(&r, BASE + 0x3000 + 8, 0x7000 | 1, 8);
	w = ask(&r, &pt, 0x1010, CS_ACCESS_READ);
	assert_true(w->result == CS_WALK_MAPPED && w->pa == 0x7010);
	assert_int_equal(w->levels[0].level, 4);
	assert_int_equal(ask(&r, &pt, 0x1010, CS_ACCESS_WRITE)->result, CS_WALK_PERMISSION);
	assert_true(ask(&r, &pt, 0x200123, CS_ACCESS_WRITE)->pa == 0x40000123);
	put(&r, BASE, (BASE + 0x1000) | 1, 8);
	assert_int_equal(ask(&r, &pt, 0x200123, CS_ACCESS_WRITE)->result, CS_WALK_PERMISSION);
	ram_release(&r);
}

static void amd_levels_may_be_skipped(void **state)
{
	const struct cs_pt pt = {.format = CS_PT_AMD_V1,
				 .root = BASE,
				 .input_bits = 39,
				 .start_level = CS_PT_BY_SIZE};
	uint64_t rw = 3ull << 61 | 1;
	struct ram r;

	(void)state;
	ram_init(&r);
	put(&r, BASE, (BASE + 0x1000) | 1ull << 9 | rw, 8); /* level 3 to level 1 */
	put(&r, BASE + 0x1000 + 8 * 4, 0x9000 | rw, 8);
	put(&r, BASE + 8, 0x40000000 | rw, 8); /* 1 GiB */
	assert_true(ask(&r, &pt, 0x4321, CS_ACCESS_WRITE)->pa == 0x9321);
	assert_int_equal(ask(&r, &pt, 0x204321, CS_ACCESS_WRITE)->result, CS_WALK_UNMAPPED);
	assert_true(ask(&r, &pt, 0x40001000, CS_ACCESS_READ)->pa == 0x40001000);
	put(&r, BASE, (BASE + 0x1000) | 3ull << 9 | rw, 8); /* upwards: hostile */
	assert_int_equal(ask(&r, &pt, 0x4321, CS_ACCESS_WRITE)->result, CS_WALK_UNMAPPED);
	ram_release(&r);
}

static void hostile_tables_end_in_a_note(void **state)
{
	const struct cs_pt pt = {.root = BASE, .input_bits = 48, .start_level = CS_PT_BY_SIZE};
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	/* each entry of each table is the table itself, but for the last level's reserved kind */
	for (unsigned i = 0; i < 512; i++) {
		put(&r, BASE + i * 8, (BASE + 0x1000) | 3, 8);
		put(&r, BASE + 0x1000 + i * 8, (BASE + 0x2000) | 3, 8);
		put(&r, BASE + 0x2000 + i * 8, (BASE + 0x3000) | 3, 8);
	}
	w = ask(&r, &pt, 0x123456789000, CS_ACCESS_READ);
	assert_int_equal(w->result, CS_WALK_UNMAPPED);
	assert_false(w->below.known || w->above.known);
	assert_true(w->notes.n == 1 && cs_str_has(w->notes.v[0], "stopped"));
	put(&r, BASE, 0xdead0000000ull | 3, 8);
	w = ask(&r, &pt, 0x1000, CS_ACCESS_READ);
	assert_int_equal(w->result, CS_WALK_UNKNOWN);
	assert_true(cs_str_has(w->notes.v[0], "not in the RAM image"));
	w = ask(&r, &pt, 1ull << 50, CS_ACCESS_READ);
	assert_int_equal(w->result, CS_WALK_UNMAPPED);
	assert_true(cs_str_has(w->notes.v[0], "outside"));
	ram_release(&r);
}

/* ---- SMMUv3 ---- */

#define STRTAB BASE
#define STES (BASE + 0x1000)
#define CDS (BASE + 0x8000)
#define TABLES (BASE + 0x10000)

static void put_stream(struct ram *r, bool two_level, uint64_t stream, uint64_t config)
{
	uint64_t ste = two_level ? STES + (stream & 255) * 64 : STRTAB + stream * 64;

	if (two_level)
		put(r, STRTAB + (stream >> 8) * 8, STES | 9, 8);
	put(r, ste, CDS | config << 1 | 1, 8);
	put(r, CDS, 1ull << 41 | 1ull << 31 | 1ull << 30 | 16, 8);
	put(r, CDS + 8, TABLES, 8);
	put(r, TABLES, (TABLES + 0x1000) | 3, 8);
	put(r, TABLES + 0x1000, (TABLES + 0x2000) | 3, 8);
	put(r, TABLES + 0x2000, (TABLES + 0x3000) | 3, 8);
	put(r, TABLES + 0x3000 + 8, PAGE(0x5000), 8);
}

static struct cs_walk *ask_stream(struct ram *r, uint64_t cfg, uint64_t stream, uint64_t iova)
{
	struct cs_walk_stream s = {STRTAB | 1ull << 62, cfg, stream, false, 0};

	return cs_walk_smmu_v3(&r->arena, r->memory, &s, iova,
			       (struct cs_walk_access){CS_ACCESS_READ, 0});
}

static void stream_tables_are_linear_or_two_level(void **state)
{
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put_stream(&r, false, 8, 5);
	w = ask_stream(&r, 0x8, 8, 0x1234);
	assert_true(w->result == CS_WALK_MAPPED && w->pa == 0x5234 && w->root == TABLES);
	assert_true(cs_str_has(ask_stream(&r, 0x8, 0x100, 0)->notes.v[0], "beyond"));
	assert_true(cs_str_has(ask_stream(&r, 0x8, 9, 0)->notes.v[0], "not valid"));
	ram_release(&r);
	ram_init(&r);
	put_stream(&r, true, 0x108, 5);
	w = ask_stream(&r, 0x10210, 0x108, 0x1234);
	assert_true(w->result == CS_WALK_MAPPED && w->pa == 0x5234);
	assert_true(cs_str_has(ask_stream(&r, 0x10210, 8, 0)->notes.v[0], "Span=0"));
	put_stream(&r, true, 0x108, 4);
	assert_true(cs_str_has(ask_stream(&r, 0x10210, 0x108, 0)->notes.v[0], "bypass"));
	ram_release(&r);
}

/* Stage 1's tables lie at intermediate addresses that stage 2 maps one to one but for one. */
static void nested_tables_go_through_stage_2(void **state)
{
	uint64_t s2 = BASE + 0x40000;
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put_stream(&r, false, 8, 7);
	put(&r, STRTAB + 8 * 64 + 16, 32ull << 32 | 1ull << 38 | 1ull << 51, 8); /* 32 bits, L1 */
	put(&r, STRTAB + 8 * 64 + 24, s2, 8);
	put(&r, s2 + 2 * 8, BASE | AF | 3ull << 6 | 1, 8); /* 1 GiB at BASE, to itself */
	put(&r, s2, (s2 + 0x1000) | 3, 8);
	put(&r, s2 + 0x1000, (s2 + 0x2000) | 3, 8);
	put(&r, s2 + 0x2000 + 5 * 8, 0x777000 | AF | 3ull << 6 | 3, 8); /* 0x5000 */
	w = ask_stream(&r, 0x8, 8, 0x1234);
	assert_int_equal(w->result, CS_WALK_MAPPED);
	assert_true(w->has_pa && w->pa == 0x777234);
	put(&r, s2 + 0x2000 + 5 * 8, 0, 8);
	w = ask_stream(&r, 0x8, 8, 0x1234);
	assert_false(w->has_pa);
	assert_true(cs_str_has(w->notes.v[0], "stage 2"));
	ram_release(&r);
}

/* CD.DS and STE.S2DS: 52 bits in, level -1, and bits 51:50 of what a page maps to in 9:8. */
static void an_smmu_v3_may_have_52_bit_tables(void **state)
{
	uint64_t iova = 0xf00000000a000ull, pa = 0xc000080005000ull, ste = STRTAB + 8 * 64;
	uint64_t page = 0x80005000 | 3 << 8 | AF | USER | RO | 3;
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	put_stream(&r, false, 8, 5);
	put(&r, CDS, 1ull << 41 | 1ull << 31 | 1ull << 30 | 12, 8);
	put(&r, CDS + 16, 1ull << 58, 8);
	put(&r, TABLES + 15 * 8, (TABLES + 0x1000) | 3, 8);
	for (uint64_t i = 1; i < 4; i++)
		put(&r, TABLES + i * 0x1000, (TABLES + (i + 1) * 0x1000) | 3, 8);
	put(&r, TABLES + 0x4000 + 10 * 8, page, 8);
	w = ask_stream(&r, 0x8, 8, iova);
	assert_true(w->result == CS_WALK_MAPPED && w->pa == pa);
	assert_true(w->level_count == 5 && w->levels[0].level == -1 && w->levels[0].index == 15);
	put(&r, ste, 6 << 1 | 1, 8);
	put(&r, ste + 16, 12ull << 32 | 1ull << 51, 8);
	put(&r, ste + 24, TABLES | 3 << 2, 8);
	w = ask_stream(&r, 0x8, 8, iova);
	assert_true(w->has_pa && w->pa == pa && w->levels[0].level == -1);
	put(&r, ste + 24, TABLES | 2 << 2, 8); /* S2SL0_2 clear: S2SL0=0 is level 2 */
	assert_int_equal(ask_stream(&r, 0x8, 8, 0xa000)->levels[0].level, 2);
	ram_release(&r);
}

static void a_bank_of_an_smmu_v2_is_walked(void **state)
{
	struct cs_walk_bank b = {.ttbr0 = 0x000f000000000000ull | BASE,
				 .tcr = 0x803519,
				 .has_tcr = true,
				 .format = 2};
	struct cs_walk *w;
	struct ram r;

	(void)state;
	ram_init(&r);
	arm_map(&r, 12, 1, 3, 0xa2a29000, PAGE(0x5000)); /* T0SZ=25: 39 bits, level 1 */
	w = cs_walk_smmu_v2(&r.arena, r.memory, &b, 0xa2a2a000,
			    (struct cs_walk_access){CS_ACCESS_WRITE, 0});
	assert_int_equal(w->result, CS_WALK_UNMAPPED);
	assert_true(w->root == BASE && w->below.iova == 0xa2a29000 && w->below.bytes_away == 0);
	b.has_tcr = false;
	w = cs_walk_smmu_v2(&r.arena, r.memory, &b, 0xa2a2a000,
			    (struct cs_walk_access){CS_ACCESS_WRITE, 0});
	assert_true(cs_str_has(w->notes.v[w->notes.n - 1], "TCR isn't known"));
	ram_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_arm_granule_maps_pages_and_blocks),
		cmocka_unit_test(contiguous_entries_are_one_mapping),
		cmocka_unit_test(neighbours_are_counted_in_bytes),
		cmocka_unit_test(permissions_need_the_access),
		cmocka_unit_test(stage_2_may_begin_with_tables_side_by_side),
		cmocka_unit_test(short_descriptors_have_four_sizes),
		cmocka_unit_test(vtd_rights_hold_on_every_level),
		cmocka_unit_test(amd_levels_may_be_skipped),
		cmocka_unit_test(hostile_tables_end_in_a_note),
		cmocka_unit_test(stream_tables_are_linear_or_two_level),
		cmocka_unit_test(nested_tables_go_through_stage_2),
		cmocka_unit_test(an_smmu_v3_may_have_52_bit_tables),
		cmocka_unit_test(a_bank_of_an_smmu_v2_is_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
