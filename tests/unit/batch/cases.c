#include "batch/cases.h"

#include <stdio.h>

#include "unit/test.h"

static void see(struct cs_sink *s, const char *signature, int times)
{
	const struct cs_input_info info = {.path = "log"};
	struct cs_line line = {.number = 5};
	struct cs_event ev = {.echo_of = -1,
			      .lines = &line,
			      .line_count = 1,
			      .title = CS_STR("title"),
			      .severity = CS_WARNING};

	snprintf(ev.signature, sizeof(ev.signature), "%s", signature);
	for (int i = 0; i < times; i++)
		s->event(s->ctx, &info, &ev);
}

static void cases_are_counted_by_input(void **state)
{
	const struct cs_input_info info = {.path = "log"};
	const struct cs_summary summary = {0};
	struct cs_batch_cases *c = cs_batch_cases_new(&summary);
	struct cs_sink s = cs_batch_cases_sink(c);
	const struct cs_batch_case *const *v;
	size_t n;

	(void)state;
	s.begin_input(s.ctx, &info);
	see(&s, "1:a", 5);
	see(&s, "1:b", 1);
	s.begin_input(s.ctx, &info);
	see(&s, "1:b", 1);
	v = cs_batch_cases_list(c, &n);
	assert_int_equal(n, 2);
	assert_string_equal(v[0]->signature, "1:b"); /* in two inputs */
	assert_int_equal(v[0]->inputs, 2);
	assert_int_equal(v[0]->events, 2);
	assert_int_equal(v[1]->inputs, 1);
	assert_int_equal(v[1]->events, 5);
	assert_int_equal(v[1]->first_line, 5);
	cs_batch_cases_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_are_counted_by_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
