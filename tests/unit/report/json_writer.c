/* The writer beside jansson: the same bytes for the same values. */
#include "report/json_writer.h"

#include <float.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "unit/test.h"

/* What the writer and jansson make of the one string in an array. */
static void same_string(struct cs_str s)
{
	struct cs_json_writer w;
	char *clean, *want;
	json_t *a = json_array();
	size_t n;

	clean = cs_utf8_clean(s, &n);
	json_array_append_new(a, json_stringn(clean, n));
	want = json_dumps(a, JSON_COMPACT);
	assert_non_null(want);
	cs_json_writer_init(&w);
	cs_json_open(&w, NULL, '[');
	cs_json_put_str(&w, NULL, s);
	cs_json_close(&w, ']');
	assert_string_equal(w.text.p, want);
	cs_json_writer_release(&w);
	json_decref(a);
	free(clean);
	free(want);
}

static void every_byte_alone_and_in_text(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		same_string((struct cs_str){(char[]){(char)c}, 1});
		same_string((struct cs_str){(char[]){'a', (char)c, 'b'}, 3});
	}
}

/* Whole, overlong, cut and surrogate sequences, and what follows them. */
static void every_kind_of_sequence(void **state)
{
	static const unsigned char edges[] = {0x00, 0x22, 0x41, 0x5c, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
					      0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xf5};
	const size_t n = sizeof(edges);

	(void)state;
	for (size_t i = 0; i < n * n * n * n; i++) {
		char text[4] = {(char)edges[i % n], (char)edges[i / n % n],
				(char)edges[i / n / n % n], (char)edges[i / n / n / n]};

		same_string((struct cs_str){text, 4});
	}
}

static void numbers(void **state)
{
	static const long long ints[] = {0, 9, 10, -1, LLONG_MAX, LLONG_MIN};
	static const double reals[] = {0, 1, -2.5, 34.680402, 1e15, DBL_MAX, DBL_MIN};
	struct cs_json_writer w;
	json_t *v;

	(void)state;
	cs_json_writer_init(&w);
	cs_json_open(&w, NULL, '[');
	for (size_t i = 0; i < 6; i++)
		cs_json_put_int(&w, NULL, ints[i]);
	for (size_t i = 0; i < 7; i++)
		cs_json_put_real(&w, NULL, reals[i]);
	cs_json_put_hex(&w, NULL, 0);
	cs_json_put_hex(&w, NULL, UINT64_MAX);
	cs_json_close(&w, ']');
	v = json_loads(w.text.p, 0, NULL);
	assert_int_equal(json_array_size(v), 15);
	for (size_t i = 0; i < 6; i++)
		assert_true(json_integer_value(json_array_get(v, i)) == ints[i]);
	for (size_t i = 0; i < 7; i++) {
		assert_true(json_is_real(json_array_get(v, 6 + i)));
		assert_true(json_real_value(json_array_get(v, 6 + i)) == reals[i]);
	}
	assert_string_equal(json_string_value(json_array_get(v, 13)), "0x0");
	assert_string_equal(json_string_value(json_array_get(v, 14)), "0xffffffffffffffff");
	json_decref(v);
	cs_json_writer_release(&w);
}

static void commas_and_what_is_not_known(void **state)
{
	struct cs_json_writer w;

	(void)state;
	cs_json_writer_init(&w);
	cs_json_open(&w, NULL, '{');
	cs_json_open(&w, "a", '[');
	cs_json_close(&w, ']');
	cs_json_put_str(&w, "b", (struct cs_str){NULL, 0});
	cs_json_put_word(&w, "c", "");
	cs_json_put_word(&w, "d", NULL);
	cs_json_put_int_if(&w, "e", false, 3);
	cs_json_put_hex_if(&w, "f", false, 3);
	cs_json_put_bool_if(&w, "g", -1);
	cs_json_open(&w, "h\"", '[');
	cs_json_open(&w, NULL, '{');
	cs_json_close(&w, '}');
	cs_json_put_bool_if(&w, NULL, 1);
	cs_json_put_bool(&w, NULL, false);
	cs_json_put_strs(&w, NULL, (struct cs_str[]){CS_STR("x"), CS_STR("y")}, 2);
	cs_json_close(&w, ']');
	cs_json_close(&w, '}');
	assert_string_equal(w.text.p,
			    "{\"a\":[],\"b\":null,\"c\":\"\",\"d\":null,\"e\":null,\"f\":null,"
			    "\"g\":null,\"h\\\"\":[{},true,false,[\"x\",\"y\"]]}");
	cs_json_writer_release(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_alone_and_in_text),
		cmocka_unit_test(every_kind_of_sequence),
		cmocka_unit_test(numbers),
		cmocka_unit_test(commas_and_what_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
