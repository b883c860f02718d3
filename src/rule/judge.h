/* Rules against events. A judge is one input's working memory: what it saw earlier in this boot
 * (lines that rules asked for, reports), and scratch for matching. Not shared by threads; the
 * rules are. */
#ifndef CS_RULE_JUDGE_H
#define CS_RULE_JUDGE_H

#include "log/boot.h"
#include "rule/rule.h"

struct cs_judge;

/* RULES must outlive the judge. */
struct cs_judge *cs_judge_new(const struct cs_rules *rules);
void cs_judge_free(struct cs_judge *j);
/* A record whose line holds the literal with TAG: kept in BOOT when a rule will want it. */
void cs_judge_see(struct cs_judge *j, uint32_t tag, const struct cs_record *r,
		  struct cs_boot *boot);
/* Adds the findings to EV, surest first, then gravest, then by rank; raises its severity where a
 * rule says so; notes patterns that hit their limits; and remembers EV for the rules that ask
 * for an earlier report. BOOT may be NULL. */
void cs_judge_event(struct cs_judge *j, const struct cs_boot *boot, struct cs_event *ev);

/* Told each condition with its outcome, outermost last; for "rules explain ID FILE". */
typedef void cs_judge_trace_fn(void *ctx, const struct cs_event *ev, const struct cs_rule *rule,
			       const struct cs_rule_cond *cond, int depth, bool holds);
void cs_judge_set_trace(struct cs_judge *j, struct cs_str rule_id, cs_judge_trace_fn *fn,
			void *ctx);

#endif
