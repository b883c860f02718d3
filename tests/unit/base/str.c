#include "unit/test.h"

static void copies_are_cut_and_terminated(void **state)
{
	char to[4] = "xxx";

	(void)state;
	cs_str_copy(to, sizeof(to), CS_STR("abcdef"));
	assert_string_equal(to, "abc");
	cs_str_copy(to, sizeof(to), CS_STR("a\0b"));
	assert_string_equal(to, "a");
	cs_str_copy(to, sizeof(to), (struct cs_str){NULL, 0});
	assert_string_equal(to, "");
	cs_str_copy(to, 1, CS_STR("abc"));
	assert_string_equal(to, "");
}

static void decimal_stops_at_overflow(void **state)
{
	struct cs_str s = CS_STR("18446744073709551616 x"), t = CS_STR("18446744073709551615");
	uint64_t v = 7;

	(void)state;
	assert_false(cs_eat_dec(&s, &v));
	assert_int_equal(s.n, 22);
	assert_true(cs_eat_dec(&t, &v));
	assert_true(v == UINT64_MAX);
}

static void hex_takes_prefix_and_at_most_16_digits(void **state)
{
	struct cs_str s = CS_STR("0xffffffffffffffff,"), t = CS_STR("11112222333344445");
	uint64_t v;

	(void)state;
	assert_true(cs_eat_hex(&s, &v));
	assert_true(v == UINT64_MAX);
	assert_str(s, ",");
	assert_false(cs_str_to_hex(t, &v));
}

static void cursor_stays_on_failure(void **state)
{
	struct cs_str s = CS_STR("abc"), word;
	uint64_t v;

	(void)state;
	assert_false(cs_eat(&s, "abd"));
	assert_false(cs_eat_dec(&s, &v));
	assert_str(s, "abc");
	assert_true(cs_eat_word(&s, &word));
	assert_str(word, "abc");
	assert_false(cs_eat_word(&s, &word));
}

static void symbols_end_at_the_offset(void **state)
{
	struct cs_str s = CS_STR("foo.isra.0+0x12/0x34"), symbol;

	(void)state;
	assert_true(cs_eat_symbol(&s, &symbol));
	assert_str(symbol, "foo.isra.0");
	assert_str(s, "+0x12/0x34");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_are_cut_and_terminated),
		cmocka_unit_test(decimal_stops_at_overflow),
		cmocka_unit_test(hex_takes_prefix_and_at_most_16_digits),
		cmocka_unit_test(cursor_stays_on_failure),
		cmocka_unit_test(symbols_end_at_the_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
