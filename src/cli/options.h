/* The options that all scanning commands share (contract: "Commands"). */
#ifndef CS_CLI_OPTIONS_H
#define CS_CLI_OPTIONS_H

#include "event/kind.h"
#include "iommu/regs_dump.h"
#include "report/kcidb.h"
#include "report/summary.h"

enum cs_when { CS_AUTO, CS_ALWAYS, CS_NEVER };

/* A growing list of arguments; the strings are argv's. */
struct cs_args {
	const char **v;
	size_t n, cap;
};

void cs_args_push(struct cs_args *a, const char *s);

struct cs_options {
	const char *format; /* a name from the table in report_format.c; NULL: the command's own */
	const char *output; /* NULL: standard output */
	struct cs_args reports;   /* FORMAT=FILE, valid, CS_REPORTS at most */
	const char *input_format; /* NULL: told by content */
	struct cs_fail_on fail_on;
	struct cs_kcidb_options kcidb;
	struct cs_args ram; /* FILE[@BASE] */
	struct cs_smmu_options smmu;
	bool together; /* the inputs are of one machine: what one leaves open, another may tell */
	enum cs_when color, progress;
	bool no_store;
	bool annotate;       /* the log itself, places behind its frames, in the report's place */
	const char *vmlinux; /* or NULL */
	struct cs_args modules;     /* folders or files */
	const char *dtb;            /* NULL: none */
	struct cs_args symbols;     /* stores */
	const char *source;         /* a source tree, or NULL */
	bool force;                 /* take symbols that do not match */
	const char *known;          /* known issues, or NULL */
	const char *baseline;       /* known cases: a file, or a database of cases; or NULL */
	uint64_t baseline_run;      /* of that database, 0: the last that was finished */
	unsigned unseen_runs;       /* after so many a known issue is asked about */
	const char *write_baseline; /* where to write what was seen, or NULL */
	unsigned jobs;              /* batch: threads, 0: one a core */
	uint64_t max_bytes;         /* of one input, 0: all */
	unsigned max_seconds;       /* for one input, 0: no limit */
	bool zero;                  /* batch: a NUL ends each path of a list */
	struct cs_args rules;       /* --rules PATH, beside the default ones */
	bool no_default_rules;
	const char *db;        /* NULL: $CRASHSCAN_DB, else the user's own */
	bool run;              /* batch: note in the database what this run saw */
	const char *run_name;  /* of its journal, or NULL: it has none */
	const char *hook;      /* follow: run for each event, or NULL */
	unsigned hook_seconds; /* as long at most */
	bool resume;           /* batch: go on where the same run was interrupted */
	const char *host;      /* that the inputs come from; NULL not told */
	struct cs_args inputs;
};

void cs_options_release(struct cs_options *o);
/* Parses argv[1 …]; argv[0] is the command's name for messages. False: a usage error was told on
 * standard error, or help was asked for and given (*HELP). */
bool cs_options_parse(struct cs_options *o, int argc, char **argv, bool *help);
/* What reads the inputs. */
enum cs_use { CS_USE_SCAN, CS_USE_BATCH, CS_USE_FOLLOW };
/* False, and told: an option is for another use. */
bool cs_options_fit(const struct cs_options *o, enum cs_use use);
void cs_options_print_help(void);

#endif
