/* A command that is run for each event that is followed. It runs beside the reading: one that is
 * slow, hangs or fails is told and keeps nobody waiting. */
#ifndef CS_CLI_HOOK_H
#define CS_CLI_HOOK_H

#include "report/history.h"
#include "report/sink.h"

struct cs_hook;

/* COMMAND is for "sh -c"; it has SECONDS for each event. HISTORY: of the event at hand, or NULL.
 *
 * Its standard input is the event, as the JSON of reports, on one line. Its environment has
 * CRASHSCAN_KIND, CRASHSCAN_SEVERITY, CRASHSCAN_TITLE, CRASHSCAN_FUNCTION, CRASHSCAN_SIGNATURE,
 * CRASHSCAN_SOURCE, CRASHSCAN_LINE, CRASHSCAN_KERNEL, CRASHSCAN_CASE (a number, or nothing) and
 * CRASHSCAN_NEW ("1": a case never seen before, "0", or nothing). Echoes and suppressed events are
 * no reason to call it. NULL: no thread could be had. */
struct cs_hook *cs_hook_new(const char *command, unsigned seconds,
			    const struct cs_history *history);
struct cs_sink cs_hook_sink(struct cs_hook *h);
/* Waits for what is still to be told, in the time that each command has. False: some event was
 * dropped, or some command failed; each was told on standard error. */
bool cs_hook_free(struct cs_hook *h);

#endif
