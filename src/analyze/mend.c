#include "analyze/mend.h"

#include <stdlib.h>

#include "analyze/engine.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "event/grammar.h"

#define HELD 8      /* records: pieces of one line */
#define TAGS 64     /* of a record */
#define JOINED 4096 /* bytes of a record put together */

struct held {
	struct cs_strbuf raw;
	struct cs_record r; /* its views point into raw */
	uint32_t tags[TAGS];
	size_t tag_count;
	bool torn;
	bool wrapped; /* perhaps: the line of a driver, whose end may follow */
};

struct cs_mend {
	const struct cs_anchor_set *anchors;
	struct cs_anchor_scanner *scanner; /* NULL until something is put together */
	const struct cs_scan_ops *ops;
	void *ctx;
	struct held held[HELD]; /* in their order */
	size_t count;
};

struct cs_mend *cs_mend_new(const struct cs_anchor_set *anchors, const struct cs_scan_ops *ops,
			    void *ctx)
{
	struct cs_mend *m = cs_calloc(1, sizeof(*m));

	m->anchors = anchors;
	m->ops = ops;
	m->ctx = ctx;
	for (size_t i = 0; i < HELD; i++)
		cs_strbuf_init(&m->held[i].raw);
	return m;
}

void cs_mend_free(struct cs_mend *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < HELD; i++)
		cs_strbuf_release(&m->held[i].raw);
	cs_anchor_scanner_free(m->scanner);
	free(m);
}

bool cs_mend_holds(const struct cs_mend *m)
{
	return m->count > 0;
}

void cs_mend_end(struct cs_mend *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct held *h = &m->held[i];

		m->ops->record(m->ctx, &h->r, h->tags, h->tag_count, NULL);
	}
	m->count = 0;
}

/* The record's text is put where it stays; everything else of it is kept. */
static void split_again(struct held *h)
{
	struct cs_record r;

	cs_record_split(&r, cs_strbuf_str(&h->raw));
	r.number = h->r.number;
	r.offset = h->r.offset;
	r.end = h->r.end;
	r.glued = h->r.glued;
	r.rest = h->r.rest;
	r.rest_sure = h->r.rest_sure;
	h->r = r;
}

static void hold(struct cs_mend *m, const struct cs_record *r, const uint32_t *tags, size_t n,
		 bool torn)
{
	struct held *h;

	if (m->count == HELD)
		cs_mend_end(m);
	h = &m->held[m->count++];
	cs_strbuf_clear(&h->raw);
	cs_strbuf_add(&h->raw, r->raw);
	h->r = *r;
	h->torn = torn;
	h->wrapped = false;
	h->tag_count = n < TAGS ? n : TAGS;
	memcpy(h->tags, tags, h->tag_count * sizeof(*tags));
	split_again(h);
}

static struct held *last_torn(struct cs_mend *m)
{
	for (size_t i = m->count; i-- > 0;)
		if (m->held[i].torn)
			return &m->held[i];
	return NULL;
}

/* A stamp of the kernel's or of a logger's: "Nov 25 12:00:00 host kernel: ". */
static bool is_stamped(const struct cs_record *r)
{
	for (const char *p = r->raw.p; !r->has_time && p + 2 < r->text.p; p++)
		if (cs_is_digit(p[0]) && p[1] == ':' && cs_is_digit(p[2]))
			return true;
	return r->has_time;
}

/* Only the kernel's lines have stamps, in this log: one without can be the rest of one. */
static bool can_be_rest(const struct held *h, const struct cs_record *r, size_t tags)
{
	return is_stamped(&h->r) && !is_stamped(r) && r->level < 0 && !r->caller_kind &&
	       !r->program && tags == 0 && r->text.n && h->raw.n + r->raw.n <= JOINED;
}

static void find_tags(struct cs_mend *m, struct held *h)
{
	size_t count, next = 0;
	const struct cs_anchor_hit *hits;

	if (!m->scanner)
		m->scanner = cs_anchor_scanner_new(m->anchors);
	hits = cs_anchor_scan(m->scanner, cs_strbuf_str(&h->raw), &count);
	h->tag_count = cs_anchor_tags(hits, count, &next, h->raw.n, h->tags, TAGS);
}

static bool begins(const struct cs_mend *m, const struct held *h)
{
	return m->ops->begins(m->ctx, h->r.text, h->tags, h->tag_count);
}

