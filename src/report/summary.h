/* What all events of a run come to: counts, a verdict, an exit code (contract: "Exit codes"). */
#ifndef CS_REPORT_SUMMARY_H
#define CS_REPORT_SUMMARY_H

#include "report/baseline.h"
#include "report/history.h"
#include "report/sink.h"

enum cs_exit {
	CS_EXIT_CLEAN = 0,
	CS_EXIT_FOUND = 1,
	CS_EXIT_USAGE = 2,
	CS_EXIT_ERROR = 3,
	CS_EXIT_INCOMPLETE = 4,
};

/* What makes a run fail (--fail-on). */
struct cs_fail_on {
	enum cs_severity level; /* this one or above */
	bool fresh_only;        /* what cs_summary_standing() calls neither known nor met */
	bool some_kinds;        /* only those set in KINDS */
	bool kinds[CS_KIND_COUNT];
};

/* "error", "new", "kasan" or "kind:kasan" (a must for kinds that are called as a level is:
 * warning), or several with commas between: all of them must hold, and of kinds one. Without a
 * level: warning, or with kinds any. False: the word at *BAD is none of these. */
bool cs_fail_on_parse(struct cs_fail_on *f, struct cs_str words, struct cs_str *bad);

struct cs_summary {
	struct cs_fail_on fail_on;
	const struct cs_history *history; /* of the event at hand, or NULL */
	/* What the run is compared with, and what it saw; both or neither. */
	const struct cs_baseline *baseline;
	const struct cs_baseline_seen *seen;
	unsigned long events;
	unsigned long by_severity[CS_FATAL + 1];
	unsigned long failing;    /* as fail_on says; neither suppressed, known, nor echoes */
	unsigned long known;      /* by the baseline or a list */
	unsigned long fresh;      /* CS_STANDING_NEW */
	unsigned long incomplete; /* inputs */
	unsigned long errors;     /* inputs that could not be read */
};

void cs_summary_init(struct cs_summary *s, const struct cs_fail_on *fail_on,
		     const struct cs_history *history);
/* How an event stands to what was known before the run: by the baseline, else by the store. */
enum cs_standing {
	CS_STANDING_NONE,  /* nothing to compare with, or no case at all */
	CS_STANDING_NEW,   /* not in the baseline; without one: never seen, or fixed and back */
	CS_STANDING_MET,   /* the store saw it before; not with a baseline */
	CS_STANDING_KNOWN, /* to the baseline or the list of known issues */
};
enum cs_standing cs_summary_standing(const struct cs_summary *s, const struct cs_event *ev);
/* "new", "known", else "". */
const char *cs_standing_name(enum cs_standing standing);
/* Calls FN for each case of the baseline that the run did not see. Not when an input was not read:
 * what it would have shown is unknown. */
void cs_summary_gone(const struct cs_summary *s, cs_baseline_gone_fn *fn, void *ctx);

/* A sink that counts into S. */
struct cs_sink cs_summary_sink(struct cs_summary *s);
/* Whether this event alone makes the run fail. */
bool cs_summary_counts(const struct cs_summary *s, const struct cs_event *ev);
enum cs_exit cs_summary_exit(const struct cs_summary *s);
/* "crash", "clean" or "incomplete". */
const char *cs_summary_verdict(const struct cs_summary *s);

#endif
