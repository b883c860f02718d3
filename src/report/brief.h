/* An event a line, as compilers print: "PATH:LINE: SEVERITY: TITLE (FUNCTION, PLACE) [rule]". Made
 * for runs over many logs, for grep, and for editors that jump to such lines. */
#ifndef CS_REPORT_BRIEF_H
#define CS_REPORT_BRIEF_H

#include <stdio.h>

#include "report/pen.h"
#include "report/summary.h"

struct cs_brief;

struct cs_brief *cs_brief_new(FILE *out, bool color, const struct cs_summary *summary);
struct cs_sink cs_brief_sink(struct cs_brief *b);
void cs_brief_free(struct cs_brief *b);

#endif
