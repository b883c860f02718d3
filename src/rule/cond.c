/* YAML → the tree of conditions. */
#include "base/limits.h"
#include "rule/model.h"

static const struct cs_predicate *const predicates[] = {
	&cs_predicate_kind,        &cs_predicate_function,  &cs_predicate_module,
	&cs_predicate_comm,        &cs_predicate_test,      &cs_predicate_context,
	&cs_predicate_taint,       &cs_predicate_release,   &cs_predicate_arch,
	&cs_predicate_hardware,    &cs_predicate_title,     &cs_predicate_echo,
	&cs_predicate_corrupted,   &cs_predicate_uptime,    &cs_predicate_frame,
	&cs_predicate_order,       &cs_predicate_recursion, &cs_predicate_stack,
	&cs_predicate_register,    &cs_predicate_fault,     &cs_predicate_iommu,
	&cs_predicate_text,        &cs_predicate_earlier,   &cs_predicate_later,
	&cs_predicate_after_event,
};

const struct cs_predicate *cs_predicate_at(size_t i)
{
	return i < sizeof(predicates) / sizeof(*predicates) ? predicates[i] : NULL;
}

const struct cs_predicate *cs_predicate_find(struct cs_str name)
{
	const struct cs_predicate *p;

	for (size_t i = 0; (p = cs_predicate_at(i)); i++)
		if (cs_str_is(name, p->name))
			return p;
	return NULL;
}

static struct cs_rule_cond *new_cond(struct cs_rule_parser *p, enum cs_cond_op op,
				     const struct cs_yaml *y)
{
	struct cs_rule_cond *c = cs_arena_alloc(p->arena, sizeof(*c));

	c->op = op;
	c->source = y;
	return c;
}

static void add_kid(struct cs_rule_parser *p, struct cs_rule_cond *c, struct cs_rule_cond *kid)
{
	*CS_ARENA_PUSH(p->arena, c->kids, c->kid_count) = kid;
}

/* "all:" or "any:" over a list of mappings. */
static struct cs_rule_cond *parse_list(struct cs_rule_parser *p, enum cs_cond_op op,
				       const struct cs_yaml *y)
{
	struct cs_rule_cond *c = new_cond(p, op, y);

	if (y->type != CS_YAML_LIST || y->count == 0) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants a list of conditions");
		return NULL;
	}
	for (size_t i = 0; i < y->count; i++) {
		struct cs_rule_cond *kid = cs_cond_parse(p, &y->kids[i]);

		if (!kid)
			return NULL;
		add_kid(p, c, kid);
	}
	return c;
}

/* "not:" over a mapping (none of this together) or a list (none of these). */
static struct cs_rule_cond *parse_not(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_rule_cond *c = new_cond(p, CS_COND_NOT, y), *kid;

	kid = y->type == CS_YAML_LIST ? parse_list(p, CS_COND_ANY, y) : cs_cond_parse(p, y);
	if (!kid)
		return NULL;
	add_kid(p, c, kid);
	return c;
}

static struct cs_rule_cond *parse_leaf(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	const struct cs_predicate *pred = cs_predicate_find(y->key);
	struct cs_rule_cond *c = new_cond(p, CS_COND_LEAF, y);

	if (!pred) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "no such condition; docs/rules.md lists them");
		return NULL;
	}
	if (++p->leaves > CS_LIMIT_RULE_CONDITIONS) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "too many conditions in one rule (%u)", CS_LIMIT_RULE_CONDITIONS);
		return NULL;
	}
	c->predicate = pred;
	c->arg = pred->parse(p, y);
	return c->arg ? c : NULL;
}

static struct cs_rule_cond *parse_key(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	if (cs_str_is(y->key, "all"))
		return parse_list(p, CS_COND_ALL, y);
	if (cs_str_is(y->key, "any"))
		return parse_list(p, CS_COND_ANY, y);
	if (cs_str_is(y->key, "not"))
		return parse_not(p, y);
	return parse_leaf(p, y);
}

/* "why" of a mapping speaks for those of its conditions that bring evidence. */
static void set_why(struct cs_rule_cond *c, struct cs_str why)
{
	for (size_t i = 0; i < c->kid_count; i++) {
		struct cs_rule_cond *kid = c->kids[i];

		if (kid->why.n)
			continue;
		kid->why = why;
		if (kid->op == CS_COND_ALL || kid->op == CS_COND_ANY)
			set_why(kid, why);
	}
}

static struct cs_rule_cond *parse_map(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_rule_cond *c = new_cond(p, CS_COND_ALL, y);
	bool sound = true;

	for (size_t i = 0; i < y->count; i++) {
		struct cs_rule_cond *kid;

		if (cs_str_is(y->kids[i].key, "why"))
			continue;
		kid = parse_key(p, &y->kids[i]);
		if (kid)
			add_kid(p, c, kid);
		else
			sound = false;
	}
	if (cs_yaml_get(y, "why")) {
		struct cs_str why;

		cs_template_check(p, cs_yaml_get(y, "why"));
		if (!cs_parser_text(p, cs_yaml_get(y, "why"), &why))
			return NULL;
		set_why(c, why);
	}
	if (sound && c->kid_count == 0)
		cs_problem_add(&p->problems, cs_yaml_spot(y), "no condition in it");
	return sound && c->kid_count ? c : NULL;
}

struct cs_rule_cond *cs_cond_parse(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_rule_cond *c;

	if (y->type != CS_YAML_MAP) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants conditions (\"kind: oops\" …), not a %s",
			       cs_yaml_type_name(y));
		return NULL;
	}
	if (++p->depth > CS_LIMIT_RULE_DEPTH) {
		cs_problem_add(&p->problems, cs_yaml_spot(y), "conditions nested too deep");
		c = NULL;
	} else {
		c = parse_map(p, y);
	}
	p->depth--;
	return c;
}

struct cs_rule_cond *cs_cond_parse_why(struct cs_rule_parser *p, const struct cs_yaml *y,
				       struct cs_str why)
{
	struct cs_rule_cond *c = cs_cond_parse(p, y);

	if (c && why.n)
		set_why(c, why);
	return c;
}
