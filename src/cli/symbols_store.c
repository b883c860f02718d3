/* crashscan symbols add|index|list|find|remove|gc|verify: the store by hand. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cmd_symbols.h"
#include "report/summary.h"
#include "sym/search.h"

struct store_args {
	char root[CS_LIMIT_PATH];
	bool copy, progress;
	const char *release, *build_id; /* of a listing */
	int count;
	char **v;
	int problems;
};

static const struct option options[] = {
	{"symbols", required_argument, NULL, 's'},  {"copy", no_argument, NULL, 'c'},
	{"release", required_argument, NULL, 'r'},  {"build-id", required_argument, NULL, 'b'},
	{"progress", required_argument, NULL, 'p'}, {0},
};

static bool parse(struct store_args *a, int argc, char **argv)
{
	const char *when = "auto";
	int opt;

	*a = (struct store_args){0};
	optind = 0;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 's')
			snprintf(a->root, sizeof(a->root), "%s", optarg);
		else if (opt == 'c')
			a->copy = true;
		else if (opt == 'r')
			a->release = optarg;
		else if (opt == 'b')
			a->build_id = optarg;
		else if (opt == 'p')
			when = optarg;
		else
			return false;
	}
	a->progress = strcmp(when, "always") == 0 ||
		      (strcmp(when, "auto") == 0 && isatty(STDERR_FILENO));
	a->count = argc - optind;
	a->v = argv + optind;
	if (a->root[0] || cs_search_default_store(a->root, sizeof(a->root)))
		return true;
	fprintf(stderr, "crashscan: no place for a store: give one with --symbols DIR\n");
	return false;
}

static void tell(const struct cs_error *err)
{
	char text[1700];

	fprintf(stderr, "crashscan: %s\n", cs_error_text(err, text, sizeof(text)));
}

/* ---- add ---- */

static void on_progress(void *ctx, unsigned long units, unsigned long total)
{
	const struct store_args *a = ctx;

	if (!a->progress || (units % 64 && units != total))
		return;
	fprintf(stderr, "\rindexing: %3lu%%  (%lu of %lu units)%s",
		total ? units * 100 / total : 100, units, total, units == total ? "\n" : "");
}

static void on_file(void *ctx, const char *path, const char *what)
{
	(void)ctx;
	printf("%s: %s\n", path, what);
	fflush(stdout);
}

int cs_symbols_add(int argc, char **argv)
{
	struct store_args a;
	struct cs_symstore_how how = {.progress = on_progress, .tell = on_file, .ctx = &a};
	int code = CS_EXIT_CLEAN;

	if (!parse(&a, argc, argv) || a.count == 0)
		return CS_EXIT_USAGE;
	how.copy = a.copy;
	how.release = a.release;
	how.build_id = a.build_id;
	for (int i = 0; i < a.count; i++) {
		struct cs_error err = {0};

		if (cs_symstore_add(a.root, a.v[i], &how, &err) == CS_OK)
			continue;
		tell(&err);
		code = CS_EXIT_ERROR;
	}
	fprintf(stderr, "%lu added, %lu not, %lu failed; the store is %s\n", how.added, how.skipped,
		how.failed, a.root);
	return how.failed ? CS_EXIT_ERROR : code;
}

/* ---- those that go over the entries ---- */

static bool is_meant(const struct cs_entry *e, int count, char **words)
{
	for (int i = 0; i < count; i++)
		if (strncmp(e->build_id, words[i], strlen(words[i])) == 0 ||
		    strcmp(e->name, words[i]) == 0 || strcmp(e->release, words[i]) == 0)
			return true;
	return false;
}

static void print_entry(const struct cs_entry *e)
{
	char where[CS_LIMIT_PATH];
	ssize_t n = readlink(e->path, where, sizeof(where) - 1);

	where[n > 0 ? n : 0] = '\0';
	printf("%s  %-6s  %-28s %-24s %s%s\n", e->build_id, cs_entry_kind_name(e->kind),
	       e->name[0] ? e->name : "-", e->release[0] ? e->release : "-",
	       n > 0 ? where : e->path, access(e->path, R_OK) == 0 ? "" : "  (missing)");
}

static void list_one(struct store_args *a, const struct cs_entry *e)
{
	(void)a;
	print_entry(e);
}

static void remove_one(struct store_args *a, const struct cs_entry *e)
{
	struct cs_error err = {0};

	print_entry(e);
	if (cs_symstore_remove(e, &err) == CS_OK)
		return;
	tell(&err);
	a->problems++;
}

static void verify_one(struct store_args *a, const struct cs_entry *e)
{
	char buf[512];
	const char *problem = cs_symstore_verify(e, buf, sizeof(buf));

	if (!problem)
		return;
	printf("%s  %s: %s\n", e->build_id, e->name, problem);
	a->problems++;
}

/* An entry whose file is gone is of no use; one with a damaged index is made again by "add". */
static void collect_one(struct store_args *a, const struct cs_entry *e)
{
	char buf[512];

	if (access(e->path, R_OK) != 0 || cs_symstore_verify(e, buf, sizeof(buf)))
		remove_one(a, e);
}

static int each(struct store_args *a, bool all,
		void (*act)(struct store_args *a, const struct cs_entry *e))
{
	struct cs_entries e;
	unsigned long hits = 0;

	cs_symstore_list(&e, a->root);
	for (size_t i = 0; i < e.v.n; i++) {
		if (!all && !is_meant(&e.v.v[i], a->count, a->v))
			continue;
		hits++;
		act(a, &e.v.v[i]);
	}
	cs_entries_release(&e);
	if (a->problems)
		return CS_EXIT_ERROR;
	return all || hits ? CS_EXIT_CLEAN : CS_EXIT_INCOMPLETE;
}

int cs_symbols_list(int argc, char **argv)
{
	struct store_args a;

	return parse(&a, argc, argv) ? each(&a, a.count == 0, list_one) : CS_EXIT_USAGE;
}

int cs_symbols_find(int argc, char **argv)
{
	struct store_args a;
	int code;

	if (!parse(&a, argc, argv) || a.count == 0)
		return CS_EXIT_USAGE;
	code = each(&a, false, list_one);
	if (code == CS_EXIT_INCOMPLETE)
		fprintf(stderr, "crashscan: nothing like that in %s\n", a.root);
	return code;
}

int cs_symbols_remove(int argc, char **argv)
{
	struct store_args a;

	if (!parse(&a, argc, argv) || a.count == 0)
		return CS_EXIT_USAGE;
	return each(&a, false, remove_one);
}

int cs_symbols_verify(int argc, char **argv)
{
	struct store_args a;

	return parse(&a, argc, argv) ? each(&a, a.count == 0, verify_one) : CS_EXIT_USAGE;
}

int cs_symbols_gc(int argc, char **argv)
{
	struct store_args a;
	unsigned long left;
	int code;

	if (!parse(&a, argc, argv) || a.count)
		return CS_EXIT_USAGE;
	left = cs_symstore_sweep(a.root);
	code = each(&a, true, collect_one);
	if (left)
		fprintf(stderr, "%lu left by interrupted adds\n", left);
	return code;
}
