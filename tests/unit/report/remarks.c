/* What is to be said of an input: each once, and none is dropped without a word. */
#include <stdio.h>

#include "../test.h"

#include "report/sink.h"

static void each_once(void **state)
{
	struct cs_input_info info = {0};

	(void)state;
	cs_input_info_add_reason(&info, CS_STR("a"));
	cs_input_info_add_reason(&info, CS_STR("b"));
	cs_input_info_add_reason(&info, CS_STR("a"));
	cs_input_info_add_note(&info, CS_STR("a"));
	assert_int_equal(info.reason_count, 2);
	assert_int_equal(info.note_count, 1);
	assert_str(info.reasons[1], "b");
}

static void too_many(void **state)
{
	struct cs_input_info info = {0};
	char words[CS_REASONS_MAX + 2][8];

	(void)state;
	for (unsigned i = 0; i < CS_REASONS_MAX + 2; i++) {
		snprintf(words[i], sizeof(words[i]), "%u", i);
		cs_input_info_add_note(&info, cs_str_from(words[i]));
		if (i == CS_REASONS_MAX - 1)
			assert_str(info.notes[i], "15");
	}
	assert_int_equal(info.note_count, CS_REASONS_MAX);
	assert_str(info.notes[CS_REASONS_MAX - 2], "14");
	assert_str(info.notes[CS_REASONS_MAX - 1], "and more, for which there is no room here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_once), cmocka_unit_test(too_many)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
