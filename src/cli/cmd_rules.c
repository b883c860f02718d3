/* crashscan rules list|explain|check|test: the knowledge, to read and to prove. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/command.h"
#include "cli/rule_set.h"
#include "cli/rules_test.h"
#include "report/summary.h"

struct args {
	CS_VEC(const char *) paths; /* --rules */
	CS_VEC(const char *) clean; /* --clean */
	bool verbose;
	char **words;
	int count;
};

static const char usage[] =
	"usage: crashscan rules list [PATH...]         every rule: id, confidence, title\n"
	"       crashscan rules explain ID [FILE]      one rule in full; with a log: which of its\n"
	"                                              conditions hold for each report in it\n"
	"       crashscan rules check [PATH...]        what is wrong with them, or not fit to "
	"ship\n"
	"       crashscan rules test [PATH...]         run their examples\n"
	"options:\n"
	"  --rules PATH   more rules, a file or a folder, beside the default ones (repeatable)\n"
	"  --clean LOG    test: no rule may say anything about this log (repeatable)\n"
	"  --verbose      test: show examples that pass, too\n"
	"With PATHs, list, check and test take those instead of the default rules.\n";

static bool parse(struct args *a, int argc, char **argv)
{
	static const struct option options[] = {
		{"rules", required_argument, NULL, 'r'},
		{"clean", required_argument, NULL, 'c'},
		{"verbose", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "vh", options, NULL)) != -1) {
		if (opt == 'r')
			*CS_VEC_PUSH(&a->paths) = optarg;
		else if (opt == 'c')
			*CS_VEC_PUSH(&a->clean) = optarg;
		else if (opt == 'v')
			a->verbose = true;
		else
			return false;
	}
	a->words = argv + optind;
	a->count = argc - optind;
	return true;
}

/* PATHs of the command line instead of the default rules, and --rules beside either. */
static void load(struct args *a, struct cs_rule_set *set)
{
	for (int i = 0; i < a->count; i++)
		*CS_VEC_PUSH(&a->paths) = a->words[i];
	cs_rule_set_load(set, false, a->count == 0, a->paths.v, a->paths.n);
}

static int finish(struct cs_rule_set *set, int code)
{
	cs_rule_set_release(set);
	return set->failed ? CS_EXIT_ERROR : code;
}

/* ---- list ---- */

static int list(struct args *a)
{
	struct cs_rule_set set;
	const struct cs_rule *r;

	load(a, &set);
	for (size_t i = 0; (r = cs_rules_at(set.rules, i)); i++)
		printf("%-36.*s %-8s " CS_STR_FMT "\n", CS_STR_ARG(r->id),
		       cs_confidence_name(r->confidence), CS_STR_ARG(r->title));
	return finish(&set, CS_EXIT_CLEAN);
}

/* ---- explain ---- */

static void paragraph(const char *head, struct cs_str text)
{
	if (text.n == 0)
		return;
	printf("\n%s\n", head);
	while (text.n) {
		struct cs_str line = cs_str_until(text, "\n");

		printf("  " CS_STR_FMT "\n", CS_STR_ARG(line));
		text = cs_str_tail(text, line.n + 1);
	}
}

static void print_rule(const struct cs_rule *r)
{
	struct cs_strbuf when;

	printf(CS_STR_FMT " (version %d, %s)\n" CS_STR_FMT "\n" CS_STR_FMT ":%u\n",
	       CS_STR_ARG(r->id), r->version, cs_confidence_name(r->confidence),
	       CS_STR_ARG(r->title), CS_STR_ARG(r->file), r->line);
	cs_strbuf_init(&when);
	cs_rule_tell(r, &when);
	printf("\nwhen\n%s", when.p);
	cs_strbuf_release(&when);
	paragraph("cause", r->cause);
	paragraph("fix", r->fix);
	paragraph("what would decide", r->decide);
	if (r->reference_count)
		printf("\nread on\n");
	for (size_t i = 0; i < r->reference_count; i++)
		printf("  " CS_STR_FMT "\n", CS_STR_ARG(r->references[i]));
	if (r->known.owner.n || r->known.fixed_in.n || r->known.expires.n)
		printf("\nknown issue: owner " CS_STR_FMT ", fixed in " CS_STR_FMT
		       ", expires " CS_STR_FMT "\n",
		       CS_STR_ARG(r->known.owner), CS_STR_ARG(r->known.fixed_in),
		       CS_STR_ARG(r->known.expires));
}

static int explain(struct args *a)
{
	struct cs_rule_set set;
	const struct cs_rule *rule;
	int code = CS_EXIT_CLEAN;

	if (a->count < 1 || a->count > 2) {
		fputs(usage, stderr);
		return CS_EXIT_USAGE;
	}
	cs_rule_set_load(&set, false, true, a->paths.v, a->paths.n);
	rule = cs_rules_find(set.rules, cs_str_from(a->words[0]));
	if (!rule) {
		fprintf(stderr, "crashscan: no rule '%s'; 'crashscan rules list' names them\n",
			a->words[0]);
		code = CS_EXIT_USAGE;
	} else if (a->count == 1) {
		print_rule(rule);
	} else if (!cs_rules_explain(set.rules, rule, a->words[1])) {
		code = CS_EXIT_ERROR;
	}
	return finish(&set, code);
}

/* ---- check, test ---- */

static void today(char out[16])
{
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(out, 16, "%Y-%m-%d", &tm);
}

static int check(struct args *a)
{
	struct cs_rule_set set;
	size_t before;
	char date[16];

	load(a, &set);
	before = cs_rules_problem_count(set.rules);
	today(date);
	cs_rules_check(set.rules, date);
	cs_rule_set_print_problems(set.rules, before, stderr);
	if (cs_rules_error_count(set.rules))
		set.failed = true;
	printf("%zu rules, %zu errors, %zu warnings\n", cs_rules_count(set.rules),
	       cs_rules_error_count(set.rules), cs_rules_warning_count(set.rules));
	return finish(&set, CS_EXIT_CLEAN);
}

static int test(struct args *a)
{
	struct cs_rules_tested done = {0};
	struct cs_rule_set set;
	bool ran;

	load(a, &set);
	ran = cs_rules_test(set.rules, NULL, a->verbose, &done);
	for (size_t i = 0; ran && i < a->clean.n; i++)
		ran = cs_rules_test_clean(set.rules, a->clean.v[i], &done);
	printf("%zu rules, %zu examples, %zu failed", done.rules, done.examples, done.failed);
	if (done.logs)
		printf("; %zu clean logs, %zu false findings", done.logs, done.hits);
	printf("\n");
	if (!ran || done.failed || done.hits)
		set.failed = true;
	return finish(&set, CS_EXIT_CLEAN);
}

static const struct {
	const char *name;
	int (*run)(struct args *a);
} verbs[] = {
	{"list", list},
	{"explain", explain},
	{"check", check},
	{"test", test},
};

int cs_cmd_rules(int argc, char **argv)
{
	struct args a = {0};
	int code = CS_EXIT_USAGE;
	size_t i = 0;
	bool help = argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"));

	while (argc > 1 && i < sizeof(verbs) / sizeof(*verbs) &&
	       strcmp(argv[1], verbs[i].name) != 0)
		i++;
	if (argc > 1 && i < sizeof(verbs) / sizeof(*verbs) && parse(&a, argc - 1, argv + 1))
		code = verbs[i].run(&a);
	else
		fputs(usage, help ? stdout : stderr);
	CS_VEC_FREE(&a.paths);
	CS_VEC_FREE(&a.clean);
	return help ? CS_EXIT_CLEAN : code;
}
