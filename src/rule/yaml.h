/* A YAML document as a plain tree with places. The only file that knows libfyaml is yaml.c.
 * Only what rules need: mappings with text keys, sequences, scalars; anchors, aliases and tags
 * are refused, so a small file cannot unfold into a big one. */
#ifndef CS_RULE_YAML_H
#define CS_RULE_YAML_H

#include "base/error.h"
#include "rule/problem.h"

enum cs_yaml_type { CS_YAML_SCALAR, CS_YAML_LIST, CS_YAML_MAP };

struct cs_yaml {
	enum cs_yaml_type type;
	unsigned line, column; /* of the value, 1-based */
	struct cs_str key;     /* in a mapping */
	unsigned key_line, key_column;
	struct cs_str text; /* of a scalar */
	char quote;         /* '\'', '"', or 0: the quote the text stood in */
	struct cs_yaml *kids;
	size_t count;
};

/* The document CONTENT (P->content and P->file are set from the arguments). Strings are copied
 * into ARENA. NULL when it is no YAML; what is wrong was added to P. */
struct cs_yaml *cs_yaml_parse(struct cs_arena *arena, struct cs_str file, struct cs_str content,
			      struct cs_problems *p);
/* The value of KEY in a mapping, or NULL. */
const struct cs_yaml *cs_yaml_get(const struct cs_yaml *map, const char *key);
/* The place of Y's key (of its value, where it has none), and of its value. */
struct cs_spot cs_yaml_key_spot(const struct cs_yaml *y);
struct cs_spot cs_yaml_spot(const struct cs_yaml *y);
/* "mapping", "list" or "text". */
const char *cs_yaml_type_name(const struct cs_yaml *y);

#endif
