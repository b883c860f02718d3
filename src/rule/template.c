/* "{name}" and "{name|what to say else}" in the texts of a rule. "{{" is a brace. */
#include "rule/model.h"

struct hole {
	struct cs_str name, otherwise;
	bool has_otherwise;
};

/* Eats up to the next hole; what stands before it goes to OUT, where there is one. False: no
 * further hole, and all was eaten. */
static bool next_hole(struct cs_str *s, struct cs_strbuf *out, struct hole *h)
{
	while (s->n) {
		ptrdiff_t close;
		struct cs_str body;

		if (s->p[0] != '{') {
			if (out)
				cs_strbuf_add_char(out, s->p[0]);
			*s = cs_str_tail(*s, 1);
			continue;
		}
		*s = cs_str_tail(*s, 1);
		close = cs_str_find_char(*s, '}');
		if (close < 0 || cs_eat_char(s, '{')) {
			if (out)
				cs_strbuf_add_char(out, '{');
			continue;
		}
		body = cs_str_head(*s, (size_t)close);
		*s = cs_str_tail(*s, (size_t)close + 1);
		h->name = cs_str_until(body, "|");
		h->has_otherwise = h->name.n < body.n;
		h->otherwise = cs_str_tail(body, h->name.n + 1);
		return true;
	}
	return false;
}

static void fill(struct judging *g, const struct hole *h, struct cs_strbuf *out)
{
	size_t before = out->n;
	struct cs_str value;

	if (cs_judging_captured(g, h->name, &value))
		cs_strbuf_add(out, value);
	else
		cs_field_text(g->ev, h->name, out);
	if (out->n == before)
		cs_strbuf_add(out, h->has_otherwise ? h->otherwise : CS_STR("(unknown)"));
}

struct cs_str cs_template_fill(struct judging *g, struct cs_arena *arena, struct cs_str text)
{
	struct cs_strbuf out;
	struct cs_str s = text, filled;
	struct hole h;

	cs_strbuf_init(&out);
	while (next_hole(&s, &out, &h))
		fill(g, &h, &out);
	filled = cs_arena_str(arena, cs_str_head(cs_strbuf_str(&out), 8192));
	cs_strbuf_release(&out);
	return filled;
}

static bool is_capture(const struct cs_rule_parser *p, struct cs_str name)
{
	for (size_t i = 0; i < p->captures.n; i++)
		if (cs_str_eq(p->captures.v[i], name))
			return true;
	return false;
}

void cs_template_check(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct cs_str s = y->text;
	struct hole h;

	while (next_hole(&s, NULL, &h)) {
		if (is_capture(p, h.name) || cs_field_known(h.name))
			continue;
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "'{" CS_STR_FMT "}' is neither a field of the report nor captured "
			       "by a condition of this rule",
			       CS_STR_ARG(h.name));
	}
}
