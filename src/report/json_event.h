/* Private to report/: parts of the contract's JSON. KEY as in json_writer.h. */
#ifndef CS_REPORT_JSON_EVENT_H
#define CS_REPORT_JSON_EVENT_H

#include "report/json_writer.h"
#include "report/sink.h"

/* {name: hex}; of two with one name the first. */
void cs_json_put_registers(struct cs_json_writer *w, const char *key, const struct cs_register *v,
			   size_t n);
/* [{"function", "symbol", "offset", …}], innermost first, inlined calls as frames of their own. */
void cs_json_put_frames(struct cs_json_writer *w, const char *key, const struct cs_stack *s);
/* The members of an event's object; those of a finding's. */
void cs_json_put_event(struct cs_json_writer *w, const struct cs_event *ev);
void cs_json_put_finding(struct cs_json_writer *w, const struct cs_finding *f);

#endif
