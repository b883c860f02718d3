#include "analyze/scan.h"

#include <stdlib.h>

#include "analyze/mend.h"
#include "base/limits.h"
#include "base/mem.h"
#include "log/glue.h"

#define MAX_TAGS 64
#define BEFORE_BYTES 512

struct cs_scan {
	struct cs_anchor_scanner *scanner;
	struct cs_mend *mend;
	const struct cs_scan_ops *ops;
	void *ctx;
	char *buf;
	size_t have; /* bytes in buf; those before begin are done */
	size_t begin;
	uint64_t base; /* offset in the input of buf[0] */
	uint64_t lines;
	char before[BEFORE_BYTES]; /* the last line of the last window */
	size_t before_n;
	bool has_before;
	bool cut; /* that line has no end */
	struct cs_str taken;
};

#define WINDOW (CS_LIMIT_READ_BYTES + CS_LIMIT_LINE_BYTES)

struct cs_scan *cs_scan_new(const struct cs_anchor_set *anchors, const struct cs_scan_ops *ops,
			    void *ctx)
{
	struct cs_scan *s = cs_calloc(1, sizeof(*s));

	s->scanner = cs_anchor_scanner_new(anchors);
	s->mend = cs_mend_new(anchors, ops, ctx);
	s->ops = ops;
	s->ctx = ctx;
	s->buf = cs_alloc(WINDOW);
	return s;
}

void cs_scan_free(struct cs_scan *s)
{
	if (!s)
		return;
	cs_anchor_scanner_free(s->scanner);
	cs_mend_free(s->mend);
	free(s->buf);
	free(s);
}

char *cs_scan_room(struct cs_scan *s, size_t *size)
{
	if (s->begin) {
		memmove(s->buf, s->buf + s->begin, s->have - s->begin);
		s->base += s->begin;
		s->have -= s->begin;
		s->begin = 0;
	}
	*size = WINDOW - s->have;
	return s->buf + s->have;
}

uint64_t cs_scan_lines(const struct cs_scan *s)
{
	return s->lines;
}

uint64_t cs_scan_bytes(const struct cs_scan *s)
{
	return s->base + s->begin;
}

bool cs_scan_is_cut(const struct cs_scan *s, struct cs_str *line)
{
	*line = (struct cs_str){s->before, s->before_n};
	return s->cut && s->has_before;
}

struct cs_str cs_scan_taken(const struct cs_scan *s)
{
	return s->taken;
}

static uint64_t count_lines(const char *p, size_t n)
{
	uint64_t lines = 0;

	while (n) { /* blocks small enough for byte counters: the compiler vectorizes */
		size_t m = n < 255 ? n : 255;
		unsigned char c = 0;

		for (size_t i = 0; i < m; i++)
			c = (unsigned char)(c + (p[i] == '\n'));
		lines += c;
		p += m;
		n -= m;
	}
	return lines;
}

/* The line above offset AT in the window, split; false when there is none. */
static bool line_before(struct cs_scan *s, size_t at, struct cs_record *out)
{
	const char *nl;
	size_t end = at, begin;

	if (at == s->begin) {
		if (!s->has_before)
			return false;
		cs_record_split(out, (struct cs_str){s->before, s->before_n});
		out->end = s->base + at;
		out->offset = out->end - s->before_n - 1;
		out->number = s->lines;
		return true;
	}
	end = at - 1;
	nl = end > s->begin ? memrchr(s->buf + s->begin, '\n', end - s->begin) : NULL;
	begin = nl ? (size_t)(nl - s->buf) + 1 : s->begin;
	cs_record_split(out, (struct cs_str){s->buf + begin, end - begin});
	out->offset = s->base + begin;
	out->end = s->base + at;
	out->number = s->lines;
	return true;
}

/* One record of the line that begins at LINE; it ends in the window at NEXT. TORN: another one
 * follows in the line. */
static void hand_on(struct cs_scan *s, struct cs_record *r, size_t line, size_t next,
		    uint32_t *tags, size_t n, bool torn)
{
	size_t at = (size_t)(r->raw.p - s->buf);
	struct cs_record before;
	bool has_before = n > 0 && at == line && line_before(s, at, &before);

	r->number = s->lines + 1;
	r->offset = s->base + at;
	r->end = s->base + next;
	r->glued = torn || at != line;
	cs_mend_take(s->mend, r, tags, n, has_before ? &before : NULL, torn);
}

