#include "../test.h"

#include "event/grammar.h"
#include "event/walk.h"

static void frames(void **state)
{
	static const struct {
		const char *text, *function, *module;
		bool reliable;
	} rows[] = {
		{" foo+0x12/0x40", "foo", "", true},
		{" ? foo.isra.0+0x12/0x40 [bar]", "foo", "bar", false},
		{" [<ffffffff81234567>] foo+0x12/0x40", "foo", "", true},
		{" [<ffffffff81234567>] ? foo.cold+0x12/0x40", "foo", "", false},
		{" foo+0x12/0x40 [bar 0ae3b749753d78a4c249d1469717d032cc7a6b03]", "foo", "bar",
		 true},
		{"[<c0008e60>] (f) from [<c0800c3c>] (g+0x9c/0x14c)", "g", "", true},
		{" f from g+0x9c/0x14c", "g", "", true},
		{"[c000000010f930b0] [c000000008068df8] .foo+0x278/0x390 (unreliable)", "foo", "",
		 false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_frame f;

		if (!cs_grammar_frame(cs_str_from(rows[i].text), &f))
			fail_msg("no frame: %s", rows[i].text);
		if (!cs_str_is(f.function, rows[i].function))
			fail_msg("%.*s from: %s", CS_STR_ARG(f.function), rows[i].text);
		assert_true(cs_str_is(f.module, rows[i].module));
		assert_int_equal(f.reliable, rows[i].reliable);
	}
}

/* Lines that tell where the trap was, as show_regs() of each architecture has or had them. */
static void traps(void **state)
{
	static const struct {
		const char *text, *function, *module;
		uint64_t address, offset, size;
	} rows[] = {
		{"EIP is at foo+0x12/0x40", "foo", "", 0, 0x12, 0x40},
		{"EIP is at foo+0x12/0x40 [bar]", "foo", "bar", 0, 0x12, 0x40},
		{"EIP: 0060:foo+0x12/0x40", "foo", "", 0, 0x12, 0x40},
		{"EIP: [<c0123456>] foo+0x12/0x40 SS:ESP 0068:f6c4be6c", "foo", "", 0xc0123456,
		 0x12, 0x40},
		{"RIP  [<ffffffff81234567>] foo+0x12/0x40", "foo", "", 0xffffffff81234567, 0x12,
		 0x40},
		{"RIP [<ffffffff81234567>] foo+0x12/0x40 [bar]", "foo", "bar", 0xffffffff81234567,
		 0x12, 0x40},
		{"RIP: 0010:[<ffffffff81234567>]  [<ffffffff81234567>] foo+0x12/0x40", "foo", "",
		 0xffffffff81234567, 0x12, 0x40},
		{"RIP: e030:[<ffffffff81234567>]  [<ffffffff81234567>] foo.isra.3+0x12/0x40 [bar]",
		 "foo", "bar", 0xffffffff81234567, 0x12, 0x40},
		{"RIP: 0010:foo+0x12/0x40 [bar 0ae3b749753d78a4c249d1469717d032cc7a6b03]", "foo",
		 "bar", 0, 0x12, 0x40},
		{"PC is at foo+0x12/0x40", "foo", "", 0, 0x12, 0x40},
		{"PC is at foo+0x12/0x40 [bar]", "foo", "bar", 0, 0x12, 0x40},
		{"pc : foo+0x12/0x40 [bar]", "foo", "bar", 0, 0x12, 0x40},
		{"pc : [<ffffffc000081234>] lr : [<ffffffc000081200>] pstate: 60000145", "", "",
		 0xffffffc000081234, 0, 0},
		{"NIP [c0000000000e1234] foo+0x12/0x40", "foo", "", 0xc0000000000e1234, 0x12, 0x40},
		{"NIP [c0000000000e1234] .foo+0x12/0x40 [bar]", "foo", "bar", 0xc0000000000e1234,
		 0x12, 0x40},
		{"NIP:  c0000000000e1234 LR: c0000000000e1200 CTR: 0", NULL, "", 0, 0, 0},
		{"Krnl PSW : 0704c00180000000 0000000000112a8e (foo+0x12/0x40)", "foo", "",
		 0x112a8e, 0x12, 0x40},
		{"Krnl PSW : 0704c00180000000 0000000000112a8e (foo+0x12/0x40 [bar])", "foo", "bar",
		 0x112a8e, 0x12, 0x40},
		{"epc   : 80123456 foo+0x12/0x40", "foo", "", 0x80123456, 0x12, 0x40},
		{"epc   : ffffffff80123456 foo+0x12/0x40 [bar]", "foo", "bar", 0xffffffff80123456,
		 0x12, 0x40},
		{"epc   : 80123456 foo+0x12/0x40     Not tainted", "foo", "", 0x80123456, 0x12,
		 0x40},
		{"ERA: 9000000000223344 foo+0x12/0x40", "foo", "", 0x9000000000223344, 0x12, 0x40},
		{"epc : foo+0x12/0x40", "foo", "", 0, 0x12, 0x40},
		{"epc : foo+0x12/0x40 [bar]", "foo", "bar", 0, 0x12, 0x40},
		{"epc : foo+0x12/0x40 ra : foo2+0x1/0x2", "foo", "", 0, 0x12, 0x40},
		{"epc: ffffffe000201234 ra : ffffffe000201200 sp : ffffffe07f8bfc80", "", "",
		 0xffffffe000201234, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_frame f;
		bool user, hit = cs_grammar_ip(cs_str_from(rows[i].text), &f, &user);

		if (hit != (rows[i].function != NULL))
			fail_msg("%s: %s", hit ? "a place" : "no place", rows[i].text);
		if (!hit)
			continue;
		if (user || !cs_str_is(f.function, rows[i].function) ||
		    !cs_str_is(f.module, rows[i].module) || f.address != rows[i].address ||
		    f.offset != rows[i].offset || f.size != rows[i].size)
			fail_msg("%.*s [%.*s] %#llx +%#llx/%#llx from: %s", CS_STR_ARG(f.function),
				 CS_STR_ARG(f.module), (unsigned long long)f.address,
				 (unsigned long long)f.offset, (unsigned long long)f.size,
				 rows[i].text);
	}
}

static void no_frames(void **state)
{
	static const char *const rows[] = {"foo: bar", "usb 1-1: new device", " 0x12: 00 11",
					   "RAX: 0000000000000000 RBX: ffff888012345678"};
	struct cs_frame f;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (cs_grammar_frame(cs_str_from(rows[i]), &f))
			fail_msg("a frame: %s", rows[i]);
}

static void callee(void **state)
{
	struct cs_frame f;

	(void)state;
	assert_true(cs_grammar_callee(
		CS_STR("[<c0014bd0>] (unwind_backtrace+0x0/0xf4) from [<c005f9c0>] (g+0x1/0x2)"),
		&f));
	assert_str(f.function, "unwind_backtrace");
	assert_true(cs_grammar_callee(CS_STR(" f from g+0x9c/0x14c"), &f));
	assert_str(f.function, "f");
	assert_false(cs_grammar_callee(CS_STR(" g+0x9c/0x14c"), &f));
}

static void context(void **state)
{
	struct cs_context c;

	(void)state;
	assert_true(cs_grammar_context(
		CS_STR("CPU: 3 PID: 42 Comm: a b Tainted: G        W  O       6.1.0-x #1"), &c));
	assert_int_equal(c.cpu, 3);
	assert_int_equal(c.pid, 42);
	assert_str(c.comm, "a b");
	assert_str(c.release, "6.1.0-x");
	assert_true(cs_grammar_context(CS_STR("CPU: 0 PID: 64 Comm: kworker/0:2 Kdump: loaded "
					      "Tainted: G           O 6.1.58 #2"),
				       &c));
	assert_str(c.comm, "kworker/0:2");
	assert_true(cs_grammar_context(CS_STR("Pid: 1, comm: init Not tainted 2.6.32 #1"), &c));
	assert_int_equal(c.pid, 1);
	assert_false(cs_grammar_context(CS_STR("CPU: hello"), &c));
}

static void walk_frames(void **state)
{
	struct cs_str n[2];

	(void)state;
	assert_int_equal(cs_walk_frame_names(CS_STR(" foo.isra.0+0x1/0x2"), n), 1);
	assert_str(n[0], "foo");
	assert_int_equal(cs_walk_frame_names(CS_STR("[<c0>] (f) from [<c1>] (g+0x9c/0x14c)"), n),
			 2);
	assert_str(n[0], "f");
	assert_str(n[1], "g");
	assert_int_equal(cs_walk_frame_names(CS_STR("Modules linked in:"), n), 0);
	assert_true(cs_walk_is_questionable(CS_STR(" ? foo+0x1/0x2")));
	assert_false(cs_walk_is_questionable(CS_STR(" foo+0x1/0x2")));
	assert_false(cs_walk_is_questionable(CS_STR("really? yes")));
}

static void stack_starts(void **state)
{
	(void)state;
	assert_true(cs_walk_is_stack_start(CS_STR("Call Trace:")));
	assert_true(cs_walk_is_stack_start(CS_STR("Allocated by task 42:")));
	assert_true(cs_walk_is_stack_start(CS_STR("  backtrace (crc 1234abcd):")));
	assert_false(cs_walk_is_stack_start(CS_STR("stack backtrace:")));
	assert_false(cs_walk_is_stack_start(CS_STR("Freed")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames),       cmocka_unit_test(traps),
		cmocka_unit_test(no_frames),    cmocka_unit_test(callee),
		cmocka_unit_test(context),      cmocka_unit_test(walk_frames),
		cmocka_unit_test(stack_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
