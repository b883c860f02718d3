/* Lint: what a rule must have before it ships. */
#include "rule/model.h"

struct check {
	struct cs_rules *rules;
	struct cs_problems *problems;
	const char *today;
};

static struct cs_spot spot_of(const struct cs_rule *rule)
{
	return (struct cs_spot){rule->line, rule->column, {NULL, 0}};
}

static bool is_strong(const struct cs_rule_cond *c, bool report);

static bool any_is_strong(const struct cs_rule_cond *c, bool report)
{
	for (size_t i = 0; i < c->kid_count; i++)
		if (is_strong(c->kids[i], report))
			return true;
	return false;
}

static bool all_are_strong(const struct cs_rule_cond *c, bool report)
{
	for (size_t i = 0; i < c->kid_count; i++)
		if (!is_strong(c->kids[i], report))
			return false;
	return true;
}

/* Whether the condition alone keeps most reports out; with REPORT, by what the report itself
 * shows and not by its kind. */
static bool is_strong(const struct cs_rule_cond *c, bool report)
{
	const struct cs_predicate *p = c->predicate;

	switch (c->op) {
	case CS_COND_ALL:
		return any_is_strong(c, report);
	case CS_COND_ANY:
		return all_are_strong(c, report);
	case CS_COND_NOT:
		return false;
	case CS_COND_LEAF:
		break;
	}
	if (report && (p == &cs_predicate_kind || p == &cs_predicate_earlier ||
		       p == &cs_predicate_later || p == &cs_predicate_after_event))
		return false;
	return !p->weak && !(p->is_weak && p->is_weak(c->arg));
}

static size_t examples_of(const struct cs_rule *rule, bool wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < rule->example_count; i++)
		n += rule->examples[i].wanted == wanted;
	return n;
}

static void check_examples(struct check *c, const struct cs_rule *rule)
{
	if (examples_of(rule, true) == 0)
		cs_problem_add(c->problems, spot_of(rule),
			       "no example that must match ('examples: match:')");
	if (examples_of(rule, false) == 0)
		cs_problem_add(c->problems, spot_of(rule),
			       "no example that must not match ('examples: no_match:')");
}

static void check_replaces(struct check *c, const struct cs_rule *rule)
{
	for (size_t i = 0; i < rule->replaces_count; i++) {
		const struct cs_rule *other;
		bool known = false;

		for (size_t k = 0; !known && (other = cs_rules_at(c->rules, k)); k++)
			known = other != rule && cs_glob_match(rule->replaces[i], other->id);
		if (!known)
			cs_problem_add(c->problems, spot_of(rule),
				       "it replaces '" CS_STR_FMT "', and there is no such rule",
				       CS_STR_ARG(rule->replaces[i]));
	}
}

static void tell_source(const struct cs_rule *rule, struct cs_strbuf *out)
{
	cs_strbuf_clear(out);
	cs_rule_tell(rule, out);
}

/* The same conditions twice: one of the two is dead weight. */
static void check_twins(struct check *c, size_t i)
{
	const struct cs_rule *rule = cs_rules_at(c->rules, i);
	struct cs_strbuf a, b;

	cs_strbuf_init(&a);
	cs_strbuf_init(&b);
	tell_source(rule, &a);
	for (size_t k = 0; k < i; k++) {
		const struct cs_rule *other = cs_rules_at(c->rules, k);

		if (other->when->kid_count != rule->when->kid_count)
			continue;
		tell_source(other, &b);
		if (cs_str_eq(cs_strbuf_str(&a), cs_strbuf_str(&b)))
			cs_problem_add(c->problems, spot_of(rule),
				       "the same conditions as rule '" CS_STR_FMT "'",
				       CS_STR_ARG(other->id));
	}
	cs_strbuf_release(&a);
	cs_strbuf_release(&b);
}

static void check_known(struct check *c, const struct cs_rule *rule)
{
	struct cs_str expires = rule->known.expires;

	if (expires.n && cs_str_cmp(expires, cs_str_from(c->today)) <= 0)
		cs_problem_warn(c->problems, spot_of(rule),
				"stale: it expired on " CS_STR_FMT "; renew it or take it out",
				CS_STR_ARG(expires));
	if (rule->known.link.n && rule->known.owner.n == 0)
		cs_problem_warn(c->problems, spot_of(rule), "a known issue without an owner");
}

/* A mark that a test runs must not swallow the crash that it did not want: the report itself must
 * show that it was provoked. */
static void check_expected(struct check *c, const struct cs_rule *rule)
{
	if (!is_strong(rule->when, true))
		cs_problem_add(c->problems, spot_of(rule),
			       "'expected' wants a frame, function, title or text of the report in "
			       "'when': a kind and a test alone would hide real crashes");
	if (rule->confidence != CS_CERTAIN)
		cs_problem_add(c->problems, spot_of(rule),
			       "'expected' wants 'confidence: certain'");
}

static void check_rule(struct check *c, size_t i)
{
	const struct cs_rule *rule = cs_rules_at(c->rules, i);

	c->problems->file = rule->file;
	c->problems->rule = rule->id;
	if (!is_strong(rule->when, false))
		cs_problem_add(c->problems, spot_of(rule),
			       "a catch-all: nothing in 'when' tells it from other reports (a "
			       "text with plain characters, a frame, a function, an address …)");
	if (rule->expected)
		check_expected(c, rule);
	check_examples(c, rule);
	check_replaces(c, rule);
	check_twins(c, i);
	check_known(c, rule);
	if (rule->reference_count == 0)
		cs_problem_warn(c->problems, spot_of(rule), "no reference to read on");
}

void cs_rules_check(struct cs_rules *r, const char *today)
{
	struct check c = {r, &r->parser.problems, today};

	c.problems->content = (struct cs_str){NULL, 0};
	for (size_t i = 0; i < cs_rules_count(r); i++)
		check_rule(&c, i);
}
