/* Which panics only close an earlier report. */
#ifndef CS_EVENT_ECHO_H
#define CS_EVENT_ECHO_H

#include "event/event.h"

/* The last report of a boot that a panic may close. */
struct cs_echo {
	long index; /* -1: none */
	unsigned boot;
	enum cs_kind kind;
	bool program_failed; /* a program's own failure was told since */
};

/* Sets echo_of when EV is a panic that closes the report in *LAST; otherwise remembers EV there
 * when it is one that a panic can close. ev->index must be set. */
void cs_echo_link(struct cs_echo *last, struct cs_event *ev);

/* Whether a panic's words say that it was called because of a report just printed. */
bool cs_echo_is_closing(struct cs_str words);

#endif
