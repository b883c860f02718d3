/* Conditions on the words of the report. */
#include "rule/model.h"

struct text_spec {
	struct cs_pattern *v; /* any of them */
	size_t n;
	bool header;  /* only in the line that names the report */
	bool foreign; /* lines of others inside the report, too */
};

static bool add_pattern(struct cs_rule_parser *p, const struct cs_yaml *y, struct text_spec *s)
{
	return cs_pattern_parse(p, y, false, CS_ARENA_PUSH(p->arena, s->v, s->n));
}

static bool add_patterns(struct cs_rule_parser *p, const struct cs_yaml *y, struct text_spec *s)
{
	if (y->type != CS_YAML_LIST)
		return add_pattern(p, y, s);
	for (size_t i = 0; i < y->count; i++)
		if (!add_pattern(p, &y->kids[i], s))
			return false;
	return y->count > 0;
}

static bool parse_where(struct cs_rule_parser *p, const struct cs_yaml *y, struct text_spec *s)
{
	s->header = cs_str_is(y->text, "header");
	s->foreign = cs_str_is(y->text, "span");
	if (s->header || s->foreign || cs_str_is(y->text, "report"))
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(y),
		       "'in' is header, report (its own lines), or span (all lines between its "
		       "first and its last)");
	return false;
}

static void *parse_text(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct text_spec *s = cs_arena_alloc(p->arena, sizeof(*s));
	const struct cs_yaml *match = cs_yaml_get(y, "match"), *in = cs_yaml_get(y, "in");

	if (y->type != CS_YAML_MAP)
		return add_patterns(p, y, s) ? s : NULL;
	if (!match) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants 'match'");
		return NULL;
	}
	if (!cs_parser_only(p, y, "match in") || !add_patterns(p, match, s) ||
	    (in && !parse_where(p, in, s)))
		return NULL;
	return s;
}

static bool is_searched(const struct text_spec *s, const struct cs_event *ev, size_t line)
{
	if (s->header)
		return line == ev->header;
	/* what stands between "cut here" and the header is the report's own message */
	return s->foreign || line < ev->header || !ev->lines[line].foreign;
}

static bool pattern_holds(struct judging *g, const struct text_spec *s, const struct cs_pattern *p,
			  struct cs_found *found)
{
	const struct cs_event *ev = g->ev;
	struct cs_regex_hit hit;
	size_t n;
	const uint32_t *lines = cs_judging_candidates(g, p, &n);

	for (size_t i = 0; i < n; i++) {
		if (!is_searched(s, ev, lines[i]) ||
		    !cs_judging_match(g, p, ev->lines[lines[i]].text, &hit))
			continue;
		found->line = &ev->lines[lines[i]];
		cs_judging_capture_groups(g, p, &hit);
		return true;
	}
	return false;
}

static bool text_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct text_spec *s = arg;

	for (size_t i = 0; i < s->n; i++)
		if (pattern_holds(g, s, &s->v[i], found))
			return true;
	return false;
}

/* A pattern without any literal is found in every report, or nearly so. */
static bool text_is_weak(const void *arg)
{
	const struct text_spec *s = arg;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].literal_count == 0)
			return true;
	return false;
}

const struct cs_predicate cs_predicate_text = {
	"text", parse_text, text_holds, "the report says so", false, text_is_weak,
};
