#include "dump/flattened.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"

#define HEADER_BYTES 4096u /* makedumpfile.h MAX_SIZE_MDF_HEADER */
#define END_MARK UINT64_MAX
#define OVERLAPS 64u /* rewritten headers give two or three */

struct piece {
	uint64_t to, size; /* in the file that is made */
	uint64_t from;     /* offset in the stream */
	uint64_t max_end;  /* of this and all before it in the order of "to" */
	size_t sequence;
};

struct cs_flattened {
	cs_flattened_read_fn *read;
	void *ctx;
	CS_VEC(struct piece) pieces;
	const char *damage;
};

static bool has_signature(cs_flattened_read_fn *read, void *ctx)
{
	unsigned char h[32];

	return read(ctx, 0, h, sizeof(h)) == sizeof(h) &&
	       memcmp(h, "makedumpfile\0\0\0\0", 16) == 0 && cs_be64(h + 16) == 1;
}

static void index_pieces(struct cs_flattened *f, uint64_t size)
{
	uint64_t at = HEADER_BYTES;

	for (;;) {
		unsigned char h[16];
		struct piece *p;
		uint64_t to, n;

		if (f->read(f->ctx, at, h, sizeof(h)) != sizeof(h)) {
			f->damage = "the flattened file ends before its end mark";
			return;
		}
		to = cs_be64(h);
		n = cs_be64(h + 8);
		at += sizeof(h);
		if (to == END_MARK)
			return;
		if (n > INT64_MAX || to > INT64_MAX || f->pieces.n >= CS_LIMIT_DUMP_PIECES) {
			f->damage = "a piece of the flattened file has an impossible header";
			return;
		}
		if (n > size - at) {
			f->damage = "the flattened file is cut inside a piece";
			n = size - at;
		}
		p = CS_VEC_PUSH(&f->pieces);
		*p = (struct piece){to, n, at, 0, f->pieces.n};
		at += n;
		if (f->damage)
			return;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return x->sequence < y->sequence ? -1 : 1;
}

static void sort_pieces(struct cs_flattened *f)
{
	uint64_t end = 0;

	if (f->pieces.n)
		qsort(f->pieces.v, f->pieces.n, sizeof(*f->pieces.v), by_place);
	for (size_t i = 0; i < f->pieces.n; i++) {
		struct piece *p = &f->pieces.v[i];

		if (p->to + p->size > end)
			end = p->to + p->size;
		p->max_end = end;
	}
}

struct cs_flattened *cs_flattened_open(cs_flattened_read_fn *read, void *ctx, uint64_t size)
{
	struct cs_flattened *f;

	if (!has_signature(read, ctx))
		return NULL;
	f = cs_calloc(1, sizeof(*f));
	f->read = read;
	f->ctx = ctx;
	index_pieces(f, size);
	sort_pieces(f);
	return f;
}

void cs_flattened_free(struct cs_flattened *f)
{
	if (!f)
		return;
	CS_VEC_FREE(&f->pieces);
	free(f);
}

uint64_t cs_flattened_size(const struct cs_flattened *f)
{
	return f->pieces.n ? f->pieces.v[f->pieces.n - 1].max_end : 0;
}

const char *cs_flattened_damage(const struct cs_flattened *f)
{
	return f->damage;
}

/* The number of pieces that begin before OFF. */
static size_t pieces_before(const struct cs_flattened *f, uint64_t off)
{
	size_t lo = 0, hi = f->pieces.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (f->pieces.v[mid].to < off)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* The piece that holds OFF, the latest written if several do. *UNTIL: where another piece may
 * take over. */
static const struct piece *piece_at(const struct cs_flattened *f, uint64_t off, uint64_t *until)
{
	size_t i = pieces_before(f, off + 1);
	const struct piece *best = NULL;

	*until = i < f->pieces.n ? f->pieces.v[i].to : UINT64_MAX;
	for (unsigned seen = 0; i-- && f->pieces.v[i].max_end > off && seen < OVERLAPS; seen++) {
		const struct piece *p = &f->pieces.v[i];

		if (p->to + p->size > off && (!best || p->sequence > best->sequence))
			best = p;
	}
	if (best && best->to + best->size < *until)
		*until = best->to + best->size;
	return best;
}

/* What stands between two pieces was never written: a file that is put together on disk
 * (makedumpfile -R) has a hole there, which reads as zeros. Writers leave out the rest of a block;
 * a hole that is larger is damage, and would be read for hours. */
#define GAP_BYTES (1u << 20)

size_t cs_flattened_read(struct cs_flattened *f, uint64_t off, void *buf, size_t n)
{
	size_t have = 0;

	while (have < n) {
		uint64_t at = off + have, until;
		const struct piece *p = piece_at(f, at, &until);
		size_t take = n - have, got;

		if (!p && until - at > GAP_BYTES)
			break;
		if (take > until - at)
			take = (size_t)(until - at);
		if (!p) {
			memset((char *)buf + have, 0, take);
			have += take;
			continue;
		}
		got = f->read(f->ctx, p->from + (at - p->to), (char *)buf + have, take);
		have += got;
		if (got < take)
			break;
	}
	return have;
}
