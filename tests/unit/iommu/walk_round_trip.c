/* Tables of every format, filled at random by a builder of the test's own, are walked back: each
 * address has the mapping that was made for it, or none and the nearest ones on both sides. */
#include "unit/test.h"

#include <stdlib.h>

#include "iommu/walk.h"

#define BASE 0x80000000ull
#define BYTES (2u << 20)
#define MAPPINGS 24
#define ROUNDS 6
#define QUERIES 40
#define NO_LEVEL (-9)

/* What a leaf at LEVEL is: one entry, COUNT entries that repeat it (SAME), or a contiguous run. */
struct leaf {
	int level;
	unsigned count;
	bool same;
};

struct form {
	const char *name;
	struct cs_pt pt;
	int first, last, step; /* levels as they are counted, downwards */
	struct {
		unsigned shift, bits;
	} level[6];      /* from FIRST on */
	int skipped;     /* a level whose index is zero and that has no table, NO_LEVEL none */
	unsigned output; /* bits of an address that it can map to */
	struct leaf leaves[5];
};

#define ONE(level)                                                                                 \
	{                                                                                          \
		level, 1, false                                                                    \
	}
#define RUN(level, count)                                                                          \
	{                                                                                          \
		level, count, false                                                                \
	}
#define SAME(level, count)                                                                         \
	{                                                                                          \
		level, count, true                                                                 \
	}

