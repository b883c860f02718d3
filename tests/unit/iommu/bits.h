/* Every bit of a table: what is assigned changes what is said, the rest changes nothing. */
#ifndef CS_TESTS_UNIT_IOMMU_BITS_H
#define CS_TESTS_UNIT_IOMMU_BITS_H

#include "base/words.h"
#include "unit/test.h"

#define BIT(n) (1ull << (n))
#define BITS(h, l) ((~0ull >> (63 - (h))) & (~0ull << (l)))

typedef void explain_fn(struct cs_words *w, uint64_t v, const void *ctx);

static inline struct cs_str say(struct cs_arena *a, explain_fn *fn, uint64_t v, const void *ctx)
{
	struct cs_words w = {.arena = a};

	fn(&w, v, ctx);
	return cs_words_join(&w);
}

static inline void check_bits(explain_fn *fn, const void *ctx, const char *name, uint64_t base,
			      uint64_t assigned)
{
	struct cs_arena a;
	struct cs_str plain;

	cs_arena_init(&a);
	plain = say(&a, fn, base, ctx);
	for (unsigned b = 0; b < 64; b++) {
		bool differs = !cs_str_eq(plain, say(&a, fn, base ^ 1ull << b, ctx));

		if (differs != (assigned >> b & 1))
			fail_msg("%s: bit %u %s", name ? name : "?", b,
				 differs ? "is said but not assigned" : "is not said");
	}
	cs_arena_release(&a);
}

#endif
