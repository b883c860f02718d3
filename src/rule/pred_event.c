/* Conditions on an event's own fields. */
#include "base/limits.h"
#include "rule/model.h"

static const struct cs_line *header_of(const struct judging *g)
{
	return g->ev->header < g->ev->line_count ? &g->ev->lines[g->ev->header] : NULL;
}

/* ---- kind ---- */

struct kinds {
	bool wanted[CS_KIND_COUNT];
};

static void *parse_kind(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct kinds *k = cs_arena_alloc(p->arena, sizeof(*k));
	struct cs_globs names = {0};
	enum cs_kind kind;

	if (!cs_globs_parse(p->arena, y, &names, &p->problems))
		return NULL;
	for (size_t i = 0; i < names.n; i++) {
		if (!cs_kind_from_name(names.v[i], &kind)) {
			cs_problem_add(&p->problems,
				       cs_yaml_spot(y->type == CS_YAML_LIST ? &y->kids[i] : y),
				       "'" CS_STR_FMT "' is no kind of report",
				       CS_STR_ARG(names.v[i]));
			return NULL;
		}
		k->wanted[kind] = true;
	}
	return k;
}

static bool kind_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct kinds *k = arg;

	(void)found;
	return k->wanted[g->ev->kind];
}

/* Kinds that say nothing about the cause. */
static bool kind_is_weak(const void *arg)
{
	static const enum cs_kind broad[] = {CS_KIND_OOPS, CS_KIND_BUG, CS_KIND_WARNING,
					     CS_KIND_PANIC, CS_KIND_UNKNOWN_CRASH};
	const struct kinds *k = arg;

	for (size_t i = 0; i < sizeof(broad) / sizeof(*broad); i++)
		if (k->wanted[broad[i]])
			return true;
	return false;
}

const struct cs_predicate cs_predicate_kind = {
	"kind", parse_kind, kind_holds, NULL, false, kind_is_weak,
};

/* ---- names ---- */

static void *parse_globs(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_globs *g = cs_arena_alloc(p->arena, sizeof(*g));

	return cs_globs_parse(p->arena, y, g, &p->problems) ? g : NULL;
}

static bool globs_are_weak(const void *arg)
{
	const struct cs_globs *g = arg;

	for (size_t i = 0; i < g->n; i++)
		if (cs_str_is(g->v[i], "*"))
			return true;
	return false;
}

static bool function_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	if (g->ev->guilty && g->ev->guilty->line_index < g->ev->line_count)
		found->line = &g->ev->lines[g->ev->guilty->line_index];
	return cs_globs_match(arg, g->ev->function);
}

const struct cs_predicate cs_predicate_function = {
	"function", parse_globs,    function_holds, "the function to look at first",
	false,      globs_are_weak,
};

static bool module_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, g->ev->module);
}

const struct cs_predicate cs_predicate_module = {
	"module", parse_globs, module_holds, NULL, false, globs_are_weak,
};

static bool comm_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, g->ev->comm);
}

const struct cs_predicate cs_predicate_comm = {"comm", parse_globs, comm_holds, NULL, true, NULL};

static bool test_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, g->ev->test);
}

const struct cs_predicate cs_predicate_test = {"test", parse_globs, test_holds, NULL, true, NULL};

static bool context_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, cs_str_from(g->ev->context));
}

const struct cs_predicate cs_predicate_context = {
	"context", parse_globs, context_holds, NULL, true, NULL,
};

static bool arch_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, g->ev->arch);
}

const struct cs_predicate cs_predicate_arch = {"arch", parse_globs, arch_holds, NULL, true, NULL};

static bool hardware_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return cs_globs_match(arg, g->ev->hardware);
}

const struct cs_predicate cs_predicate_hardware = {
	"hardware", parse_globs, hardware_holds, NULL, true, NULL,
};

static bool title_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	found->line = header_of(g);
	return cs_globs_match(arg, g->ev->title);
}

const struct cs_predicate cs_predicate_title = {
	"title", parse_globs, title_holds, "names the report", false, globs_are_weak,
};

