/* A stream between a report and where it goes: keeps a copy of what passes, and can let nothing
 * through, so that what a report writes for one input can be kept and written again. */
#ifndef CS_CLI_TAP_H
#define CS_CLI_TAP_H

#include <stdio.h>

#include "base/strbuf.h"

struct cs_tap {
	FILE *to;
	FILE *in; /* write here; closed by cs_tap_close() */
	bool shut;
	struct cs_strbuf copy;
};

/* False with errno set. */
bool cs_tap_open(struct cs_tap *t, FILE *to);
/* Forgets what was kept so far. */
void cs_tap_clear(struct cs_tap *t);
/* What was written since; valid until the next write. More than CS_LIMIT_JOURNAL_OUTPUT bytes:
 * it isn't all of it. */
struct cs_str cs_tap_taken(struct cs_tap *t);
/* SHUT: what is written is dropped, until it is opened again. */
void cs_tap_shut(struct cs_tap *t, bool shut);
/* Flushes and closes IN, not TO. False when something could not be written. */
bool cs_tap_close(struct cs_tap *t);

#endif
