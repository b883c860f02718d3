/* What the words and registers of a hardware error's record mean: IA32_MCi_STATUS as
 * __print_mce() of Linux 6.1 prints it, aer_uncor_status as cper_print_pcie() does. */
#include "../test.h"

#include "feed.h"

static bool means(const struct cs_event *ev, const char *words)
{
	for (size_t i = 0; i < ev->fault.meaning_count; i++)
		if (cs_str_has(ev->fault.meaning[i], words))
			return true;
	return false;
}

static void pcie_record(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("{2}[Hardware Error]: Hardware error from APEI Generic Hardware Error "
			     "Source: 3\n"
			     "{2}[Hardware Error]: event severity: recoverable\n"
			     "{2}[Hardware Error]:   section_type: PCIe error\n"
			     "{2}[Hardware Error]:   aer_uncor_status: 0x00104000, aer_uncor_mask: "
			     "0x00040000\n"));
	assert_int_equal(f.count, 1);
	assert_int_equal(f.events[0]->fault.meaning_count, 2);
	assert_true(means(f.events[0], "CmpltTO: completion timeout"));
	assert_true(means(f.events[0], "UnsupReq: unsupported request"));
	assert_int_equal(f.events[0]->severity, CS_ERROR);
	feed_release(&f);
}

static void machine_check(void **state)
{
	struct feed f;

	(void)state;
	feed_init(&f);
	feed_text(&f, CS_STR("mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 7: "
			     "9c00004000010090\n"
			     "mce: [Hardware Error]: TSC 0 ADDR 2b6d3c1000 MISC 140\n"));
	assert_int_equal(f.count, 1);
	assert_true(means(f.events[0], "MCACOD=0x90: memory controller error"));
	assert_true(means(f.events[0], "UC=0: the hardware corrected it"));
	assert_int_equal(f.events[0]->severity, CS_WARNING);
	assert_true(f.events[0]->fault.has_address);
	assert_int_equal(f.events[0]->fault.address, 0x2b6d3c1000);
	feed_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcie_record),
		cmocka_unit_test(machine_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
