/* The contract's JSON, written as events come (json: one object; ndjson: an event a line). */
#ifndef CS_REPORT_JSON_H
#define CS_REPORT_JSON_H

#include <stdio.h>

#include "report/history.h"
#include "report/summary.h"

struct cs_json;

/* OUT stays the caller's. HISTORY may be NULL: no store. SUMMARY must outlive the report and be
 * counted before it ends. */
struct cs_json *cs_json_new(FILE *out, bool lines, const struct cs_summary *summary,
			    const struct cs_history *history);
struct cs_sink cs_json_sink(struct cs_json *j);
/* Writes the end of the report and frees it. */
void cs_json_free(struct cs_json *j);

/* One event as the contract's JSON on one line, malloc'ed. */
char *cs_json_event_text(const struct cs_event *ev);

#endif
