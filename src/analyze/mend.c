#include "analyze/mend.h"

#include <stdlib.h>

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

/* Only the kernel's lines have stamps, in this log: one without can be the rest of one. */
static bool can_be_rest(const struct held *h, const struct cs_record *r, size_t tags)
{
	return h->r.has_time && !r->has_time && r->level < 0 && !r->caller_kind && !r->program &&
	       tags == 0 && r->text.n && h->raw.n + r->raw.n <= JOINED;
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

/* Joins R to the torn record H. False, and H as it was: together they say nothing new. */
static bool join(struct cs_mend *m, struct held *h, const struct cs_record *r)
{
	enum cs_line_class piece = cs_grammar_classify(h->r.text), whole;
	size_t n = h->raw.n, tags = h->tag_count;

	cs_strbuf_add(&h->raw, r->raw);
	split_again(h);
	find_tags(m, h);
	whole = cs_grammar_classify(h->r.text);
	if (whole == CS_LINE_OTHER && (piece != CS_LINE_OTHER || h->tag_count <= tags)) {
		h->raw.p[h->raw.n = n] = '\0';
		split_again(h);
		find_tags(m, h);
		return false;
	}
	h->r.end = r->end;
	h->r.rest = r->number;
	h->r.rest_sure = whole != CS_LINE_OTHER && piece == CS_LINE_OTHER;
	h->torn = false;
	return true;
}

void cs_mend_take(struct cs_mend *m, const struct cs_record *r, uint32_t *tags, size_t n,
		  const struct cs_record *before, bool torn)
{
	bool same_line = m->count && m->held[m->count - 1].r.number == r->number;
	struct held *h = last_torn(m);

	if (h && !same_line && !torn && can_be_rest(h, r, n) && join(m, h, r)) {
		if (!last_torn(m))
			cs_mend_end(m);
		return;
	}
	if (m->count && !same_line)
		cs_mend_end(m);
	if (torn || same_line)
		hold(m, r, tags, n, torn);
	else
		m->ops->record(m->ctx, r, tags, n, before);
}