static const struct form forms[] = {
	{"AArch64 4K, 48 bits",
	 {CS_PT_AARCH64, .granule = 4096, .input_bits = 48, .start_level = CS_PT_BY_SIZE},
	 0,
	 3,
	 1,
	 {{39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 48,
	 {ONE(3), ONE(2), ONE(1), RUN(3, 16), RUN(2, 16)}},
	{"AArch64 4K, 39 bits",
	 {CS_PT_AARCH64, .granule = 4096, .input_bits = 39, .start_level = CS_PT_BY_SIZE},
	 1,
	 3,
	 1,
	 {{30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 40,
	 {ONE(3), ONE(2)}},
	{"AArch64 16K, 47 bits",
	 {CS_PT_AARCH64, .granule = 16384, .input_bits = 47, .start_level = CS_PT_BY_SIZE},
	 1,
	 3,
	 1,
	 {{36, 11}, {25, 11}, {14, 11}},
	 NO_LEVEL,
	 48,
	 {ONE(3), ONE(2), RUN(3, 128), RUN(2, 32)}},
	{"AArch64 16K, 48 bits",
	 {CS_PT_AARCH64, .granule = 16384, .input_bits = 48, .start_level = CS_PT_BY_SIZE},
	 0,
	 3,
	 1,
	 {{47, 1}, {36, 11}, {25, 11}, {14, 11}},
	 NO_LEVEL,
	 48,
	 {ONE(3), ONE(2)}},
	{"AArch64 64K, 42 bits",
	 {CS_PT_AARCH64, .granule = 65536, .input_bits = 42, .start_level = CS_PT_BY_SIZE},
	 2,
	 3,
	 1,
	 {{29, 13}, {16, 13}},
	 NO_LEVEL,
	 48,
	 {ONE(3), ONE(2), RUN(3, 32)}},
	{"AArch64 64K, 52 bits in and out",
	 {CS_PT_AARCH64, .granule = 65536, .input_bits = 52, .start_level = CS_PT_BY_SIZE},
	 1,
	 3,
	 1,
	 {{42, 10}, {29, 13}, {16, 13}},
	 NO_LEVEL,
	 52,
	 {ONE(3), ONE(2)}},
	{"AArch64 4K, 52 bits in and out",
	 {CS_PT_AARCH64, .granule = 4096, .input_bits = 52, .start_level = CS_PT_BY_SIZE,
	  .lpa2 = true},
	 -1,
	 3,
	 1,
	 {{48, 4}, {39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 52,
	 {ONE(3), ONE(2), ONE(1), ONE(0), RUN(3, 16)}},
	{"AArch64 16K, 52 bits in and out",
	 {CS_PT_AARCH64, .granule = 16384, .input_bits = 52, .start_level = CS_PT_BY_SIZE,
	  .lpa2 = true},
	 0,
	 3,
	 1,
	 {{47, 5}, {36, 11}, {25, 11}, {14, 11}},
	 NO_LEVEL,
	 52,
	 {ONE(3), ONE(2), ONE(1), RUN(3, 128), RUN(2, 32)}},
	{"stage 2, 4K, 52 bits from level -1",
	 {CS_PT_AARCH64, .granule = 4096, .input_bits = 52, .start_level = -1, .lpa2 = true,
	  .stage2 = true},
	 -1,
	 3,
	 1,
	 {{48, 4}, {39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 52,
	 {ONE(3), ONE(2), ONE(0)}},
	{"short, TTBCR.N = 3",
	 {CS_PT_SHORT, .input_bits = 29, .start_level = CS_PT_BY_SIZE},
	 1,
	 2,
	 1,
	 {{20, 9}, {12, 8}},
	 NO_LEVEL,
	 32,
	 {ONE(2), ONE(1), SAME(2, 16), SAME(1, 16)}},
	{"stage 2, 40 bits in two tables side by side",
	 {CS_PT_AARCH64, .granule = 4096, .input_bits = 40, .start_level = CS_PT_BY_SIZE,
	  .stage2 = true},
	 1,
	 3,
	 1,
	 {{30, 10}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 48,
	 {ONE(3), ONE(2), ONE(1)}},
	{"LPAE, 32 bits",
	 {CS_PT_LPAE, .input_bits = 32, .start_level = CS_PT_BY_SIZE},
	 1,
	 3,
	 1,
	 {{30, 2}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 40,
	 {ONE(3), ONE(2), RUN(3, 16)}},
	{"short, with large pages and supersections",
	 {CS_PT_SHORT, .start_level = CS_PT_BY_SIZE},
	 1,
	 2,
	 1,
	 {{20, 12}, {12, 8}},
	 NO_LEVEL,
	 32,
	 {ONE(2), ONE(1), SAME(2, 16), SAME(1, 16)}},
	{"VT-d second level, 3 levels",
	 {CS_PT_VTD, .input_bits = 39, .start_level = CS_PT_BY_SIZE},
	 3,
	 1,
	 -1,
	 {{30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 46,
	 {ONE(1), ONE(2), ONE(3)}},
	{"VT-d second level, 4 levels",
	 {CS_PT_VTD, .input_bits = 48, .start_level = CS_PT_BY_SIZE},
	 4,
	 1,
	 -1,
	 {{39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 46,
	 {ONE(1), ONE(2), ONE(3)}},
	{"VT-d first level, 5 levels",
	 {CS_PT_VTD_FIRST, .input_bits = 57, .start_level = CS_PT_BY_SIZE},
	 5,
	 1,
	 -1,
	 {{48, 9}, {39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 46,
	 {ONE(1), ONE(2)}},
	{"AMD v1, 4 levels",
	 {CS_PT_AMD_V1, .input_bits = 48, .start_level = CS_PT_BY_SIZE},
	 4,
	 1,
	 -1,
	 {{39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 48,
	 {ONE(1), ONE(2), SAME(1, 8), SAME(2, 4)}},
	{"AMD v1, 6 levels",
	 {CS_PT_AMD_V1, .input_bits = 64, .start_level = CS_PT_BY_SIZE},
	 6,
	 1,
	 -1,
	 {{57, 7}, {48, 9}, {39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 NO_LEVEL,
	 48,
	 {ONE(1), ONE(3)}},
	{"AMD v1, level 3 left out",
	 {CS_PT_AMD_V1, .input_bits = 48, .start_level = CS_PT_BY_SIZE},
	 4,
	 1,
	 -1,
	 {{39, 9}, {30, 9}, {21, 9}, {12, 9}},
	 3,
	 48,
	 {ONE(1), ONE(2)}},
};

struct mapping {
	uint64_t iova, size, pa;
	bool writable;
	unsigned levels; /* of the walk */
};

struct world {
	const struct form *form;
	unsigned char *bytes;
	uint64_t used; /* of BYTES, by tables */
	struct mapping mapping[MAPPINGS];
	size_t n;
	uint64_t seed;
};

static uint64_t random_bits(struct world *w, unsigned bits)
{
	uint64_t v = 0;

	for (int i = 0; i < 2; i++) {
		w->seed = w->seed * 6364136223846793005ull + 1442695040888963407ull;
		v = v << 32 | w->seed >> 32;
	}
	return bits >= 64 ? v : v & ((1ull << bits) - 1);
}

/* ---- building ---- */

static unsigned entry_bytes(const struct form *f)
{
	return f->pt.format == CS_PT_SHORT ? 4 : 8;
}

static uint64_t table_bytes(const struct form *f, int i)
{
	return (uint64_t)entry_bytes(f) << f->level[i].bits;
}

/* 0: no room left. */
static uint64_t new_table(struct world *w, int i)
{
	uint64_t size = table_bytes(w->form, i), at = (w->used + size - 1) & ~(size - 1);

	if (at + size > BYTES)
		return 0;
	w->used = at + size;
	return BASE + at;
}

static unsigned char *entry_at(const struct world *w, uint64_t table, uint64_t index)
{
	return w->bytes + (table - BASE) + index * entry_bytes(w->form);
}

static uint64_t peek(const struct world *w, uint64_t table, uint64_t index)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < entry_bytes(w->form); i++)
		v |= (uint64_t)entry_at(w, table, index)[i] << (8 * i);
	return v;
}

static void poke(struct world *w, uint64_t table, uint64_t index, uint64_t v)
{
	for (unsigned i = 0; i < entry_bytes(w->form); i++)
		entry_at(w, table, index)[i] = (unsigned char)(v >> (8 * i));
}

static uint64_t high_bits_64k(uint64_t a)
{
	return (a & 0xffffffffffffull) | (a >> 48 & 15) << 12;
}

/* FEAT_LPA2: bits 51:50 in 9:8. */
static uint64_t high_bits_lpa2(uint64_t a)
{
	return (a & 0x3ffffffffffffull) | (a >> 50 & 3) << 8;
}

static uint64_t table_entry(const struct form *f, uint64_t table, int next)
{
	switch (f->pt.format) {
	case CS_PT_SHORT:
		return table | 1;
	case CS_PT_AMD_V1:
		return table | 1 | (uint64_t)next << 9 | 3ull << 61;
	case CS_PT_VTD:
		return table | 3;
	case CS_PT_VTD_FIRST:
		return table | 7;
	default:
		return table | 3;
	}
}

static uint64_t short_leaf(const struct leaf *l, uint64_t pa, bool writable)
{
	bool large = l->count > 1;

	if (l->level == 1)
		return pa | 2 | (large ? 1u << 18 : 0) | 3u << 10 | (writable ? 0 : 1u << 15);
	return pa | (large ? 1 : 2) | 3u << 4 | (writable ? 0 : 1u << 9);
}

static uint64_t amd_leaf(const struct leaf *l, uint64_t pa, bool writable)
{
	uint64_t d = pa | 1 | 1ull << 61 | (writable ? 1ull << 62 : 0);
	uint64_t size = (1ull << (12 + 9 * (l->level - 1))) * l->count;

	return l->count > 1 ? d | 7u << 9 | (size / 2 - 1 - 0xfff) : d;
}

static uint64_t leaf_entry(const struct form *f, const struct leaf *l, uint64_t pa, bool writable)
{
	switch (f->pt.format) {
	case CS_PT_SHORT:
		return short_leaf(l, pa, writable);
	case CS_PT_AMD_V1:
		return amd_leaf(l, pa, writable);
	case CS_PT_VTD:
		return pa | 1 | (writable ? 2 : 0) | (l->level > 1 ? 1u << 7 : 0);
	case CS_PT_VTD_FIRST:
		return pa | 5 | (writable ? 2 : 0) | (l->level > 1 ? 1u << 7 : 0);
	default:
		pa = f->pt.granule == 65536 ? high_bits_64k(pa)
		     : f->pt.lpa2           ? high_bits_lpa2(pa)
					    : pa;
		pa |= (l->level == 3 ? 3 : 1) | 1u << 10 | (l->count > 1 ? 1ull << 52 : 0);
		return f->pt.stage2 ? pa | 1u << 6 | (writable ? 1u << 7 : 0)
				    : pa | 1u << 6 | (writable ? 0 : 1u << 7);
	}
}

static bool overlaps(const struct world *w, uint64_t iova, uint64_t size)
{
	for (size_t i = 0; i < w->n; i++)
		if (iova < w->mapping[i].iova + w->mapping[i].size &&
		    w->mapping[i].iova < iova + size)
			return true;
	return false;
}

static uint64_t index_in(const struct form *f, int i, uint64_t iova)
{
	return iova >> f->level[i].shift & ((1ull << f->level[i].bits) - 1);
}

/* The table that holds the leaf of M; 0: no room, or a larger leaf is in the way. */
static uint64_t descend(struct world *w, const struct leaf *l, struct mapping *m)
{
	const struct form *f = w->form;
	uint64_t table = BASE;
	int i = 0;

	m->levels = 1;
	for (int level = f->first; level != l->level; m->levels++) {
		int next = level + f->step;
		uint64_t at = index_in(f, i, m->iova), below;

		i++;
		if (next == f->skipped) {
			next += f->step;
			i++;
		}
		if (!peek(w, table, at)) {
			below = new_table(w, i);
			if (!below)
				return 0;
			poke(w, table, at, table_entry(f, below, next));
		}
		table = peek(w, table, at) & 0xfffffffff000ull;
		if (f->pt.format == CS_PT_SHORT)
			table = peek(w, BASE, at) & ~0x3ffull;
		level = next;
	}
	return table;
}

static void add_mapping(struct world *w, const struct leaf *l)
{
	const struct form *f = w->form;
	int i = (l->level - f->first) * f->step;
	uint64_t each = 1ull << f->level[i].shift, table,
		 where = random_bits(w, f->pt.input_bits ? f->pt.input_bits : 32);
	struct mapping m = {.size = each * l->count, .writable = random_bits(w, 1)};

	if (w->n && random_bits(w, 2)) /* beside another one */
		where = w->mapping[random_bits(w, 16) % w->n].iova +
			random_bits(w, 2 + f->level[i].shift);
	if (f->skipped != NO_LEVEL)
		where &= ~(0x1ffull << 30);
	if (f->pt.input_bits && f->pt.input_bits < 64)
		where &= (1ull << f->pt.input_bits) - 1;
	m.iova = where & ~(m.size - 1);
	m.pa = random_bits(w, f->output) & ~(m.size - 1);
	if (f->pt.format == CS_PT_SHORT)
		m.iova &= UINT32_MAX;
	if (m.size < each || overlaps(w, m.iova, m.size) || !(table = descend(w, l, &m)))
		return;
	for (unsigned k = 0; k < l->count; k++)
		poke(w, table, index_in(f, i, m.iova) + k,
		     leaf_entry(f, l, m.pa + (l->same ? 0 : k * each), m.writable));
	w->mapping[w->n++] = m;
}

static void build(struct world *w)
{
	memset(w->bytes, 0, BYTES);
	w->used = w->n = 0;
	new_table(w, 0);
	for (int tries = 0; tries < 60 && w->n < MAPPINGS; tries++) {
		const struct leaf *l = &w->form->leaves[random_bits(w, 16) % 5];

		if (l->count)
			add_mapping(w, l);
	}
}

/* ---- asking ---- */

static const struct mapping *mapping_of(const struct world *w, uint64_t iova)
{
	for (size_t i = 0; i < w->n; i++)
		if (iova - w->mapping[i].iova < w->mapping[i].size)
			return &w->mapping[i];
	return NULL;
}

static void check_mapped(const struct world *w, const struct cs_walk *got, const struct mapping *m)
{
	const struct form *f = w->form;

	if (got->result != (m->writable ? CS_WALK_MAPPED : CS_WALK_PERMISSION) || !got->has_pa ||
	    got->pa != m->pa + (got->iova - m->iova) || got->mapping_iova != m->iova ||
	    got->mapping_size != m->size || got->level_count != m->levels)
		fail_msg(
			"%s: %#llx: result %d at %#llx, mapping %#llx of %#llx, %zu levels; wanted "
			"%#llx at %#llx, %#llx, %u levels",
			f->name, (unsigned long long)got->iova, (int)got->result,
			(unsigned long long)got->pa, (unsigned long long)got->mapping_iova,
			(unsigned long long)got->mapping_size, got->level_count,
			(unsigned long long)(m->pa + (got->iova - m->iova)),
			(unsigned long long)m->iova, (unsigned long long)m->size, m->levels);
}

static void check_near(const struct world *w, const struct cs_walk *got)
{
	const struct mapping *below = NULL, *above = NULL;
	uint64_t page =
		1ull << w->form->level[(w->form->last - w->form->first) * w->form->step].shift;

	for (size_t i = 0; i < w->n; i++) {
		const struct mapping *m = &w->mapping[i];

		if (m->iova > got->iova && (!above || m->iova < above->iova))
			above = m;
		if (m->iova < got->iova && (!below || m->iova > below->iova))
			below = m;
	}
	if (got->result != CS_WALK_UNMAPPED || got->below.known != (below != NULL) ||
	    got->above.known != (above != NULL))
		fail_msg("%s: %#llx: result %d, below %d, above %d", w->form->name,
			 (unsigned long long)got->iova, (int)got->result, got->below.known,
			 got->above.known);
	if (below && (got->below.iova != below->iova + below->size - page ||
		      got->below.bytes_away != got->iova - (below->iova + below->size)))
		fail_msg("%s: below %#llx is %#llx", w->form->name, (unsigned long long)got->iova,
			 (unsigned long long)got->below.iova);
	if (above &&
	    (got->above.iova != above->iova || got->above.bytes_away != above->iova - got->iova))
		fail_msg("%s: above %#llx is %#llx", w->form->name, (unsigned long long)got->iova,
			 (unsigned long long)got->above.iova);
}

/* In a mapping, at its edges, anywhere. */
static uint64_t query(struct world *w)
{
	const struct mapping *m = &w->mapping[random_bits(w, 16) % w->n];
	unsigned bits = w->form->pt.input_bits ? w->form->pt.input_bits : 32;
	uint64_t v;

	switch (random_bits(w, 2)) {
	case 0:
		v = m->iova + random_bits(w, 40) % m->size;
		break;
	case 1:
		v = m->iova + m->size + random_bits(w, 12);
		break;
	case 2:
		v = m->iova - 1 - random_bits(w, 12);
		break;
	default:
		v = random_bits(w, bits);
	}
	return bits < 64 ? v & ((1ull << bits) - 1) : v;
}

static void walk_form(struct world *w)
{
	struct cs_memory *memory = cs_memory_new();
	struct cs_pt pt = w->form->pt;
	struct cs_arena arena;

	pt.root = BASE;
	cs_arena_init(&arena);
	assert_int_equal(cs_memory_add_bytes(memory, w->bytes, BYTES, BASE, "ram", NULL), CS_OK);
	for (int i = 0; i < QUERIES; i++) {
		uint64_t iova = query(w);
		const struct mapping *m = mapping_of(w, iova);
		struct cs_walk *got = cs_walk_table(&arena, memory, &pt, iova,
						    (struct cs_walk_access){CS_ACCESS_WRITE, 0});

		if (m)
			check_mapped(w, got, m);
		else
			check_near(w, got);
	}
	cs_arena_release(&arena);
	cs_memory_free(memory);
}

static void each_format_is_walked_back(void **state)
{
	struct world w = {.bytes = malloc(BYTES), .seed = 20};

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		w.form = &forms[i];
		for (int round = 0; round < ROUNDS; round++) {
			build(&w);
			assert_true(w.n >= 4);
			walk_form(&w);
		}
	}
	free(w.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_format_is_walked_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
