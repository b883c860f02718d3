/* Types of this very program, which the compiler describes in DWARF: what DWARF says must be
 * what sizeof and offsetof say. */
#include "sym/types.h"

#include <stddef.h>
#include <stdlib.h>

#include "sym/object.h"
#include "sym/types_private.h"
#include "unit/test.h"

enum probe_color { PROBE_RED = 7, PROBE_BLUE = -3 };

struct probe_inner {
	int first;
	union {
		long anonymous_long;
		short anonymous_shorts[4];
	};
};

struct probe_outer {
	char name[12];
	unsigned low : 3, high : 5;
	struct probe_inner in[3];
	const struct probe_outer *next;
	enum probe_color color;
	char tail[];
};

struct probe_outer probe_variable = {.color = PROBE_BLUE};

static int setup(void **state)
{
	struct cs_object *o;
	struct cs_error err;

	if (cs_object_open(&o, "/proc/self/exe", &err) != CS_OK)
		return -1;
	*state = o;
	return 0;
}

static int teardown(void **state)
{
	cs_object_close(*state);
	return 0;
}

static struct cs_types *open_types(void **state)
{
	struct cs_types *t = cs_types_new(cs_object_dwarf(*state), NULL);

	if (!t)
		skip(); /* built without -g */
	return t;
}

static void members_have_their_offsets(void **state)
{
	struct cs_types *t = open_types(state);
	struct cs_member m;

	assert_int_equal(cs_types_member(t, "probe_outer", "in[2].anonymous_shorts[1]", &m), CS_OK);
	assert_int_equal(m.offset, offsetof(struct probe_outer, in[2].anonymous_shorts[1]));
	assert_int_equal(m.type.size, 2);
	assert_true(m.type.is_signed);
	assert_int_equal(cs_types_member(t, "probe_outer", "name", &m), CS_OK);
	assert_string_equal(m.type.name, "char[12]");
	assert_int_equal(m.type.count, 12);
	assert_int_equal(cs_types_member(t, "probe_outer", "next", &m), CS_OK);
	assert_string_equal(m.type.name, "const struct probe_outer *");
	assert_int_equal(m.type.kind, CS_TYPE_POINTER);
	assert_int_equal(cs_types_member(t, "probe_outer", "tail", &m), CS_OK);
	assert_int_equal(m.type.count, 0);
	cs_types_free(t);
}

static void bit_fields_have_their_bits(void **state)
{
	struct cs_types *t = open_types(state);
	struct cs_member m;

	assert_int_equal(cs_types_member(t, "probe_outer", "high", &m), CS_OK);
	assert_int_equal(m.offset * 8 + m.bit_offset, sizeof(char[12]) * 8 + 3);
	assert_int_equal(m.bit_size, 5);
	cs_types_free(t);
}

static void what_is_not_there_is_not_found(void **state)
{
	struct cs_types *t = open_types(state);
	struct cs_type_info info;
	struct cs_member m;

	assert_int_equal(cs_types_struct(t, "probe_nothing", &info), CS_NOT_FOUND);
	assert_int_equal(cs_types_member(t, "probe_outer", "nothing", &m), CS_NOT_FOUND);
	assert_int_equal(cs_types_member(t, "probe_outer", "name.x", &m), CS_NOT_FOUND);
	assert_int_equal(cs_types_member(t, "probe_outer", "next[0]", &m), CS_NOT_FOUND);
	assert_int_equal(cs_types_struct(NULL, "probe_outer", &info), CS_NOT_FOUND);
	cs_types_free(t);
}

static void variables_and_enumerators(void **state)
{
	struct cs_types *t = open_types(state);
	struct cs_type_info info;
	struct cs_member m;
	int64_t v;

	assert_int_equal(cs_types_variable(t, "probe_variable", &info), CS_OK);
	assert_int_equal(info.size, sizeof(struct probe_outer));
	assert_int_equal(cs_types_variable_member(t, "probe_variable", "color", &m), CS_OK);
	assert_int_equal(m.offset, offsetof(struct probe_outer, color));
	assert_int_equal(cs_types_enumerator(t, "PROBE_RED", &v), CS_OK);
	assert_int_equal(v, 7);
	assert_int_equal(cs_types_enumerator(t, "PROBE_BLUE", &v), CS_OK);
	assert_int_equal(v, -3);
	cs_types_free(t);
}

/* What is not remembered yet is not looked for when there is no time left. */
static void time_ends(void **state)
{
	struct cs_budget budget;
	struct cs_types *t;
	struct cs_type_info info;
	struct cs_member m;

	cs_budget_init(&budget, 60);
	t = cs_types_new(cs_object_dwarf(*state), &budget);
	if (!t)
		skip();
	budget.spent = true;
	assert_int_equal(cs_types_struct(t, "probe_outer", &info), CS_NOT_FOUND);
	budget.spent = false;
	assert_int_equal(cs_types_struct(t, "probe_outer", &info), CS_OK);
	budget.spent = true;
	assert_int_equal(cs_types_struct(t, "probe_outer", &info), CS_OK);
	assert_int_equal(cs_types_member(t, "probe_outer", "color", &m), CS_NOT_FOUND);
	budget.spent = false;
	assert_int_equal(cs_types_member(t, "probe_outer", "color", &m), CS_OK);
	cs_types_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_have_their_offsets),
		cmocka_unit_test(bit_fields_have_their_bits),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(variables_and_enumerators),
		cmocka_unit_test(time_ends),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
