/* A tree of cs_yaml as bytes, for the cache (private to rule/). Nodes of a fixed size, the root
 * first, the children of each together in the order of their parents; then all text. Numbers are
 * this machine's: the bytes are not for another one. */
#ifndef CS_RULE_TREE_H
#define CS_RULE_TREE_H

#include "base/strbuf.h"
#include "rule/yaml.h"

/* Appends to OUT, which is initialized. */
void cs_tree_pack(const struct cs_yaml *root, struct cs_strbuf *out);
/* The tree, whatever BYTES are: nodes within CS_LIMIT_RULE_NODES and CS_LIMIT_YAML_DEPTH, texts
 * within the bytes, no node twice. NULL when they are not what cs_tree_pack() makes. The tree and
 * its texts lie in ARENA. */
struct cs_yaml *cs_tree_unpack(struct cs_arena *arena, struct cs_str bytes);

#endif
