/* Runs of "crashscan batch", as the store remembers them: what each saw, to compare with. */
#ifndef CS_STORE_RUNS_H
#define CS_STORE_RUNS_H

#include "report/baseline.h"
#include "store/store.h"

struct cs_run {
	int64_t id, started, finished; /* Unix seconds; finished 0: it was interrupted */
	int64_t inputs, cases, fresh;  /* FRESH of the cases were never seen before */
};

/* Whether the file at PATH is a SQLite database, by its first bytes. */
bool cs_store_is_database(const char *path);
/* The last COUNT runs, the newest first; each to FN. */
enum cs_status cs_run_list(struct cs_store *s, int64_t count,
			   void (*fn)(void *ctx, const struct cs_run *run), void *ctx,
			   struct cs_error *err) CS_MUST_CHECK;
/* What run ID saw, as a baseline; ID 0: the last run that was finished. CS_NOT_FOUND: there is no
 * such run. A case that was merged out of several signatures is known by all of them. */
enum cs_status cs_run_baseline(struct cs_store *s, int64_t id, struct cs_baseline **out,
			       struct cs_error *err) CS_MUST_CHECK;

/* A case that runs saw, and how many runs were finished since the last that did. */
struct cs_run_case {
	struct cs_str title, function, signature, kind;
	int64_t since;
};

/* Each signature of each case that any run saw, to FN; *RUNS is how many were finished. */
enum cs_status cs_run_cases(struct cs_store *s, void (*fn)(void *ctx, const struct cs_run_case *c),
			    void *ctx, int64_t *runs, struct cs_error *err) CS_MUST_CHECK;

#endif
