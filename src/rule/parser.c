/* What the parsers of conditions share: small typed readers that say what they wanted. */
#include <stdlib.h>

#include "base/limits.h"
#include "rule/model.h"

static bool in_words(const char *words, struct cs_str key)
{
	struct cs_str s = cs_str_from(words), w;

	while (cs_eat_blank(&s), cs_eat_word(&s, &w))
		if (cs_str_eq(w, key))
			return true;
	return false;
}

bool cs_parser_only(struct cs_rule_parser *p, const struct cs_yaml *map, const char *keys)
{
	bool all = true;

	for (size_t i = 0; i < map->count; i++) {
		if (in_words(keys, map->kids[i].key))
			continue;
		cs_problem_add(&p->problems, cs_yaml_key_spot(&map->kids[i]),
			       "not known here; known are: %s", keys);
		all = false;
	}
	return all;
}

bool cs_parser_text(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_str *out)
{
	if (y->type != CS_YAML_SCALAR || cs_str_trim(y->text).n == 0) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants text, not %s",
			       y->type == CS_YAML_SCALAR ? "nothing" : cs_yaml_type_name(y));
		return false;
	}
	*out = y->text;
	while (out->n && (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == ' '))
		out->n--;
	return true;
}

bool cs_parser_number(struct cs_rule_parser *p, const struct cs_yaml *y, double *out)
{
	struct cs_str text;
	char buf[64], *end;

	if (!cs_parser_text(p, y, &text))
		return false;
	memcpy(buf, text.p, text.n < sizeof(buf) ? text.n : sizeof(buf) - 1);
	buf[text.n < sizeof(buf) ? text.n : sizeof(buf) - 1] = '\0';
	*out = strtod(buf, &end);
	if (*end == '\0' && *out >= 0 && *out < 1e12 && (cs_is_digit(buf[0]) || buf[0] == '.'))
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(y), "'%s' is not a number", buf);
	return false;
}

bool cs_parser_bool(struct cs_rule_parser *p, const struct cs_yaml *y, int *out)
{
	if (y->type == CS_YAML_SCALAR &&
	    (cs_str_is(y->text, "true") || cs_str_is(y->text, "false"))) {
		*out = cs_str_is(y->text, "true");
		return true;
	}
	cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants true or false");
	return false;
}

void cs_parser_add_capture(struct cs_rule_parser *p, struct cs_str name)
{
	*CS_VEC_PUSH(&p->captures) = name;
}

/* ---- regular expressions ---- */

static void bad_pattern(struct cs_rule_parser *p, const struct cs_yaml *y,
			const struct cs_regex_error *err)
{
	struct cs_spot at = cs_yaml_spot(y);
	struct cs_str source = cs_line_of(p->problems.content, y->line);

	/* a pattern on one line: point at the very character */
	if (y->column && cs_str_find_char(y->text, '\n') < 0) {
		struct cs_str rest = cs_str_tail(source, y->column - 1);
		bool quoted = rest.n && (rest.p[0] == '\'' || rest.p[0] == '"');

		at.column += (unsigned)err->offset + (quoted ? 1 : 0);
	}
	cs_problem_add(&p->problems, at, "bad regular expression: %s", err->message);
}

static uint32_t add_literal(struct cs_rule_parser *p, bool fact, const char *text)
{
	const char ***v = fact ? &p->fact_literals.v : &p->text_literals.v;
	size_t n = fact ? p->fact_literals.n : p->text_literals.n;

	for (size_t i = 0; i < n; i++)
		if (strcmp((*v)[i], text) == 0)
			return (uint32_t)i;
	if (fact)
		*CS_VEC_PUSH(&p->fact_literals) = text;
	else
		*CS_VEC_PUSH(&p->text_literals) = text;
	return (uint32_t)n;
}

static void take_literals(struct cs_rule_parser *p, bool fact, struct cs_pattern *out)
{
	struct cs_literals found;

	cs_literals_find(p->arena, out->text, &found);
	for (size_t i = 0; i < found.n; i++)
		*CS_ARENA_PUSH(p->arena, out->literals, out->literal_count) =
			add_literal(p, fact, found.v[i]);
}

bool cs_pattern_parse(struct cs_rule_parser *p, const struct cs_yaml *y, bool fact,
		      struct cs_pattern *out)
{
	struct cs_regex_error err;

	if (!cs_parser_text(p, y, &out->text))
		return false;
	out->re = cs_regex_new(out->text, &err);
	if (!out->re) {
		bad_pattern(p, y, &err);
		return false;
	}
	*CS_VEC_PUSH(&p->regexes) = out->re;
	for (size_t i = 0; i < cs_regex_names(out->re); i++) {
		unsigned group;

		cs_parser_add_capture(p, cs_str_from(cs_regex_name(out->re, i, &group)));
	}
	take_literals(p, fact, out);
	if (fact && out->literal_count == 0) {
		cs_problem_add(&p->problems, cs_yaml_spot(y),
			       "needs at least %u plain characters in every alternative: they "
			       "find the line in the whole log",
			       CS_LIMIT_LITERAL_MIN);
		return false;
	}
	return true;
}
