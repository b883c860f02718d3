/* Conditions on stacks. */
#include "rule/model.h"

struct frame_spec {
	struct cs_globs functions, modules;
	bool roles[CS_STACK_TASK + 1], any_role;
	size_t first;     /* only within the first N frames, 0: anywhere */
	bool unreliable;  /* "?" frames count, too */
	struct cs_str as; /* capture for the function's name */
};

static bool parse_roles(struct cs_rule_parser *p, const struct cs_yaml *y, bool *roles)
{
	struct cs_globs names = {0};

	if (!cs_globs_parse(p->arena, y, &names, &p->problems))
		return false;
	for (size_t i = 0; i < names.n; i++) {
		bool known = false;

		for (int r = 0; r <= CS_STACK_TASK; r++) {
			if (cs_str_is(names.v[i], cs_stack_role_name((enum cs_stack_role)r)))
				roles[r] = known = true;
		}
		if (!known) {
			cs_problem_add(&p->problems, cs_yaml_spot(y),
				       "'" CS_STR_FMT "' is no role of a stack: crash, alloc, "
				       "free, origin, lock-chain, other-cpu, irq, task",
				       CS_STR_ARG(names.v[i]));
			return false;
		}
	}
	return true;
}

static bool parse_first(struct cs_rule_parser *p, const struct cs_yaml *y, size_t *out)
{
	double v;

	if (!cs_parser_number(p, y, &v))
		return false;
	*out = (size_t)v;
	return true;
}

static bool parse_map(struct cs_rule_parser *p, const struct cs_yaml *y, struct frame_spec *s)
{
	const struct cs_yaml *function = cs_yaml_get(y, "function");
	const struct cs_yaml *module = cs_yaml_get(y, "module");
	const struct cs_yaml *stack = cs_yaml_get(y, "stack");
	const struct cs_yaml *first = cs_yaml_get(y, "first"), *as = cs_yaml_get(y, "as");
	const struct cs_yaml *unreliable = cs_yaml_get(y, "unreliable");
	int flag = 0;

	if (!cs_parser_only(p, y, "function module stack first unreliable as"))
		return false;
	if (!function && !module) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants 'function' or 'module'");
		return false;
	}
	if ((function && !cs_globs_parse(p->arena, function, &s->functions, &p->problems)) ||
	    (module && !cs_globs_parse(p->arena, module, &s->modules, &p->problems)) ||
	    (stack && !parse_roles(p, stack, s->roles)) ||
	    (first && !parse_first(p, first, &s->first)) ||
	    (unreliable && !cs_parser_bool(p, unreliable, &flag)) ||
	    (as && !cs_parser_text(p, as, &s->as)))
		return false;
	s->unreliable = flag;
	s->any_role = !stack;
	if (as)
		cs_parser_add_capture(p, s->as);
	return true;
}

static void *parse_frame(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct frame_spec *s = cs_arena_alloc(p->arena, sizeof(*s));

	s->any_role = true;
	if (y->type == CS_YAML_MAP)
		return parse_map(p, y, s) ? s : NULL;
	return cs_globs_parse(p->arena, y, &s->functions, &p->problems) ? s : NULL;
}

/* By the logged symbol, its base, or a function that symbols showed to be inlined there. */
static bool is_named(const struct cs_globs *names, const struct cs_frame *f)
{
	if (cs_globs_match(names, f->function) || cs_globs_match(names, f->symbol))
		return true;
	for (size_t i = 0; i < f->place_count; i++)
		if (cs_globs_match(names, f->places[i].function))
			return true;
	return false;
}

static bool fits(const struct frame_spec *s, const struct cs_frame *f)
{
	if (!f->reliable && !s->unreliable)
		return false;
	if (s->functions.n && !is_named(&s->functions, f))
		return false;
	return !s->modules.n || cs_globs_match(&s->modules, f->module);
}

static const struct cs_line *line_of(const struct judging *g, size_t index)
{
	return index < g->ev->line_count ? &g->ev->lines[index] : NULL;
}

static bool in_stack(struct judging *g, const struct frame_spec *s, const struct cs_stack *st,
		     struct cs_found *found)
{
	size_t n = s->first && s->first < st->frame_count ? s->first : st->frame_count;

	for (size_t i = 0; i < n; i++) {
		if (!fits(s, &st->frames[i]))
			continue;
		found->line = line_of(g, st->frames[i].line_index);
		cs_judging_capture(g, s->as, st->frames[i].function);
		return true;
	}
	return false;
}

