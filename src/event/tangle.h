/* Private to event/: which of several reports each line of one stream goes on with. A choice that
 * a line alone leaves open is kept open: up to CS_TANGLE_WAYS ways to give the lines to the
 * reports are followed side by side, each weighed by how well every line goes on with its report
 * and by how often the reports have taken turns. Lines are settled when all ways agree on them, at
 * the latest when CS_TANGLE_LINES wait. Memory is bounded by both, time is linear. */
#ifndef CS_EVENT_TANGLE_H
#define CS_EVENT_TANGLE_H

#include "event/strand.h"

#define CS_TANGLE_LINES 64u  /* that wait */
#define CS_TANGLE_STRANDS 8u /* reports */
#define CS_TANGLE_WAYS 32u

struct cs_tangle;

/* A line's report, and how sure that is: bits by which the next best way is less likely. */
struct cs_tangle_choice {
	unsigned strand;
	unsigned bits;
};

struct cs_tangle *cs_tangle_new(void);
void cs_tangle_free(struct cs_tangle *t);
/* N strands, LAST of them spoke last. What waits is forgotten, how they took turns is not. */
void cs_tangle_begin(struct cs_tangle *t, const struct cs_strand *const *strands, size_t n,
		     size_t last);
/* One more line; there must be fewer than CS_TANGLE_LINES that wait. SKEW as cs_strand_fit()'s. */
void cs_tangle_add(struct cs_tangle *t, const struct cs_strand_line *line, double skew);
/* How many lines, from the oldest on, are settled. */
size_t cs_tangle_settled(const struct cs_tangle *t);
/* Takes the oldest line out, settled or not; there must be one. */
struct cs_tangle_choice cs_tangle_take(struct cs_tangle *t);

#endif
