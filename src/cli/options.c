#include "cli/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyze/input_format.h"
#include "base/limits.h"
#include "base/mem.h"
#include "cli/option_values.h"
#include "cli/report_format.h"
#include "cli/reports.h"

enum {
	OPT_FORMAT = 256,
	OPT_INPUT_FORMAT,
	OPT_ANNOTATE,
	OPT_RAM,
	OPT_SMMU,
	OPT_OUTPUT,
	OPT_REPORT,
	OPT_FAIL_ON,
	OPT_COLOR,
	OPT_PROGRESS,
	OPT_NO_STORE,
	OPT_DB,
	OPT_HOST,
	OPT_KNOWN,
	OPT_BASELINE,
	OPT_WRITE_BASELINE,
	OPT_JOBS,
	OPT_RESUME,
	OPT_HOOK,
	OPT_HOOK_SECONDS,
	OPT_KCIDB,
	OPT_BASELINE_RUN,
	OPT_UNSEEN_RUNS,
	OPT_MAX_BYTES,
	OPT_MAX_SECONDS,
	OPT_RULES,
	OPT_NO_DEFAULT_RULES,
	OPT_VMLINUX,
	OPT_MODULES,
	OPT_SYMBOLS,
	OPT_SOURCE,
	OPT_FORCE,
	OPT_DTB,
	OPT_HELP,
};

static const struct {
	struct option option;
	const char *argument;
	const char *help;
} table[] = {
	{{"format", required_argument, NULL, OPT_FORMAT},
	 "NAME",
	 "text, brief, json, ndjson, junit, sarif, github, gitlab, html, markdown, kcidb"},
	{{"input-format", required_argument, NULL, OPT_INPUT_FORMAT},
	 "NAME",
	 "what the inputs are, whatever they look like: plain, pmsg, smmu-registers, or a\n"
	 "                               transport (json, mail, pcap …: docs/inputs.md has them "
	 "all)"},
	{{"annotate", no_argument, NULL, OPT_ANNOTATE},
	 "",
	 "the log itself, with places behind its frames, in place of a report"},
	{{"ram", required_argument, NULL, OPT_RAM},
	 "FILE",
	 "RAM image for page-table walks, FILE@BASE tells its address (repeatable)"},
	{{"smmu", required_argument, NULL, OPT_SMMU},
	 "K=V,...",
	 "what a register dump leaves open: type, base, pagesize, context_bank"},
	{{"output", required_argument, NULL, OPT_OUTPUT},
	 "FILE",
	 "write results there, not to standard output"},
	{{"report", required_argument, NULL, OPT_REPORT},
	 "FORMAT=FILE",
	 "a further report of the same run, in that format (repeatable)"},
	{{"fail-on", required_argument, NULL, OPT_FAIL_ON},
	 "LEVEL",
	 "exit 1 from this severity on: info, notice, warning (default), error, fatal; or\n"
	 "                               new, kinds (kasan, kind:warning …), with commas between"},
	{{"color", required_argument, NULL, OPT_COLOR}, "WHEN", "auto, always, never"},
	{{"progress", required_argument, NULL, OPT_PROGRESS}, "WHEN", "auto, always, never"},
	{{"rules", required_argument, NULL, OPT_RULES},
	 "PATH",
	 "more rules, a file or a folder (repeatable)"},
	{{"no-default-rules", no_argument, NULL, OPT_NO_DEFAULT_RULES},
	 "",
	 "only the rules of --rules"},
	{{"vmlinux", required_argument, NULL, OPT_VMLINUX},
	 "FILE",
	 "the crashed kernel's image with debug information"},
	{{"modules", required_argument, NULL, OPT_MODULES},
	 "DIR",
	 "a folder of modules (.ko) with debug information, or one; repeatable"},
	{{"symbols", required_argument, NULL, OPT_SYMBOLS},
	 "DIR",
	 "a symbol store, searched before the default one; repeatable"},
	{{"source", required_argument, NULL, OPT_SOURCE},
	 "DIR",
	 "the kernel's source tree: the lines of the crash's place are shown"},
	{{"force", no_argument, NULL, OPT_FORCE}, "", "take symbols that do not match"},
	{{"db", required_argument, NULL, OPT_DB},
	 "FILE",
	 "the case database (default $CRASHSCAN_DB, else $XDG_DATA_HOME/crashscan/cases.db)"},
	{{"host", required_argument, NULL, OPT_HOST},
	 "NAME",
	 "the machine that the inputs come from, for their cases"},
	{{"dtb", required_argument, NULL, OPT_DTB},
	 "FILE",
	 "the board's device tree (.dtb): names the device behind a stream ID"},
	{{"no-store", no_argument, NULL, OPT_NO_STORE}, "", "file no cases"},
	{{"known", required_argument, NULL, OPT_KNOWN},
	 "FILE",
	 "known issues with owner and expiry: they do not fail a run"},
	{{"baseline", required_argument, NULL, OPT_BASELINE},
	 "FILE",
	 "cases that are known: they do not fail a run; a case database: those of its last run"},
	{{"baseline-run", required_argument, NULL, OPT_BASELINE_RUN},
	 "N",
	 "of a database as baseline: that run ('cases runs' tells them)"},
	{{"unseen-runs", required_argument, NULL, OPT_UNSEEN_RUNS},
	 "N",
	 "batch: tell known issues that N runs did not see (default 10)"},
	{{"kcidb", required_argument, NULL, OPT_KCIDB},
	 "KEY=VALUE",
	 "for --format kcidb: origin=NAME, build=ID, test=ID"},
	{{"write-baseline", required_argument, NULL, OPT_WRITE_BASELINE},
	 "FILE",
	 "write the cases seen, for a later --baseline"},
	{{"max-bytes", required_argument, NULL, OPT_MAX_BYTES},
	 "SIZE",
	 "read so much of an input at most (512k, 20M, 2G)"},
	{{"max-seconds", required_argument, NULL, OPT_MAX_SECONDS},
	 "N",
	 "work so long on an input at most"},
	{{"jobs", required_argument, NULL, OPT_JOBS},
	 "N",
	 "batch, also -j N: threads (default: one a core)"},
	{{"hook", required_argument, NULL, OPT_HOOK},
	 "COMMAND",
	 "follow: run it for each event, which it has as JSON on standard input"},
	{{"hook-seconds", required_argument, NULL, OPT_HOOK_SECONDS},
	 "N",
	 "follow: a hook that runs longer is killed (default 30)"},
	{{"resume", no_argument, NULL, OPT_RESUME},
	 "",
	 "batch: go on where the same run was interrupted"},
	{{"help", no_argument, NULL, OPT_HELP}, "", "this text"},
};

