#include "sym/guard.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"

#define HELD_BLOCKS 256u         /* 1 MiB: more are let go */
#define STRING_BYTES (64u << 10) /* no name or path is longer */

uint64_t cs_guard_sum(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

void cs_guard_init(struct cs_guard *g, int fd, const void *map, size_t size, const uint64_t *sums,
		   size_t sum_count)
{
	*g = (struct cs_guard){
		.fd = fd, .map = map, .size = size, .sums = sums, .sum_count = sum_count};
	g->blocks = cs_calloc(sum_count + 1, sizeof(*g->blocks));
}

static void let_go(struct cs_guard *g)
{
	for (size_t i = 0; i < g->held.n; i++) {
		*CS_VEC_PUSH(&g->spare) = g->blocks[g->held.v[i]];
		g->blocks[g->held.v[i]] = NULL;
	}
	g->held.n = 0;
	for (size_t i = 0; i < g->strings.n; i++)
		free(g->strings.v[i]);
	g->strings.n = 0;
}

void cs_guard_release(struct cs_guard *g)
{
	if (!g->blocks)
		return;
	let_go(g);
	for (size_t i = 0; i < g->spare.n; i++)
		free(g->spare.v[i]);
	CS_VEC_FREE(&g->spare);
	CS_VEC_FREE(&g->held);
	CS_VEC_FREE(&g->strings);
	free(g->blocks);
	close(g->fd);
	*g = (struct cs_guard){0};
}

void cs_guard_relax(struct cs_guard *g)
{
	if (g->held.n > HELD_BLOCKS || g->strings.n > HELD_BLOCKS)
		let_go(g);
}

/* ---- blocks ---- */

/* How many bytes block B has. */
static size_t length(const struct cs_guard *g, size_t b)
{
	size_t left = g->size - b * CS_GUARD_BLOCK;

	return left < CS_GUARD_BLOCK ? left : CS_GUARD_BLOCK;
}

static bool read_block(struct cs_guard *g, size_t b, unsigned char *buf)
{
	size_t n = length(g, b);

	if (cs_read_at(g->fd, buf, n, b * CS_GUARD_BLOCK) != n ||
	    cs_guard_sum(buf, n) != g->sums[b])
		g->damaged = true;
	return !g->damaged;
}

static unsigned char *room(struct cs_guard *g)
{
	return g->spare.n ? g->spare.v[--g->spare.n] : cs_alloc(CS_GUARD_BLOCK);
}

static const unsigned char *block(struct cs_guard *g, size_t b)
{
	unsigned char *buf;

	if (g->damaged || b >= g->sum_count)
		return NULL;
	if (g->blocks[b])
		return g->blocks[b];
	buf = room(g);
	if (!read_block(g, b, buf)) {
		*CS_VEC_PUSH(&g->spare) = buf;
		return NULL;
	}
	*CS_VEC_PUSH(&g->held) = b;
	return g->blocks[b] = buf;
}

bool cs_guard_verify(struct cs_guard *g, size_t from)
{
	unsigned char *buf = room(g);

	for (size_t b = from / CS_GUARD_BLOCK; b < g->sum_count && !g->damaged; b++)
		read_block(g, b, buf);
	*CS_VEC_PUSH(&g->spare) = buf;
	return !g->damaged;
}

/* ---- what is asked for ---- */

/* Two blocks' bytes, put together. */
static const void *cross(struct cs_guard *g, size_t at, size_t n)
{
	size_t first = CS_GUARD_BLOCK - at % CS_GUARD_BLOCK;
	const unsigned char *a = block(g, at / CS_GUARD_BLOCK);
	const unsigned char *b = block(g, at / CS_GUARD_BLOCK + 1);
	unsigned char *to = g->crossed[g->next_crossed++ % CS_GUARD_CROSSED];

	if (!a || !b || n > CS_GUARD_ELEMENT)
		return NULL;
	memcpy(to, a + CS_GUARD_BLOCK - first, first);
	memcpy(to + first, b, n - first);
	return to;
}

const void *cs_guard_fetch(struct cs_guard *g, const void *p, size_t n)
{
	size_t at = (size_t)((const unsigned char *)p - g->map);
	const unsigned char *b;

	if (at >= g->size || n > g->size - at)
		return NULL;
	if (at % CS_GUARD_BLOCK + n > CS_GUARD_BLOCK)
		return cross(g, at, n);
	b = block(g, at / CS_GUARD_BLOCK);
	return b ? b + at % CS_GUARD_BLOCK : NULL;
}

/* A string that goes on in the next blocks. N: how long it may be at most. */
static const char *join(struct cs_guard *g, size_t at, size_t n)
{
	char *s = cs_alloc(STRING_BYTES + 1);
	size_t have = 0;

	*CS_VEC_PUSH(&g->strings) = s;
	while (n && have < STRING_BYTES) {
		const unsigned char *b = block(g, at / CS_GUARD_BLOCK);
		size_t here = length(g, at / CS_GUARD_BLOCK) - at % CS_GUARD_BLOCK;

		here = here < n ? here : n;
		here = here < STRING_BYTES - have ? here : STRING_BYTES - have;
		if (!b)
			return "";
		memcpy(s + have, b + at % CS_GUARD_BLOCK, here);
		have += here;
		if (memchr(s + have - here, '\0', here))
			return g->strings.v[g->strings.n - 1] = cs_realloc(s, have);
		at += here;
		n -= here;
	}
	return "";
}

const char *cs_guard_string(struct cs_guard *g, const char *p, const char *end)
{
	size_t at, n = (size_t)(end - p), here;
	const unsigned char *b;

	if (!g)
		return p;
	at = (size_t)((const unsigned char *)p - g->map);
	if (p >= end || at >= g->size || n > g->size - at)
		return "";
	here = length(g, at / CS_GUARD_BLOCK) - at % CS_GUARD_BLOCK;
	b = block(g, at / CS_GUARD_BLOCK);
	if (!b)
		return "";
	b += at % CS_GUARD_BLOCK;
	return memchr(b, '\0', here < n ? here : n) ? (const char *)b : join(g, at, n);
}
