#include "log/test_mark.h"

#include "unit/test.h"

static void check(struct cs_test_mark *m, struct cs_str text, const char *running)
{
	assert_true(cs_test_mark_read(m, text, 1));
	assert_string_equal(m->name, running);
}

static void frameworks_name_their_tests(void **state)
{
	struct cs_test_mark m = {0};

	(void)state;
	check(&m, CS_STR("run fstests generic/475 at 2026-11-24 08:00:00"), "fstests generic/475");
	check(&m, CS_STR("# selftests: net: tls"), "kselftest net: tls");
	check(&m, CS_STR("not ok 7 selftests: net: tls # exit=1"), "");
	check(&m, CS_STR("<LAVA_SIGNAL_STARTTC boot-12>"), "LAVA boot-12");
	check(&m, CS_STR("<LAVA_SIGNAL_ENDTC boot-12>"), "");
	check(&m, CS_STR("LTP: starting fork01 (fork01 -i 5)"), "LTP fork01");
	check(&m, CS_STR("    # Subtest: list-kunit-test"), "KUnit list-kunit-test");
	check(&m, CS_STR("[IGT] kms_flip: starting subtest basic-flip"), "igt kms_flip basic-flip");
	check(&m, CS_STR("[IGT] kms_flip: exiting, ret=0"), "");
}

static void other_lines_change_nothing(void **state)
{
	struct cs_test_mark m = {.name = "LTP fork01"};

	(void)state;
	assert_false(cs_test_mark_read(&m, CS_STR("user said: selftests: are fun"), 2));
	assert_false(cs_test_mark_read(&m, CS_STR("run fstests"), 3));
	assert_string_equal(m.name, "LTP fork01");
}

static void a_report_belongs_to_the_test_it_began_in(void **state)
{
	struct cs_test_mark m = {0};

	(void)state;
	assert_true(cs_test_mark_read(&m, CS_STR("LTP: starting a"), 10));
	assert_true(cs_test_mark_read(&m, CS_STR("LTP: starting b"), 20));
	assert_string_equal(cs_test_mark_at(&m, 15), "LTP a");
	assert_string_equal(cs_test_mark_at(&m, 21), "LTP b");
}

static void long_names_are_cut(void **state)
{
	char text[600] = "LTP: starting ";
	struct cs_test_mark m;

	(void)state;
	memset(text + 14, 'x', 500);
	assert_true(cs_test_mark_read(&m, cs_str_from(text), 1));
	assert_int_equal(strlen(m.name), sizeof(m.name) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frameworks_name_their_tests),
		cmocka_unit_test(other_lines_change_nothing),
		cmocka_unit_test(a_report_belongs_to_the_test_it_began_in),
		cmocka_unit_test(long_names_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
