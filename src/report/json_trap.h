/* Private to report/: what is known of the instruction that the kernel stopped at. */
#ifndef CS_REPORT_JSON_TRAP_H
#define CS_REPORT_JSON_TRAP_H

#include "report/json_event.h"

/* {"text", "registers": {name: hex}, "access", "size", "address", "words"}; null for NULL. */
json_t *cs_json_trap(const struct cs_trap *t);
/* [{"function", "name", "type", "where", "value"}] */
json_t *cs_json_parameters(const struct cs_parameter *v, size_t n);
/* [{"line", "text"}] */
json_t *cs_json_source(const struct cs_source_line *v, size_t n);

#endif
