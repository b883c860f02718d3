/* Private to analyze/: what a placer does with the frames and registers of an event. */
#ifndef CS_ANALYZE_PLACE_PRIVATE_H
#define CS_ANALYZE_PLACE_PRIVATE_H

#include "event/event.h"
#include "sym/sym.h"

/* Names what the registers of a crash point to, and the parameters at its place, which CRASH is the
 * answer for. */
void cs_place_variables(struct cs_sym *sym, const struct cs_sym_answer *crash, struct cs_event *ev);

#endif
