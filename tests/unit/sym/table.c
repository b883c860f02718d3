#include "sym/build.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit/test.h"

#define BASE 0xffffffff81000000ull

struct fixture {
	struct cs_build b;
	struct cs_table t;
};

static uint32_t scope(struct cs_build *b, uint32_t parent, const char *name, uint32_t line)
{
	struct cs_scope s = {parent, cs_build_string(b, name),
			     parent ? cs_build_string(b, "caller.c") : 0, line};

	return cs_build_scope(b, &s);
}

/* outer [0, 0x40), in it middle [0x10, 0x30) called at line 7, in it inner [0x10, 0x18) and
 * [0x20, 0x30) called at line 9; lines every 0x10. */
static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	uint32_t outer, middle, inner, file;

	if (!f)
		return -1;
	cs_build_init(&f->b, BASE, BASE + 0x1000);
	outer = scope(&f->b, 0, "outer", 0);
	middle = scope(&f->b, outer, "middle", 7);
	inner = scope(&f->b, middle, "inner", 9);
	cs_build_interval(&f->b, BASE + 0x20, BASE + 0x30, inner, 2);
	cs_build_interval(&f->b, BASE, BASE + 0x40, outer, 0);
	cs_build_interval(&f->b, BASE + 0x10, BASE + 0x30, middle, 1);
	cs_build_interval(&f->b, BASE + 0x10, BASE + 0x18, inner, 2);
	cs_build_end_function(&f->b);
	file = cs_build_string(&f->b, "a.c");
	cs_build_line(&f->b, BASE + 0x50, 0, 0);
	for (uint32_t i = 0; i < 5; i++)
		cs_build_line(&f->b, BASE + 0x40 - i * 0x10, file, 104 - i);
	f->t = cs_build_finish(&f->b);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	cs_build_release(&f->b);
	free(f);
	return 0;
}

static void chain(const struct cs_table *t, uint64_t at, char *out, size_t size)
{
	struct cs_table_place p[8];
	size_t n = cs_table_places(t, BASE + at, p, 8), len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < n; i++)
		len += (size_t)snprintf(out + len, size - len, "%s@%s:%d%s ", p[i].function,
					p[i].file, p[i].line, p[i].inlined ? "*" : "");
}

static void chains_are_innermost_first(void **state)
{
	struct fixture *f = *state;
	char text[256];

	chain(&f->t, 0x12, text, sizeof(text));
	assert_string_equal(text, "inner@a.c:101* middle@caller.c:9* outer@caller.c:7 ");
	chain(&f->t, 0x18, text, sizeof(text));
	assert_string_equal(text, "middle@a.c:101* outer@caller.c:7 ");
	chain(&f->t, 0x2f, text, sizeof(text));
	assert_string_equal(text, "inner@a.c:102* middle@caller.c:9* outer@caller.c:7 ");
	chain(&f->t, 0x30, text, sizeof(text));
	assert_string_equal(text, "outer@a.c:103 ");
}

static void outside_is_nothing(void **state)
{
	struct fixture *f = *state;
	struct cs_table_place p[2];
	char text[256];

	chain(&f->t, 0x44, text, sizeof(text)); /* lines, no function */
	assert_string_equal(text, "@a.c:104 ");
	assert_int_equal(cs_table_places(&f->t, BASE + 0x50, p, 2), 0);
	assert_int_equal(cs_table_places(&f->t, BASE - 1, p, 2), 0);
	assert_int_equal(cs_table_places(&f->t, BASE + 0x1234567890, p, 2), 0);
}

/* A row that says what the one before it says is not kept; one behind an end is. */
static void rows_that_say_nothing_new_are_dropped(void **state)
{
	struct cs_build b;
	struct cs_table t;
	uint32_t a, c;

	(void)state;
	cs_build_init(&b, BASE, BASE + 0x1000);
	a = cs_build_string(&b, "a.c");
	c = cs_build_string(&b, "c.c");
	cs_build_line(&b, BASE + 0x10, a, 1);
	cs_build_line(&b, BASE + 0x14, a, 1); /* dropped */
	cs_build_line(&b, BASE + 0x18, a, 2);
	cs_build_line(&b, BASE + 0x1c, c, 2); /* another file */
	cs_build_line(&b, BASE + 0x20, 0, 0);
	cs_build_line(&b, BASE + 0x30, c, 2); /* behind an end */
	cs_build_line(&b, BASE + 0x38, a, 3);
	cs_build_line(&b, BASE + 0x38, a, 4); /* the later one holds */
	cs_build_line(&b, BASE + 0x0c, a, 1); /* told last, and 0x10 says the same */
	t = cs_build_finish(&b);
	assert_int_equal(t.line_count, 6);
	assert_int_equal(t.lines[0].at, 0x0c);
	assert_int_equal(t.lines[1].at, 0x18);
	assert_int_equal(t.lines[3].at, 0x20);
	assert_int_equal(t.lines[3].file, 0);
	assert_int_equal(t.lines[5].at, 0x38);
	assert_int_equal(t.lines[5].line, 4);
	cs_build_release(&b);
}

/* Where one function or unit ends and the next begins, the beginning holds, in whichever order they
 * are told. */
static void touching_ranges_hide_no_beginning(void **state)
{
	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		struct cs_build b;
		struct cs_table t;
		char text[256];

		cs_build_init(&b, BASE, BASE + 0x1000);
		for (int i = 0; i < 2; i++) {
			uint64_t low = BASE + (i == turned ? 0x10 : 0x20);
			const char *name = i == turned ? "first" : "second";

			cs_build_interval(&b, low, low + 0x10, scope(&b, 0, name, 0), 0);
			cs_build_end_function(&b);
			cs_build_line(&b, low, cs_build_string(&b, name), 1);
			cs_build_line(&b, low + 0x10, 0, 0);
		}
		t = cs_build_finish(&b);
		chain(&t, 0x1f, text, sizeof(text));
		assert_string_equal(text, "first@first:1 ");
		chain(&t, 0x20, text, sizeof(text));
		assert_string_equal(text, "second@second:1 ");
		chain(&t, 0x30, text, sizeof(text));
		assert_string_equal(text, "");
		cs_build_release(&b);
	}
}

static void a_damaged_table_ends(void **state)
{
	struct cs_scope loop[3] = {{0}, {2, 99, 99, 1}, {1, 99, 99, 1}};
	const struct cs_segment segment = {0, 2};
	const struct cs_table t = {.segments = &segment,
				   .segment_count = 1,
				   .scopes = loop,
				   .scope_count = 3,
				   .strings = "",
				   .strings_size = 1};
	struct cs_table_place p[8];

	(void)state;
	assert_int_equal(cs_table_places(&t, 5, p, 8), 2);
	loop[2].parent = 77;
	assert_int_equal(cs_table_places(&t, 5, p, 8), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(chains_are_innermost_first, setup, teardown),
		cmocka_unit_test_setup_teardown(outside_is_nothing, setup, teardown),
		cmocka_unit_test(rows_that_say_nothing_new_are_dropped),
		cmocka_unit_test(touching_ranges_hide_no_beginning),
		cmocka_unit_test(a_damaged_table_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
