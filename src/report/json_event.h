/* Private to report/: parts of the contract's JSON as jansson values. */
#ifndef CS_REPORT_JSON_EVENT_H
#define CS_REPORT_JSON_EVENT_H

#include <jansson.h>

#include "report/sink.h"

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
json_t *cs_json_bool_if(int value); /* -1: null */
json_t *cs_json_strs(const struct cs_str *v, size_t n);
json_t *cs_json_registers(const struct cs_register *v, size_t n);
json_t *cs_json_stack(const struct cs_stack *s);
json_t *cs_json_iommu(const struct cs_iommu *u);
json_t *cs_json_event(const struct cs_event *ev);

json_t *cs_json_finding(const struct cs_finding *f);

#endif
