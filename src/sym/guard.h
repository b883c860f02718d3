/* Watches over an index file: what is about to be read is fetched and compared with the file's own
 * checksums first, a block of 4 KiB at a time. So a damaged file is noticed where it matters, a
 * good one of 100 MB costs only the blocks that are touched, and one that shrinks meanwhile is a
 * damaged one (no SIGBUS).
 *
 * The file is mapped, too, but its pages are not touched: a page fault maps 64 KiB around it,
 * which takes longer than reading 4 KiB, and counts as our memory.
 *
 * A NULL guard says yes to everything: the memory is our own. */
#ifndef CS_SYM_GUARD_H
#define CS_SYM_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"

#define CS_GUARD_BLOCK 4096u
#define CS_GUARD_ELEMENT 64u /* bytes of the largest element that may cross two blocks */
#define CS_GUARD_CROSSED 16u /* of these that are valid at once */

struct cs_guard {
	int fd;                   /* belongs to the guard */
	const unsigned char *map; /* what the pointers that are asked for point into */
	size_t size;              /* of what the checksums are of */
	const uint64_t *sums;     /* XXH3 of each block, the last one may be short */
	size_t sum_count;
	unsigned char **blocks;        /* of each block what was read, or NULL */
	CS_VEC(size_t) held;           /* the blocks that are */
	CS_VEC(unsigned char *) spare; /* room for more */
	CS_VEC(char *) strings;        /* that cross blocks, put together */
	unsigned char crossed[CS_GUARD_CROSSED][CS_GUARD_ELEMENT];
	unsigned next_crossed;
	bool damaged; /* a block was not what it was: nothing more is believed */
};

/* SUMS must have been checked already. The guard closes FD. */
void cs_guard_init(struct cs_guard *g, int fd, const void *map, size_t size, const uint64_t *sums,
		   size_t sum_count);
void cs_guard_release(struct cs_guard *g);
uint64_t cs_guard_sum(const void *p, size_t n);

const void *cs_guard_fetch(struct cs_guard *g, const void *p, size_t n);
/* The N bytes that are at P in the file (at most CS_GUARD_ELEMENT), or NULL when they may not be
 * read. Valid until cs_guard_relax(); what crosses two blocks, for CS_GUARD_CROSSED calls. */
static inline const void *cs_guard_get(struct cs_guard *g, const void *p, size_t n)
{
	return g ? cs_guard_fetch(g, p, n) : p;
}
/* The string at P, which must end before END; "" when it may not be read. */
const char *cs_guard_string(struct cs_guard *g, const char *p, const char *end);
/* Compares all blocks but the first FROM bytes with their sums. */
bool cs_guard_verify(struct cs_guard *g, size_t from);
/* Nothing that was given is in use any more: lets go of it when it has become much. */
void cs_guard_relax(struct cs_guard *g);

#endif
