#include "unit/test.h"

#include "rule/value.h"

static bool lookup(void *ctx, struct cs_str name, uint64_t *value)
{
	(void)ctx;
	*value = 0xffffc90000010000;
	return cs_str_is(name, "sp");
}

/* Whether V is in the set that the YAML text (the value of "is") describes. */
static bool holds(const char *yaml, uint64_t v)
{
	struct cs_arena arena;
	struct cs_problems p = {.arena = &arena};
	struct cs_values set = {0};
	const struct cs_yaml *root;
	bool yes;

	cs_arena_init(&arena);
	root = cs_yaml_parse(&arena, CS_STR("t"), cs_str_from(yaml), &p);
	assert_non_null(root);
	assert_true(cs_values_parse(&arena, cs_yaml_get(root, "is"), &set, &p));
	yes = cs_values_hold(&set, v, lookup, NULL);
	cs_arena_release(&arena);
	return yes;
}

static bool refused(const char *yaml)
{
	struct cs_arena arena;
	struct cs_problems p = {.arena = &arena};
	struct cs_values set = {0};
	const struct cs_yaml *root;
	bool bad;

	cs_arena_init(&arena);
	root = cs_yaml_parse(&arena, CS_STR("t"), cs_str_from(yaml), &p);
	bad = !root || !cs_values_parse(&arena, cs_yaml_get(root, "is"), &set, &p);
	assert_int_equal(bad, p.errors > 0);
	cs_arena_release(&arena);
	return bad;
}

static void test_numbers(void **state)
{
	(void)state;
	assert_true(holds("is: 12", 12));
	assert_false(holds("is: 12", 0x12));
	assert_true(holds("is: 0x10-0x1f", 0x1f));
	assert_false(holds("is: 0x10-0x1f", 0x20));
	assert_true(holds("is: [1, 0x20]", 0x20));
	assert_true(holds("is: {mask: 0xfff, is: 0x40}", 0x90000f040 - 0xf000));
	assert_false(holds("is: {mask: 0xfff, is: 0x40}", 0x41));
}

/* sp is 0xffffc90000010000: its page's index ends in 0x0010. */
static void test_pages(void **state)
{
	(void)state;
	assert_true(holds("is: {page_of: sp, within: 4}", 0xfffffa2000000400));  /* that page */
	assert_true(holds("is: {page_of: sp, within: 4}", 0xfffffa2000000438));  /* in it */
	assert_true(holds("is: {page_of: sp, within: 4}", 0x00001c0000200500));  /* 4 above */
	assert_false(holds("is: {page_of: sp, within: 4}", 0x00001c0000200540)); /* 5 */
	assert_true(holds("is: {page_of: sp, within: 4}", 0xfffffa2000000300));  /* 4 below */
	assert_false(holds("is: {page_of: sp, within: 4}", 0xfffffa20000002c0));
	assert_true(holds("is: {page_of: sp, within: 17}", 0xfffffa20001fffc0)); /* over the end */
	assert_false(holds("is: {page_of: sp}", 0xfffffa2000000440));
	assert_false(holds("is: {page_of: lr, within: 4}", 0xfffffa2000000400));
}

/* sp is 0xffffc90000010000; what is added to it in vain is a multiple of 2 MiB. */
static void test_aliases(void **state)
{
	(void)state;
	assert_true(holds("is: {alias_of: sp, within: 0x4000}", 0xffff000812a10000));
	assert_true(holds("is: {alias_of: sp, within: 0x4000}", 0x0000408000014000)); /* above */
	assert_false(holds("is: {alias_of: sp, within: 0x4000}", 0x0000408000014001));
	assert_true(holds("is: {alias_of: sp, within: 0x4000}", 0xffff00081220c000)); /* below */
	assert_false(holds("is: {alias_of: sp, within: 0x4000}", 0xffff00081220bfff));
	assert_true(holds("is: {alias_of: sp, within: 0x10001}", 0xffff0008123fffff)); /* over 0 */
	assert_false(holds("is: {alias_of: lr, within: 0x4000}", 0xffff000812a10000));
}

static void test_classes(void **state)
{
	(void)state;
	assert_true(holds("is: null-page", 0xfff));
	assert_false(holds("is: null-page", 0x1000));
	assert_true(holds("is: err-ptr", (uint64_t)-12));
	assert_false(holds("is: err-ptr", (uint64_t)-4096));
	assert_true(holds("is: slab-freed", 0x6b6b6b6b6b6b6b83));
	assert_true(holds("is: slab-freed", 0x6b6b6b6b));
	assert_false(holds("is: slab-freed", 0x6b6b6b6b6b7c6b6b));
	assert_true(holds("is: list-poison", 0xdead000000000108));
	assert_false(holds("is: list-poison", 0xdeadbeef00000000));
	assert_true(holds("is: bit-flip", 0xffff788103a2c018));
	assert_false(holds("is: bit-flip", 0xffff888103a2c018));
	assert_true(holds("is: non-canonical", 0x41414141414140));
	assert_false(holds("is: non-canonical", 0x7fffffffffff));
}

static void test_near(void **state)
{
	(void)state;
	assert_true(holds("is: {near: sp, within: 0x4000}", 0xffffc9000000f000));
	assert_true(holds("is: {near: sp, within: 0x4000}", 0xffffc90000014000));
	assert_false(holds("is: {near: sp, within: 0x4000}", 0xffffc90000014001));
	assert_false(holds("is: {near: sp, within: 0x8000, beyond: 0x4000}", 0xffffc90000013000));
	assert_true(holds("is: {near: sp, within: 0x8000, beyond: 0x4000}", 0xffffc90000015000));
	assert_false(holds("is: {near: nothing, within: 0x4000}", 0xffffc90000010000));
	assert_true(holds("is: {below: sp, within: 0x1000}", 0xffffc9000000f000));
	assert_false(holds("is: {below: sp, within: 0x1000}", 0xffffc90000010000));
	assert_false(holds("is: {below: sp, within: 0x1000}", 0xffffc90000010001));
}

static void test_refused(void **state)
{
	(void)state;
	assert_true(refused("is: twelve"));
	assert_true(refused("is: 5-3"));
	assert_true(refused("is: []"));
	assert_true(refused("is: {mask: 0xf, is: 0x10}"));
	assert_true(refused("is: {maks: 0xf}"));
	assert_true(refused("is: {class: no-such}"));
	assert_false(refused("is: {class: user, min: 0x1000}"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_classes),
		cmocka_unit_test(test_pages),   cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_near),    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