#define COUNT (sizeof(table) / sizeof(*table))

void cs_options_print_help(void)
{
	printf("options:\n");
	for (size_t i = 0; i < COUNT; i++)
		printf("  --%-14s %-10s %s\n", table[i].option.name, table[i].argument,
		       table[i].help);
}

void cs_args_push(struct cs_args *a, const char *s)
{
	a->v = cs_vec_grow(a->v, &a->n, &a->cap, sizeof(*a->v));
	a->v[a->n - 1] = s;
}

static bool parse_fail_on(struct cs_options *o, const char *value)
{
	struct cs_str bad;

	if (cs_fail_on_parse(&o->fail_on, cs_str_from(value), &bad))
		return true;
	fprintf(stderr,
		"crashscan: --fail-on: '" CS_STR_FMT "' is not one of: info, notice, warning, "
		"error, fatal, new, or a kind of report (with kind: in front)\n",
		CS_STR_ARG(bad));
	return false;
}

static bool parse_kcidb(struct cs_options *o, const char *value)
{
	struct cs_error err;

	if (cs_kcidb_options_parse(&o->kcidb, value, &err) == CS_OK)
		return true;
	fprintf(stderr, "crashscan: %s\n", err.message);
	return false;
}

static bool parse_smmu(struct cs_options *o, const char *value)
{
	struct cs_error err;

	if (cs_smmu_options_parse(&o->smmu, value, &err) == CS_OK)
		return true;
	fprintf(stderr, "crashscan: %s\n", err.message);
	return false;
}

static bool add_report(struct cs_options *o, const char *value)
{
	if (!cs_reports_is_valid(value))
		return cs_option_complain("report", value, "FORMAT=FILE with a format of --format");
	if (o->reports.n == CS_REPORTS)
		return cs_option_complain("report", value, "one of 16 at most");
	cs_args_push(&o->reports, value);
	return true;
}

