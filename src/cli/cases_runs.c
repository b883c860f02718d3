/* crashscan cases runs: what each batch saw. */
#include <stdio.h>
#include <time.h>

#include "cli/cases.h"
#include "store/runs.h"

static void put_run(void *ctx, const struct cs_run *r)
{
	time_t at = (time_t)r->started;
	char when[32] = "";
	struct tm tm;

	(void)ctx;
	if (gmtime_r(&at, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
	printf("%5lld  %s  %7lld  %5lld  %5lld%s\n", (long long)r->id, when, (long long)r->inputs,
	       (long long)r->cases, (long long)r->fresh, r->finished ? "" : "  interrupted");
}

static void put_json(void *ctx, const struct cs_run *r)
{
	bool *any = ctx;

	printf("%s{\"id\":%lld,\"started\":%lld,\"finished\":%s,\"inputs\":%lld,"
	       "\"cases\":%lld,\"new\":%lld}",
	       *any ? ",\n" : "\n", (long long)r->id, (long long)r->started,
	       r->finished ? "true" : "false", (long long)r->inputs, (long long)r->cases,
	       (long long)r->fresh);
	*any = true;
}

int cs_cases_runs(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	enum cs_status rc;
	bool any = false;

	if (o->json) {
		fputs("{\"runs\":[", stdout);
		rc = cs_run_list(s, o->limit, put_json, &any, err);
		fputs("\n]}\n", stdout);
	} else {
		fputs("  run  begun (UTC)        inputs  cases    new\n", stdout);
		rc = cs_run_list(s, o->limit, put_run, NULL, err);
	}
	return cs_cases_exit(rc);
}
