#include "analyze/trap.h"

#include "unit/test.h"

struct report {
	struct cs_event *ev;
	struct cs_line lines[4];
	struct cs_register registers[3];
};

static void begin(struct report *r, const char *ip, const char *code)
{
	r->ev = cs_event_new();
	r->lines[0] = (struct cs_line){.text = cs_str_from(ip)};
	r->lines[1] = (struct cs_line){.text = cs_str_from(code)};
	r->ev->lines = r->lines;
	r->ev->line_count = 2;
	r->ev->registers = r->registers;
}

static void has(struct report *r, const char *name, uint64_t value)
{
	r->registers[r->ev->register_count++] = (struct cs_register){cs_str_from(name), value, {0}};
}

/* show_opcodes() of x86: movl 0x40(%rax), %eax behind a push */
static void a_read_through_null(void **state)
{
	struct report r;

	(void)state;
	begin(&r, "RIP: 0010:f+0x1/0x2", "Code: 53 <8b> 40 40 5b c3");
	has(&r, "rax", 0);
	r.ev->fault.has_address = true;
	r.ev->fault.address = 0x40;
	cs_trap_read(r.ev);
	assert_non_null(r.ev->trap);
	assert_str(r.ev->trap->text, "movl 0x40(%rax), %eax");
	assert_str(r.ev->trap->words,
		   "with rax = 0: reads 4 bytes at 0x40, the address of the fault");
	assert_str(r.ev->trap->base, "rax");
	cs_event_free(r.ev);
}

/* dump_kernel_instr() of arm64: str w1, [x0, #4] */
static void a_write_of_arm64(void **state)
{
	struct report r;

	(void)state;
	begin(&r, "pc : f+0x8/0x20", "Code: d503233f a9bf7bfd (b9000401) ");
	has(&r, "x0", 0xffff000012345670);
	has(&r, "x1", 7);
	cs_trap_read(r.ev);
	assert_non_null(r.ev->trap);
	assert_str(r.ev->trap->text, "str w1, [x0, #4]");
	assert_int_equal(r.ev->trap->access, CS_ACCESS_WRITE);
	assert_int_equal(r.ev->trap->size, 4);
	assert_true(r.ev->trap->has_address && r.ev->trap->address == 0xffff000012345674);
	cs_event_free(r.ev);
}

static void a_bug(void **state)
{
	struct report r;

	(void)state;
	begin(&r, "RIP: 0010:f+0x1/0x2", "Code: 5b c3 <0f> 0b eb fe");
	has(&r, "rax", 1);
	cs_trap_read(r.ev);
	assert_non_null(r.ev->trap);
	assert_str(r.ev->trap->text, "ud2");
	assert_str(r.ev->trap->words, "what BUG() and WARN() are compiled to");
	cs_event_free(r.ev);
}

/* A program's registers and code, bytes that are none, a machine that isn't known. */
static void nothing_to_tell(void **state)
{
	static const struct {
		const char *ip, *code, *reg;
	} cases[] = {
		{"RIP: 0033:0x7f0011223344", "Code: <48> 3d 00 f0 ff ff", "rax"},
		{"RIP: 0010:f+0x1/0x2", "Code: Unable to access opcode bytes at 0x16.", "rax"},
		{"RIP: 0010:f+0x1/0x2", "Code: 48 89 <zz> 00", "rax"},
		{"RIP: 0010:f+0x1/0x2", "Code: 48 89 e5", "rax"},
		{"RIP: 0010:f+0x1/0x2", "Code: 53 <8b>", "rax"},
		{"epc : f+0x8/0x20", "Code: 0001 1141 (c21c)", "a0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct report r;

		begin(&r, cases[i].ip, cases[i].code);
		has(&r, cases[i].reg, 1);
		cs_trap_read(r.ev);
		assert_null(r.ev->trap);
		cs_event_free(r.ev);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_read_through_null), cmocka_unit_test(a_write_of_arm64),
		cmocka_unit_test(a_bug), cmocka_unit_test(nothing_to_tell)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
