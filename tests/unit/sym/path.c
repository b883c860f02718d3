#include "sym/path.h"
#include "unit/test.h"

static void check(const char *src, const char *root, const char *dir, const char *want)
{
	char buf[64];

	assert_string_equal(cs_path_clean(src, root, dir, buf, sizeof(buf)), want);
}

static void dots_are_resolved(void **state)
{
	(void)state;
	check("/a/./b/../c.c", "", "", "/a/c.c");
	check("./kernel//fork.c", "", "", "kernel/fork.c");
	check("../x/y.c", "", "", "../x/y.c");
	check("../../x/../y.c", "", "", "../../y.c");
	check("/../y.c", "", "", "/../y.c");
	check("/a/../y.c", "", "", "/y.c");
	check("", "", "", "");
}

static void the_root_comes_off(void **state)
{
	(void)state;
	check("/src/linux/kernel/fork.c", "/src/linux", "/build", "kernel/fork.c");
	check("/src/linux/kernel/fork.c", "/src/linux/", "", "kernel/fork.c");
	check("/build/drivers/x.c", "/src/linux", "/build", "drivers/x.c");
	check("/build/../src/linux/a.c", "/src/linux", "/build", "a.c");
	check("/src/linux-6.1/a.c", "/src/linux", "", "/src/linux-6.1/a.c");
	check("/src/linux", "/src/linux", "", "/src/linux");
}

static void long_paths_are_cut(void **state)
{
	char src[300], buf[64];

	(void)state;
	memset(src, 'a', sizeof(src) - 1);
	src[sizeof(src) - 1] = '\0';
	assert_int_equal(strlen(cs_path_clean(src, "", "", buf, sizeof(buf))), 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dots_are_resolved),
		cmocka_unit_test(the_root_comes_off),
		cmocka_unit_test(long_paths_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
