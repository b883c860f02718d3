/* Text of other widths than a byte: UTF-16 and UTF-32, with a byte order mark or without. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "log/transport.h"

#define GUESS_BYTES 64u /* by which the order of bytes is told */

/* ---- UTF-16 ---- */

struct utf16 {
	bool known, big;
	unsigned high; /* the first half of a pair, or 0 */
};

static void *start_utf16(void)
{
	return cs_calloc(1, sizeof(struct utf16));
}

/* Latin text has a zero in every other byte: 'l' little, 'b' big, 0 neither. */
static char guess_utf16(struct cs_str head)
{
	size_t zero[2] = {0}, n = head.n < 4096 ? head.n & ~(size_t)1 : 4096;

	if (cs_str_starts(head, "\xff\xfe"))
		return 'l';
	if (cs_str_starts(head, "\xfe\xff"))
		return 'b';
	for (size_t i = 0; i < n; i++)
		zero[i & 1] += head.p[i] == 0;
	if (n < GUESS_BYTES)
		return 0;
	if (zero[1] > n * 2 / 5 && zero[0] < n / 50)
		return 'l';
	return zero[0] > n * 2 / 5 && zero[1] < n / 50 ? 'b' : 0;
}

static void take_unit(struct utf16 *st, unsigned u, struct cs_strbuf *out)
{
	if (st->high) {
		unsigned high = st->high;

		st->high = 0;
		if (u >= 0xdc00 && u < 0xe000) {
			cs_strbuf_add_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (u - 0xdc00));
			return;
		}
		cs_strbuf_add_utf8(out, 0xfffd);
	}
	if (u >= 0xd800 && u < 0xdc00)
		st->high = u;
	else if (u != 0xfeff)
		cs_strbuf_add_utf8(out, u >= 0xdc00 && u < 0xe000 ? 0xfffd : u);
}

static size_t decode_utf16(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct utf16 *st = state;
	size_t n = in.n & ~(size_t)1;

	if (!st->known) {
		if (in.n < GUESS_BYTES && !end)
			return 0;
		st->big = guess_utf16(in) == 'b';
		st->known = true;
	}
	for (size_t i = 0; i < n; i += 2) {
		unsigned a = (unsigned char)in.p[i], b = (unsigned char)in.p[i + 1];

		take_unit(st, st->big ? a << 8 | b : b << 8 | a, out);
	}
	return n;
}

static bool claims_utf16(struct cs_str head, bool first)
{
	return first && guess_utf16(head);
}

const struct cs_transport cs_transport_utf16 = {"utf-16", claims_utf16, start_utf16,
						free,     decode_utf16, NULL};

/* ---- UTF-32 ---- */

struct utf32 {
	bool known, big;
};

static void *start_utf32(void)
{
	return cs_calloc(1, sizeof(struct utf32));
}

/* All but every fourth byte are zeros: 'l' little, 'b' big, 0 neither. */
static char guess_utf32(struct cs_str head)
{
	size_t zero[4] = {0}, n = head.n < 4096 ? head.n & ~(size_t)3 : 4096;

	if (n && memcmp(head.p, "\xff\xfe\0\0", 4) == 0)
		return 'l';
	if (n && memcmp(head.p, "\0\0\xfe\xff", 4) == 0)
		return 'b';
	for (size_t i = 0; i < n; i++)
		zero[i & 3] += head.p[i] == 0;
	if (n < 8 || zero[1] + zero[2] < n * 2 / 5)
		return 0;
	if (zero[3] > n / 5 && zero[0] <= n / 50)
		return 'l';
	return zero[0] > n / 5 && zero[3] <= n / 50 ? 'b' : 0;
}

static size_t decode_utf32(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct utf32 *st = state;
	size_t n = in.n & ~(size_t)3;

	if (!st->known) {
		if (in.n < GUESS_BYTES && !end)
			return 0;
		st->big = guess_utf32(in) == 'b';
		st->known = true;
	}
	for (size_t i = 0; i < n; i += 4) {
		uint32_t c = st->big ? cs_be32(in.p + i) : cs_le32(in.p + i);

		if (c != 0xfeff)
			cs_strbuf_add_utf8(out, c > 0x10ffff ? 0xfffd : c);
	}
	return n;
}

static bool claims_utf32(struct cs_str head, bool first)
{
	return first && guess_utf32(head);
}

const struct cs_transport cs_transport_utf32 = {"utf-32", claims_utf32, start_utf32,
						free,     decode_utf32, NULL};
