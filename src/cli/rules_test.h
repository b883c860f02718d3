/* The examples in the rules, each pushed through the whole pipeline. */
#ifndef CS_CLI_RULES_TEST_H
#define CS_CLI_RULES_TEST_H

#include "analyze/analyze.h"
#include "rule/rule.h"

struct cs_rules_tested {
	size_t rules, examples, failed;
	size_t logs, hits; /* of cs_rules_test_clean() */
};

/* Runs the examples of every rule (of RULE alone, unless NULL) and prints each that fails.
 * False: the engine could not be made or an example not be read. */
bool cs_rules_test(const struct cs_rules *rules, const struct cs_rule *rule, bool verbose,
		   struct cs_rules_tested *out);
/* No rule may say anything about this log. Prints those that do. */
bool cs_rules_test_clean(const struct cs_rules *rules, const char *path,
			 struct cs_rules_tested *out);

/* Which conditions of RULE hold for each report in the log, on standard output. */
bool cs_rules_explain(const struct cs_rules *rules, const struct cs_rule *rule, const char *path);

#endif
