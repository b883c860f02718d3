#include "base/pat.h"
#include "unit/test.h"

static void holes_capture(void **state)
{
	struct cs_pat_hit hit;

	(void)state;
	assert_true(cs_pat_match("CPU: %d PID: %d at %*:%d",
				 CS_STR("WARNING: CPU: 1 PID: 20 at a/b.c:33 f+0x1/0x2"), &hit));
	assert_int_equal(hit.n, 4);
	assert_str(hit.cap[1], "20");
	assert_str(hit.cap[2], "a/b.c");
	assert_str(hit.cap[3], "33");
}

static void symbol_hole_eats_its_offset(void **state)
{
	struct cs_pat_hit hit;

	(void)state;
	assert_true(cs_pat_match("KASAN: %w in %f$",
				 CS_STR("KASAN: slab-out-of-bounds in f.isra.0+0x1/0x2"), &hit));
	assert_str(hit.cap[1], "f.isra.0");
}

static void anchors_hold(void **state)
{
	struct cs_pat_hit hit;

	(void)state;
	assert_false(cs_pat_match("^b", CS_STR("ab"), &hit));
	assert_false(cs_pat_match("a$", CS_STR("ab"), &hit));
	assert_true(cs_pat_match("100%%", CS_STR("is 100%"), &hit));
}

/* Would take hours if each "%*" tried all stretches of the others. */
static void hostile_text_takes_linear_time(void **state)
{
	char text[CS_PAT_MAX_TEXT + 1];
	struct cs_pat_hit hit;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "a at b:"[i % 7];
	assert_false(cs_pat_match("a%* at %*:%* at %*:%* at %*:%d",
				  (struct cs_str){text, sizeof(text)}, &hit));
}

static void the_last_stretch_reaches_the_end(void **state)
{
	struct cs_pat_hit hit;

	(void)state;
	assert_true(cs_pat_match("^%*: %* x$", CS_STR("a: b x c x"), &hit));
	assert_str(hit.cap[0], "a");
	assert_str(hit.cap[1], "b x c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holes_capture),
		cmocka_unit_test(symbol_hole_eats_its_offset),
		cmocka_unit_test(anchors_hold),
		cmocka_unit_test(hostile_text_takes_linear_time),
		cmocka_unit_test(the_last_stretch_reaches_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
