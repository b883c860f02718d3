#include "sym/guard.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/mem.h"

uint64_t cs_guard_sum(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

void cs_guard_init(struct cs_guard *g, const void *map, size_t size, const uint64_t *sums,
		   size_t sum_count)
{
	*g = (struct cs_guard){.map = map, .size = size, .sums = sums, .sum_count = sum_count};
	g->seen = cs_calloc(sum_count / 8 + 1, 1);
}

void cs_guard_release(struct cs_guard *g)
{
	free(g->seen);
	*g = (struct cs_guard){0};
}

static bool check_block(struct cs_guard *g, size_t block)
{
	size_t at = block * CS_GUARD_BLOCK, n = g->size - at;

	if (n > CS_GUARD_BLOCK)
		n = CS_GUARD_BLOCK;
	if (cs_guard_sum(g->map + at, n) != g->sums[block]) {
		g->damaged = true;
		return false;
	}
	g->seen[block / 8] |= (unsigned char)(1u << block % 8);
	return true;
}

bool cs_guard_check(struct cs_guard *g, const void *p, size_t n)
{
	size_t at = (size_t)((const unsigned char *)p - g->map), last;

	if (g->damaged || at >= g->size || n > g->size - at)
		return false;
	last = (at + (n ? n - 1 : 0)) / CS_GUARD_BLOCK;
	if (last >= g->sum_count)
		return false;
	for (size_t b = at / CS_GUARD_BLOCK; b <= last; b++)
		if (!(g->seen[b / 8] >> b % 8 & 1) && !check_block(g, b))
			return false;
	return true;
}

const char *cs_guard_string(struct cs_guard *g, const char *p, const char *end)
{
	const char *at = p;

	if (!g)
		return p;
	while (at < end) {
		size_t here = (size_t)((const unsigned char *)at - g->map);
		size_t n = CS_GUARD_BLOCK - here % CS_GUARD_BLOCK;

		if (n > (size_t)(end - at))
			n = (size_t)(end - at);
		if (!cs_guard_check(g, at, n))
			return "";
		if (memchr(at, '\0', n))
			return p;
		at += n;
	}
	return "";
}
