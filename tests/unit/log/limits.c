/* What a transport keeps is bounded, and what a bound costs is told. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/decode.h"
#include "unit/test.h"

static void put32(struct cs_strbuf *b, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		cs_strbuf_add_char(b, (char)(v >> (8 * i) & 255));
}

/* A packet from 10.0.0.SENDER, port 6665 to 6666, over raw IP. */
static void put_packet(struct cs_strbuf *b, unsigned sender, const char *text)
{
	unsigned udp = 8 + (unsigned)strlen(text), ip = 20 + udp;
	char head[28] = {0x45, 0, (char)(ip >> 8), (char)ip, 0, 0, 0, 0, 64, 17};

	head[12] = 10;
	head[15] = (char)sender;
	head[20] = head[22] = 26;
	head[21] = 9;
	head[23] = 10;
	head[24] = (char)(udp >> 8);
	head[25] = (char)udp;
	put32(b, 0);
	put32(b, 0);
	put32(b, ip);
	put32(b, ip);
	cs_strbuf_add(b, (struct cs_str){head, sizeof(head)});
	cs_strbuf_add_c(b, text);
}

/* Two rounds of packets from so many senders; whether the decoder has a doubt. The senders that
 * have a flow of their own are not torn apart. */
static bool is_capture_doubtful(unsigned senders, size_t *whole)
{
	struct cs_decoder *d = cs_decoder_new();
	struct cs_strbuf b;
	struct cs_str text;
	char line[64];
	bool doubt;

	cs_strbuf_init(&b);
	cs_strbuf_add(&b, CS_STR("\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\1\0\145\0\0\0"));
	for (unsigned i = 0; i < 2 * senders; i++) {
		snprintf(line, sizeof(line), "from %u\n", i % senders);
		put_packet(&b, i % senders, line);
	}
	text = cs_decoder_add(d, cs_strbuf_str(&b), true);
	*whole = 0;
	for (unsigned i = 0; i < senders; i++) {
		snprintf(line, sizeof(line), "from %u\nfrom %u\n", i, i);
		*whole += cs_str_has(text, line);
	}
	doubt = cs_decoder_doubt(d, 0) != NULL;
	assert_null(cs_decoder_doubt(d, 1));
	cs_strbuf_release(&b);
	cs_decoder_free(d);
	return doubt;
}

static void senders_of_a_capture(void **state)
{
	size_t whole;

	(void)state;
	assert_false(is_capture_doubtful(CS_LIMIT_FLOWS, &whole));
	assert_int_equal(whole, CS_LIMIT_FLOWS);
	assert_true(is_capture_doubtful(CS_LIMIT_FLOWS + 1, &whole));
	assert_int_equal(whole, CS_LIMIT_FLOWS - 1); /* the last two share one */
}

/* A log of so many bytes, newest line first. */
static bool is_reversed_doubtful(size_t bytes)
{
	struct cs_decoder *d = cs_decoder_new();
	unsigned long at = 99999999;
	struct cs_strbuf b;
	size_t in = 0, out = 0;
	bool doubt;

	cs_strbuf_init(&b);
	while (in < bytes) {
		cs_strbuf_clear(&b);
		for (; b.n < CS_LIMIT_READ_BYTES; at--)
			cs_strbuf_addf(&b,
				       "[%5lu.%06lu] a line of a log that is turned round %0900d\n",
				       at / 1000, at % 1000 * 1000, 0);
		in += b.n;
		out += cs_decoder_add(d, cs_strbuf_str(&b), false).n;
	}
	out += cs_decoder_add(d, CS_STR(""), true).n;
	assert_int_equal(in, out);
	doubt = cs_decoder_doubt(d, 0) != NULL;
	cs_strbuf_release(&b);
	cs_decoder_free(d);
	return doubt;
}

static void a_reversed_log(void **state)
{
	(void)state;
	assert_false(is_reversed_doubtful(4u << 20));
	assert_true(is_reversed_doubtful(CS_LIMIT_REVERSED_BYTES + (2u << 20)));
}

static void put_base64(struct cs_strbuf *out, struct cs_str bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i + 2 < bytes.n; i += 3) {
		unsigned v = (unsigned)((unsigned char)bytes.p[i] << 16 |
					(unsigned char)bytes.p[i + 1] << 8 |
					(unsigned char)bytes.p[i + 2]);

		for (int k = 18; k >= 0; k -= 6)
			cs_strbuf_add_char(out, digits[v >> k & 63]);
		if (i % 57 == 54)
			cs_strbuf_add_char(out, '\n');
	}
	cs_strbuf_add_char(out, '\n');
}

/* A mail with a stream of zstd that has so many blocks of 128 KB of one byte repeated (RFC 8878,
 * 3.1.1.2.2), and ENDED or not. */
static bool is_attachment_doubtful(unsigned blocks, bool ended, size_t *n)
{
	struct cs_decoder *d = cs_decoder_new();
	struct cs_strbuf packed, mail;
	bool doubt;

	cs_strbuf_init(&packed);
	cs_strbuf_init(&mail);
	cs_strbuf_add(&packed, CS_STR("\x28\xb5\x2f\xfd\0\x38"));
	for (unsigned i = 0; i < blocks; i++)
		cs_strbuf_add(&packed,
			      i + 1 == blocks && ended ? CS_STR("\3\0\x10x") : CS_STR("\2\0\x10x"));
	cs_strbuf_add(&packed, CS_STR("\0\0")); /* to a multiple of three; behind the stream */
	cs_strbuf_add_c(&mail, "From: a@b\nSubject: x\nContent-Transfer-Encoding: base64\n\n");
	put_base64(&mail, cs_str_head(cs_strbuf_str(&packed), packed.n / 3 * 3));
	*n = cs_decoder_add(d, cs_strbuf_str(&mail), true).n;
	doubt = cs_decoder_doubt(d, 0) != NULL;
	cs_strbuf_release(&packed);
	cs_strbuf_release(&mail);
	cs_decoder_free(d);
	return doubt;
}

static void an_attachment(void **state)
{
	const unsigned limit = CS_LIMIT_ATTACHMENT_BYTES >> 17;
	size_t n;

	(void)state;
	assert_false(is_attachment_doubtful(limit - 1, true, &n));
	assert_int_equal(n, (limit - 1) << 17);
	assert_true(is_attachment_doubtful(4, false, &n)); /* cut */
	assert_in_range(n, 3 << 17, 4 << 17);
	assert_true(is_attachment_doubtful(limit + 20, true, &n));
	assert_in_range(n, CS_LIMIT_ATTACHMENT_BYTES, CS_LIMIT_ATTACHMENT_BYTES + 65536);
}

static void a_missing_part(void **state)
{
	struct cs_decoder *d = cs_decoder_new();

	(void)state;
	cs_decoder_add(d, CS_STR("Oops#1 Part1\nb\nOops#1 Part3\na\n"), true);
	assert_string_equal(cs_decoder_doubt(d, 0), "a part of a pstore record is missing");
	cs_decoder_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(senders_of_a_capture),
		cmocka_unit_test(a_reversed_log),
		cmocka_unit_test(an_attachment),
		cmocka_unit_test(a_missing_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
