/* Private to cli/: the "cases" command, a function for each of its verbs. */
#ifndef CS_CLI_CASES_H
#define CS_CLI_CASES_H

#include "cli/options.h"
#include "store/cases.h"

struct cs_cases_options {
	const char *db, *kind, *status, *owner, *link, *fixed_in, *output;
	enum cs_case_order order;
	long limit;
	bool json, redact;
	enum cs_when color;
	struct cs_args words; /* what is no option */
};

/* The exit code; a failure is told through *ERR and CS_EXIT_ERROR. */
typedef int cs_cases_verb(struct cs_store *s, const struct cs_cases_options *o,
			  struct cs_error *err);

cs_cases_verb cs_cases_list, cs_cases_search, cs_cases_show, cs_cases_explain, cs_cases_merge,
	cs_cases_split, cs_cases_note, cs_cases_status, cs_cases_export, cs_cases_import,
	cs_cases_runs;

/* "12" or "#12"; a failure is told in *ERR. */
bool cs_cases_number(const char *word, int64_t *id, struct cs_error *err);
/* The answer of a fallible call as an exit code: usage errors are 2, others 3. */
int cs_cases_exit(enum cs_status rc);

#endif
