/* The lists of names: each form of pattern, and the index behind them. */
#include "../test.h"

#include "event/names.h"

static bool common(const struct cs_names *n, const char *symbol)
{
	return cs_name_list_match(cs_names_list(n, "common"), cs_str_from(symbol));
}

static void pattern_forms(void **state)
{
	struct cs_names *n = cs_names_new();

	(void)state;
	assert_true(common(n, "kasan"));           /* anywhere */
	assert_true(common(n, "__kasan_report"));  /* in the middle */
	assert_true(common(n, "xkasan"));          /* at the end */
	assert_true(common(n, "mutex_lock"));      /* ^mutex_ */
	assert_false(common(n, "foo_mutex_word")); /* not at its start */
	assert_true(common(n, "kfree"));           /* =kfree */
	assert_false(common(n, "kfree_sensitive_foo"));
	assert_false(common(n, "akfree"));
	assert_true(common(n, "ioport_readb")); /* readb$ */
	assert_false(common(n, "readbit"));
	assert_false(common(n, ""));
	assert_false(common(n, "k"));
	assert_false(common(n, "napi_poll"));
	cs_names_free(n);
}

static void whole_patterns_only(void **state)
{
	struct cs_names *n = cs_names_new();
	const struct cs_name_list *l = cs_names_list(n, "common");

	(void)state;
	assert_true(cs_name_list_match_whole(l, CS_STR("mutex_lock")));
	assert_true(cs_name_list_match_whole(l, CS_STR("kfree")));
	assert_false(cs_name_list_match_whole(l, CS_STR("foo_vmalloc")));
	assert_true(cs_name_list_match(l, CS_STR("foo_vmalloc")));
	cs_names_free(n);
}

static void no_list(void **state)
{
	struct cs_names *n = cs_names_new();

	(void)state;
	assert_null(cs_names_list(n, NULL));
	assert_null(cs_names_list(n, "no such section"));
	assert_false(cs_name_list_match(NULL, CS_STR("kfree")));
	assert_false(cs_name_list_match_whole(NULL, CS_STR("kfree")));
	cs_names_free(n);
}

struct seen {
	const struct cs_name_list *list;
	size_t words, lost;
};

static bool look_up(void *ctx, struct cs_str word)
{
	struct seen *s = ctx;
	struct cs_str text = word;

	if (text.p[0] == '^' || text.p[0] == '=')
		text = cs_str_tail(text, 1);
	else if (text.p[text.n - 1] == '$')
		text.n--;
	s->words++;
	s->lost += !cs_name_list_match(s->list, text);
	return false;
}

/* The index loses no word of the lists. */
static void every_word_is_found(void **state)
{
	static const char *const sections[] = {"common", "kasan", "stall-anchor", "hang",
					       "dma",    "slub",  "leak"};
	struct cs_names *n = cs_names_new();

	(void)state;
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		struct seen s = {.list = cs_names_list(n, sections[i])};

		assert_non_null(s.list);
		cs_name_list_each(s.list, look_up, &s);
		assert_true(s.words > 0);
		assert_int_equal(s.lost, 0);
	}
	cs_names_free(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pattern_forms),
		cmocka_unit_test(whole_patterns_only),
		cmocka_unit_test(no_list),
		cmocka_unit_test(every_word_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
