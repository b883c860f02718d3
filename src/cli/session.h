/* What a scanning command sets up and takes down: the companions that the options name, the
 * engine, the output, and the sinks in their order. */
#ifndef CS_CLI_SESSION_H
#define CS_CLI_SESSION_H

#include <stdio.h>

#include "analyze/analyze.h"
#include "cli/options.h"
#include "cli/report_format.h"
#include "cli/reports.h"
#include "cli/rule_set.h"
#include "cli/tap.h"
#include "store/store.h"

#define CS_SESSION_SINKS (8 + CS_REPORTS)

struct cs_session {
	const struct cs_options *options;
	struct cs_companions with;
	struct cs_rule_set rules;
	struct cs_dtb *dtb;
	struct cs_engine *engine;
	FILE *out;         /* what reports write to */
	FILE *file;        /* where that goes: OUT itself, or what is behind the tap */
	struct cs_tap tap; /* when the run has a journal */
	struct cs_summary summary;
	struct cs_report report;                /* not with --annotate */
	struct cs_reports reports;              /* of --report */
	struct cs_filing *filing;               /* NULL: --no-store */
	struct cs_sink sinks[CS_SESSION_SINKS]; /* the store, the summary, then what reads both */
	size_t sink_count;
	bool cut_short;        /* by the user: what was seen is no baseline */
	bool companion_failed; /* told; the work goes on without it, the exit code says so */
	struct cs_baseline *baseline;
	struct cs_known *known;
	struct cs_smmu_options smmu; /* of --smmu, and the units of the DTB */
	struct cs_memory *ram;       /* of --ram, or of a RAM dump among the inputs */
	struct cs_together *together;
	struct cs_baseline_seen *seen; /* when a baseline is compared or written */
};

/* FORMAT is for where the options name none. False: an error was told on standard error; the exit
 * code is CS_EXIT_ERROR and nothing is left to close. OPTIONS must outlive the session. */
bool cs_session_open(struct cs_session *s, const struct cs_options *options, const char *format);
/* A further sink, behind those of the session; at most CS_SESSION_SINKS. */
void cs_session_add_sink(struct cs_session *s, struct cs_sink sink);
/* Ends the report, closes everything, and gives the exit code. */
int cs_session_close(struct cs_session *s);
/* The symbols that the options name; NULL when they name none. False: not all can be
 * read, which was told; *OUT has the others, or is NULL. */
bool cs_session_open_symbols(const struct cs_options *o, struct cs_sym **out);
/* Whether a report that goes to OUT is coloured. */
bool cs_session_color(const struct cs_options *o, FILE *out);
/* "crashscan: FILE: cause" on standard error. */
void cs_session_tell(const struct cs_error *err);

#endif
