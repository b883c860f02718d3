/* SARIF 2.1.0 (OASIS standard, 27 March 2020): an event is a result, its kind the rule; evidence
 * lines and the place in the source are related locations; the signature is a partial
 * fingerprint. Written as events come; rules and invocation stand at the end. */
#ifndef CS_REPORT_SARIF_H
#define CS_REPORT_SARIF_H

#include <stdio.h>

#include "report/summary.h"

struct cs_sarif;

struct cs_sarif *cs_sarif_new(FILE *out, const struct cs_summary *summary);
struct cs_sink cs_sarif_sink(struct cs_sarif *s);
void cs_sarif_free(struct cs_sarif *s);

#endif
