/* crashscan symbols resolve: what addr2line -fi, faddr2line and decode_stacktrace.sh are used
 * for. Text: a line with the function and a line with FILE:LINE for each level, innermost
 * first, as addr2line -fi prints; "??" where nothing is known. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "cli/cmd_symbols.h"
#include "event/grammar.h"
#include "report/json_places.h"
#include "report/summary.h"

struct resolve {
	struct cs_sym_options how;
	CS_VEC(const char *) modules;
	CS_VEC(const char *) stores;
	struct cs_sym *sym;
	struct cs_sym_kernel kernel;
	bool json, calls;
	unsigned long asked, unanswered;
};

static const struct option options[] = {
	{"vmlinux", required_argument, NULL, 'v'},
	{"modules", required_argument, NULL, 'm'},
	{"symbols", required_argument, NULL, 's'},
	{"release", required_argument, NULL, 'r'},
	{"build-id", required_argument, NULL, 'b'},
	{"force", no_argument, NULL, 'f'},
	{"max-seconds", required_argument, NULL, 't'},
	{"kaslr-offset", required_argument, NULL, 'k'},
	{"calls", no_argument, NULL, 'c'},
	{"format", required_argument, NULL, 'o'},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static const char usage[] =
	"usage: crashscan symbols resolve [options] [ADDR|NAME+OFF[/SIZE] [MODULE]]...\n"
	"Without arguments, questions are read from standard input, a line each; in a line of a\n"
	"trace the first NAME+OFF/SIZE is taken. MODULE: 'foo+0x1/0x20 [mod]' or 'mod:foo+0x1'.\n"
	"  --vmlinux FILE       the kernel's image with debug information\n"
	"  --modules DIR        modules with debug information (repeatable)\n"
	"  --release REL, --build-id ID, --symbols DIR   the kernel is in a store, or installed\n"
	"  --calls              all are return addresses: the call's place is wanted\n"
	"  --kaslr-offset HEX   addresses are of a kernel that was moved by that much\n"
	"  --format text|json   as addr2line -fi prints, or a JSON object a line\n"
	"  --force              take symbols that do not match\n"
	"  --max-seconds N      for looking through debug information (60); an index takes no "
	"time\n"
	"Exit code: 0, or 4 when something was asked that has no answer.\n";

/* ---- questions ---- */

/* The first thing in S that looks like NAME+OFF[/SIZE] [MODULE]. */
static bool find_symbol(struct cs_str s, struct cs_frame *f)
{
	while (s.n) {
		struct cs_str t = s;

		*f = (struct cs_frame){0};
		if (cs_grammar_symbol(&t, f))
			return true;
		while (s.n && cs_is_name(s.p[0]))
			s = cs_str_tail(s, 1);
		s = cs_str_tail(s, 1);
	}
	return false;
}

static bool parse_question(struct cs_str s, struct cs_sym_question *q)
{
	struct cs_frame f = {0};
	ptrdiff_t colon;

	s = cs_str_trim(s);
	*q = (struct cs_sym_question){0};
	if (cs_str_to_hex(s, &q->address)) {
		q->has_address = true;
		return true;
	}
	if (!find_symbol(s, &f))
		return false;
	q->symbol = f.symbol;
	q->offset = f.offset;
	q->size = f.size;
	q->has_offset = true;
	q->has_size = f.has_size;
	q->module = f.module;
	q->build_id = f.build_id;
	colon = f.symbol.p - s.p;
	if (!q->module.n && colon > 1 && s.p[colon - 1] == ':')
		q->module = cs_str_head(s, (size_t)colon - 1);
	return true;
}

/* ---- answers ---- */

static void print_text(const struct cs_sym_question *q, const struct cs_sym_answer *a)
{
	struct cs_str name = q->symbol.n ? q->symbol : a->symbol;

	for (size_t i = 0; i < a->place_count; i++) {
		const struct cs_sym_place *p = &a->places[i];
		struct cs_str f = p->function.n ? p->function : name;

		printf(CS_STR_FMT "\n" CS_STR_FMT ":%d\n", CS_STR_ARG(f),
		       CS_STR_ARG(p->file.n ? p->file : CS_STR("??")), p->line);
	}
	if (a->place_count == 0)
		printf(CS_STR_FMT "\n??:0\n", CS_STR_ARG(name.n ? name : CS_STR("??")));
}

static void tell(struct cs_str asked, struct cs_str note)
{
	fprintf(stderr, "crashscan: " CS_STR_FMT ": " CS_STR_FMT "\n", CS_STR_ARG(asked),
		CS_STR_ARG(note));
}

