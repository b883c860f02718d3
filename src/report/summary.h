/* What all events of a run come to: counts, a verdict, an exit code (contract: "Exit codes"). */
#ifndef CS_REPORT_SUMMARY_H
#define CS_REPORT_SUMMARY_H

#include "report/sink.h"

enum cs_exit {
	CS_EXIT_CLEAN = 0,
	CS_EXIT_FOUND = 1,
	CS_EXIT_USAGE = 2,
	CS_EXIT_ERROR = 3,
	CS_EXIT_INCOMPLETE = 4,
};

struct cs_summary {
	enum cs_severity fail_on;
	unsigned long events;
	unsigned long by_severity[CS_FATAL + 1];
	unsigned long failing;    /* at or above fail_on; neither suppressed, known, nor echoes */
	unsigned long known;      /* by the baseline */
	unsigned long incomplete; /* inputs */
	unsigned long errors;     /* inputs that could not be read */
};

void cs_summary_init(struct cs_summary *s, enum cs_severity fail_on);
/* A sink that counts into S. */
struct cs_sink cs_summary_sink(struct cs_summary *s);
/* Whether this event alone makes the run fail. */
bool cs_summary_counts(const struct cs_summary *s, const struct cs_event *ev);
enum cs_exit cs_summary_exit(const struct cs_summary *s);
/* "crash", "clean" or "incomplete". */
const char *cs_summary_verdict(const struct cs_summary *s);

#endif
