/* A condition on whole reports before this one in the same boot. */
#include <stdio.h>

#include "rule/model.h"

struct after_spec {
	bool kinds[CS_KIND_COUNT];
	struct cs_globs titles;
	double within;
	bool same_function, same_client;
};

static bool parse_kinds(struct cs_rule_parser *p, const struct cs_yaml *y, struct after_spec *s)
{
	struct cs_globs names = {0};
	enum cs_kind kind;

	if (!cs_globs_parse(p->arena, y, &names, &p->problems))
		return false;
	for (size_t i = 0; i < names.n; i++) {
		if (!cs_kind_from_name(names.v[i], &kind)) {
			cs_problem_add(&p->problems, cs_yaml_spot(y),
				       "'" CS_STR_FMT "' is no kind of report",
				       CS_STR_ARG(names.v[i]));
			return false;
		}
		s->kinds[kind] = true;
	}
	return true;
}

static bool parse_same(struct cs_rule_parser *p, const struct cs_yaml *y, struct after_spec *s)
{
	s->same_function = cs_str_is(y->text, "function");
	s->same_client = cs_str_is(y->text, "client");
	if (s->same_function || s->same_client)
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(y), "'same' is function or client");
	return false;
}

static void *parse_after(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	static const char *const captures[] = {"prev.title", "prev.kind", "prev.line",
					       "prev.client", "prev.function"};
	struct after_spec *s = cs_arena_alloc(p->arena, sizeof(*s));
	const struct cs_yaml *kind = cs_yaml_get(y, "kind"), *title = cs_yaml_get(y, "title");
	const struct cs_yaml *within = cs_yaml_get(y, "within"), *same = cs_yaml_get(y, "same");

	if (y->type != CS_YAML_MAP || !kind) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants {kind: …}");
		return NULL;
	}
	if (!cs_parser_only(p, y, "kind title within same") || !parse_kinds(p, kind, s) ||
	    (title && !cs_globs_parse(p->arena, title, &s->titles, &p->problems)) ||
	    (within && !cs_parser_number(p, within, &s->within)) ||
	    (same && !parse_same(p, same, s)))
		return NULL;
	for (size_t i = 0; i < sizeof(captures) / sizeof(*captures); i++)
		cs_parser_add_capture(p, cs_str_from(captures[i]));
	return s;
}

static bool is_same(const char *past, struct cs_str now)
{
	return past[0] && cs_str_is(now, past);
}

static bool past_fits(const struct judging *g, const struct after_spec *s,
		      const struct cs_past *past)
{
	const struct cs_iommu *u = g->ev->iommu;

	if (!s->kinds[past->kind] ||
	    (s->titles.n && !cs_globs_match(&s->titles, cs_str_from(past->title))) ||
	    !cs_judging_is_near(g, s->within, past->has_time, past->time, past->line))
		return false;
	if (s->same_function && !is_same(past->function, g->ev->function))
		return false;
	return !s->same_client || (u && is_same(past->client, u->client));
}

static bool after_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_past *hit;
	size_t back = 0;
	char line[24];

	do {
		hit = cs_judging_past(g, &back);
	} while (hit && !past_fits(g, arg, hit));
	if (!hit)
		return false;
	found->past = hit;
	snprintf(line, sizeof(line), "%llu", (unsigned long long)hit->line);
	cs_judging_capture(g, CS_STR("prev.title"), cs_str_from(hit->title));
	cs_judging_capture(g, CS_STR("prev.kind"), cs_str_from(cs_kind_name(hit->kind)));
	cs_judging_capture(g, CS_STR("prev.line"), cs_arena_str(g->arena, cs_str_from(line)));
	cs_judging_capture(g, CS_STR("prev.client"), cs_str_from(hit->client));
	cs_judging_capture(g, CS_STR("prev.function"), cs_str_from(hit->function));
	return true;
}

const struct cs_predicate cs_predicate_after_event = {
	"after_event", parse_after, after_holds, "reported before this one", false, NULL,
};
