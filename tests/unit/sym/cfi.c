/* Call frame information of the fixture kernels; what is expected is what readelf -wF tells of
 * them. */
#include "sym/cfi.h"

#include <stdio.h>
#include <stdlib.h>

#include "unit/test.h"

struct file {
	struct cs_object *o;
	struct cs_cfi *c;
};

static struct file open_file(const char *name)
{
	struct file f;
	struct cs_error err;
	char path[1024];

	snprintf(path, sizeof(path), "%s/tests/fixtures/symbols/%s", getenv("CS_SOURCE_DIR"), name);
	assert_int_equal(cs_object_open(&f.o, path, &err), CS_OK);
	f.c = cs_cfi_new(f.o);
	return f;
}

static void close_file(struct file *f)
{
	cs_cfi_free(f->c);
	cs_object_close(f->o);
}

static void assert_cfa(const struct cs_cfi_row *row, unsigned reg, int64_t offset)
{
	assert_int_equal(row->cfa.kind, CS_CFI_REGISTER);
	assert_int_equal(row->cfa.reg, reg);
	assert_int_equal(row->cfa.offset, offset);
}

static void assert_saved(const struct cs_cfi_row *row, unsigned reg, int64_t offset)
{
	assert_int_equal(row->registers[reg].kind, CS_CFI_SAVED);
	assert_int_equal(row->registers[reg].offset, offset);
}

static void test_x86(void **unused)
{
	struct file f = open_file("x86/vmlinux");
	struct cs_cfi_row row;

	(void)unused;
	assert_non_null(f.c);
	assert_true(cs_cfi_find(f.c, 0xffffffff8144b510, &row)); /* before its first push */
	assert_int_equal(row.return_address, 16);
	assert_cfa(&row, 7, 8);
	assert_saved(&row, 16, -8);
	assert_int_equal(row.registers[6].kind, CS_CFI_SAME);
	assert_true(cs_cfi_find(f.c, 0xffffffff8144b523, &row)); /* the last byte of that row */
	assert_cfa(&row, 7, 56);
	assert_saved(&row, 6, -48);
	assert_saved(&row, 3, -56);
	assert_true(cs_cfi_find(f.c, 0xffffffff8144b524, &row));
	assert_cfa(&row, 7, 72);
	assert_true(cs_cfi_find(f.c, 0xffffffff8144b789, &row)); /* a state that was remembered */
	assert_cfa(&row, 7, 72);
	assert_saved(&row, 15, -16);
	assert_false(cs_cfi_find(f.c, 0xffffffff8144bc0f, &row)); /* behind the function */
	assert_false(cs_cfi_find(f.c, 0xffffffff81000000, &row));
	close_file(&f);
}

/* With signed return addresses: DW_CFA_AARCH64_negate_ra_state stands in every function. */
static void test_arm64(void **unused)
{
	struct file f = open_file("arm64/vmlinux");
	struct cs_cfi_row row;

	(void)unused;
	assert_non_null(f.c);
	assert_true(cs_cfi_find(f.c, 0xffff800008013184, &row)); /* signed, nothing saved yet */
	assert_int_equal(row.return_address, 30);
	assert_cfa(&row, 31, 0);
	assert_int_equal(row.registers[30].kind, CS_CFI_SAME);
	assert_true(cs_cfi_find(f.c, 0xffff8000080131d4, &row));
	assert_cfa(&row, 31, 144);
	assert_saved(&row, 29, -144);
	assert_saved(&row, 30, -136);
	assert_saved(&row, 19, -128);
	assert_true(cs_cfi_find(f.c, 0xffff8000080132a4, &row)); /* x19 is restored first */
	assert_int_equal(row.registers[19].kind, CS_CFI_SAME);
	assert_saved(&row, 21, -112);
	close_file(&f);
}

static void test_relocatable(void **unused)
{
	struct file f = open_file("x86/csbug.ko"); /* its addresses are made up */

	(void)unused;
	assert_null(f.c);
	close_file(&f);
}

/* ---- instructions written by hand ---- */

#define RUN(own, at, row)                                                                          \
	cs_cfi_run(&(struct cs_cfi_code){CS_STR("\x0c\x07\x08\x90\x01"), CS_STR(own), 1, -8},      \
		   0x1000, 0x1000 + (at), row)

static void test_instructions(void **unused)
{
	struct cs_cfi_row row = {0};

	(void)unused;
	assert_true(RUN("\x02\x10\x0e\x20", 15, &row)); /* advance_loc1 16: not there yet */
	assert_cfa(&row, 7, 8);
	assert_true(RUN("\x02\x10\x0e\x20", 16, &row));
	assert_cfa(&row, 7, 32);
	assert_true(RUN("\x03\x00\x01\x0d\x06", 256, &row)); /* def_cfa_register rbp */
	assert_cfa(&row, 6, 8);
	assert_true(RUN("\x11\x06\x7e\x14\x03\x02\x09\x0c\x03\x07\x0d", 0, &row));
	assert_saved(&row, 6, 16); /* offset_extended_sf: -2 times -8 */
	assert_int_equal(row.registers[3].kind, CS_CFI_VALUE);
	assert_int_equal(row.registers[3].offset, -16);
	assert_int_equal(row.registers[12].kind, CS_CFI_REGISTER);
	assert_int_equal(row.registers[12].reg, 3);
	assert_int_equal(row.registers[13].kind, CS_CFI_UNDEFINED);
	assert_true(RUN("\x86\x02\x0a\xc6\x0b", 0, &row)); /* restored, then the whole state back */
	assert_saved(&row, 6, -16);
	assert_true(RUN("\x86\x02\xc6\xd0\x05\x90\x01\x05", 0, &row)); /* register 144: nobody's */
	assert_int_equal(row.registers[6].kind, CS_CFI_SAME);
	assert_saved(&row, 16, -8);
	assert_true(RUN("\x10\x10\x02\x77\x08", 0, &row)); /* by an expression */
	assert_int_equal(row.registers[16].kind, CS_CFI_UNKNOWN);
}

static void test_unsound_instructions(void **unused)
{
	struct cs_cfi_row row = {0};

	(void)unused;
	assert_false(RUN("\x0f\x02\x77\x08", 0, &row)); /* the CFA by an expression */
	assert_false(RUN("\x0f\x70\x77\x08", 0, &row)); /* longer than there is */
	assert_false(RUN("\x0b", 0, &row));             /* nothing was remembered */
	assert_false(RUN("\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a\x0a", 0, &row));
	assert_false(RUN("\x0e\x80\x80", 0, &row));
	assert_false(RUN("\x0d\x21", 0, &row)); /* the CFA from a register that isn't kept */
	assert_false(RUN("\x04\x01", 8, &row));
	assert_false(RUN("\x3f", 0, &row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_x86),
		cmocka_unit_test(test_arm64),
		cmocka_unit_test(test_relocatable),
		cmocka_unit_test(test_instructions),
		cmocka_unit_test(test_unsound_instructions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
