/* Where a second record begins in a line, and where none does. */
#include <stdio.h>

#include "log/glue.h"

#include "unit/test.h"

static const struct {
	const char *first, *second; /* as they stand in the line */
} lines[] = {
	{"[    1.000000] usb 1-1: new device", ""},
	{"[    1.000000] RIP: 0010:fo", "[    1.000002] eth0: link is up"},
	{"[    1.000000] usb 1-1: new", "<4>[    1.000002] eth0: link is up"},
	{"<6>[    1.000000] usb", "[    1.000002][  T123] BUG: x"},
	{"words of a program", "[    1.000002] BUG: x"},
	{"[    1.000000] usb <", "[    1.000002] BUG: x"},
	{"[    1.000000] stamp at the end [    1.000002]", ""},
	{"[    1.000000] [1.02] [  12.3] [Nov24 08:54] foo", ""},
	{"[    1.000000] took [123456] and [    1.0000020] s", ""},
};

static void splits(void **state)
{
	char line[256];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct cs_record r;

		snprintf(line, sizeof(line), "%s%s", lines[i].first, lines[i].second);
		cs_record_split(&r, cs_str_from(line));
		assert_int_equal(cs_glue_first(&r), strlen(lines[i].first));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(splits)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
