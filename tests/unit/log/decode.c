/* Transports: what they wrap comes out as plain lines, whole or byte by byte. */
#include <stdio.h>
#include <stdlib.h>

#include "log/decode.h"
#include "log/transport.h"
#include "samples.h"
#include "unit/test.h"

#define OUT_BYTES 32768

/* BEGIN: the outermost transport, NULL: to be found. */
static char *decode(const struct sample *w, const struct cs_transport *begin, size_t step,
		    char *names, size_t size)
{
	struct cs_decoder *d = cs_decoder_new();
	char *out = calloc(1, OUT_BYTES);
	size_t n = 0;

	if (begin)
		cs_decoder_begin_with(d, begin);
	for (size_t i = 0; i <= w->n; i += step) {
		size_t take = i + step > w->n ? w->n - i : step;
		struct cs_str text = cs_decoder_add(d, (struct cs_str){w->in + i, take}, false);

		assert_true(n + text.n < OUT_BYTES);
		if (text.n)
			memcpy(out + n, text.p, text.n);
		n += text.n;
	}
	struct cs_str text = cs_decoder_add(d, (struct cs_str){"", 0}, true);

	if (text.n)
		memcpy(out + n, text.p, text.n);
	cs_decoder_describe(d, names, size);
	cs_decoder_free(d);
	return out;
}

static void each_is_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		char names[128];
		char *out = decode(&samples[i], NULL, samples[i].n, names, sizeof(names));

		if (strcmp(out, samples[i].out) != 0)
			fail_msg("%s:\n%s\nwanted\n%s", samples[i].what, out, samples[i].out);
		if (strcmp(names, samples[i].transports) != 0)
			fail_msg("%s: taken for '%s'", samples[i].what, names);
		free(out);
	}
}

/* Once it is known what the input is, the cut between blocks may fall anywhere. Samples of one
 * transport only: a second one is looked for in blocks. What learns its layout from the lines of a
 * whole block is left out. */
static bool learns(const struct cs_transport *t)
{
	return strcmp(t->name, "wrapped") == 0 || strcmp(t->name, "margin") == 0;
}

static void cuts_do_not_matter(void **state)
{
	static const size_t steps[] = {1, 7};

	(void)state;
	for (size_t i = 0; i < 2 * sample_count; i++) {
		const struct sample *s = &samples[i / 2];
		const struct cs_transport *t = cs_transport_find(s->transports);
		char names[128];
		char *out;

		if (!t || learns(t))
			continue;
		out = decode(s, t, steps[i % 2], names, sizeof(names));
		if (strcmp(out, s->out) != 0)
			fail_msg("%s, by %zu bytes:\n%s\nwanted\n%s", s->what, steps[i % 2], out,
				 s->out);
		free(out);
	}
}

static void a_log_may_change_its_form(void **state)
{
	struct cs_decoder *d = cs_decoder_new();
	struct cs_str text = cs_decoder_add(d, CS_STR("[    1.000000] plain\n"), false);

	(void)state;
	assert_true(cs_str_is(text, "[    1.000000] plain\n"));
	text = cs_decoder_add(d, CS_STR("6,1,1000000,-;a\n6,2,1000000,-;b\n"), false);
	assert_true(cs_str_is(text, "<6>[    1.000000] a\n<6>[    1.000000] b\n"));
	text = cs_decoder_add(d, CS_STR("plain again\n"), false);
	assert_true(cs_str_is(text, "plain again\n"));
	cs_decoder_free(d);
}

/* Something that never ends is passed on when it is too long, not kept. */
static void nothing_is_kept_for_ever(void **state)
{
	struct cs_decoder *d = cs_decoder_new();
	char *block = malloc(65536);
	size_t out = 0;

	(void)state;
	memset(block, 'x', 65536);
	out += cs_decoder_add(d, CS_STR("{\"MESSAGE\":\"a\"}\n{\"MESSAGE\":\""), false).n;
	for (int i = 0; i < 64; i++)
		out += cs_decoder_add(d, (struct cs_str){block, 65536}, false).n;
	assert_true(out > 2u << 20);
	cs_decoder_free(d);
	free(block);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_decoded),
		cmocka_unit_test(cuts_do_not_matter),
		cmocka_unit_test(a_log_may_change_its_form),
		cmocka_unit_test(nothing_is_kept_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
