/* Why a rule does or doesn't hold for the reports of a log: each condition, yes or no. */
#include <stdio.h>

#include "base/strbuf.h"
#include "cli/rules_test.h"

struct explaining {
	const struct cs_rule *rule;
	size_t events;
};

static void on_condition(void *ctx, const struct cs_event *ev, const struct cs_rule *rule,
			 const struct cs_rule_cond *cond, int depth, bool holds)
{
	struct cs_strbuf text;

	(void)ctx;
	(void)ev;
	(void)rule;
	cs_strbuf_init(&text);
	cs_rule_tell_condition(cond, &text);
	printf("  %s %*s" CS_STR_FMT "\n", holds ? "yes" : "no ", depth * 2, "",
	       CS_STR_ARG(cs_strbuf_str(&text)));
	cs_strbuf_release(&text);
}

/* The conditions were printed as they were tried; this closes the event. */
static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct explaining *x = ctx;
	bool said = false;

	(void)info;
	x->events++;
	for (size_t i = 0; i < ev->finding_count; i++)
		said = said || cs_str_eq(ev->findings[i].rule, x->rule->id);
	printf("%s: %s: " CS_STR_FMT "\n\n", said ? "holds" : "does not hold",
	       cs_kind_name(ev->kind), CS_STR_ARG(ev->title));
}

bool cs_rules_explain(const struct cs_rules *rules, const struct cs_rule *rule, const char *path)
{
	struct explaining x = {.rule = rule};
	struct cs_companions with = {
		.rules = rules, .trace_rule = rule->id, .trace = on_condition, .trace_ctx = &x};
	struct cs_sink sink = {.ctx = &x, .event = on_event};
	struct cs_error err = {0};
	struct cs_engine *engine = cs_engine_new(&with, &err);
	bool ran = engine && cs_analyze(engine, path, false, &sink, 1, &err) == CS_OK;
	char text[2048];

	if (!ran)
		fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	else if (x.events == 0)
		printf("no report in %s\n", path);
	cs_engine_free(engine);
	return ran;
}
