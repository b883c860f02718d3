#include "base/library.h"

#include <string.h>

#include "unit/test.h"

size_t no_such_function(const char *s);

#define SOME(F) F(strlen) F(strcmp)
#define TOO_MANY(F) F(strlen) F(no_such_function)

static struct {
	CS_LIBRARY_POINTERS(SOME)
} some;

static struct {
	CS_LIBRARY_POINTERS(TOO_MANY)
} too_many;

static void loads(void **state)
{
	struct cs_library l = CS_LIBRARY("libc.so.6", SOME, some);

	(void)state;
	assert_true(cs_library_load(&l));
	assert_int_equal(some.strlen("four"), 4);
	assert_int_equal(some.strcmp("a", "a"), 0);
	assert_true(cs_library_load(&l));
}

static void absent(void **state)
{
	struct cs_library l = CS_LIBRARY("libno-such-thing.so.99", SOME, some);

	(void)state;
	assert_false(cs_library_load(&l));
	assert_false(cs_library_load(&l));
}

/* One that is too old. */
static void incomplete(void **state)
{
	struct cs_library l = CS_LIBRARY("libc.so.6", TOO_MANY, too_many);

	(void)state;
	assert_false(cs_library_load(&l));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads),
		cmocka_unit_test(absent),
		cmocka_unit_test(incomplete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
