/* What the YAML reader made of rule files, kept between runs (private to rule/; base/cache.h says
 * how): most of the time of a run on a small log would go into reading the same YAML again. */
#ifndef CS_RULE_KEPT_H
#define CS_RULE_KEPT_H

#include "rule/yaml.h"

/* cs_yaml_parse(), or the same out of the cache when this very content was parsed before. */
struct cs_yaml *cs_yaml_kept(struct cs_arena *arena, struct cs_str file, struct cs_str content,
			     struct cs_problems *p);

#endif
