/* The table of known callers is searched by halves: a row out of its order would not be found. */
#include <string.h>

#include "../test.h"

#include "event/strand.h"

static void rows_are_in_order(void **state)
{
	size_t n;
	const struct cs_known *rows = cs_known_rows(&n);

	(void)state;
	assert_true(n > 1);
	for (size_t i = 0; i < n; i++) {
		if (i)
			assert_true(strcmp(rows[i - 1].name, rows[i].name) < 0);
		assert_ptr_equal(cs_known_find(cs_str_from(rows[i].name)), &rows[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(rows_are_in_order)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
