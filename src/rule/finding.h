/* From a rule that holds to a finding (private to rule/). */
#ifndef CS_RULE_FINDING_H
#define CS_RULE_FINDING_H

#include "rule/model.h"

/* The finding of G's rule, which holds, with its refinements; appended to EV. */
void cs_finding_add(struct judging *g, struct cs_event *ev);
/* All findings are there: drops those that others replace, sorts them, keeps
 * CS_LIMIT_FINDINGS, raises the event's severity. */
void cs_findings_finish(const struct cs_rules *rules, struct cs_event *ev);

#endif