static size_t end_of_line(const struct cs_scan *s, size_t at, size_t end)
{
	const char *nl = memchr(s->buf + at, '\n', end - at);

	return nl ? (size_t)(nl - s->buf) : end;
}

/* Where the line of offset AT begins; not before FROM. */
static size_t start_of_line(const struct cs_scan *s, size_t at, size_t from)
{
	const char *nl = at > from ? memrchr(s->buf + from, '\n', at - from) : NULL;

	return nl ? (size_t)(nl - s->buf) + 1 : from;
}

static void keep_last_line(struct cs_scan *s, size_t end)
{
	size_t stop = end && s->buf[end - 1] == '\n' ? end - 1 : end;
	size_t start = start_of_line(s, stop, s->begin);
	size_t n = stop - start;

	s->cut = stop == end;
	s->has_before = n <= BEFORE_BYTES;
	if (!s->has_before)
		return;
	memcpy(s->before, s->buf + start, n);
	s->before_n = n;
}

struct hits {
	const struct cs_anchor_hit *v;
	size_t n;
	size_t *next;
};

/* One line: one record, or several that a console put together. */
static void take_line(struct cs_scan *s, size_t line, size_t line_end, size_t next,
		      struct hits *hits)
{
	uint32_t tags[MAX_TAGS];
	size_t at = line, stop;

	do {
		struct cs_record r;
		size_t n;

		cs_record_split(&r, (struct cs_str){s->buf + at, line_end - at});
		stop = at + cs_glue_first(&r);
		if (stop < line_end && r.raw.n > stop - at)
			cs_record_split(&r, (struct cs_str){s->buf + at, stop - at});
		else
			stop = line_end;
		n = cs_anchor_tags(hits->v, hits->n, hits->next, stop - s->begin, tags, MAX_TAGS);
		hand_on(s, &r, line, stop < line_end ? stop : next, tags, n, stop < line_end);
		at = stop;
	} while (at < line_end);
}

/* How many of the hits in front are dull and followed by another such. */
static size_t dull_hits(const struct cs_scan *s, const struct cs_anchor_hit *hits, size_t count)
{
	size_t n = 0;

	while (n + 1 < count && s->ops->dull(s->ctx, hits[n].tag) &&
	       s->ops->dull(s->ctx, hits[n + 1].tag))
		n++;
	return n;
}

/* Lines [begin, end) of the window; END is behind a line end, or the end of the input. */
static void take_lines(struct cs_scan *s, size_t end)
{
	struct cs_str block = {s->buf + s->begin, end - s->begin};
	size_t count, k = 0, at = s->begin;
	const struct cs_anchor_hit *hits = cs_anchor_scan(s->scanner, block, &count);

	while (at < end) {
		size_t line_end, next;

		if (!s->ops->busy(s->ctx) &&
		    !cs_mend_holds(s->mend)) { /* jump to the next line of interest */
			size_t to;

			k += dull_hits(s, hits + k, count - k);
			to = k < count ? start_of_line(s, s->begin + hits[k].end - 1, at) : end;

			s->lines += count_lines(s->buf + at, to - at);
			if (to == end && end > at && s->buf[end - 1] != '\n')
				s->lines++;
			at = to;
			if (at >= end)
				break;
		}
		line_end = end_of_line(s, at, end);
		next = line_end < end ? line_end + 1 : end;
		take_line(s, at, line_end, next, &(struct hits){hits, count, &k});
		s->lines++;
		at = next;
	}
	keep_last_line(s, end);
	s->taken = block;
	s->begin = end;
}

void cs_scan_add(struct cs_scan *s, size_t n, bool end)
{
	const char *nl;

	s->have += n;
	s->taken = (struct cs_str){s->buf, 0};
	nl = s->have > s->begin ? memrchr(s->buf + s->begin, '\n', s->have - s->begin) : NULL;
	if (nl)
		take_lines(s, (size_t)(nl - s->buf) + 1);
	if (s->have - s->begin >= CS_LIMIT_LINE_BYTES || (end && s->have > s->begin)) {
		struct cs_str first = s->taken; /* contiguous with what follows */

		take_lines(s, s->have);
		if (first.n)
			s->taken = (struct cs_str){first.p, first.n + s->taken.n};
	}
	if (end)
		cs_scan_pause(s);
}

void cs_scan_pause(struct cs_scan *s)
{
	cs_mend_end(s->mend);
}
