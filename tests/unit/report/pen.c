#include "report/pen.h"

#include <stdlib.h>

#include "unit/test.h"

struct written {
	char *text;
	size_t n;
	struct cs_pen pen;
};

static void begin(struct written *w, bool color, unsigned width)
{
	cs_pen_init(&w->pen, open_memstream(&w->text, &w->n), color, width);
}

static void end(struct written *w, const char *want)
{
	fclose(w->pen.out);
	assert_string_equal(w->text, want);
	free(w->text);
}

static void text_wraps_beside_its_label(void **state)
{
	struct written w;

	(void)state;
	begin(&w, false, 20);
	cs_pen_put(&w.pen, CS_STR("why"));
	w.pen.indent = 5;
	cs_pen_to(&w.pen, 5);
	cs_pen_wrap(&w.pen, CS_STR("one two  three four\nfive"));
	end(&w, "why  one two three\n     four five");
}

static void a_leading_blank_joins(void **state)
{
	struct written w;

	(void)state;
	begin(&w, false, 80);
	cs_pen_put(&w.pen, CS_STR("a"));
	cs_pen_wrap(&w.pen, CS_STR(" b"));
	cs_pen_wrap(&w.pen, CS_STR(", c"));
	end(&w, "a b, c");
}

static void long_words_stick_out(void **state)
{
	struct written w;

	(void)state;
	begin(&w, false, 10);
	cs_pen_wrap(&w.pen, CS_STR("a abcdefghijklmnop b"));
	end(&w, "a\nabcdefghijklmnop\nb");
}

static void terminals_obey_nothing(void **state)
{
	struct written w;

	(void)state;
	begin(&w, false, 80);
	cs_pen_put(&w.pen, CS_STR("\033[2J\r\xc2\x9b"
				  "1m\xff\xe2\x80\xaeé\t."));
	end(&w, "\\x1b[2J\\x0d\\xc2\\x9b1m\\xff\\xe2\\x80\\xaeé .");
}

static void colour_only_where_wanted(void **state)
{
	struct written w;

	(void)state;
	begin(&w, true, 80);
	cs_pen_ink(&w.pen, CS_INK_RED);
	cs_pen_ink(&w.pen, CS_INK_RED);
	cs_pen_put(&w.pen, CS_STR("x"));
	cs_pen_ink(&w.pen, CS_INK_PLAIN);
	end(&w, "\033[0;1;31mx\033[0m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_wraps_beside_its_label),
		cmocka_unit_test(a_leading_blank_joins),
		cmocka_unit_test(long_words_stick_out),
		cmocka_unit_test(terminals_obey_nothing),
		cmocka_unit_test(colour_only_where_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
