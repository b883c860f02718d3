/* Private to report/: JSON as jansson values, for what is written once a run. What is told of each
 * event is written without a tree (json_writer.h). */
#ifndef CS_REPORT_JSON_TREE_H
#define CS_REPORT_JSON_TREE_H

#include <jansson.h>

#include "base/str.h"

/* Making values never fails to the caller's knowledge: out of memory ends the program. Both of
 * the latter take over V. */
json_t *cs_json_must(json_t *v);
void cs_json_set(json_t *o, const char *key, json_t *v);
void cs_json_append(json_t *a, json_t *v);

/* All return new references. Bytes that aren't UTF-8 become U+FFFD. */
json_t *cs_json_str(struct cs_str s); /* empty: null */
json_t *cs_json_hex(uint64_t v);      /* "0x1f" */
json_t *cs_json_hex_if(bool known, uint64_t v);
json_t *cs_json_int_if(bool known, long long v);
json_t *cs_json_strs(const struct cs_str *v, size_t n);

#endif
