/* What a batch comes to: events counted by case. A sink; memory grows with the number of
 * different cases only, up to CS_LIMIT_BATCH_CASES. */
#ifndef CS_BATCH_CASES_H
#define CS_BATCH_CASES_H

#include "report/sink.h"
#include "report/summary.h"

struct cs_batch_case {
	char signature[40];
	char *title;
	enum cs_kind kind;
	enum cs_severity severity;
	unsigned long events;
	unsigned long inputs; /* in how many */
	char *first_path;
	uint64_t first_line;
	enum cs_standing standing; /* of its first event */
	size_t last_input;         /* private: number of the input that was counted last */
};

struct cs_batch_cases;

/* SUMMARY says how events stand to what was known; it outlives the cases. */
struct cs_batch_cases *cs_batch_cases_new(const struct cs_summary *summary);
void cs_batch_cases_free(struct cs_batch_cases *c);
/* Counts what a run's summary counts, known ones too: neither suppressed events nor echoes. */
struct cs_sink cs_batch_cases_sink(struct cs_batch_cases *c);
/* The most frequent first, then in the order of their first sighting; *COUNT of them. Valid until
 * the next event. */
const struct cs_batch_case *const *cs_batch_cases_list(struct cs_batch_cases *c, size_t *count);
/* Events of cases beyond the limit. */
unsigned long cs_batch_cases_uncounted(const struct cs_batch_cases *c);

#endif
