/* The literals that crashscan looks for, a line each, for peers that are given the same:
 * list_anchors [RULES]. Those of the rules only with the folder RULES. */
#include <stdio.h>

#include "analyze/engine.h"
#include "rule/rule.h"

int main(int argc, char **argv)
{
	struct cs_rules *rules = cs_rules_new();
	struct cs_companions with = {.rules = rules};
	struct cs_engine *e = NULL;
	struct cs_error err = {0};
	const char *literal;

	if ((argc < 2 || cs_rules_load(rules, argv[1], &err) == CS_OK) &&
	    cs_rules_compile(rules, &err) == CS_OK)
		e = cs_engine_new(&with, &err);
	if (!e) {
		fprintf(stderr, "list_anchors: %s\n", err.message);
		return 1;
	}
	for (size_t i = 0; (literal = cs_anchor_set_literal(e->anchors, i)); i++)
		puts(literal);
	cs_engine_free(e);
	cs_rules_free(rules);
	return 0;
}
