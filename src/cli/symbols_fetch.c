/* crashscan symbols fetch BUILD-ID...: into the store, from debuginfod servers. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cmd_symbols.h"
#include "report/summary.h"
#include "sym/fetch.h"
#include "sym/search.h"

#define MAX_BYTES (2ull << 30)
#define MAX_SECONDS 600u

struct fetch_args {
	char root[CS_LIMIT_PATH];
	struct cs_fetch_how how;
	bool progress;
};

static const struct option options[] = {
	{"symbols", required_argument, NULL, 's'},
	{"max-bytes", required_argument, NULL, 'b'},
	{"max-seconds", required_argument, NULL, 't'},
	{"progress", required_argument, NULL, 'p'},
	{0},
};

static bool take(struct fetch_args *a, int opt)
{
	uint64_t n;

	switch (opt) {
	case 's':
		snprintf(a->root, sizeof(a->root), "%s", optarg);
		return true;
	case 'b':
		return cs_symbols_number("max-bytes", optarg, INT64_MAX, &a->how.max_bytes);
	case 't':
		if (!cs_symbols_number("max-seconds", optarg, 86400, &n))
			return false;
		a->how.max_seconds = (unsigned)n;
		return true;
	case 'p':
		a->progress = strcmp(optarg, "always") == 0 ||
			      (strcmp(optarg, "auto") == 0 && isatty(STDERR_FILENO));
		return true;
	default:
		return false;
	}
}

static bool on_progress(void *ctx, long done, long total)
{
	const struct fetch_args *a = ctx;

	if (a->progress && total > 0)
		fprintf(stderr, "\rfetching: %3ld%%  (%ld of %ld MiB)", done * 100 / total,
			done >> 20, total >> 20);
	return true;
}

static void on_file(void *ctx, const char *path, const char *what)
{
	(void)ctx;
	printf("%s: %s\n", path, what);
}

static int tell(const struct cs_error *err)
{
	char text[1700];

	fprintf(stderr, "crashscan: %s\n", cs_error_text(err, text, sizeof(text)));
	return err->status == CS_NOT_FOUND ? CS_EXIT_INCOMPLETE : CS_EXIT_ERROR;
}

/* The store holds a copy: debuginfod's cache is emptied now and then. */
static int fetch_one(struct fetch_args *a, const char *build_id)
{
	struct cs_symstore_how how = {.copy = true, .tell = on_file};
	struct cs_error err = {0};
	char folder[CS_LIMIT_PATH], *path;
	enum cs_status rc;

	if (!cs_symstore_entry_folder(a->root, build_id, folder, sizeof(folder))) {
		fprintf(stderr, "crashscan: '%s' is no build ID\n", build_id);
		return CS_EXIT_USAGE;
	}
	rc = cs_fetch_debuginfo(build_id, &a->how, &path, &err);
	if (a->progress)
		fputc('\n', stderr);
	if (rc == CS_OK)
		rc = cs_symstore_add(a->root, path, &how, &err);
	free(path);
	if (rc != CS_OK)
		return tell(&err);
	return how.failed || (how.added == 0 && access(folder, F_OK) != 0) ? CS_EXIT_ERROR
									   : CS_EXIT_CLEAN;
}

int cs_symbols_fetch(int argc, char **argv)
{
	struct fetch_args a = {.how = {MAX_BYTES, MAX_SECONDS, on_progress, &a},
			       .progress = isatty(STDERR_FILENO)};
	int opt, worst = CS_EXIT_CLEAN;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!take(&a, opt))
			return CS_EXIT_USAGE;
	if (optind == argc)
		return CS_EXIT_USAGE;
	if (!a.root[0] && !cs_search_default_store(a.root, sizeof(a.root))) {
		fprintf(stderr, "crashscan: no place for a store: give one with --symbols DIR\n");
		return CS_EXIT_ERROR;
	}
	for (int i = optind; i < argc && worst != CS_EXIT_USAGE; i++) {
		int code = fetch_one(&a, argv[i]);

		if (code == CS_EXIT_USAGE || code == CS_EXIT_ERROR || worst == CS_EXIT_CLEAN)
			worst = code;
	}
	return worst;
}