/* Joins R to the torn record H. False, and H as it was: together they say nothing new. */
static bool join(struct cs_mend *m, struct held *h, const struct cs_record *r)
{
	enum cs_line_class piece = cs_grammar_classify(h->r.text), whole;
	size_t n = h->raw.n, tags = h->tag_count;
	bool began = begins(m, h), header;

	cs_strbuf_add(&h->raw, r->raw);
	split_again(h);
	find_tags(m, h);
	whole = cs_grammar_classify(h->r.text);
	header = !began && begins(m, h);
	if (whole == CS_LINE_OTHER && !header && (piece != CS_LINE_OTHER || h->tag_count <= tags)) {
		h->raw.p[h->raw.n = n] = '\0';
		split_again(h);
		find_tags(m, h);
		return false;
	}
	h->r.end = r->end;
	h->r.rest = r->number;
	h->r.rest_sure = header || (whole != CS_LINE_OTHER && piece == CS_LINE_OTHER);
	h->torn = false;
	return true;
}

/* ---- lines that a mail program broke ---- */

#define WRAPPED_FROM 60 /* bytes: what fits into so few isn't broken, */
#define WRAPPED_TO 90   /* and of a longer line no mail program left so many */

static bool has_format(const uint32_t *tags, size_t n)
{
	return n && tags[0] < CS_TAG_BANNER; /* in ascending order */
}

static bool may_be_wrapped(const struct cs_record *r, const uint32_t *tags, size_t n)
{
	for (size_t i = 0; i < n && is_stamped(r); i++)
		if (tags[i] == CS_TAG_WRAP)
			return true;
	return false;
}

/* The first word of R did not fit into the held line any more. */
static bool did_not_fit(const struct held *h, const struct cs_record *r)
{
	size_t n = 0;

	while (n < r->text.n && !cs_is_blank(r->text.p[n]))
		n++;
	return h->raw.n <= WRAPPED_TO && h->raw.n + 1 + n > WRAPPED_FROM;
}

/* Joins R to the held line, if together they are of a report. */
static void unwrap(struct cs_mend *m, struct held *h, const struct cs_record *r)
{
	size_t n = h->raw.n;
	bool soft = n && h->raw.p[n - 1] == '='; /* quoted-printable: in the middle of a word */

	if (soft)
		h->raw.n--;
	else if (n == 0 || !cs_is_blank(h->raw.p[n - 1])) /* format=flowed leaves it there */
		cs_strbuf_add(&h->raw, CS_STR(" "));
	cs_strbuf_add(&h->raw, r->text);
	split_again(h);
	find_tags(m, h);
	if (!has_format(h->tags, h->tag_count) && !m->ops->busy(m->ctx)) {
		if (soft)
			h->raw.p[n - 1] = '=';
		h->raw.p[h->raw.n = n] = '\0';
		split_again(h);
		find_tags(m, h);
		return;
	}
	h->r.rest = r->number;
	h->r.wrapped = true;
}

/* Whether R can be the end of the line that is held. */
static bool can_end(const struct held *h, const struct cs_record *r, const uint32_t *tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tags[i] == CS_TAG_WRAP)
			return false;
	return can_be_rest(h, r, 0) && did_not_fit(h, r) && !cs_str_starts(r->text, "(XEN)") &&
	       cs_grammar_classify(r->text) == CS_LINE_OTHER;
}

/* The held line goes on, together with R if that is its end; R itself comes behind it. */
static void release_wrapped(struct cs_mend *m, const struct cs_record *r, const uint32_t *tags,
			    size_t n)
{
	if (m->count != 1 || !m->held[0].wrapped)
		return;
	if (can_end(&m->held[0], r, tags, n))
		unwrap(m, &m->held[0], r);
	cs_mend_end(m);
}

void cs_mend_take(struct cs_mend *m, const struct cs_record *r, uint32_t *tags, size_t n,
		  const struct cs_record *before, bool torn)
{
	struct held *h;
	bool same_line;

	release_wrapped(m, r, tags, n);
	same_line = m->count && m->held[m->count - 1].r.number == r->number;
	h = last_torn(m);
	if (h && !same_line && !torn && can_be_rest(h, r, n) && join(m, h, r)) {
		if (!last_torn(m))
			cs_mend_end(m);
		return;
	}
	if (m->count && !same_line)
		cs_mend_end(m);
	if (torn || same_line)
		hold(m, r, tags, n, torn);
	else if (may_be_wrapped(r, tags, n)) {
		hold(m, r, tags, n, false);
		m->held[m->count - 1].wrapped = true;
	} else
		m->ops->record(m->ctx, r, tags, n, before);
}
