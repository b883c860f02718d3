#include "base/utf8.h"

#include <stdlib.h>

#include "unit/test.h"

static void check(struct cs_str in, const char *want)
{
	size_t n;
	char *out = cs_utf8_clean(in, &n);

	assert_int_equal(n, strlen(want));
	assert_string_equal(out, want);
	free(out);
}

#define BAD "\xef\xbf\xbd"

static void good_text_stays(void **state)
{
	(void)state;
	check(CS_STR("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
	      "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

static void bad_bytes_are_replaced_one_by_one(void **state)
{
	(void)state;
	check(CS_STR("\xff"), BAD);
	check(CS_STR("\xc0\x80"), BAD BAD);         /* overlong */
	check(CS_STR("\xed\xa0\x80"), BAD BAD BAD); /* surrogate */
	check(CS_STR("\xe2\x82"), BAD BAD);         /* cut */
	check(CS_STR("\xf4\x90\x80\x80x"), BAD BAD BAD BAD "x");
}

/* Wherever in a run of ASCII it stands, and whatever is left behind it. */
static void a_bad_byte_at_every_place(void **state)
{
	char in[20], want[24];

	(void)state;
	for (size_t n = 1; n < sizeof(in); n++)
		for (size_t at = 0; at < n; at++) {
			memset(in, 'x', sizeof(in));
			in[at] = '\xff';
			memset(want, 'x', sizeof(want));
			memcpy(want + at, BAD, 3);
			want[n + 2] = '\0';
			check((struct cs_str){in, n}, want);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_text_stays),
		cmocka_unit_test(bad_bytes_are_replaced_one_by_one),
		cmocka_unit_test(a_bad_byte_at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
