/* Conditions on lines of the same boot before the report, and shortly after it. */
#include <math.h>

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

/* {value: iommu.iova, from: CAPTURE, to: CAPTURE | size: CAPTURE or number, slack: BYTES,
 * each: BYTES}: with EACH the range is an array, and {index} and {field} say where in it. */
static bool parse_covers(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_earlier *e)
{
	const struct cs_yaml *value = cs_yaml_get(y, "value"), *from = cs_yaml_get(y, "from");
	const struct cs_yaml *to = cs_yaml_get(y, "to"), *size = cs_yaml_get(y, "size");
	const struct cs_yaml *slack = cs_yaml_get(y, "slack");
	const struct cs_yaml *each = cs_yaml_get(y, "each");
	double bytes = 0, step = 0;

	if (!value || !from || (!to && !size)) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants value, from, and to or size");
		return false;
	}
	if (!cs_parser_only(p, y, "value from to size slack each") ||
	    !cs_parser_text(p, value, &e->covers) || !cs_parser_text(p, from, &e->from) ||
	    (to && !cs_parser_text(p, to, &e->to)) ||
	    (size && !cs_parser_text(p, size, &e->size)) ||
	    (slack && !cs_parser_number(p, slack, &bytes)) ||
	    (each && !cs_parser_number(p, each, &step)))
		return false;
	e->slack = (uint64_t)bytes;
	e->each = step < 0 ? 0 : (uint64_t)step;
	if (e->each) {
		cs_parser_add_capture(p, CS_STR("index"));
		cs_parser_add_capture(p, CS_STR("field"));
	}
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

static struct cs_earlier *parse_lines(struct cs_rule_parser *p, const struct cs_yaml *y)
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

static void *parse_earlier(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	return parse_lines(p, y);
}

static void *parse_later(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_earlier *e = parse_lines(p, y);

	if (e)
		e->later = true;
	return e;
}

static uint64_t first_line(const struct judging *g)
{
	return g->ev->line_count ? g->ev->lines[0].number : 0;
}

static uint64_t last_line(const struct judging *g)
{
	return g->ev->line_count ? g->ev->lines[g->ev->line_count - 1].number : UINT64_MAX;
}

/* Without time stamps, nearness in lines stands for nearness in time. */
#define LINES_FOR_A_SECOND 20
#define LINES_FOR_LONGER 200

bool cs_judging_is_near(const struct judging *g, double within, bool has_time, double time,
			uint64_t line)
{
	const struct cs_event *ev = g->ev;
	uint64_t lines = line < first_line(g) ? first_line(g) - line : line - last_line(g);

	if (within <= 0)
		return true;
	if (ev->line_count && has_time && ev->lines[ev->header].has_time)
		return fabs(ev->lines[ev->header].time - time) <= within;
	return lines <= (within <= 1 ? LINES_FOR_A_SECOND : LINES_FOR_LONGER);
}

/* In the part of the log that the condition is about. What comes later counts only as far as it
 * may belong to the report. */
static bool is_in_reach(const struct judging *g, const struct cs_earlier *e,
			const struct cs_boot_fact *f)
{
	if (e->later)
		return f->line > last_line(g) && f->line - last_line(g) <= LINES_FOR_LONGER;
	return f->line < first_line(g);
}

static bool number_of(const struct judging *g, struct cs_str name, uint64_t *v)
{
	return cs_value_number(name, v) || cs_judging_lookup((void *)g, name, v);
}

static void capture_place(struct judging *g, uint64_t offset, uint64_t each)
{
	cs_judging_capture(g, CS_STR("index"),
			   cs_arena_strf(g->arena, "%llu", (unsigned long long)(offset / each)));
	cs_judging_capture(g, CS_STR("field"),
			   cs_arena_strf(g->arena, "%#llx", (unsigned long long)(offset % each)));
}

static bool covers(struct judging *g, const struct cs_earlier *e)
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
	if (value < from || (value >= to && value - to >= e->slack)) /* just past the end counts */
		return false;
	if (e->each)
		capture_place(g, value - from, e->each);
	return true;
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

	if (!is_in_reach(g, e, f) ||
	    !cs_judging_is_near(g, e->within, f->has_time, f->time, f->line) ||
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

const struct cs_predicate cs_predicate_later = {
	"later", parse_later, earlier_holds, "shortly after", false, NULL,
};