static bool take(struct cs_options *o, int opt, const char *value)
{
	switch (opt) {
	case OPT_FORMAT:
		o->format = value;
		return cs_report_format_known(value) ||
		       cs_option_complain("format", value, cs_report_format_names());
	case OPT_INPUT_FORMAT:
		o->input_format = value;
		return cs_input_format_is_known(value) ||
		       cs_option_complain("input-format", value,
					  cs_input_format_names((char[512]){0}, 512));
	case OPT_ANNOTATE:
		o->annotate = true;
		return true;
	case OPT_RAM:
		cs_args_push(&o->ram, value);
		return true;
	case OPT_SMMU:
		return parse_smmu(o, value);
	case OPT_OUTPUT:
		o->output = value;
		return true;
	case OPT_REPORT:
		return add_report(o, value);
	case OPT_FAIL_ON:
		return parse_fail_on(o, value);
	case OPT_KCIDB:
		return parse_kcidb(o, value);
	case OPT_BASELINE_RUN:
		return cs_str_to_dec(cs_str_from(value), &o->baseline_run) ||
		       cs_option_complain("baseline-run", value, "the number of a run");
	case OPT_UNSEEN_RUNS:
		return cs_option_count("unseen-runs", value, 1000000, &o->unseen_runs);
	case OPT_HOOK:
		o->hook = value;
		return true;
	case OPT_HOOK_SECONDS:
		return cs_option_count("hook-seconds", value, 86400, &o->hook_seconds);
	case OPT_RESUME:
		o->resume = true;
		return true;
	case OPT_COLOR:
		return cs_option_when("color", value, &o->color);
	case OPT_PROGRESS:
		return cs_option_when("progress", value, &o->progress);
	case OPT_KNOWN:
		o->known = value;
		return true;
	case OPT_BASELINE:
		o->baseline = value;
		return true;
	case OPT_WRITE_BASELINE:
		o->write_baseline = value;
		return true;
	case OPT_JOBS:
	case 'j':
		return cs_option_count("jobs", value, CS_LIMIT_BATCH_JOBS, &o->jobs);
	case OPT_MAX_BYTES:
		return cs_option_size("max-bytes", value, &o->max_bytes);
	case OPT_MAX_SECONDS:
		return cs_option_count("max-seconds", value, 86400, &o->max_seconds);
	case '0':
		o->zero = true;
		return true;
	case OPT_RULES:
		cs_args_push(&o->rules, value);
		return true;
	case OPT_NO_DEFAULT_RULES:
		o->no_default_rules = true;
		return true;
	case OPT_VMLINUX:
		o->vmlinux = value;
		return true;
	case OPT_MODULES:
		cs_args_push(&o->modules, value);
		return true;
	case OPT_DTB:
		o->dtb = value;
		return true;
	case OPT_SYMBOLS:
		cs_args_push(&o->symbols, value);
		return true;
	case OPT_SOURCE:
		o->source = value;
		return true;
	case OPT_FORCE:
		o->force = true;
		return true;
	case OPT_DB:
		o->db = value;
		return true;
	case OPT_HOST:
		o->host = value;
		return true;
	case OPT_NO_STORE:
		o->no_store = true;
		return true;
	default:
		return false;
	}
}

bool cs_options_parse(struct cs_options *o, int argc, char **argv, bool *help)
{
	struct option options[COUNT + 1] = {0};
	int opt;

	*o = (struct cs_options){
		.fail_on.level = CS_WARNING, .unseen_runs = 10, .hook_seconds = 30};
	cs_smmu_options_init(&o->smmu);
	*help = false;
	for (size_t i = 0; i < COUNT; i++)
		options[i] = table[i].option;
	optind = 0; /* glibc: start anew */
	while ((opt = getopt_long(argc, argv, "h0j:", options, NULL)) != -1) {
		if (opt == OPT_HELP || opt == 'h') {
			*help = true;
			return false;
		}
		if (opt == '?' || !take(o, opt, optarg))
			return false;
	}
	for (int i = optind; i < argc; i++)
		cs_args_push(&o->inputs, argv[i]);
	if (!o->annotate || !o->format)
		return true;
	fprintf(stderr, "crashscan: --annotate prints the log itself: no --format with it\n");
	return false;
}

bool cs_options_fit(const struct cs_options *o, enum cs_use use)
{
	const struct {
		bool given;
		enum cs_use use;
		const char *words;
	} strange[] = {
		{o->annotate, CS_USE_SCAN, "--annotate is for 'crashscan FILE...' alone"},
		{o->resume, CS_USE_BATCH, "--resume is for 'crashscan batch' alone"},
		{o->jobs != 0, CS_USE_BATCH, "--jobs is for 'crashscan batch' alone"},
		{o->zero, CS_USE_BATCH, "-0 is for 'crashscan batch' alone"},
		{o->hook != NULL, CS_USE_FOLLOW, "--hook is for 'crashscan follow' alone"},
	};

	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++) {
		if (!strange[i].given || strange[i].use == use)
			continue;
		fprintf(stderr, "crashscan: %s\n", strange[i].words);
		return false;
	}
	return true;
}

void cs_options_release(struct cs_options *o)
{
	free(o->rules.v);
	free(o->modules.v);
	free(o->symbols.v);
	free(o->inputs.v);
	free(o->ram.v);
	free(o->reports.v);
}
