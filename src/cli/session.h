/* What a scanning command sets up and takes down: the companions that the options name, the
 * engine, the output, and the sinks in their order. */
#ifndef CS_CLI_SESSION_H
#define CS_CLI_SESSION_H

#include <stdio.h>

#include "analyze/analyze.h"
#include "cli/options.h"
#include "cli/report_format.h"

#define CS_SESSION_SINKS 4

struct cs_session {
	const struct cs_options *options;
	struct cs_companions with;
	struct cs_engine *engine;
	FILE *out;
	struct cs_summary summary;
	struct cs_report report;
	struct cs_sink sinks[CS_SESSION_SINKS]; /* the summary first: reports read its counts */
	size_t sink_count;
};

/* False: an error was told on standard error; the exit code is CS_EXIT_ERROR and nothing is left
 * to close. OPTIONS must outlive the session. */
bool cs_session_open(struct cs_session *s, const struct cs_options *options);
/* Ends the report, closes everything, and gives the exit code. */
int cs_session_close(struct cs_session *s);
/* "crashscan: FILE: cause" on standard error. */
void cs_session_tell(const struct cs_error *err);

#endif
