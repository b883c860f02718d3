#include "report/text_event.h"

#include <stdlib.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(evidence_is_shown_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