static bool frame_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct frame_spec *s = arg;

	for (size_t i = 0; i < g->ev->stack_count; i++)
		if ((s->any_role || s->roles[g->ev->stacks[i].role]) &&
		    in_stack(g, s, &g->ev->stacks[i], found))
			return true;
	return false;
}

const struct cs_predicate cs_predicate_frame = {
	"frame", parse_frame, frame_holds, "is on the stack", false, NULL,
};

/* ---- callers in order, innermost first, others between them allowed ---- */

struct order_spec {
	struct frame_spec *v;
	size_t n;
};

static void *parse_order(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct order_spec *o = cs_arena_alloc(p->arena, sizeof(*o));

	if (y->type != CS_YAML_LIST || y->count < 2) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants a list of at least two frames, the innermost first");
		return NULL;
	}
	for (size_t i = 0; i < y->count; i++) {
		const struct frame_spec *s = parse_frame(p, &y->kids[i]);

		if (!s)
			return NULL;
		*CS_ARENA_PUSH(p->arena, o->v, o->n) = *s;
	}
	return o;
}

static bool ordered_in(struct judging *g, const struct order_spec *o, const struct cs_stack *st,
		       struct cs_found *found)
{
	size_t want = 0;

	for (size_t i = 0; i < st->frame_count && want < o->n; i++) {
		if (!fits(&o->v[want], &st->frames[i]))
			continue;
		if (want == 0)
			found->line = line_of(g, st->frames[i].line_index);
		cs_judging_capture(g, o->v[want].as, st->frames[i].function);
		want++;
	}
	return want == o->n;
}

static bool order_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct order_spec *o = arg;

	for (size_t i = 0; i < g->ev->stack_count; i++)
		if ((o->v[0].any_role || o->v[0].roles[g->ev->stacks[i].role]) &&
		    ordered_in(g, o, &g->ev->stacks[i], found))
			return true;
	return false;
}

const struct cs_predicate cs_predicate_order = {
	"order", parse_order, order_holds, "called in this order", false, NULL,
};

/* ---- one function again and again ---- */

static void *parse_recursion(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	size_t *n = cs_arena_alloc(p->arena, sizeof(*n));

	if (!parse_first(p, y, n))
		return NULL;
	if (*n >= 2) {
		cs_parser_add_capture(p, CS_STR("recursion"));
		cs_parser_add_capture(p, CS_STR("recursion.times"));
		return n;
	}
	cs_problem_add(&p->problems, cs_yaml_spot(y), "a recursion is at least 2 calls");
	return NULL;
}

static size_t count_of(const struct cs_stack *st, struct cs_str function)
{
	size_t n = 0;

	for (size_t i = 0; i < st->frame_count; i++)
		if (st->frames[i].reliable && cs_str_eq(st->frames[i].function, function))
			n++;
	return n;
}

static bool recurses(struct judging *g, const struct cs_stack *st, size_t least,
		     struct cs_found *found)
{
	for (size_t i = 0; i < st->frame_count; i++) {
		struct cs_str f = st->frames[i].function;
		size_t n = f.n ? count_of(st, f) : 0;

		if (n < least)
			continue;
		found->line = line_of(g, st->frames[i].line_index);
		cs_judging_capture(g, CS_STR("recursion"), f);
		cs_judging_capture(g, CS_STR("recursion.times"), cs_arena_strf(g->arena, "%zu", n));
		return true;
	}
	return false;
}

static bool recursion_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	for (size_t i = 0; i < g->ev->stack_count; i++)
		if (recurses(g, &g->ev->stacks[i], *(const size_t *)arg, found))
			return true;
	return false;
}

const struct cs_predicate cs_predicate_recursion = {
	"recursion", parse_recursion, recursion_holds, "calls itself again and again", false, NULL,
};

/* ---- whether there is a stack of a role at all ---- */

static void *parse_stack(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct frame_spec *s = cs_arena_alloc(p->arena, sizeof(*s));

	return parse_roles(p, y, s->roles) ? s : NULL;
}

static bool stack_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct frame_spec *s = arg;

	for (size_t i = 0; i < g->ev->stack_count; i++) {
		const struct cs_stack *st = &g->ev->stacks[i];

		if (!s->roles[st->role] || st->frame_count == 0)
			continue;
		found->line = line_of(g, st->line_index);
		return true;
	}
	return false;
}

const struct cs_predicate cs_predicate_stack = {
	"stack", parse_stack, stack_holds, "the stack", true, NULL,
};
