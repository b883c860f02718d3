/* Steps of cs_event_decode_fault(). Private to fault.c and fault_statements.c. */
#ifndef CS_EVENT_FAULT_H
#define CS_EVENT_FAULT_H

#include "base/words.h"
#include "event/event.h"

/* The first that is told counts. */
void cs_fault_set_access(struct cs_fault *f, enum cs_access a);
/* What the line states goes to ev->fault and WORDS. */
void cs_fault_read_statements(struct cs_event *ev, struct cs_words *words, struct cs_str text);

#endif
