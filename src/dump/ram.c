#include "dump/ram.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#define WINDOW (1u << 20)

size_t cs_ram_read(struct cs_dump_image *im, uint64_t pa, void *buf, size_t n)
{
	if (pa + n < pa)
		n = (size_t)(UINT64_MAX - pa);
	return im->ops->read(im->state, pa, buf, n);
}

bool cs_ram_get(struct cs_dump_image *im, uint64_t pa, void *buf, size_t n)
{
	return cs_ram_read(im, pa, buf, n) == n;
}

struct scan {
	struct cs_dump_image *im;
	unsigned char *buf;
	cs_ram_window_fn *fn;
	void *ctx;
	unsigned holes; /* pages that should be there and aren't */
};

/* Whole pages of zeros that a sparse file doesn't even have. */
static uint64_t skip(struct cs_dump_image *im, uint64_t at)
{
	uint64_t to = im->ops->skip ? im->ops->skip(im->state, at) & ~4095ull : at;

	return to > at ? to : at;
}

static bool scan_range(struct scan *s, const struct cs_dump_image_range *r)
{
	uint64_t at = skip(s->im, r->begin);

	for (; at < r->end && s->holes < CS_LIMIT_DUMP_HOLES; at = skip(s->im, at)) {
		uint64_t left = r->end - at;
		size_t want = left < WINDOW ? (size_t)left : WINDOW;
		size_t n = cs_ram_read(s->im, at, s->buf, want);
		bool last = n == left || n < want;
		size_t fresh = last ? n : n - CS_RAM_OVERLAP;

		if (n && !s->fn(s->ctx, at, s->buf, n, fresh))
			return false;
		at += fresh;
		if (last && at < r->end) { /* a page that can't be read: the next one may */
			at = (at & ~4095ull) + 4096;
			s->holes++;
		}
	}
	return s->holes < CS_LIMIT_DUMP_HOLES;
}

void cs_ram_scan(struct cs_dump_image *im, cs_ram_window_fn *fn, void *ctx)
{
	struct scan s = {.im = im, .buf = cs_alloc(WINDOW), .fn = fn, .ctx = ctx};
	struct cs_dump_image_range r;
	uint64_t from = 0;

	while (im->ops->next(im->state, from, &r) && r.end > from) {
		if (!scan_range(&s, &r))
			break;
		from = r.end;
	}
	if (s.holes >= CS_LIMIT_DUMP_HOLES)
		cs_dump_image_set_damage(im, "more than %u pages can't be read", s.holes - 1);
	free(s.buf);
}
