#include "sym/branch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sym/binary.h"
#include "sym/chain.h"
#include "unit/test.h"

static struct cs_binary *open_fixture(const char *name)
{
	struct cs_binary *b = NULL;
	char path[1024];

	snprintf(path, sizeof(path), "%s/tests/fixtures/symbols/%s", getenv("CS_SOURCE_DIR"), name);
	assert_int_equal(cs_binary_open(&b, path, NULL), CS_OK);
	return b;
}

static uint64_t address(struct cs_binary *b, const char *name)
{
	const struct cs_symbol *s = cs_symtab_first(cs_binary_symbols(b), cs_str_from(name));

	assert_non_null(s);
	return s->address;
}

/* ksys_write calls vfs_write. */
static void call_x86(void **state)
{
	struct cs_binary *b = open_fixture("x86/vmlinux");
	struct cs_branch br = cs_branch_before(b->object, address(b, "ksys_write") + 0x6c);

	(void)state;
	assert_true(br.known && br.call);
	assert_true(br.address == address(b, "vfs_write"));
	/* no call stands there */
	br = cs_branch_before(b->object, address(b, "ksys_write") + 0x6b);
	assert_false(br.known);
	br = cs_branch_before(b->object, 0x1000);
	assert_false(br.known);
	cs_binary_close(b);
}

static void call_arm64(void **state)
{
	struct cs_binary *b = open_fixture("arm64/vmlinux");
	struct cs_branch br = cs_branch_before(b->object, address(b, "el0_svc") + 0x44);

	(void)state;
	assert_true(br.known && br.call);
	assert_true(br.address == address(b, "do_el0_svc"));
	cs_binary_close(b);
}

/* A module's call of the kernel is a relocation. */
static bool find_external(void *ctx, const struct cs_branch *b)
{
	const char **name = ctx;

	if (b->name && strcmp(b->name, *name) == 0)
		*name = NULL;
	return *name != NULL;
}

static void external(void **state)
{
	struct cs_binary *b = open_fixture("x86/csbug.ko");
	uint64_t at = address(b, "cs_recurse");
	const char *name = "__stack_chk_fail";

	(void)state;
	cs_branch_each(b->object, at, at + 0x90, find_external, &name);
	assert_null(name);
	cs_binary_close(b);
}

static void chain(struct cs_binary *b, const char *callee, const char *caller, uint64_t offset,
		  bool exact, const char *want)
{
	struct cs_chain_end to = {b, address(b, callee) + 1, exact};
	struct cs_chain_end from = {b, address(b, caller) + offset, false};
	struct cs_strbuf out;

	cs_strbuf_init(&out);
	assert_int_equal(cs_chain_tell(&to, &from, &out), want[0] != '\0');
	assert_int_equal(cs_strbuf_str(&out).n, strlen(want));
	assert_memory_equal(cs_strbuf_str(&out).p ? cs_strbuf_str(&out).p : "", want, strlen(want));
	cs_strbuf_release(&out);
}

static void chains(void **state)
{
	struct cs_binary *b = open_fixture("x86/vmlinux");

	(void)state;
	chain(b, "vfs_write", "ksys_write", 0x6c, false, "");
	/* a function that the callee is not reached from says nothing */
	chain(b, "do_syscall_64", "ksys_write", 0x6c, false, "");
	cs_binary_close(b);
}

#ifdef __x86_64__
/* outer calls one, which jumps to two, which jumps to inner; any calls far, which jumps who knows
 * where; leaf_caller calls mid, which calls inner. Of this program. */
__asm__(".text\n"
	".type chain_inner, @function\nchain_inner: nop\nret\n.size chain_inner, .-chain_inner\n"
	".type chain_two, @function\nchain_two: nop\njmp chain_inner\n.size chain_two, "
	".-chain_two\n"
	".type chain_one, @function\nchain_one: nop\njmp chain_two\n.size chain_one, .-chain_one\n"
	".type chain_outer, @function\nchain_outer: call chain_one\nret\n"
	".size chain_outer, .-chain_outer\n"
	".type chain_far, @function\nchain_far: jmp *%rax\n.size chain_far, .-chain_far\n"
	".type chain_any, @function\nchain_any: call chain_far\nret\n.size chain_any, .-chain_any\n"
	".type chain_mid, @function\nchain_mid: call chain_inner\nret\n"
	".size chain_mid, .-chain_mid\n"
	".type chain_top, @function\nchain_top: call chain_mid\nret\n.size chain_top, "
	".-chain_top\n");

static void tail_calls(void **state)
{
	struct cs_binary *b = NULL;

	(void)state;
	assert_int_equal(cs_binary_open(&b, "/proc/self/exe", NULL), CS_OK);
	chain(b, "chain_inner", "chain_outer", 5, false,
	      "tail-called through chain_one, chain_two");
	chain(b, "chain_two", "chain_outer", 5, false, "tail-called through chain_one");
	chain(b, "chain_one", "chain_outer", 5, false, "");
	chain(b, "chain_inner", "chain_any", 5, false,
	      "the call is of chain_far, which goes on by an indirect jump");
	chain(b, "chain_inner", "chain_top", 5, true,
	      "called by chain_mid, which is missing in the trace");
	chain(b, "chain_inner", "chain_top", 5, false, "");
	cs_binary_close(b);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(call_x86),   cmocka_unit_test(call_arm64),
		cmocka_unit_test(external),   cmocka_unit_test(chains),
#ifdef __x86_64__
		cmocka_unit_test(tail_calls),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
