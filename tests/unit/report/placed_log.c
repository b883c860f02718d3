#include "report/placed_log.h"

#include <stdlib.h>

#include "base/limits.h"
#include "unit/test.h"

struct world {
	char *text;
	size_t size;
	FILE *out;
	struct cs_placed_log *log;
	struct cs_sink sink;
};

static void begin(struct world *w)
{
	const struct cs_input_info info = {.path = "x"};

	w->out = open_memstream(&w->text, &w->size);
	w->log = cs_placed_log_new(stderr);
	w->sink = cs_placed_log_sink(w->log, w->out);
	w->sink.begin_input(w->sink.ctx, &info);
}

static void end(struct world *w)
{
	const struct cs_input_info info = {.path = "x"};

	w->sink.end_input(w->sink.ctx, &info);
	cs_placed_log_free(w->log);
	fclose(w->out);
}

/* Line 2 ("f+0x1/0x2", from byte 4 on) is a frame with one inlined call. */
static void tell(struct world *w)
{
	struct cs_place places[] = {{CS_STR("g"), CS_STR("h.h"), 7, true},
				    {CS_STR("f"), CS_STR("a.c"), 3, false}};
	struct cs_line lines[] = {{.text = CS_STR("BUG"), .offset = 0},
				  {.text = CS_STR("f+0x1/0x2"), .offset = 4}};
	struct cs_frame frame = {.symbol = CS_STR("f"),
				 .function = CS_STR("f"),
				 .line_index = 1,
				 .places = places,
				 .place_count = 2};
	struct cs_stack stack = {.frames = &frame, .frame_count = 1};
	const struct cs_event ev = {
		.lines = lines, .line_count = 2, .stacks = &stack, .stack_count = 1};

	w->sink.event(w->sink.ctx, NULL, &ev);
}

static void lines_wait_for_their_report(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	cs_placed_log_text(w.log, CS_STR("BUG\nf+0x1/0x2\nx\n"));
	cs_placed_log_release(w.log, 0, NULL, NULL);
	fflush(w.out);
	assert_int_equal(w.size, 0);
	tell(&w);
	cs_placed_log_release(w.log, 14, NULL, NULL);
	fflush(w.out);
	assert_string_equal(w.text, "BUG\nf+0x1/0x2 (g at h.h:7, inlined by f at a.c:3)\n");
	end(&w);
	assert_string_equal(w.text, "BUG\nf+0x1/0x2 (g at h.h:7, inlined by f at a.c:3)\nx\n");
	free(w.text);
}

static void what_waits_is_bounded(void **state)
{
	struct world w;
	size_t fed = 0;

	(void)state;
	begin(&w);
	for (; fed <= CS_LIMIT_PLACED_BYTES; fed += 4) {
		assert_int_equal(ftell(w.out), 0);
		cs_placed_log_text(w.log, CS_STR("abc\n"));
		cs_placed_log_release(w.log, 0, NULL, NULL);
	}
	assert_int_equal(ftell(w.out), (long)fed);
	end(&w);
	free(w.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lines_wait_for_their_report),
					   cmocka_unit_test(what_waits_is_bounded)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
