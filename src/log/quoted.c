#include "log/quoted.h"

#include "base/str.h"

static bool hex2(struct cs_str s, char *c)
{
	uint64_t v;

	if (s.n < 2 || !cs_is_hex(s.p[0]) || !cs_str_to_hex(cs_str_head(s, 2), &v))
		return false;
	*c = (char)v;
	return true;
}

void cs_quoted_line(struct cs_str line, struct cs_strbuf *out)
{
	while (line.n) {
		const char *eq = memchr(line.p, '=', line.n);
		size_t n = eq ? (size_t)(eq - line.p) : line.n;
		char c;

		cs_strbuf_add(out, cs_str_head(line, n));
		line = cs_str_tail(line, n);
		if (line.n == 1)
			return; /* a soft line end */
		if (line.n == 0)
			break;
		if (hex2(cs_str_tail(line, 1), &c)) {
			cs_strbuf_add_char(out, c);
			line = cs_str_tail(line, 3);
		} else {
			cs_strbuf_add_char(out, '=');
			line = cs_str_tail(line, 1);
		}
	}
	cs_strbuf_add_char(out, '\n');
}
