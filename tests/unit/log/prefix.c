/* What stands in front of a message: every form that docs/inputs.md lists. */
#include <stdio.h>
#include <stdlib.h>

#include "log/record.h"
#include "unit/test.h"

#define MESSAGE "BUG: kernel NULL pointer dereference, address: 0000000000000010"

struct form {
	const char *prefix;
	double time;      /* -1: none */
	int level;        /* -1: none */
	char caller_kind; /* 0: none */
	unsigned caller_id;
	bool program;
};

static const struct form forms[] = {
	{"", -1, -1, 0, 0, false},
	{"\r", -1, -1, 0, 0, false},
	{"<3>", -1, 3, 0, 0, false},
	{"[   12.345678] ", 12.345678, -1, 0, 0, false},
	{"<1>[   12.345678] ", 12.345678, 1, 0, 0, false},
	{"<14>[   12.345678] ", 12.345678, 6, 0, 0, false},
	{"[   12.345678][  T123] ", 12.345678, -1, 'T', 123, false},
	{"[   12.345678][    C0] ", 12.345678, -1, 'C', 0, false},
	{"[  T123] ", -1, -1, 'T', 123, false},
	/* dmesg -d, --time-format=delta, -H and -e, -T, -T -d, iso, -x */
	{"[   12.345678 <    0.003217>] ", 12.345678, -1, 0, 0, false},
	{"[<    0.003217>] ", -1, -1, 0, 0, false},
	{"[  +0.003217] ", -1, -1, 0, 0, false},
	{"[Nov24 08:54] ", -1, -1, 0, 0, false},
	{"[Tue Nov 24 08:54:55 2026] ", -1, -1, 0, 0, false},
	{"[Tue Nov  4 08:54:55 2026] ", -1, -1, 0, 0, false},
	{"[Tue Nov 24 08:54:55 2026 <    0.003217>] ", -1, -1, 0, 0, false},
	{"[Di Nov 24 08:54:55 2026] ", -1, -1, 0, 0, false},
	{"[mar. nov. 24 08:54:55 2026] ", -1, -1, 0, 0, false},
	{"2026-11-21T20:29:55,577594+00:00 ", -1, -1, 0, 0, false},
	{"kern  :alert : [   12.345678] ", 12.345678, 1, 0, 0, false},
	{"kern  :warn  : [   12.345678] [  T1] ", 12.345678, 4, 'T', 1, false},
	/* journalctl -o short, -precise, -iso, -iso-precise, -full, -monotonic, -unix */
	{"Nov 21 20:30:07 labhost kernel: ", -1, -1, 0, 0, false},
	{"Nov 21 20:30:07.164739 labhost kernel: ", -1, -1, 0, 0, false},
	{"2026-11-21T20:30:07+0000 labhost kernel: ", -1, -1, 0, 0, false},
	{"2026-11-21T20:30:07.164739+0000 labhost kernel: ", -1, -1, 0, 0, false},
	{"Sat 2026-11-21 20:30:07 UTC labhost kernel: ", -1, -1, 0, 0, false},
	{"[   12.345678] labhost kernel: ", 12.345678, -1, 0, 0, false},
	{"1795293006.357326 labhost kernel: ", -1, -1, 0, 0, false},
	/* recorders of consoles: grabserial, ts, PuTTY's kin, daemontools, web servers' dates */
	{"[12.345678 0.001234] ", -1, -1, 0, 0, false},
	{"(20:30:07) ", -1, -1, 0, 0, false},
	{"[11/21/26 20:30:07] ", -1, -1, 0, 0, false},
	{"11/21/2026 20:30:07 ", -1, -1, 0, 0, false},
	{"21.11.2026 20:30:07 ", -1, -1, 0, 0, false},
	{"11/2/2026, 8:30:07 PM ", -1, -1, 0, 0, false},
	{"Nov 21, 2026 @ 20:30:07.123 ", -1, -1, 0, 0, false},
	{"Nov 2, 2026, 8:30:07 AM ", -1, -1, 0, 0, false},
	{"[21/Nov/2026:20:30:07 +0000] ", -1, -1, 0, 0, false},
	{"20261121T203007.123Z ", -1, -1, 0, 0, false},
	{"@40000000673e1a2b0c3d4e5f ", -1, -1, 0, 0, false},
	{"[2026/11/21, 20:30:07.123] ", -1, -1, 0, 0, false},
	{"[Nov 21 20:30:07] kern kernel: ", -1, -1, 0, 0, false},
	{"[1795293006.357326] ", -1, -1, 0, 0, false},
	{"[1795293006.357326] [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"[二 11月 24 08:54:55 2026] ", -1, -1, 0, 0, false},
	/* logging libraries */
	{"2026-11-21 20:30:07,123 INFO console: ", -1, -1, 0, 0, false},
	{"2026-11-21 20:30:07,123 - serial - INFO - ", -1, -1, 0, 0, false},
	{"2026-11-21 20:30:07,123 DEBUG: ", -1, -1, 0, 0, false},
	{"2026-11-21 20:30:07.123 | INFO     | mod:fn:12 - ", -1, -1, 0, 0, false},
	{"[2026-11-21T20:30:07.123+00:00] [debug] ", -1, -1, 0, 0, false},
	/* vendors' kernels */
	{"<4>[   12.345678]  (0)[1:swapper/0]", 12.345678, 4, 'T', 1, false},
	{"[   12.345678] .(1)[23:init]", 12.345678, -1, 'T', 23, false},
	{"<6>[   12.345678] I[0:      swapper/0:    1] ", 12.345678, 6, 'T', 1, false},
	{"[   12.345678:   <4>] ", 12.345678, 4, 0, 0, false},
	{"[   12.345678/1] ", 12.345678, -1, 0, 0, false},
	{"[   12.345678,1] ", 12.345678, -1, 0, 0, false},
	{"[   12.345678@1] ", 12.345678, -1, 0, 0, false},
	{"[  240.] ", 240, -1, 0, 0, false},
	{"  12.345678:   <4> ", 12.345678, 4, 0, 0, false},
	{"0x000000000277BBFA |   12.345678:   ", 12.345678, -1, 0, 0, false},
	{"[   12.345678]<3> ", 12.345678, 3, 0, 0, false},
	{"[   12.345678] [T12@0] ", 12.345678, -1, 'T', 12, false},
	/* a relay's date and the sender's, OpenWrt's two, initials of who is quoted */
	{"Nov 21 20:30:07 10.0.0.1 Nov 21 20:30:06 labhost kernel: ", -1, -1, 0, 0, false},
	{"Tue Nov 21 20:30:07 2026 [1795293006.357] kern.warn kernel: ", -1, -1, 0, 0, false},
	/* journalctl in other languages */
	{"Okt 24 20:30:07 labhost kernel: ", -1, -1, 0, 0, false},
	{"sept. 27 20:30:07 labhost kernel: ", -1, -1, 0, 0, false},
	{"mär 04 20:30:07 labhost kernel: ", -1, -1, 0, 0, false},
	{"10月 24 20:30:07 labhost kernel: ", -1, -1, 0, 0, false},
	{"авг 24 20:30:07 labhost kernel: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"AB> ", -1, -1, 0, 0, false},
	{"[   12.345678 <    0.003217 >] labhost kernel: ", 12.345678, -1, 0, 0, false},
	/* syslog daemons */
	{"Nov 21 20:30:14 labhost kernel: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"Nov  1 20:30:14 labhost kernel[0]: ", -1, -1, 0, 0, false},
	{"Nov 21 2026 20:30:14 labhost kernel: ", -1, -1, 0, 0, false},
	{"Nov 21 20:30:14 labhost kern.alert kernel: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"<4>Nov 21 20:30:25 labhost kernel: [   12.345678] ", 12.345678, 4, 0, 0, false},
	{"<4>1 2026-11-21T20:30:25.618723+00:00 labhost kernel - - - [   12.345678] ", 12.345678, 4,
	 0, 0, false},
	{"<4>1 2026-11-21T20:30:25Z labhost kernel - - [meta sequenceId=\"1\"] ", -1, 4, 0, 0,
	 false},
	{"Nov 21 20:30:14 labhost sshd[123]: ", -1, -1, 0, 0, true},
	{"2026-11-21T20:30:07+0000 labhost systemd[1]: ", -1, -1, 0, 0, true},
	/* consoles, their loggers, CI */
	{"labhost login: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"[2026-11-21T20:29:56.944Z] [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"2026-11-21T20:29:56.944099903Z stdout F [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"2026-11-21T20:29:56.944099903Z stderr P ", -1, -1, 0, 0, false},
	{"2026-11-21T20:29:56.944099Z 01O ", -1, -1, 0, 0, false},
	{"2026-11-21T20:29:56.944099Z labdev1: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{" 299 20:29:56.944100  [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"20:29:56 ", -1, -1, 0, 0, false},
	{"DEBUG    console:serial.py:52 <<< [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"11-21 20:29:56.745     0     0 I KERNEL  : [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"11-21 20:29:56.745  root     0     0 I kernel  : ", -1, -1, 0, 0, false},
	{"I/KERNEL  (    0): ", -1, -1, 0, 0, false},
	{"11-21 20:29:56.745  1000  1234 E ActivityManager: ", -1, -1, 0, 0, true},
	/* phones */
	{"[   12.345678][0:      swapper:    1] ", 12.345678, -1, 'T', 1, false},
	{"[   12.345678s][pid:17,cpu0,kworker/0:1] ", 12.345678, -1, 'T', 17, false},
	{"  244.889835:   <6> ", 244.889835, 6, 0, 0, false},
	/* /dev/kmsg among other lines, quotes, indents, numbered lines */
	{"4,758,12345678,-;", 12.345678, 4, 0, 0, false},
	{"> [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"> > ", -1, -1, 0, 0, false},
	{"    [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"  12: [   12.345678] ", 12.345678, -1, 0, 0, false},
	{"\xef\xbb\xbf[   12.345678] ", 12.345678, -1, 0, 0, false},
};

static void every_form_is_taken_off(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct form *f = &forms[i];
		struct cs_record r;
		char line[512];

		snprintf(line, sizeof(line), "%s%s\r", f->prefix, MESSAGE);
		cs_record_split(&r, cs_str_from(line));
		if (!cs_str_is(r.text, MESSAGE))
			fail_msg("'%s' leaves '" CS_STR_FMT "'", f->prefix, CS_STR_ARG(r.text));
		if (r.has_time != (f->time >= 0) ||
		    (r.has_time && (r.time < f->time - 1e-6 || r.time > f->time + 1e-6)))
			fail_msg("'%s': time %f", f->prefix, r.time);
		if (r.level != f->level || r.program != f->program ||
		    r.caller_kind != f->caller_kind || r.caller_id != f->caller_id)
			fail_msg("'%s': level %d, program %d, caller %c%u", f->prefix, r.level,
				 r.program, r.caller_kind ? r.caller_kind : '-', r.caller_id);
	}
}

/* Kernel text that begins like a prefix and isn't one. */
static void text_stays_whole(void **state)
{
	static const char *const texts[] = {
		"general protection fault: 0000 [#1] SMP",
		"divide error: 0000 [#1]",
		"usb 1-1: new high-speed USB device",
		"00:03: ttyS0 at I/O 0x3f8 (irq = 4) is a 16550A",
		"<TASK>",
		">ffff888012345678: 00 00 00 00",
		"[<ffffffff81234567>] foo_bar+0x12/0x34",
		"[ffffffff81234567] foo_bar+0x12/0x34",
		"[drm] Initialized i915 1.6.0",
		"[Hardware Error]: Corrected error",
		" foo_bar+0x12/0x34",
		" ? foo_bar+0x12/0x34 [mod]",
		"8<--- cut here ---",
		"Oops: 0000 [#1]",
		"watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:123]",
		"12 locks held by sh/123:",
		"0x0 0x1",
	};
	struct cs_record r;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		static const char *const dates[] = {"", "[    1.000000] ",
						    "2026-11-21T20:29:55,577594+00:00 ",
						    "[Tue Nov 24 08:54:55 2026] "};

		for (size_t k = 0; k < sizeof(dates) / sizeof(*dates); k++) {
			char line[256];

			snprintf(line, sizeof(line), "%s%s", dates[k], texts[i]);
			cs_record_split(&r, cs_str_from(line));
			if (!cs_str_is(r.text, texts[i]))
				fail_msg("'%s' became '" CS_STR_FMT "'", line, CS_STR_ARG(r.text));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_taken_off),
		cmocka_unit_test(text_stays_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
