/* Watches over a mapped file: what is about to be read is compared with the file's own
 * checksums first, a block of 4 KiB at a time and once. So a damaged file is noticed where it
 * matters, and a good one of 100 MB costs only the blocks that are touched.
 *
 * A NULL guard says yes to everything: the memory is our own. */
#ifndef CS_SYM_GUARD_H
#define CS_SYM_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CS_GUARD_BLOCK 4096u

struct cs_guard {
	const unsigned char *map; /* what the checksums are of */
	size_t size;
	const uint64_t *sums; /* XXH3 of each block, the last one may be short */
	size_t sum_count;
	unsigned char *seen; /* a bit for each block */
	bool damaged;        /* a block was not what it was: nothing more is believed */
};

/* SUMS must have been checked already. */
void cs_guard_init(struct cs_guard *g, const void *map, size_t size, const uint64_t *sums,
		   size_t sum_count);
void cs_guard_release(struct cs_guard *g);
uint64_t cs_guard_sum(const void *p, size_t n);

bool cs_guard_check(struct cs_guard *g, const void *p, size_t n);
/* Whether the N bytes at P may be read. */
static inline bool cs_guard_ok(struct cs_guard *g, const void *p, size_t n)
{
	return !g || cs_guard_check(g, p, n);
}
/* The string at P, which must end before END; "" when it may not be read. */
const char *cs_guard_string(struct cs_guard *g, const char *p, const char *end);

#endif
