/* Private to report/: what is known of the instruction that the kernel stopped at; members of an
 * event's object. */
#ifndef CS_REPORT_JSON_TRAP_H
#define CS_REPORT_JSON_TRAP_H

#include "report/json_event.h"

/* "instruction": {"text", "registers": {name: hex}, "access", "size", "address", "words"}; null
 * for NULL. */
void cs_json_put_trap(struct cs_json_writer *w, const struct cs_trap *t);
/* "parameters": [{"function", "name", "type", "where", "value"}] */
void cs_json_put_parameters(struct cs_json_writer *w, const struct cs_parameter *v, size_t n);
/* "source": [{"line", "text"}] */
void cs_json_put_source(struct cs_json_writer *w, const struct cs_source_line *v, size_t n);

#endif
