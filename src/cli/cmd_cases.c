/* crashscan cases VERB …: what is known of the bugs that were seen. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cases.h"
#include "cli/command.h"
#include "report/summary.h"

static const struct verb {
	const char *name;
	cs_cases_verb *run;
	bool writes;
	size_t least, most; /* words */
	const char *usage;
	const char *does;
} verbs[] = {
	{"list", cs_cases_list, false, 0, 0, "list", "all cases, the newest first"},
	{"search", cs_cases_search, false, 1, 1000, "search WORD...",
	 "cases with these words in title, function, file, module, register or line"},
	{"show", cs_cases_show, false, 1, 1, "show CASE", "one case with its sightings"},
	{"runs", cs_cases_runs, false, 0, 0, "runs", "what each batch saw, the last one first"},
	{"explain", cs_cases_explain, false, 1, 2, "explain CASE [CASE]",
	 "why these are two cases, or what makes this one"},
	{"merge", cs_cases_merge, true, 2, 2, "merge INTO FROM",
	 "two cases are one bug; kept for new sightings, undone by split"},
	{"split", cs_cases_split, true, 2, 2, "split CASE SIGNATURE",
	 "this signature is another bug"},
	{"note", cs_cases_note, true, 2, 64, "note CASE TEXT...", "a line in its journal"},
	{"status", cs_cases_status, true, 1, 2, "status CASE [STATUS]",
	 "untriaged, discussed, proposed, fixed, returned, ignored; owner and link"},
	{"export", cs_cases_export, false, 0, 1000, "export [CASE...]",
	 "a bundle that another crashscan can import"},
	{"import", cs_cases_import, true, 1, 1, "import FILE", "take in such a bundle"},
};

#define COUNT (sizeof(verbs) / sizeof(*verbs))

static int usage(int code)
{
	FILE *f = code ? stderr : stdout;

	fputs("usage: crashscan cases VERB [options] ...\n", f);
	for (size_t i = 0; i < COUNT; i++)
		fprintf(f, "  %-22s %s\n", verbs[i].usage, verbs[i].does);
	fputs("options:\n"
	      "  --db FILE              the case database\n"
	      "  --format text|json     of list, search, show\n"
	      "  --kind KIND            list, search: only these\n"
	      "  --status STATUS        list, search: only these\n"
	      "  --sort newest|most|oldest|worst\n"
	      "  --limit N              list, search, runs: at most so many (default 50)\n"
	      "  --owner NAME, --link URL, --fixed-in KERNEL   status: set these ('': none)\n"
	      "  --redact               export: hosts, network addresses and task names left out\n"
	      "  --output FILE          export: write there\n",
	      f);
	return code;
}

static bool parse_order(const char *word, enum cs_case_order *out)
{
	static const char *const names[] = {[CS_CASE_NEWEST] = "newest",
					    [CS_CASE_MOST] = "most",
					    [CS_CASE_OLDEST] = "oldest",
					    [CS_CASE_WORST] = "worst"};

	for (int i = 0; i < 4; i++) {
		if (strcmp(names[i], word) == 0) {
			*out = (enum cs_case_order)i;
			return true;
		}
	}
	fprintf(stderr, "crashscan: --sort: '%s' is not one of: newest, most, oldest, worst\n",
		word);
	return false;
}

static bool parse_limit(const char *word, long *out)
{
	uint64_t n;

	if (!cs_str_to_dec(cs_str_from(word), &n) || n == 0 || n > 1000000) {
		fprintf(stderr, "crashscan: --limit: '%s' is not a number from 1 to 1000000\n",
			word);
		return false;
	}
	*out = (long)n;
	return true;
}

static bool parse_format(const char *word, bool *json)
{
	*json = strcmp(word, "json") == 0;
	if (*json || strcmp(word, "text") == 0)
		return true;
	fprintf(stderr, "crashscan: --format: '%s' is not one of: text, json\n", word);
	return false;
}

