/* Private to analyze/: what makes one sighting of a bug another than the next. The same report,
 * read again (from a pipe, in other pieces, out of a log that has grown or lost its front) has
 * the same digest; equal reports one after another in one input have different ones. */
#ifndef CS_ANALYZE_SPAN_H
#define CS_ANALYZE_SPAN_H

#include "event/event.h"

#define CS_SPAN_HEAD_BYTES 4096
#define CS_SPAN_BUCKETS 4096

struct cs_seen_span {
	char digest[33];
	int next; /* in its bucket, -1: the last */
};

struct cs_spans {
	char head[CS_SPAN_HEAD_BYTES]; /* the input's first bytes */
	size_t head_n;
	struct cs_seen_span *seen; /* this input's events */
	size_t seen_n, seen_cap;
	int buckets[CS_SPAN_BUCKETS]; /* the last of SEEN by its digest, -1: none */
};

void cs_spans_init(struct cs_spans *s);
void cs_spans_release(struct cs_spans *s);
/* Bytes of the input in order, before the events in them; only the first are kept. */
void cs_spans_feed(struct cs_spans *s, struct cs_str bytes);
/* Fills ev->span_digest. Once for each event of the input, in order. */
void cs_spans_mark(struct cs_spans *s, struct cs_event *ev);

#endif
