#include "log/test_mark.h"

#include "unit/test.h"

struct step {
	const char *text, *running;
};

/* Each line in its turn; NULL: a line that changes nothing. */
static void walk(const struct step *steps, size_t n)
{
	struct cs_test_mark m = {0};

	for (size_t i = 0; i < n; i++) {
		char before[CS_TEST_NAME];

		memcpy(before, m.name, sizeof(before));
		cs_test_mark_read(&m, cs_str_from(steps[i].text), i + 1);
		assert_string_equal(m.name, steps[i].running ? steps[i].running : before);
	}
}

#define WALK(...)                                                                                  \
	do {                                                                                       \
		const struct step steps_[] = {__VA_ARGS__};                                        \
		(void)state;                                                                       \
		walk(steps_, sizeof(steps_) / sizeof(*steps_));                                    \
	} while (0)

static void frameworks_name_their_tests(void **state)
{
	WALK({"run fstests generic/475 at 2026-11-24 08:00:00", "fstests generic/475"},
	     {"run blktests block/001 at 2026-11-24 08:00:00", "blktests block/001"},
	     {"LTP: starting fork01 (fork01 -i 5)", "LTP fork01"},
	     {"tag=fork02 stime=1690000000", "LTP fork02"}, {"<<<test_end>>>", ""},
	     {"./kirk[812]: fork03: start (command: fork03 -i 2)", "kirk fork03"},
	     {"./kirk[812]: fork03: end (returncode: 0)", ""},
	     {"2026/11/24 08:00:00 executing program 3:", "syzkaller program 3"},
	     {"[IGT] kms_flip: executing", "igt kms_flip"},
	     {"[IGT] kms_flip: starting subtest basic-flip", "igt kms_flip basic-flip"},
	     {"[IGT] kms_flip: exiting, ret=0", ""});
}

static void marks_nest(void **state)
{
	WALK({"<LAVA_SIGNAL_STARTRUN 1_kselftest-net 4711_1.5.2>", "LAVA 1_kselftest-net"},
	     {"kselftest: Running tests in net", "kselftest net"},
	     {"TAP version 13", "kselftest net"}, {"1..2", NULL},
	     {"# selftests: net: tls", "kselftest net: tls"},
	     {"# #  RUN           tls.12_gcm.sendfile ...",
	      "kselftest net: tls: tls.12_gcm.sendfile"},
	     {"# ok 1 tls.12_gcm.sendfile",
	      "kselftest net: tls, after test 1, tls.12_gcm.sendfile"},
	     {"not ok 1 selftests: net: tls # exit=1", "kselftest net"},
	     {"# selftests: net: run_afpackettests", "kselftest net: run_afpackettests"},
	     {"ok 2 selftests: net: run_afpackettests # SKIP", "kselftest net"},
	     {"<LAVA_SIGNAL_STARTTC boot-12>", "LAVA boot-12"},
	     {"<LAVA_SIGNAL_ENDTC boot-12>", "LAVA 1_kselftest-net"},
	     {"<LAVA_SIGNAL_ENDRUN 1_kselftest-net 4711_1.5.2>", ""});
}

static void kunit_tells_what_ended(void **state)
{
	WALK({"TAP version 14", ""}, {"1..2", NULL}, {"    # Subtest: kasan", "KUnit kasan"},
	     {"    1..3", NULL},
	     {"    ok 1 - kmalloc_oob_right", "KUnit kasan, after test 1, kmalloc_oob_right"},
	     {"        # Subtest: sizes", "KUnit kasan: sizes"},
	     {"        ok 1 8 bytes", "KUnit kasan: sizes, after test 1, 8 bytes"},
	     {"    not ok 2 - sizes", "KUnit kasan, after test 2, sizes"},
	     {"    ok 3 - vmalloc # SKIP no VMALLOC", "KUnit kasan, after test 3, vmalloc"},
	     {"ok 1 - kasan", ""}, {"    # Subtest: list", "KUnit list"}, {"ok 2 - list", ""},
	     {"ok 3 cores up", NULL});
}

static void plain_tap_tells_what_ended(void **state)
{
	WALK({"ok 1 cores up", NULL}, {"TAP version 13", ""}, {"1..3", NULL},
	     {"ok 1 - opens", "TAP, after test 1, opens"}, {"not ok 2", "TAP, after test 2"},
	     {"ok 12abc", NULL}, {"ok 3 - closes", ""});
}

static void other_lines_change_nothing(void **state)
{
	WALK({"LTP: starting fork01", "LTP fork01"}, {"user said: selftests: are fun", NULL},
	     {"run fstests", NULL}, {"link ok 1000Mbps", NULL}, {"# selftests:", NULL});
}

static void a_line_counts_once(void **state)
{
	struct cs_test_mark m = {0};

	(void)state;
	assert_true(cs_test_mark_read(&m, CS_STR("TAP version 13"), 10));
	assert_true(cs_test_mark_read(&m, CS_STR("ok 1 - a"), 20));
	/* two of its literals lead to the same line */
	assert_true(cs_test_mark_read(&m, CS_STR("ok 2 - b"), 20));
	assert_string_equal(m.name, "TAP, after test 1, a");
}

static void long_names_are_cut(void **state)
{
	char text[600] = "LTP: starting ";
	struct cs_test_mark m = {0};

	(void)state;
	memset(text + 14, 'x', 500);
	assert_true(cs_test_mark_read(&m, cs_str_from(text), 1));
	assert_int_equal(strlen(m.name), sizeof(m.name) - 1);
	strcpy(text + 200, "");
	memcpy(text, "    # Subtest: ", 15);
	assert_true(cs_test_mark_read(&m, cs_str_from(text), 2));
	assert_true(cs_test_mark_read(&m, CS_STR("    ok 1 - part"), 3));
	assert_int_equal(strlen(m.name), sizeof(m.name) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frameworks_name_their_tests),
		cmocka_unit_test(marks_nest),
		cmocka_unit_test(kunit_tells_what_ended),
		cmocka_unit_test(plain_tap_tells_what_ended),
		cmocka_unit_test(other_lines_change_nothing),
		cmocka_unit_test(a_line_counts_once),
		cmocka_unit_test(long_names_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
