/* The output formats, a row each: how to make a report that writes to a stream. */
#ifndef CS_CLI_REPORT_FORMAT_H
#define CS_CLI_REPORT_FORMAT_H

#include <stdio.h>

#include "report/history.h"
#include "report/kcidb.h"
#include "report/summary.h"

struct cs_report_how {
	FILE *out;
	bool color;
	bool lines;                       /* JSON: an event a line */
	const struct cs_summary *summary; /* outlives the report */
	const struct cs_kcidb_options *kcidb;
	const struct cs_history *history; /* of the event at hand, or NULL; outlives it, too */
};

struct cs_report {
	struct cs_sink sink;
	void (*end)(void *ctx); /* writes what comes last and frees */
	void *ctx;
};

bool cs_report_format_known(const char *name);
const char *cs_report_format_names(void); /* "text, json, …" */
/* NAME must be known. */
struct cs_report cs_report_open(const char *name, const struct cs_report_how *how);
void cs_report_close(struct cs_report *r);

#endif
