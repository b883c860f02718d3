#include "cli/rules_test.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/* What came of one log: the events, and whether the rule spoke. */
struct outcome {
	const struct cs_rule *rule; /* NULL: any rule counts */
	size_t events, hits;
	char seen[2048]; /* "kind: title [rule rule]" of each event, for the message */
	size_t n;
};

static void put(struct outcome *o, const char *sep, struct cs_str s)
{
	int n = snprintf(o->seen + o->n, sizeof(o->seen) - o->n, "%s" CS_STR_FMT, sep,
			 CS_STR_ARG(s));

	if (n > 0)
		o->n = o->n + (size_t)n < sizeof(o->seen) ? o->n + (size_t)n : sizeof(o->seen) - 1;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct outcome *o = ctx;

	(void)info;
	o->events++;
	put(o, "\n    saw ", cs_str_from(cs_kind_name(ev->kind)));
	put(o, ": ", ev->title);
	for (size_t i = 0; i < ev->finding_count; i++) {
		put(o, i ? " " : " [", ev->findings[i].rule);
		if (!o->rule || cs_str_eq(ev->findings[i].rule, o->rule->id))
			o->hits++;
	}
	if (ev->finding_count)
		put(o, "]", (struct cs_str){NULL, 0});
}

static bool run(struct cs_engine *engine, const char *path, struct outcome *o)
{
	struct cs_sink sink = {.ctx = o, .event = on_event};
	struct cs_error err = {0};
	char text[2048];

	if (cs_analyze(engine, path, false, &sink, 1, &err) == CS_OK)
		return true;
	fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	return false;
}

static bool run_text(struct cs_engine *engine, struct cs_str log, struct outcome *o)
{
	int fd = memfd_create("example", MFD_CLOEXEC);
	char path[64];
	bool ran;

	if (fd < 0 || write(fd, log.p, log.n) != (ssize_t)log.n) {
		fprintf(stderr, "crashscan: cannot hold an example in memory\n");
		return false;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ran = run(engine, path, o);
	close(fd);
	return ran;
}

static bool run_log(struct cs_engine *engine, const struct cs_rule_example *e, struct outcome *o)
{
	char path[4096];

	if (e->log.n)
		return run_text(engine, e->log, o);
	snprintf(path, sizeof(path), CS_STR_FMT, CS_STR_ARG(e->file));
	return run(engine, path, o);
}

static bool run_example(struct cs_engine *engine, const struct cs_rule *rule,
			const struct cs_rule_example *e, bool verbose, struct cs_rules_tested *out)
{
	struct outcome o = {.rule = rule};
	bool good;

	if (!run_log(engine, e, &o))
		return false;
	/* a log in which nothing is found proves nothing about a rule */
	good = e->wanted ? o.hits > 0 : o.hits == 0 && o.events > 0;
	out->examples++;
	out->failed += !good;
	if (!good || verbose)
		printf("%s " CS_STR_FMT ": " CS_STR_FMT ":%u: '" CS_STR_FMT "' %s%s\n",
		       good ? "ok  " : "FAIL", CS_STR_ARG(rule->id), CS_STR_ARG(rule->file),
		       e->line, CS_STR_ARG(e->name),
		       good        ? e->wanted ? "matches" : "does not match"
		       : e->wanted ? "must match and does not"
		       : o.hits    ? "must not match and does"
				   : "has no report in it",
		       o.events ? o.seen : "\n    saw no report");
	return true;
}

static struct cs_engine *make_engine(const struct cs_rules *rules)
{
	struct cs_companions with = {.rules = rules};
	struct cs_error err = {0};
	struct cs_engine *engine = cs_engine_new(&with, &err);
	char text[2048];

	if (!engine)
		fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	return engine;
}

bool cs_rules_test(const struct cs_rules *rules, const struct cs_rule *only, bool verbose,
		   struct cs_rules_tested *out)
{
	struct cs_engine *engine = make_engine(rules);
	bool sound = engine != NULL;

	for (size_t i = 0; sound && i < cs_rules_count(rules); i++) {
		const struct cs_rule *rule = cs_rules_at(rules, i);

		if (only && rule != only)
			continue;
		out->rules++;
		for (size_t k = 0; sound && k < rule->example_count; k++)
			sound = run_example(engine, rule, &rule->examples[k], verbose, out);
	}
	cs_engine_free(engine);
	return sound;
}

bool cs_rules_test_clean(const struct cs_rules *rules, const char *path,
			 struct cs_rules_tested *out)
{
	struct cs_engine *engine = make_engine(rules);
	struct outcome o = {.rule = NULL};
	bool sound = engine && run(engine, path, &o);

	out->logs++;
	out->hits += o.hits;
	if (sound && o.hits)
		printf("FAIL %s: a log that is said to be clean%s\n", path, o.seen);
	cs_engine_free(engine);
	return sound;
}
