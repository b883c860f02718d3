/* The rules of a run: those that come with crashscan, and those of --rules. */
#ifndef CS_CLI_RULE_SET_H
#define CS_CLI_RULE_SET_H

#include <stdio.h>

#include "rule/rule.h"

struct cs_rule_set {
	struct cs_rules *rules; /* sound ones only; never NULL */
	bool failed;            /* something was wrong, and told on standard error */
};

/* The default rules, if wanted, and then PATHS. KEEP: files read before may come from the user's
 * cache (cs_rules_keep()), for who wants to use the rules and not to look into them. */
void cs_rule_set_load(struct cs_rule_set *set, bool keep, bool defaults, const char *const *paths,
		      size_t n);
void cs_rule_set_release(struct cs_rule_set *set);
/* Prints the problems from number FROM on. */
void cs_rule_set_print_problems(const struct cs_rules *rules, size_t from, FILE *out);

#endif
