#include "log/base64.h"

int cs_base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (cs_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void cs_base64_add(struct cs_base64 *b, struct cs_str text, struct cs_strbuf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		int v = cs_base64_digit(text.p[i]);

		if (v < 0)
			continue;
		b->bits = b->bits << 6 | (uint32_t)v;
		b->count += 6;
		if (b->count >= 8) {
			b->count -= 8;
			cs_strbuf_add_char(out, (char)(b->bits >> b->count & 255));
		}
	}
}
