#include "sym/opcode.h"

#include "unit/test.h"

/* mov 0x18(%rax),%rdx */
static void a_load_of_x86(void **state)
{
	const unsigned char code[] = {0x48, 0x8b, 0x50, 0x18, 0xff};
	struct cs_opcode o;

	(void)state;
	assert_true(cs_opcode_decode(CS_OPCODE_X86_64, code, sizeof(code), &o));
	assert_string_equal(o.text, "movq 0x18(%rax), %rdx");
	assert_int_equal(o.size, 4);
	assert_true(o.has_memory && o.reads && !o.writes);
	assert_string_equal(o.base, "rax");
	assert_string_equal(o.index, "");
	assert_int_equal(o.displacement, 0x18);
	assert_int_equal(o.access_size, 8);
	assert_int_equal(o.register_count, 1);
}

/* mov %r9d,-0x8(%rbx,%rcx,4): narrow registers go by the names that the kernel prints */
static void a_store_with_an_index(void **state)
{
	const unsigned char code[] = {0x44, 0x89, 0x4c, 0x8b, 0xf8};
	struct cs_opcode o;

	(void)state;
	assert_true(cs_opcode_decode(CS_OPCODE_X86_64, code, sizeof(code), &o));
	assert_true(o.has_memory && o.writes && !o.reads);
	assert_string_equal(o.base, "rbx");
	assert_string_equal(o.index, "rcx");
	assert_int_equal(o.scale, 4);
	assert_int_equal(o.displacement, -8);
	assert_int_equal(o.access_size, 4);
	assert_int_equal(o.register_count, 3);
	assert_string_equal(o.registers[0], "r9");
}

/* %gs:0x28 and lea touch no memory that a register's value tells */
static void no_memory_to_tell(void **state)
{
	const unsigned char gs[] = {0x65, 0x48, 0x8b, 0x04, 0x25, 0x28, 0, 0, 0};
	const unsigned char lea[] = {0x48, 0x8d, 0x5c, 0x24, 0x08};
	const unsigned char ud2[] = {0x0f, 0x0b};
	struct cs_opcode o;

	(void)state;
	assert_true(cs_opcode_decode(CS_OPCODE_X86_64, gs, sizeof(gs), &o));
	assert_false(o.has_memory);
	assert_true(cs_opcode_decode(CS_OPCODE_X86_64, lea, sizeof(lea), &o));
	assert_false(o.has_memory);
	assert_true(cs_opcode_decode(CS_OPCODE_X86_64, ud2, sizeof(ud2), &o));
	assert_string_equal(o.text, "ud2");
	assert_int_equal(o.register_count, 0);
}

static void arm_of_both_sizes(void **state)
{
	const unsigned char ldr[] = {0x01, 0x14, 0x40, 0xf9};  /* ldr x1, [x0, #0x28] */
	const unsigned char strb[] = {0x62, 0x68, 0x20, 0x38}; /* strb w2, [x3, x0] */
	const unsigned char arm[] = {0x08, 0x30, 0x93, 0xe5};  /* ldr r3, [r3, #8] */
	struct cs_opcode o;

	(void)state;
	assert_true(cs_opcode_decode(CS_OPCODE_ARM64, ldr, sizeof(ldr), &o));
	assert_string_equal(o.base, "x0");
	assert_int_equal(o.displacement, 0x28);
	assert_int_equal(o.access_size, 8);
	assert_true(o.reads);
	assert_true(cs_opcode_decode(CS_OPCODE_ARM64, strb, sizeof(strb), &o));
	assert_string_equal(o.base, "x3");
	assert_string_equal(o.index, "x0");
	assert_int_equal(o.access_size, 1);
	assert_string_equal(o.registers[0], "x2");
	assert_true(o.writes);
	assert_true(cs_opcode_decode(CS_OPCODE_ARM, arm, sizeof(arm), &o));
	assert_string_equal(o.base, "r3");
	assert_int_equal(o.displacement, 8);
}

static void what_is_no_instruction(void **state)
{
	const unsigned char cut[] = {0x48, 0x8b}, none[] = {0xff, 0xff, 0xff, 0xff};
	struct cs_opcode o;

	(void)state;
	assert_false(cs_opcode_decode(CS_OPCODE_X86_64, cut, sizeof(cut), &o));
	assert_false(cs_opcode_decode(CS_OPCODE_ARM64, none, sizeof(none), &o));
	assert_false(cs_opcode_decode(CS_OPCODE_X86_64, cut, 0, &o));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_of_x86),          cmocka_unit_test(a_store_with_an_index),
		cmocka_unit_test(no_memory_to_tell),      cmocka_unit_test(arm_of_both_sizes),
		cmocka_unit_test(what_is_no_instruction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
