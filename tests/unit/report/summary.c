#include "report/summary.h"

#include "unit/test.h"

static struct cs_fail_on fail_on(const char *words)
{
	struct cs_fail_on f;
	struct cs_str bad;

	assert_true(cs_fail_on_parse(&f, cs_str_from(words), &bad));
	return f;
}

static enum cs_exit run(enum cs_severity severity, bool suppressed, long echo_of,
			const struct cs_input_info *info)
{
	struct cs_event ev = {.severity = severity, .suppressed = suppressed, .echo_of = echo_of};
	struct cs_summary s;
	struct cs_sink sink;

	struct cs_fail_on f = fail_on("warning");

	cs_summary_init(&s, &f, NULL);
	sink = cs_summary_sink(&s);
	sink.event(sink.ctx, info, &ev);
	sink.end_input(sink.ctx, info);
	return cs_summary_exit(&s);
}

static void only_events_that_count_fail(void **state)
{
	const struct cs_input_info whole = {.path = "x"};

	(void)state;
	assert_int_equal(run(CS_WARNING, false, -1, &whole), CS_EXIT_FOUND);
	assert_int_equal(run(CS_NOTICE, false, -1, &whole), CS_EXIT_CLEAN);
	assert_int_equal(run(CS_FATAL, true, -1, &whole), CS_EXIT_CLEAN);
	assert_int_equal(run(CS_FATAL, false, 0, &whole), CS_EXIT_CLEAN);
}

static void the_worst_code_wins(void **state)
{
	const struct cs_error err = {.status = CS_ERR_IO};
	const struct cs_input_info cut = {.path = "x", .reason_count = 1};
	const struct cs_input_info broken = {.path = "x", .error = &err};

	(void)state;
	assert_int_equal(run(CS_INFO, false, -1, &cut), CS_EXIT_INCOMPLETE);
	assert_int_equal(run(CS_FATAL, false, -1, &cut), CS_EXIT_FOUND);
	assert_int_equal(run(CS_FATAL, false, -1, &broken), CS_EXIT_ERROR);
}

static bool counts(const char *words, enum cs_kind kind, enum cs_severity severity,
		   const struct cs_history *h)
{
	struct cs_event ev = {.kind = kind, .severity = severity, .echo_of = -1};
	struct cs_fail_on f = fail_on(words);
	struct cs_summary s;

	cs_summary_init(&s, &f, h);
	return cs_summary_counts(&s, &ev);
}

static void kinds_and_news_narrow_what_fails(void **state)
{
	const struct cs_history fresh = {.known = true, .fresh = true}, old = {.known = true};
	const struct cs_history silent = {0};

	(void)state;
	assert_true(counts("error", CS_KIND_KASAN, CS_ERROR, NULL));
	assert_false(counts("error", CS_KIND_KASAN, CS_WARNING, NULL));
	assert_true(counts("kasan,kfence", CS_KIND_KFENCE, CS_INFO, NULL));
	assert_false(counts("kasan,kfence", CS_KIND_OOPS, CS_FATAL, NULL));
	assert_true(counts("kind:warning", CS_KIND_WARNING, CS_INFO, NULL));
	assert_false(counts("kind:warning", CS_KIND_KASAN, CS_FATAL, NULL));
	assert_true(counts("kind:warning,kind:kasan", CS_KIND_KASAN, CS_FATAL, NULL));
	assert_false(counts("kind:warning,error", CS_KIND_WARNING, CS_WARNING, NULL));
	assert_false(counts("kasan,fatal", CS_KIND_KASAN, CS_ERROR, NULL));
	assert_true(counts("new", CS_KIND_OOPS, CS_WARNING, &fresh));
	assert_false(counts("new", CS_KIND_OOPS, CS_NOTICE, &fresh));
	assert_false(counts("new,error", CS_KIND_OOPS, CS_FATAL, &old));
	assert_true(counts("new", CS_KIND_OOPS, CS_FATAL, &silent));
}

static void a_word_that_is_none_is_named(void **state)
{
	struct cs_fail_on f;
	struct cs_str bad;

	(void)state;
	assert_false(cs_fail_on_parse(&f, CS_STR("error,nonsense,new"), &bad));
	assert_str(bad, "nonsense");
	assert_false(cs_fail_on_parse(&f, CS_STR("kind:error"), &bad));
	assert_str(bad, "kind:error");
	assert_false(cs_fail_on_parse(&f, CS_STR("kind:"), &bad));
	assert_false(cs_fail_on_parse(&f, CS_STR(""), &bad));
	assert_false(cs_fail_on_parse(&f, CS_STR(",error"), &bad));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_events_that_count_fail),
		cmocka_unit_test(the_worst_code_wins),
		cmocka_unit_test(kinds_and_news_narrow_what_fails),
		cmocka_unit_test(a_word_that_is_none_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
