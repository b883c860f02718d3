/* The tracker's own: which report a record is for. Private to tracker.c, pick.c, untangle.c. */
#ifndef CS_EVENT_TRACKER_PRIVATE_H
#define CS_EVENT_TRACKER_PRIVATE_H

#include "base/digest.h"
#include "base/limits.h"
#include "event/held.h"
#include "event/tracker.h"

struct cs_tracker {
	struct cs_open_with with;
	cs_event_fn *fn;
	void *ctx;
	struct cs_open open[CS_LIMIT_OPEN_EVENTS]; /* in order of their beginning */
	size_t count;
	uint64_t begun; /* reports, so far */
	bool saw_rest;  /* a line from inside a report came while none was open */
	unsigned boot;
	const char *test;       /* name of the one that runs, or NULL */
	double last;            /* stamp of the last record */
	uint64_t header_number; /* line of the last header, 0: none */
	char header_digest[CS_DIGEST_HEX + 1];
	double skew; /* by how much stamps went back while reports were open: two clocks */

	/* reports that go on in one stream without caller ids, by their numbers */
	uint64_t members[CS_TANGLE_STRANDS];
	size_t member_count;      /* fewer than two: nothing to tell apart */
	struct cs_tangle *tangle; /* NULL until it is needed */
	struct cs_held held;      /* records that wait for it */
	unsigned changes;         /* of the members while records wait */
};

/* pick.c */

/* Whether the report is one of the record's stream, other than NOT. */
bool cs_tracker_is_candidate(const struct cs_open *o, const struct cs_record *r,
			     const struct cs_open * not );
/* The open report with this number, or NULL. */
struct cs_open *cs_tracker_numbered(struct cs_tracker *t, uint64_t number);
/* Whether the report can be told from others by how far it has come. */
bool cs_tracker_has_order(const struct cs_open *o);
/* The report of the record's stream, other than NOT, that it goes on with; or NULL. */
struct cs_open *cs_tracker_find(struct cs_tracker *t, const struct cs_incoming *in,
				const struct cs_open * not );

/* untangle.c */

/* Gives the record to its report, now or when later ones have told which that is. False: nobody
 * needs to be told apart, or the record begins a report; it is the caller's, at once. */
bool cs_tracker_untangle(struct cs_tracker *t, struct cs_incoming *in);
/* Records that nothing keeps waiting any more go to their reports; ALL: and the others, to whom
 * they fit best. */
void cs_tracker_settle(struct cs_tracker *t, bool all);
/* The reports have changed: looks which are to be told apart. */
void cs_tracker_regroup(struct cs_tracker *t);

/* tracker.c: the record is for the report IN->to, or for whom cs_tracker_find() finds. */
void cs_tracker_process(struct cs_tracker *t, struct cs_incoming *in,
			const struct cs_record *before);

#endif