static void answer(struct resolve *r, struct cs_str asked)
{
	struct cs_sym_question q;
	struct cs_sym_answer a = {0};
	struct cs_arena arena;

	cs_arena_init(&arena);
	r->asked++;
	if (!parse_question(asked, &q))
		a.note = CS_STR("neither an address nor NAME+OFFSET");
	else
		q.call = r->calls;
	if (!a.note.n)
		cs_sym_ask(r->sym, &r->kernel, &q, &arena, &a);
	if (a.place_count == 0)
		r->unanswered++;
	if (r->json)
		cs_json_write_answer(stdout, asked, &q, &a);
	else
		print_text(&q, &a);
	if (a.note.n && !r->json)
		tell(asked, a.note);
	cs_arena_release(&arena);
}

static int answer_input(struct resolve *r)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, stdin)) > 0) {
		struct cs_str s = cs_str_trim(
			cs_str_head((struct cs_str){line, (size_t)n - (line[n - 1] == '\n')},
				    CS_LIMIT_LINE_BYTES));

		if (s.n)
			answer(r, s);
	}
	free(line);
	return ferror(stdin) ? CS_EXIT_ERROR : CS_EXIT_CLEAN;
}

/* ---- the command ---- */

static bool take(struct resolve *r, int opt)
{
	uint64_t n;

	switch (opt) {
	case 'v':
		r->how.vmlinux = optarg;
		return true;
	case 'm':
		*CS_VEC_PUSH(&r->modules) = optarg;
		return true;
	case 's':
		*CS_VEC_PUSH(&r->stores) = optarg;
		return true;
	case 'r':
		r->kernel.release = cs_str_from(optarg);
		return true;
	case 'b':
		r->kernel.build_id = cs_str_from(optarg);
		return true;
	case 'f':
		r->how.force = true;
		return true;
	case 'c':
		r->calls = true;
		return true;
	case 'k':
		if (cs_str_to_hex(cs_str_from(optarg), &r->kernel.offset))
			return true;
		fprintf(stderr, "crashscan: --kaslr-offset: '%s' is not a hex number\n", optarg);
		return false;
	case 't':
		if (!cs_symbols_number("max-seconds", optarg, 86400, &n))
			return false;
		r->how.seconds = (unsigned)n;
		return true;
	case 'o':
		r->json = strcmp(optarg, "json") == 0 || strcmp(optarg, "ndjson") == 0;
		if (r->json || strcmp(optarg, "text") == 0)
			return true;
		fprintf(stderr, "crashscan: --format: '%s' is not one of: text, json\n", optarg);
		return false;
	default:
		return false;
	}
}

static int run(struct resolve *r, int count, char **questions)
{
	struct cs_error err = {0};
	char text[1700];
	int code = CS_EXIT_CLEAN;

	r->sym = cs_sym_new(&r->how, &err);
	if (!r->sym) {
		fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
		return CS_EXIT_ERROR;
	}
	for (int i = 0; i < count; i++)
		answer(r, cs_str_from(questions[i]));
	if (count == 0)
		code = answer_input(r);
	while (cs_sym_take_problem(r->sym, text, sizeof(text)))
		fprintf(stderr, "crashscan: %s\n", text);
	if (fflush(stdout) != 0 && errno != EPIPE)
		code = CS_EXIT_ERROR;
	cs_sym_free(r->sym);
	return code == CS_EXIT_CLEAN && r->unanswered ? CS_EXIT_INCOMPLETE : code;
}

int cs_symbols_resolve(int argc, char **argv)
{
	struct resolve r = {.kernel.has_offset = true};
	int opt, code = CS_EXIT_USAGE;
	bool good = true, help = false;

	optind = 0;
	while (good && (opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		help = opt == 'h';
		good = take(&r, opt);
	}
	r.how.modules = r.modules.v;
	r.how.module_count = r.modules.n;
	r.how.stores = r.stores.v;
	r.how.store_count = r.stores.n;
	if (good && !r.how.vmlinux && r.modules.n == 0 && !r.kernel.release.n &&
	    !r.kernel.build_id.n) {
		fprintf(stderr, "crashscan: symbols resolve: of which kernel? give --vmlinux, or "
				"--release or --build-id to look for it\n");
		good = false;
	}
	if (good)
		code = run(&r, argc - optind, argv + optind);
	else
		fputs(usage, help ? stdout : stderr);
	CS_VEC_FREE(&r.modules);
	CS_VEC_FREE(&r.stores);
	return help ? CS_EXIT_CLEAN : code;
}
