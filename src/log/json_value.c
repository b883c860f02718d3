#include "log/json.h"

static bool eat_unicode(struct cs_str *s, unsigned *c)
{
	struct cs_str digits = cs_str_head(*s, 4);
	uint64_t v;

	if (digits.n < 4 || !cs_str_to_hex(digits, &v))
		return false;
	*s = cs_str_tail(*s, 4);
	*c = (unsigned)v;
	return true;
}

void cs_json_eat_escape(struct cs_str *s, struct cs_strbuf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char c = s->n ? s->p[0] : '\\';
	const char *at = memchr(from, c, sizeof(from) - 1);
	unsigned u, low;

	*s = cs_str_tail(*s, 1);
	if (c != 'u' || !eat_unicode(s, &u)) {
		cs_strbuf_add_char(out, at ? to[at - from] : c);
		return;
	}
	if (u >= 0xd800 && u < 0xdc00 && cs_str_starts(*s, "\\u")) {
		struct cs_str t = cs_str_tail(*s, 2);

		if (eat_unicode(&t, &low) && low >= 0xdc00 && low < 0xe000) {
			u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
			*s = t;
		}
	}
	cs_strbuf_add_utf8(out, u);
}

bool cs_json_eat_string(struct cs_str *s, struct cs_strbuf *out)
{
	cs_strbuf_clear(out);
	while (s->n) {
		size_t n = 0;

		while (n < s->n && s->p[n] != '"' && s->p[n] != '\\')
			n++;
		cs_strbuf_add(out, cs_str_head(*s, n));
		*s = cs_str_tail(*s, n);
		if (s->n < 2)
			return cs_eat_char(s, '"');
		if (cs_eat_char(s, '"'))
			return true;
		*s = cs_str_tail(*s, 1);
		cs_json_eat_escape(s, out);
	}
	return false;
}

void cs_json_skip_space(struct cs_str *s)
{
	while (s->n && (cs_is_blank(s->p[0]) || s->p[0] == '\n' || s->p[0] == '\r'))
		*s = cs_str_tail(*s, 1);
}

bool cs_json_eat_bytes(struct cs_str *s, struct cs_strbuf *out)
{
	struct cs_str t = *s;
	uint64_t v;

	cs_strbuf_clear(out);
	for (;;) {
		cs_json_skip_space(&t);
		if (!cs_eat_dec(&t, &v) || v > 255)
			break;
		cs_strbuf_add_char(out, (char)v);
		cs_json_skip_space(&t);
		if (!cs_eat_char(&t, ','))
			break;
	}
	if (!cs_eat_char(&t, ']'))
		return false;
	*s = t;
	return true;
}

void cs_json_eat_bare(struct cs_str *s, struct cs_strbuf *out)
{
	size_t n = 0;

	while (n < s->n && !memchr(",}] \t\r\n", s->p[n], 7))
		n++;
	cs_strbuf_clear(out);
	cs_strbuf_add(out, cs_str_head(*s, n));
	*s = cs_str_tail(*s, n);
}

bool cs_json_eat_colon(struct cs_str *s)
{
	struct cs_str t = *s;

	cs_json_skip_space(&t);
	if (!cs_eat_char(&t, ':') && !cs_eat(&t, "=>"))
		return false;
	cs_json_skip_space(&t);
	*s = t;
	return true;
}

bool cs_json_eat_fraction(struct cs_str *s, uint64_t *usec)
{
	size_t n = 0;

	*usec = 0;
	for (; n < s->n && cs_is_digit(s->p[n]); n++)
		if (n < 6)
			*usec = *usec * 10 + (uint64_t)(s->p[n] - '0');
	for (size_t i = n; i < 6; i++)
		*usec *= 10;
	*s = cs_str_tail(*s, n);
	return n > 0;
}
