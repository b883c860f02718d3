/* The report for people: what, where, why and what next on the first screen; the evidence
 * below. */
#ifndef CS_REPORT_TEXT_H
#define CS_REPORT_TEXT_H

#include <stdio.h>

#include "report/history.h"
#include "report/summary.h"

struct cs_text;

/* OUT stays the caller's; HISTORY may be NULL: no store. */
struct cs_text *cs_text_new(FILE *out, bool color, const struct cs_summary *summary,
			    const struct cs_history *history);
struct cs_sink cs_text_sink(struct cs_text *t);
/* Writes the summary and frees. */
void cs_text_free(struct cs_text *t);

#endif
