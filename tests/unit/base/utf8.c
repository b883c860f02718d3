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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_text_stays),
		cmocka_unit_test(bad_bytes_are_replaced_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
