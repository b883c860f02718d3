/* Arenas, growing strings, words and errors. */
#include "base/arena.h"
#include "base/error.h"
#include "base/strbuf.h"
#include "base/words.h"
#include "unit/test.h"

static void arena_memory_is_zeroed_and_aligned(void **state)
{
	struct cs_arena a;

	(void)state;
	cs_arena_init(&a);
	for (size_t n = 1; n < 200000; n = n * 3 + 1) {
		unsigned char *p = cs_arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		assert_int_equal(p[0] | p[n - 1], 0);
		memset(p, 0xff, n);
	}
	cs_arena_release(&a);
}

static void arena_arrays_keep_their_elements(void **state)
{
	struct cs_arena a;
	unsigned *v = NULL;
	size_t n = 0;

	(void)state;
	cs_arena_init(&a);
	for (unsigned i = 0; i < 1000; i++)
		*CS_ARENA_PUSH(&a, v, n) = i;
	assert_int_equal(n, 1000);
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
	cs_arena_release(&a);
}

static void strings_are_terminated(void **state)
{
	struct cs_strbuf b;

	(void)state;
	cs_strbuf_init(&b);
	assert_string_equal(b.p ? b.p : "", "");
	cs_strbuf_addf(&b, "%s %d", "a", 7);
	cs_strbuf_add(&b, CS_STR("!"));
	assert_string_equal(b.p, "a 7!");
	cs_strbuf_clear(&b);
	assert_int_equal(b.n, 0);
	cs_strbuf_release(&b);
}

static void set_fields_explain_themselves(void **state)
{
	static const struct cs_bits bits[] = {{1, 1, "TF", "no mapping"}, {3, 3, "PF", "denied"}};
	struct cs_arena a;
	struct cs_words w = {.arena = &a};

	(void)state;
	cs_arena_init(&a);
	cs_words_add_bits(&w, bits, 2, 0x2);
	assert_int_equal(w.n, 1);
	assert_true(cs_str_has(w.v[0], "TF"));
	assert_true(cs_field(0xffffffffffffffffull, 63, 0) == UINT64_MAX);
	assert_int_equal(cs_field(0xabcd, 11, 4), 0xbc);
	cs_arena_release(&a);
}

static void errors_say_where(void **state)
{
	struct cs_error err = {0};
	char buf[256];

	(void)state;
	assert_int_equal(cs_error_set(&err, CS_ERR_FORMAT, "a.yaml", "no %s", "key"),
			 CS_ERR_FORMAT);
	err.line = 3;
	err.column = 7;
	assert_string_equal(cs_error_text(&err, buf, sizeof(buf)), "a.yaml:3:7: no key");
	assert_int_equal(cs_error_set(NULL, CS_ERR_IO, NULL, "x"), CS_ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
		cmocka_unit_test(arena_arrays_keep_their_elements),
		cmocka_unit_test(strings_are_terminated),
		cmocka_unit_test(set_fields_explain_themselves),
		cmocka_unit_test(errors_say_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
