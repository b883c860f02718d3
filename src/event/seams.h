/* Private to event/: says which lines of a report were cut apart or put together. */
#ifndef CS_EVENT_SEAMS_H
#define CS_EVENT_SEAMS_H

#include "event/event.h"

void cs_event_note_seams(struct cs_event *ev);

#endif
