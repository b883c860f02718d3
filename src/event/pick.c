/* Whose record is it? By caller id where the log has them; else whom it fits best, and whoever
 * spoke last when it makes no difference. */
#include <limits.h>

#include "event/tracker_private.h"

bool cs_tracker_is_candidate(const struct cs_open *o, const struct cs_record *r,
			     const struct cs_open * not )
{
	return !o->done && o != not &&o->caller_kind == r->caller_kind &&
	       o->caller_id == r->caller_id;
}

bool cs_tracker_has_order(const struct cs_open *o)
{
	return !o->caller_kind && !o->format->family && !o->format->more;
}

/* A CPU that was asked for its stack answers in a stream of its own. */
static struct cs_open *find_asking(struct cs_tracker *t, const struct cs_record *r)
{
	for (size_t i = 0; r->caller_kind == 'C' && i < t->count; i++)
		if (!t->open[i].done && t->open[i].nmi)
			return &t->open[i];
	return NULL;
}

struct cs_open *cs_tracker_numbered(struct cs_tracker *t, uint64_t number)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->open[i].number == number)
			return &t->open[i];
	return NULL;
}

static unsigned least_quiet(const struct cs_tracker *t, const struct cs_record *r,
			    const struct cs_open * not )
{
	unsigned least = UINT_MAX;

	for (size_t i = 0; i < t->count; i++)
		if (cs_tracker_is_candidate(&t->open[i], r, not ) && t->open[i].quiet < least)
			least = t->open[i].quiet;
	return least;
}

/* The line as it stands, without those behind it. BEST is the youngest of the candidates. */
static struct cs_open *choose(struct cs_tracker *t, const struct cs_incoming *in,
			      struct cs_open *best, const struct cs_open * not )
{
	struct cs_incoming same = *in;
	struct cs_strand_line line = cs_incoming_line(&same);
	unsigned least = least_quiet(t, in->record, not );
	int most = INT_MIN;

	for (size_t i = t->count; i-- > 0;) {
		struct cs_open *o = &t->open[i];
		int fit;

		if (!cs_tracker_is_candidate(o, in->record, not ) || !cs_tracker_has_order(o))
			continue;
		fit = 2 * cs_strand_fit(cs_open_strand(o), &line, t->skew) + (o->quiet == least);
		if ((o->interrupted && fit < 0) || fit <= most)
			continue;
		most = fit;
		best = o;
	}
	return best;
}

struct cs_open *cs_tracker_find(struct cs_tracker *t, const struct cs_incoming *in,
				const struct cs_open * not )
{
	struct cs_open *youngest = in->to ? cs_tracker_numbered(t, in->to) : NULL;
	size_t n = 0;

	if (youngest && cs_tracker_is_candidate(youngest, in->record, not ))
		return youngest;
	youngest = NULL;
	for (size_t i = t->count; i-- > 0;) {
		if (!cs_tracker_is_candidate(&t->open[i], in->record, not ))
			continue;
		if (!youngest)
			youngest = &t->open[i];
		n += cs_tracker_has_order(&t->open[i]);
	}
	if (!youngest)
		return find_asking(t, in->record);
	return n > 1 && cs_tracker_has_order(youngest) ? choose(t, in, youngest, not ) : youngest;
}
