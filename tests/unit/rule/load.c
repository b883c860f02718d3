/* What the loader says about files that are wrong, and its limits. */
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "rule/rule.h"

#define HEAD "rules:\n  - id: a.b\n    version: 1\n    title: t\n    confidence: likely\n"
#define TAIL "    cause: c\n    fix: f\n"

/* Loads TEXT; its first problem as "line:column key message" ("" when there is none). */
static const char *first(const char *text, size_t *rules)
{
	static char out[600];
	struct cs_rules *r = cs_rules_new();
	struct cs_error err = {0};
	enum cs_status rc = cs_rules_load_text(r, "t.yaml", cs_str_from(text), &err);
	const struct cs_problem *p = cs_rules_problem_at(r, 0);

	out[0] = '\0';
	assert_int_equal(rc == CS_OK, p == NULL);
	if (p) {
		snprintf(out, sizeof(out), "%u:%u " CS_STR_FMT " " CS_STR_FMT, p->line, p->column,
			 CS_STR_ARG(p->key), CS_STR_ARG(p->text));
		assert_string_equal(err.file, "t.yaml");
		assert_int_equal(err.line, p->line);
	}
	if (rules)
		*rules = cs_rules_count(r);
	cs_rules_free(r);
	return out;
}

static bool says(const char *text, const char *want)
{
	const char *got = first(text, NULL);

	if (strstr(got, want))
		return true;
	print_error("got: %s\n", got);
	return false;
}

static void test_sound(void **state)
{
	size_t rules;

	(void)state;
	assert_string_equal(first(HEAD "    when: {text: 'abcdef'}\n" TAIL, &rules), "");
	assert_int_equal(rules, 1);
}

static void test_places(void **state)
{
	(void)state;
	assert_true(says(HEAD "    when: {text: 'abc(def'}\n" TAIL,
			 "6:26 text bad regular expression: missing closing parenthesis"));
	assert_true(says(HEAD "    when: {txt: 'abcdef'}\n" TAIL, "6:12 txt no such condition"));
	assert_true(says(HEAD "    when: {kind: oopsie}\n" TAIL, "6:18 kind 'oopsie' is no kind"));
	assert_true(says(HEAD "    whenn: {}\n" TAIL, "the rule has no 'when'"));
	assert_true(says(HEAD "    when: {text: 'abcdef'}\n    cuase: x\n" TAIL,
			 "7:5 cuase not known here"));
	assert_true(says("rules:\n  - id: A B\n", "2:9 id an id has small letters"));
	assert_true(says("a: [1\n", "not valid YAML"));
	assert_true(says("a: b\n", "a rule file is \"rules:\""));
	assert_true(says("", "the file is empty"));
}

static void test_refusals(void **state)
{
	(void)state;
	assert_true(says("rules: &a\n  - *a\n", "anchors, aliases and tags are not used"));
	assert_true(says(HEAD "    when: {earlier: 'a\\d'}\n" TAIL,
			 "needs at least 4 plain characters"));
	assert_true(says(HEAD
			 "    when: {text: 'abcdef'}\n    cause: 'see {nothing}'\n    fix: f\n",
			 "'{nothing}' is neither a field"));
	assert_string_equal(first(HEAD "    when: {text: 'abc(?<nothing>def)'}\n"
				       "    cause: 'see {nothing} {function|it}'\n    fix: f\n",
				  NULL),
			    "");
	assert_true(says(HEAD "    when: {text: 'abcdef'}\n    references: [somewhere]\n" TAIL,
			 "a reference is a URL or a path"));
	assert_true(says(HEAD "    when: {all: []}\n" TAIL, "wants a list of conditions"));
}

