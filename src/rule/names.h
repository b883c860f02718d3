/* Lists of names with "*" for any run of characters. */
#ifndef CS_RULE_NAMES_H
#define CS_RULE_NAMES_H

#include "rule/yaml.h"

struct cs_globs {
	struct cs_str *v;
	size_t n;
};

/* A scalar or a list of scalars. False when it is neither; told in P. */
bool cs_globs_parse(struct cs_arena *arena, const struct cs_yaml *y, struct cs_globs *out,
		    struct cs_problems *p);
/* An empty NAME matches nothing: a value that is not known has no name. */
bool cs_globs_match(const struct cs_globs *g, struct cs_str name);
/* Whether any of the texts matches; no globs at all match everything. */
bool cs_globs_match_any(const struct cs_globs *want, const struct cs_str *v, size_t n);
bool cs_glob_match(struct cs_str pattern, struct cs_str name);

#endif
