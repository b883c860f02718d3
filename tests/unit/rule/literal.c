#include "unit/test.h"

#include <stdio.h>

#include "rule/literal.h"

/* The literals of PATTERN, "|" between. */
static const char *literals(const char *pattern)
{
	static char out[512];
	struct cs_arena arena;
	struct cs_literals l;
	size_t n = 0;

	cs_arena_init(&arena);
	cs_literals_find(&arena, cs_str_from(pattern), &l);
	out[0] = '\0';
	for (size_t i = 0; i < l.n; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s", i ? "|" : "", l.v[i]);
	cs_arena_release(&arena);
	return out;
}

static void test_runs(void **state)
{
	(void)state;
	assert_string_equal(literals("kernel BUG at include/linux/scatterlist\\.h:\\d+"),
			    "kernel BUG at include/linux/scatterlist.h:");
	assert_string_equal(literals("abc.*longest one[0-9]short"), "longest one");
	assert_string_equal(literals("abc"), ""); /* too short to find anything by */
	assert_string_equal(literals("\\d+\\s*"), "");
}

static void test_quantifiers(void **state)
{
	(void)state;
	assert_string_equal(literals("abcdefs? x"), "abcdef"); /* the s may be missing */
	assert_string_equal(literals("abcde+fghij"), "abcde");
	assert_string_equal(literals("(abcdef)?ghijk"), "ghijk");
	assert_string_equal(literals("(abcdef){0,3}ghijk"), "ghijk");
	assert_string_equal(literals("(abcdef)+"), "abcdef");
	assert_string_equal(literals("abcd{2}"), "abcd");
}

static void test_alternatives(void **state)
{
	(void)state;
	assert_string_equal(literals("first one|second one"), "first one|second one");
	assert_string_equal(literals("(?:first|second) x"), "first|second");
	assert_string_equal(literals("first one|\\d+"), ""); /* one without spoils all */
	assert_string_equal(literals("(?<name>firsts|others)"), "firsts|others");
}

static void test_gives_up(void **state)
{
	(void)state;
	assert_string_equal(literals("(?i)abcdef"), "");
	assert_string_equal(literals("\\Qabcdef\\E"), "");
	assert_string_equal(literals("(?!abcdef)ghijkl"), "ghijkl");
	assert_string_equal(literals("abcdef)"), "");
	assert_string_equal(literals("[abcdef]"), "");
	assert_string_equal(literals("[]abcdef]"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_quantifiers),
		cmocka_unit_test(test_alternatives),
		cmocka_unit_test(test_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
