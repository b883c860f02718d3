#include "report/summary.h"

#include "unit/test.h"

static enum cs_exit run(enum cs_severity severity, bool suppressed, long echo_of,
			const struct cs_input_info *info)
{
	struct cs_event ev = {.severity = severity, .suppressed = suppressed, .echo_of = echo_of};
	struct cs_summary s;
	struct cs_sink sink;

	cs_summary_init(&s, CS_WARNING);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_events_that_count_fail),
		cmocka_unit_test(the_worst_code_wins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
