/* Records of a stream without caller ids in which several reports go on: each waits until those
 * behind it have told whose it is. */
#include "event/header.h"
#include "event/tracker_private.h"

#define SURE_BITS 7 /* 99 of 100 */
#define LIKELY_BITS 3
#define CHANGES 4u /* of the reports while records wait; then each is taken as it stands */

static struct cs_open *find_member(struct cs_tracker *t, size_t member)
{
	return cs_tracker_numbered(t, t->members[member]);
}

/* The reports that can go on without a caller id, those that spoke last; in order of their
 * beginning. */
static size_t find_members(const struct cs_tracker *t, uint64_t members[CS_TANGLE_STRANDS])
{
	static const struct cs_record any = {0};
	const struct cs_open *those[CS_LIMIT_OPEN_EVENTS];
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		if (cs_tracker_is_candidate(&t->open[i], &any, NULL))
			those[n++] = &t->open[i];
	if (n < 2 || !cs_tracker_has_order(those[n - 1]))
		return 0;
	for (size_t i = n; i-- > 0;) /* families speak for themselves */
		if (!cs_tracker_has_order(those[i]))
			memmove(&those[i], &those[i + 1], (--n - i) * sizeof(*those));
	while (n > CS_TANGLE_STRANDS) {
		size_t quietest = 0;

		for (size_t i = 1; i < n; i++)
			if (those[i]->quiet > those[quietest]->quiet)
				quietest = i;
		memmove(&those[quietest], &those[quietest + 1], (--n - quietest) * sizeof(*those));
	}
	for (size_t i = 0; i < n; i++)
		members[i] = those[i]->number;
	return n;
}

/* The search begins anew at the oldest record that waits. */
static void search_again(struct cs_tracker *t)
{
	const struct cs_strand *strands[CS_TANGLE_STRANDS];
	size_t last = 0;
	unsigned least = UINT32_MAX;

	if (!t->tangle)
		t->tangle = cs_tangle_new();
	for (size_t i = 0; i < t->member_count; i++) {
		struct cs_open *o = find_member(t, i);

		strands[i] = cs_open_strand(o);
		if (o->quiet <= least) {
			least = o->quiet;
			last = i;
		}
	}
	cs_tangle_begin(t->tangle, strands, t->member_count, last);
	for (size_t i = 0; i < t->held.count; i++)
		cs_tangle_add(t->tangle, &cs_held_at(&t->held, i)->line, t->skew);
}

void cs_tracker_regroup(struct cs_tracker *t)
{
	uint64_t members[CS_TANGLE_STRANDS];
	size_t n = find_members(t, members);

	if (n < 2)
		n = 0;
	if (n == t->member_count && memcmp(members, t->members, n * sizeof(*members)) == 0)
		return;
	memcpy(t->members, members, n * sizeof(*members));
	t->member_count = n;
	t->changes += t->held.count > 0;
	if (n)
		search_again(t);
}

static enum cs_line_told told_by(unsigned bits)
{
	return bits >= SURE_BITS     ? CS_TOLD_SURE
	       : bits >= LIKELY_BITS ? CS_TOLD_LIKELY
				     : CS_TOLD_GUESSED;
}

/* The report of the oldest line that the search knows of. */
static void address(struct cs_tracker *t, struct cs_incoming *in)
{
	struct cs_tangle_choice c = cs_tangle_take(t->tangle);

	in->to = t->members[c.strand];
	in->told = told_by(c.bits);
}

static void process_oldest(struct cs_tracker *t)
{
	bool searched = t->member_count && t->changes <= CHANGES;
	struct cs_incoming in = {0};
	const struct cs_held_record *h;

	if (searched)
		address(t, &in);
	else if (t->member_count)
		in.told = CS_TOLD_GUESSED;
	h = cs_held_take(&t->held);
	in.record = &h->record;
	in.class = h->class;
	in.header = h->header;
	if (t->held.count == 0)
		t->changes = 0;
	cs_tracker_process(t, &in, NULL);
	if (!searched && t->member_count && t->held.count == 0)
		search_again(t); /* it still waits for the lines that were taken without it */
}

void cs_tracker_settle(struct cs_tracker *t, bool all)
{
	while (t->held.count && (all || t->member_count == 0 || t->changes > CHANGES ||
				 t->held.count == CS_TANGLE_LINES || cs_tangle_settled(t->tangle)))
		process_oldest(t);
}

/* The header may be a part of a report that is open, or of one whose name is still to come. */
static bool may_go_on(struct cs_tracker *t, const struct cs_format *f)
{
	for (size_t i = 0; i < t->member_count; i++) {
		const struct cs_open *o = find_member(t, i);

		if (o && cs_header_may_go_on(o, f))
			return true;
	}
	return false;
}

bool cs_tracker_untangle(struct cs_tracker *t, struct cs_incoming *in)
{
	struct cs_strand_line line;

	if (t->member_count == 0 || in->record->caller_kind)
		return false;
	if (in->header && !may_go_on(t, in->header)) {
		cs_tracker_settle(t, true);
		return false;
	}
	line = cs_incoming_line(in);
	cs_tangle_add(t->tangle, &line, t->skew);
	if (t->held.count == 0 && cs_tangle_settled(t->tangle)) {
		address(t, in);
		cs_tracker_process(t, in, NULL);
		return true;
	}
	cs_held_put(&t->held, in, &line);
	cs_tracker_settle(t, false);
	return true;
}
