#include "report/markup.h"

#include <stdlib.h>

#include "unit/test.h"

typedef void put_fn(FILE *out, struct cs_str s);

static void check(put_fn *put, struct cs_str s, const char *want)
{
	char *got = NULL;
	size_t n;
	FILE *out = open_memstream(&got, &n);

	assert_non_null(out);
	put(out, s);
	fclose(out);
	assert_string_equal(got, want);
	assert_int_equal(strlen(got), n);
	free(got);
}

static void markup_is_not_obeyed(void **state)
{
	(void)state;
	check(cs_markup_text, CS_STR("<b>&\"q\"'x'\t]]>\r\n"),
	      "&lt;b&gt;&amp;&quot;q&quot;&#39;x&#39;\t]]&gt;&#13;\n");
	check(cs_markup_attribute, CS_STR("\"\t\r\n"), "&quot;&#9;&#13;&#10;");
	check(cs_markup_github_message, CS_STR("100%,\r\n::error::x%0A"),
	      "100%25,%0D%0A::error::x%250A");
	check(cs_markup_github_property, CS_STR("a:b,c=d\r\n%"), "a%3Ab%2Cc=d%0D%0A%25");
	check(cs_markup_uri, CS_STR("/a b/%\r\n\xff?#~_-."), "/a%20b/%25%0D%0A%FF%3F%23~_-.");
	check(cs_markup_markdown, CS_STR("|`*_~[x](y)\\#1@you<b>\r\n!"),
	      "&#124;&#96;&#42;&#95;&#126;&#91;x&#93;(y)&#92;&#35;1&#64;you&lt;b&gt;  !");
}

#define GONE "\xef\xbf\xbd"

/* Bytes that are no text: the same in each. */
static void what_does_not_show_is_replaced(void **state)
{
	static put_fn *const all[] = {cs_markup_text, cs_markup_attribute, cs_markup_markdown,
				      cs_markup_github_message, cs_markup_github_property};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		check(all[i], CS_STR("a\0\033\177b"), "a" GONE GONE GONE "b");
		check(all[i], CS_STR("\xff\xc0\xaf"), GONE GONE GONE);
		check(all[i],
		      CS_STR("\xc2\x9b"
			     "31m\xc2\xa0"),
		      GONE "31m\xc2\xa0");
		check(all[i], CS_STR("\xe2\x80\xae\xe2\x81\xa9\xe2\x80\x9c"),
		      GONE GONE "\xe2\x80\x9c");
		check(all[i], CS_STR("\xef\xbf\xbf\xef\xbf\xbd\xed\xa0\x80"),
		      GONE GONE GONE GONE GONE);
		check(all[i], CS_STR("\xf0\x9f\x92\xa5\xf0\x9f"), "\xf0\x9f\x92\xa5" GONE GONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_is_not_obeyed),
		cmocka_unit_test(what_does_not_show_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
