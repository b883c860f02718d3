/* The lines of one event by the literals they hold: one pass over the event, so that a rule's
 * pattern is tried only where it can match (private to rule/). */
#ifndef CS_RULE_PREFILTER_H
#define CS_RULE_PREFILTER_H

#include "anchor/anchor.h"
#include "event/event.h"

struct cs_prefilter;

/* ANCHORS may be NULL: no literals. */
struct cs_prefilter *cs_prefilter_new(const struct cs_anchor_set *anchors, size_t literal_count);
void cs_prefilter_free(struct cs_prefilter *f);
void cs_prefilter_read(struct cs_prefilter *f, const struct cs_event *ev);
/* Indices of the lines with one of the COUNT literals, ascending; of all lines when COUNT is 0.
 * Valid until the next call. */
const uint32_t *cs_prefilter_lines(struct cs_prefilter *f, const uint32_t *literals, size_t count,
				   size_t *n);

#endif
