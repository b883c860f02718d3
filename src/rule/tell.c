/* A rule's conditions in words: as the author wrote them. */
#include "rule/model.h"

static void indent(struct cs_strbuf *out, int depth)
{
	for (int i = 0; i < depth; i++)
		cs_strbuf_add_c(out, "  ");
}

static void tell(const struct cs_yaml *y, int depth, struct cs_strbuf *out);

static void tell_scalar(const struct cs_yaml *y, struct cs_strbuf *out)
{
	struct cs_str line = cs_str_until(y->text, "\n");

	if (y->quote)
		cs_strbuf_addf(out, "%c" CS_STR_FMT "%c", y->quote, CS_STR_ARG(line), y->quote);
	else
		cs_strbuf_add(out, line);
	if (line.n < y->text.n)
		cs_strbuf_add_c(out, " …");
}

static void tell_kid(const struct cs_yaml *kid, int depth, struct cs_strbuf *out)
{
	if (kid->key.n)
		cs_strbuf_addf(out, CS_STR_FMT ":", CS_STR_ARG(kid->key));
	if (kid->type == CS_YAML_SCALAR) {
		cs_strbuf_add_c(out, " ");
		tell_scalar(kid, out);
		cs_strbuf_add_char(out, '\n');
		return;
	}
	cs_strbuf_add_char(out, '\n');
	tell(kid, depth + 1, out);
}

static void tell(const struct cs_yaml *y, int depth, struct cs_strbuf *out)
{
	for (size_t i = 0; i < y->count; i++) {
		const struct cs_yaml *kid = &y->kids[i];

		indent(out, depth);
		if (y->type == CS_YAML_LIST)
			cs_strbuf_add_c(out, kid->type == CS_YAML_SCALAR ? "-" : "- these:");
		tell_kid(kid, depth, out);
	}
}

void cs_rule_tell(const struct cs_rule *rule, struct cs_strbuf *out)
{
	tell(rule->when->source, 1, out);
	for (size_t i = 0; i < rule->refine_count; i++) {
		const struct cs_rule_refine *r = &rule->refine[i];

		indent(out, 1);
		cs_strbuf_add_c(out, "and, for more:\n");
		tell(r->when->source, 2, out);
	}
}

/* A leaf's argument in one line: what is nested goes into braces. */
static void tell_inline(const struct cs_yaml *y, struct cs_strbuf *out)
{
	if (y->type == CS_YAML_SCALAR) {
		tell_scalar(y, out);
		return;
	}
	cs_strbuf_add_char(out, y->type == CS_YAML_MAP ? '{' : '[');
	for (size_t i = 0; i < y->count; i++) {
		cs_strbuf_addf(out, "%s" CS_STR_FMT "%s", i ? ", " : "", CS_STR_ARG(y->kids[i].key),
			       y->kids[i].key.n ? ": " : "");
		tell_inline(&y->kids[i], out);
	}
	cs_strbuf_add_char(out, y->type == CS_YAML_MAP ? '}' : ']');
}

void cs_rule_tell_condition(const struct cs_rule_cond *cond, struct cs_strbuf *out)
{
	static const char *const words[] = {"all of these", "any of these", "not this", NULL};

	if (cond->op != CS_COND_LEAF) {
		cs_strbuf_add_c(out, words[cond->op]);
		return;
	}
	cs_strbuf_addf(out, "%s: ", cond->predicate->name);
	tell_inline(cond->source, out);
}
