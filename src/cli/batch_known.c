#include "cli/batch_known.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/session.h"
#include "store/runs.h"

struct tally {
	const struct cs_known *known;
	size_t count;
	int64_t *since; /* of each issue; -1: no run ever saw it */
};

static void on_case(void *ctx, const struct cs_run_case *c)
{
	const struct cs_known_case seen = {c->title, c->function, c->signature, c->kind};
	struct tally *t = ctx;

	for (size_t i = 0; i < t->count; i++)
		if ((t->since[i] < 0 || c->since < t->since[i]) &&
		    cs_known_takes(t->known, i, &seen))
			t->since[i] = c->since;
}

static void tell(const struct tally *t, size_t i, int64_t runs)
{
	struct cs_str name = cs_known_name(t->known, i), owner = cs_known_owner(t->known, i);
	int64_t since = t->since[i] < 0 ? runs : t->since[i];

	fprintf(stderr,
		"crashscan: known issue " CS_STR_FMT " of " CS_STR_FMT
		": not seen for %lld runs; is it still needed?\n",
		CS_STR_ARG(name), CS_STR_ARG(owner), (long long)since);
}

static void tell_all(struct cs_store *s, struct tally *t, unsigned limit)
{
	struct cs_error err = {0};
	int64_t runs;

	if (cs_run_cases(s, on_case, t, &runs, &err) != CS_OK) {
		cs_session_tell(&err);
		return;
	}
	for (size_t i = 0; i < t->count; i++)
		if ((t->since[i] < 0 ? runs : t->since[i]) >= limit)
			tell(t, i, runs);
}

void cs_batch_known_unseen(const struct cs_known *known, const struct cs_options *o)
{
	struct tally t = {.known = known, .count = cs_known_count(known)};
	struct cs_strbuf path;
	struct cs_store *s;
	struct cs_error err;

	cs_strbuf_init(&path);
	if (o->db)
		cs_strbuf_add_c(&path, o->db);
	else
		cs_store_default_path(&path);
	t.since = cs_calloc(t.count + 1, sizeof(*t.since));
	for (size_t i = 0; i < t.count; i++)
		t.since[i] = -1;
	if (access(path.p, F_OK) == 0 && cs_store_open(&s, path.p, CS_STORE_READ, &err) == CS_OK) {
		tell_all(s, &t, o->unseen_runs);
		cs_store_close(s);
	}
	cs_strbuf_release(&path);
	free(t.since);
}