static bool take(struct cs_cases_options *o, int opt, const char *value)
{
	switch (opt) {
	case 'd':
		o->db = value;
		return true;
	case 'f':
		return parse_format(value, &o->json);
	case 'k':
		o->kind = value;
		return true;
	case 's':
		o->status = value;
		return true;
	case 'r':
		return parse_order(value, &o->order);
	case 'l':
		return parse_limit(value, &o->limit);
	case 'o':
		o->owner = value;
		return true;
	case 'i':
		o->link = value;
		return true;
	case 'x':
		o->fixed_in = value;
		return true;
	case 'R':
		o->redact = true;
		return true;
	case 'O':
		o->output = value;
		return true;
	default:
		return false;
	}
}

static bool parse(struct cs_cases_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		{"db", required_argument, NULL, 'd'},
		{"format", required_argument, NULL, 'f'},
		{"kind", required_argument, NULL, 'k'},
		{"status", required_argument, NULL, 's'},
		{"sort", required_argument, NULL, 'r'},
		{"limit", required_argument, NULL, 'l'},
		{"owner", required_argument, NULL, 'o'},
		{"link", required_argument, NULL, 'i'},
		{"fixed-in", required_argument, NULL, 'x'},
		{"redact", no_argument, NULL, 'R'},
		{"output", required_argument, NULL, 'O'},
		{0},
	};
	int opt;

	*o = (struct cs_cases_options){.limit = 50};
	optind = 0;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!take(o, opt, optarg))
			return false;
	for (int i = optind; i < argc; i++)
		cs_args_push(&o->words, argv[i]);
	return true;
}

bool cs_cases_number(const char *word, int64_t *id, struct cs_error *err)
{
	struct cs_str s = cs_str_from(word);
	uint64_t n;

	cs_eat_char(&s, '#');
	if (!cs_str_to_dec(s, &n) || n == 0 || n > INT64_MAX) {
		cs_error_set(err, CS_ERR_USAGE, NULL, "'%s' is no case number", word);
		return false;
	}
	*id = (int64_t)n;
	return true;
}

int cs_cases_exit(enum cs_status rc)
{
	if (rc == CS_OK)
		return CS_EXIT_CLEAN;
	return rc == CS_ERR_USAGE ? CS_EXIT_USAGE : CS_EXIT_ERROR;
}

static enum cs_status open_store(struct cs_store **s, const struct cs_cases_options *o, bool write,
				 struct cs_error *err)
{
	struct cs_strbuf path;
	enum cs_status rc;

	cs_strbuf_init(&path);
	if (o->db)
		cs_strbuf_add_c(&path, o->db);
	else
		cs_store_default_path(&path);
	rc = write && !o->db ? cs_store_make_folder(path.p, err) : CS_OK;
	if (rc == CS_OK)
		rc = cs_store_open(s, path.p, write ? CS_STORE_WRITE : CS_STORE_READ, err);
	if (rc == CS_MISMATCH) { /* of an older crashscan: brought up to date */
		*err = (struct cs_error){0};
		rc = cs_store_open(s, path.p, CS_STORE_WRITE, err);
	}
	cs_strbuf_release(&path);
	return rc;
}

static int run(const struct verb *verb, const struct cs_cases_options *o)
{
	struct cs_error err = {0};
	struct cs_store *s = NULL;
	char text[2048];
	int code = cs_cases_exit(open_store(&s, o, verb->writes, &err));

	if (code == 0)
		code = verb->run(s, o, &err);
	if (code == 0 && fflush(stdout) != 0)
		code = CS_EXIT_ERROR;
	if (err.status != CS_OK)
		fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	cs_store_close(s);
	return code;
}

int cs_cmd_cases(int argc, char **argv)
{
	struct cs_cases_options o;
	int code = -1;

	if (argc < 2 || strcmp(argv[1], "--help") == 0)
		return usage(argc < 2 ? CS_EXIT_USAGE : CS_EXIT_CLEAN);
	for (size_t i = 0; i < COUNT && code < 0; i++) {
		if (strcmp(verbs[i].name, argv[1]) != 0)
			continue;
		code = CS_EXIT_USAGE;
		if (!parse(&o, argc - 1, argv + 1))
			break;
		if (o.words.n < verbs[i].least || o.words.n > verbs[i].most)
			fprintf(stderr, "usage: crashscan cases %s\n", verbs[i].usage);
		else
			code = run(&verbs[i], &o);
		free(o.words.v);
	}
	return code < 0 ? usage(CS_EXIT_USAGE) : code;
}
