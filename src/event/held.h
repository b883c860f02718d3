/* Private to the tracker: records that wait until it is known whose they are, in their order. */
#ifndef CS_EVENT_HELD_H
#define CS_EVENT_HELD_H

#include "base/strbuf.h"
#include "event/open.h"
#include "event/tangle.h"

struct cs_held_record {
	struct cs_strbuf raw;
	struct cs_record record; /* its views point into raw */
	enum cs_line_class class;
	const struct cs_format *header; /* that takes it for a beginning, or NULL */
	struct cs_strand_line line;
};

struct cs_held {
	struct cs_held_record *slots; /* CS_TANGLE_LINES, or NULL: nothing was held yet */
	size_t first, count;
};

void cs_held_release(struct cs_held *h);
/* Puts a copy of the record behind the others; there must be fewer than CS_TANGLE_LINES. */
void cs_held_put(struct cs_held *h, const struct cs_incoming *in,
		 const struct cs_strand_line *line);
/* The one number AT from the oldest, which is number 0. */
const struct cs_held_record *cs_held_at(const struct cs_held *h, size_t at);
/* The oldest leaves; what it holds stays valid until the next cs_held_put(). */
const struct cs_held_record *cs_held_take(struct cs_held *h);

#endif