/* One wrong rule does not cost the others, and ids are unique. */
static void test_others_survive(void **state)
{
	static const char two[] = "rules:\n"
				  "  - {id: one, version: 1, title: t, confidence: sure, when: "
				  "{comm: x}, cause: c, fix: f}\n"
				  "  - {id: two, version: 1, title: t, confidence: likely, when: "
				  "{comm: x}, cause: c, fix: f}\n"
				  "  - {id: two, version: 1, title: t, confidence: likely, when: "
				  "{comm: y}, cause: c, fix: f}\n";
	size_t rules;

	(void)state;
	assert_non_null(strstr(first(two, &rules), "a confidence is one of"));
	assert_int_equal(rules, 1);
}

static char *repeat(const char *head, const char *piece, size_t times, const char *tail)
{
	size_t n = strlen(head), m = strlen(piece), k = strlen(tail);
	char *out = malloc(n + m * times + k + 1);

	memcpy(out, head, n);
	for (size_t i = 0; i < times; i++)
		memcpy(out + n + i * m, piece, m);
	memcpy(out + n + times * m, tail, k + 1);
	return out;
}

static void test_limits(void **state)
{
	char *text;

	(void)state;
	text = repeat("# ", "x", CS_LIMIT_RULE_FILE_BYTES, "\n");
	assert_true(says(text, "larger than"));
	free(text);
	text = repeat(HEAD "    when: ", "{not: ", CS_LIMIT_RULE_DEPTH + 1, "{comm: x}");
	text = realloc(text, strlen(text) + CS_LIMIT_RULE_DEPTH + 40);
	for (unsigned i = 0; i <= CS_LIMIT_RULE_DEPTH; i++)
		strcat(text, "}");
	strcat(text, "\n" TAIL);
	assert_true(says(text, "nested too deep"));
	free(text);
	text = repeat(HEAD "    when:\n      any:\n", "        - comm: x\n",
		      CS_LIMIT_RULE_CONDITIONS + 1, TAIL);
	assert_true(says(text, "too many conditions"));
	free(text);
	text = repeat(HEAD "    when: {text: 'abcd", "x", CS_LIMIT_PATTERN_BYTES, "'}\n" TAIL);
	assert_true(says(text, "bad regular expression: pattern string is longer"));
	free(text);
	text = repeat("rules: [", "1, ", CS_LIMIT_RULE_NODES, "1]\n");
	assert_true(says(text, "too many values"));
	free(text);
}

static void test_many_rules(void **state)
{
	struct cs_rules *r = cs_rules_new();
	struct cs_error err;
	size_t n = 0, room = (CS_LIMIT_RULES + 2) * 128;
	char *text = malloc(room);

	(void)state;
	n += (size_t)snprintf(text, room, "rules:\n");
	for (unsigned i = 0; i <= CS_LIMIT_RULES; i++)
		n += (size_t)snprintf(text + n, room - n,
				      "  - {id: r%u, version: 1, title: t, "
				      "confidence: likely, when: {comm: x}, cause: c, fix: f}\n",
				      i);
	assert_int_equal(cs_rules_load_text(r, "t", (struct cs_str){text, n}, &err), CS_ERR_FORMAT);
	assert_int_equal(cs_rules_count(r), CS_LIMIT_RULES);
	free(text);
	cs_rules_free(r);
}

static void test_caret(void **state)
{
	struct cs_rules *r = cs_rules_new();
	struct cs_error err;
	char out[1024];

	(void)state;
	assert_int_equal(
		cs_rules_load_text(r, "t.yaml", CS_STR(HEAD "    when: {txt: a}\n" TAIL), &err),
		CS_ERR_FORMAT);
	cs_problem_print(cs_rules_problem_at(r, 0), out, sizeof(out));
	assert_string_equal(out, "t.yaml:6:12: rule 'a.b': key 'txt': no such condition; "
				 "docs/rules.md lists them\n"
				 "  |     when: {txt: a}\n"
				 "  |            ^\n");
	cs_rules_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound),    cmocka_unit_test(test_places),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_others_survive),
		cmocka_unit_test(test_limits),   cmocka_unit_test(test_many_rules),
		cmocka_unit_test(test_caret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
