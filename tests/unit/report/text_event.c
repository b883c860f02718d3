#include "report/text_event.h"

#include <stdlib.h>

#include "report/words.h"
#include "unit/test.h"

/* One line that three findings rest on, and one that one does. */
static void evidence_is_shown_once(void **state)
{
	struct cs_evidence a[] = {
		{.line = 6, .text = CS_STR("FAR = 0x0"), .why = CS_STR("it faulted")},
		{.line = 9, .text = CS_STR("soft"), .why = CS_STR("no mapping")}};
	struct cs_evidence b[] = {
		{.line = 6, .text = CS_STR("FAR = 0x0"), .why = CS_STR("it faulted")}};
	struct cs_evidence c[] = {
		{.line = 6, .text = CS_STR("FAR = 0x0"), .why = CS_STR("near NULL")},
		{.line = 9, .text = CS_STR("soft")}};
	struct cs_finding f[] = {{.evidence = a, .evidence_count = 2},
				 {.evidence = b, .evidence_count = 1},
				 {.evidence = c, .evidence_count = 2}};
	struct cs_event *ev = cs_event_new();
	struct cs_pen pen;
	char *text;
	size_t n;

	(void)state;
	ev->findings = f;
	ev->finding_count = 3;
	cs_pen_init(&pen, open_memstream(&text, &n), false, 80);
	cs_text_event_details(&pen, ev);
	fclose(pen.out);
	assert_string_equal(text, "  evidence line 6  FAR = 0x0\n"
				  "             -> it faulted\n"
				  "             -> near NULL\n"
				  "           line 9  soft\n"
				  "             -> no mapping\n");
	free(text);
	ev->findings = NULL;
	ev->finding_count = 0;
	cs_event_free(ev);
}

/* The stack of another task says whose it is, when that is known. */
static void a_stack_names_its_task(void **state)
{
	struct cs_stack stacks[] = {{.role = CS_STACK_TASK, .cpu = -1},
				    {.role = CS_STACK_TASK,
				     .cpu = 3,
				     .comm = CS_STR("labA"),
				     .pid = 57,
				     .waits_for = CS_STR("mutex 0x10 held by labB (58)")}};
	struct cs_event *ev = cs_event_new();
	struct cs_pen pen;
	char *text;
	size_t n;

	(void)state;
	ev->stacks = stacks;
	ev->stack_count = 2;
	cs_pen_init(&pen, open_memstream(&text, &n), false, 80);
	cs_text_event_details(&pen, ev);
	fclose(pen.out);
	assert_string_equal(text, "  stack    stack of another task\n"
				  "  stack    stack of task labA (pid 57) (CPU 3), waits for mutex "
				  "0x10 held by\n"
				  "           labB (58)\n");
	free(text);
	ev->stacks = NULL;
	ev->stack_count = 0;
	cs_event_free(ev);
}

static void one_line_is_no_range(void **state)
{
	struct cs_line lines[] = {{.number = 74}, {.number = 74}, {.number = 75}};
	struct cs_event *ev = cs_event_new();
	char text[CS_WORDS_LINES];

	(void)state;
	ev->lines = lines;
	ev->line_count = 2;
	cs_words_lines(ev, text);
	assert_string_equal(text, "line 74");
	ev->line_count = 3;
	cs_words_lines(ev, text);
	assert_string_equal(text, "lines 74-75");
	ev->lines = NULL;
	ev->line_count = 0;
	cs_event_free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(evidence_is_shown_once),
					   cmocka_unit_test(a_stack_names_its_task),
					   cmocka_unit_test(one_line_is_no_range)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