/* "taint: W": any of the letters. */
static void *parse_taint(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_str *letters = cs_arena_alloc(p->arena, sizeof(*letters));

	return cs_parser_text(p, y, letters) ? letters : NULL;
}

static bool taint_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_str *letters = arg;

	(void)found;
	for (size_t i = 0; i < letters->n; i++)
		if (cs_str_find_char(g->ev->taint, letters->p[i]) >= 0)
			return true;
	return false;
}

const struct cs_predicate cs_predicate_taint = {"taint", parse_taint, taint_holds,
						NULL,    true,        NULL};

/* ---- yes or no ---- */

static void *parse_flag(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	int *flag = cs_arena_alloc(p->arena, sizeof(*flag));

	return cs_parser_bool(p, y, flag) ? flag : NULL;
}

static bool echo_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return (g->ev->echo_of >= 0) == *(const int *)arg;
}

const struct cs_predicate cs_predicate_echo = {"echo", parse_flag, echo_holds, NULL, true, NULL};

static bool corrupted_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	(void)found;
	return (g->ev->corrupted.n > 0) == *(const int *)arg;
}

const struct cs_predicate cs_predicate_corrupted = {
	"corrupted", parse_flag, corrupted_holds, NULL, true, NULL,
};

/* ---- seconds since boot ---- */

struct span {
	double min, max;
};

static void *parse_uptime(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct span *s = cs_arena_alloc(p->arena, sizeof(*s));
	const struct cs_yaml *min = cs_yaml_get(y, "min"), *max = cs_yaml_get(y, "max");

	s->max = 1e300;
	if (y->type != CS_YAML_MAP || !cs_parser_only(p, y, "min max"))
		return NULL;
	if ((min && !cs_parser_number(p, min, &s->min)) ||
	    (max && !cs_parser_number(p, max, &s->max)))
		return NULL;
	return s;
}

static bool uptime_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct cs_line *l = header_of(g);
	const struct span *s = arg;

	(void)found;
	return l && l->has_time && l->time >= s->min && l->time <= s->max;
}

const struct cs_predicate cs_predicate_uptime = {
	"uptime", parse_uptime, uptime_holds, NULL, true, NULL,
};

/* ---- kernel release: {min: 5.10, below: 6.1.30} ---- */

struct versions {
	struct cs_str min, below;
};

/* Numbers of "6.1.30-rc2-lab" one by one; what follows the last number is not compared. */
static int compare_releases(struct cs_str a, struct cs_str b)
{
	for (int i = 0; i < 3; i++) {
		uint64_t x = 0, y = 0;

		cs_eat_dec(&a, &x);
		cs_eat_dec(&b, &y);
		if (x != y)
			return x < y ? -1 : 1;
		if (!cs_eat_char(&a, '.'))
			a.n = 0;
		if (!cs_eat_char(&b, '.'))
			b.n = 0;
	}
	return 0;
}

static void *parse_release(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct versions *v = cs_arena_alloc(p->arena, sizeof(*v));
	const struct cs_yaml *min = cs_yaml_get(y, "min"), *below = cs_yaml_get(y, "below");

	if (y->type != CS_YAML_MAP || y->count == 0) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants {min: 5.10, below: 6.1.30}, or one of the two");
		return NULL;
	}
	if (!cs_parser_only(p, y, "min below") || (min && !cs_parser_text(p, min, &v->min)) ||
	    (below && !cs_parser_text(p, below, &v->below)))
		return NULL;
	return v;
}

static struct cs_str release_of(const struct judging *g)
{
	if (g->ev->release.n || !g->boot)
		return g->ev->release;
	return cs_str_from(g->boot->release);
}

bool cs_release_is_at_least(const struct judging *g, struct cs_str min)
{
	struct cs_str have = release_of(g);

	return have.n && compare_releases(have, min) >= 0;
}

static bool release_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct versions *v = arg;
	struct cs_str have = release_of(g);

	(void)found;
	if (have.n == 0)
		return false;
	return (!v->min.n || compare_releases(have, v->min) >= 0) &&
	       (!v->below.n || compare_releases(have, v->below) < 0);
}

const struct cs_predicate cs_predicate_release = {
	"release", parse_release, release_holds, NULL, true, NULL,
};
