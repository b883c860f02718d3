/* Conditions on what came before in the same boot: single lines, and whole reports. */
#include <stdio.h>

#include "rule/model.h"

/* ---- earlier: a line ---- */

static bool parse_where_one(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_where *w)
{
	w->capture = y->key;
	if (y->type == CS_YAML_MAP)
		return cs_values_parse(p->arena, y, &w->values, &p->problems);
	return cs_globs_parse(p->arena, y, &w->names, &p->problems);
}

static bool parse_where(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_earlier *e)
{
	if (y->type != CS_YAML_MAP) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants captures and what they must be: {device: '{iommu.client}'}");
		return false;
	}
	for (size_t i = 0; i < y->count; i++)
		if (!parse_where_one(p, &y->kids[i],
				     CS_ARENA_PUSH(p->arena, e->where, e->where_count)))
			return false;
	return true;
}

/* {value: iommu.iova, from: CAPTURE, to: CAPTURE | size: CAPTURE, slack: BYTES} */
static bool parse_covers(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_earlier *e)
{
	const struct cs_yaml *value = cs_yaml_get(y, "value"), *from = cs_yaml_get(y, "from");
	const struct cs_yaml *to = cs_yaml_get(y, "to"), *size = cs_yaml_get(y, "size");
	const struct cs_yaml *slack = cs_yaml_get(y, "slack");
	double bytes = 0;

	if (!value || !from || (!to && !size)) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants value, from, and to or size");
		return false;
	}
	if (!cs_parser_only(p, y, "value from to size slack") ||
	    !cs_parser_text(p, value, &e->covers) || !cs_parser_text(p, from, &e->from) ||
	    (to && !cs_parser_text(p, to, &e->to)) ||
	    (size && !cs_parser_text(p, size, &e->size)) ||
	    (slack && !cs_parser_number(p, slack, &bytes)))
		return false;
	e->slack = (uint64_t)bytes;
	return true;
}

static bool parse_options(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_earlier *e)
{
	const struct cs_yaml *within = cs_yaml_get(y, "within"), *last = cs_yaml_get(y, "last");
	const struct cs_yaml *where = cs_yaml_get(y, "where"), *covers = cs_yaml_get(y, "covers");
	const struct cs_yaml *count = cs_yaml_get(y, "count");
	double n = 1;
	int flag = 0;

	if (!cs_parser_only(p, y, "match within last count where covers") ||
	    (within && !cs_parser_number(p, within, &e->within)) ||
	    (last && !cs_parser_bool(p, last, &flag)) ||
	    (count && !cs_parser_number(p, count, &n)) || (where && !parse_where(p, where, e)) ||
	    (covers && !parse_covers(p, covers, e)))
		return false;
	e->last = flag;
	e->count = n < 1 ? 1 : (size_t)n;
	return true;
}

static void *parse_earlier(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_earlier *e = cs_arena_alloc(p->arena, sizeof(*e));
	const struct cs_yaml *match = y->type == CS_YAML_MAP ? cs_yaml_get(y, "match") : y;

	e->count = 1;
	if (!match) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants 'match'");
		return NULL;
	}
	if (!cs_pattern_parse(p, match, true, &e->pattern) ||
	    (y->type == CS_YAML_MAP && !parse_options(p, y, e)))
		return NULL;
	e->number = (uint32_t)p->facts.n;
	*CS_VEC_PUSH(&p->facts) = e;
	return e;
}

static uint64_t first_line(const struct judging *g)
{
	return g->ev->line_count ? g->ev->lines[0].number : 0;
}

/* Without time stamps, nearness in lines stands for nearness in time. */
#define LINES_FOR_A_SECOND 20
#define LINES_FOR_LONGER 200

static bool is_near(const struct judging *g, double within, bool has_time, double time,
		    uint64_t line)
{
	const struct cs_event *ev = g->ev;

	if (within <= 0)
		return true;
	if (ev->line_count && has_time && ev->lines[ev->header].has_time)
		return ev->lines[ev->header].time - time <= within;
	return first_line(g) - line <= (within <= 1 ? LINES_FOR_A_SECOND : LINES_FOR_LONGER);
}

static bool number_of(const struct judging *g, struct cs_str name, uint64_t *v)
{
	return cs_judging_lookup((void *)g, name, v);
}

static bool covers(const struct judging *g, const struct cs_earlier *e)
{
	uint64_t value, from, to;

	if (e->covers.n == 0)
		return true;
	if (!number_of(g, e->covers, &value) || !number_of(g, e->from, &from))
		return false;
	if (e->to.n) {
		if (!number_of(g, e->to, &to))
			return false;
	} else if (!number_of(g, e->size, &to) || __builtin_add_overflow(from, to, &to)) {
		return false;
	}
	if (e->slack && value >= to) /* just past the end counts */
		return value - to < e->slack;
	return value >= from && value < to;
}

static bool where_holds(struct judging *g, const struct cs_where *w)
{
	struct cs_str have;
	uint64_t v;

	if (!cs_judging_captured(g, w->capture, &have))
		return false;
	if (w->values.n)
		return number_of(g, w->capture, &v) &&
		       cs_values_hold(&w->values, v, cs_judging_lookup, g);
	for (size_t i = 0; i < w->names.n; i++) {
		struct cs_str pattern = w->names.v[i];

		if (cs_str_has(pattern, "{")) /* made for this event, so it dies with it */
			pattern = cs_template_fill(g, g->arena, pattern);
		if (pattern.n && cs_glob_match(pattern, have))
			return true;
	}
	return false;
}

static bool all_where(struct judging *g, const struct cs_earlier *e)
{
	for (size_t i = 0; i < e->where_count; i++)
		if (!where_holds(g, &e->where[i]))
			return false;
	return true;
}

/* The captures of a fact that does not count in the end are taken back. With "last", the first
 * line (from behind) that is about the value decides, whether "where" holds or not. */
static bool fact_holds(struct judging *g, const struct cs_earlier *e, const struct cs_boot_fact *f,
		       bool *decided)
{
	size_t captures = g->capture_count;
	struct cs_regex_hit hit;

	if (f->line >= first_line(g) || !is_near(g, e->within, f->has_time, f->time, f->line) ||
	    !cs_judging_match(g, &e->pattern, f->text, &hit))
		return false;
	cs_judging_capture_groups(g, &e->pattern, &hit);
	if (covers(g, e)) {
		*decided = e->last;
		if (all_where(g, e))
			return true;
	}
	g->capture_count = captures;
	return false;
}

static bool earlier_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_earlier *e = arg;
	bool decided = false;
	size_t n = 0;

	size_t i = g->boot ? cs_boot_fact_count(g->boot, e->number) : 0;

	while (i-- > 0 && !decided) {
		const struct cs_boot_fact *f = cs_boot_fact_at(g->boot, e->number, i);

		if (!fact_holds(g, e, f, &decided))
			continue;
		if (!found->fact)
			found->fact = f; /* the latest is shown */
		if (++n >= e->count)
			return true;
	}
	return false;
}

const struct cs_predicate cs_predicate_earlier = {
	"earlier", parse_earlier, earlier_holds, "earlier in this boot", false, NULL,
};

/* ---- after_event: a report ---- */

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
	    !is_near(g, s->within, past->has_time, past->time, past->line))
		return false;
	if (s->same_function && !is_same(past->function, g->ev->function))
		return false;
	return !s->same_client || (u && is_same(past->client, u->client));
}

static bool after_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_past *past, *hit = NULL;
	char line[24];

	for (size_t i = 0; (past = cs_judging_past(g, i)); i++)
		if (past_fits(g, arg, past))
			hit = past; /* the latest */
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
