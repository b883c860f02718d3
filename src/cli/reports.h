/* The further reports of --report FORMAT=FILE: fed from the same results as the one that --format
 * and --output name. */
#ifndef CS_CLI_REPORTS_H
#define CS_CLI_REPORTS_H

#include <stdio.h>

#include "base/error.h"
#include "base/strbuf.h"
#include "cli/report_format.h"
#include "cli/tap.h"

#define CS_REPORTS 16 /* at most in one run */

struct cs_further_report {
	const char *path;
	char format[16];
	FILE *file;
	struct cs_tap tap; /* tap.in is NULL: the run has no journal */
	struct cs_report report;
};

struct cs_reports {
	struct cs_further_report v[CS_REPORTS];
	size_t n;
};

/* Whether VALUE is FORMAT=FILE of a known format. */
bool cs_reports_is_valid(const char *value);
/* FILE of a valid VALUE. */
const char *cs_reports_path(const char *value);
/* Makes the files; VALUES are valid, at most CS_REPORTS, and outlive R. TAPPED: what is written is
 * kept for a journal, too. FIRST is where the first report goes: no other one may go there. On an
 * error nothing is left open. */
enum cs_status cs_reports_open(struct cs_reports *r, const char *const *values, size_t n,
			       bool tapped, FILE *first, struct cs_error *err) CS_MUST_CHECK;
/* Begins them: each has a sink then. HOW's stream is not used. */
void cs_reports_begin(struct cs_reports *r, const struct cs_report_how *how);
/* Ends what began and closes the files. False: one could not be written, which was told. */
bool cs_reports_close(struct cs_reports *r);

/* As cs_tap_shut() and cs_tap_clear(), of each. */
void cs_reports_shut(struct cs_reports *r, bool shut);
void cs_reports_clear(struct cs_reports *r);

#endif
