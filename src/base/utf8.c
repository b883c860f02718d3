#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

size_t cs_utf8_length(struct cs_str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (s.n == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (s.n < n)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* How many bytes of ASCII S begins with, rounded down to eights: nearly all of a log. */
static size_t ascii_run(struct cs_str s)
{
	size_t n = 0;
	uint64_t word;

	for (; s.n - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, s.p + n, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	return n;
}

char *cs_utf8_clean(struct cs_str s, size_t *n)
{
	char *out = cs_alloc(3 * s.n + 1), *p = out;

	while (s.n) {
		size_t k = ascii_run(s);

		if (k == 0)
			k = cs_utf8_length(s);
		if (k) {
			memcpy(p, s.p, k);
			p += k;
		} else {
			memcpy(p, "\xef\xbf\xbd", 3);
			p += 3;
			k = 1;
		}
		s = cs_str_tail(s, k);
	}
	*p = '\0';
	*n = (size_t)(p - out);
	return out;
}

bool cs_utf8_is_control(struct cs_str s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (n == 1)
		return p[0] < 32 || p[0] == 127;
	if (n == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	if (n != 3 || p[0] != 0xe2)
		return false;
	return (p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
	       (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}
