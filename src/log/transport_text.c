/* Text that is only dressed up: terminal colours, syslog daemons' escapes. */

#include "log/transport.h"

/* ---- ANSI (ECMA-48) control sequences ---- */

/* The length of the sequence at the front of S (which begins with ESC), 0: not whole yet. */
static size_t sequence_length(struct cs_str s, bool end)
{
	size_t n = 2;

	if (s.n < 2)
		return end ? s.n : 0;
	if (memchr("]_P^", s.p[1], 4)) { /* a title and the like; ends with BEL or ESC \ */
		while (n < s.n && n < 256 && s.p[n] != '\a' && s.p[n] != '\n')
			n++;
		return n < s.n ? n + (s.p[n] == '\a') : end ? s.n : 0;
	}
	if (s.p[1] != '[')
		return cs_is_alpha(s.p[1]) || memchr("=>78", s.p[1], 4) ? 2 : 1;
	while (n < s.n && n < 64 && s.p[n] >= 0x20 && s.p[n] < 0x40)
		n++;
	if (n == s.n)
		return end ? n : 0;
	return s.p[n] >= 0x40 ? n + 1 : n;
}

static size_t decode_ansi(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct cs_str rest = in;

	(void)state;
	while (rest.n) {
		const char *esc = memchr(rest.p, '\x1b', rest.n);
		size_t n = esc ? (size_t)(esc - rest.p) : rest.n;

		cs_strbuf_add(out, cs_str_head(rest, n));
		rest = cs_str_tail(rest, n);
		if (rest.n == 0)
			break;
		n = sequence_length(rest, end);
		if (n == 0)
			break;
		rest = cs_str_tail(rest, n);
	}
	return in.n - rest.n;
}

static bool claims_ansi(struct cs_str head, bool first)
{
	(void)first;
	return memchr(head.p, '\x1b', head.n) != NULL;
}

const struct cs_transport cs_transport_ansi = {"ansi", claims_ansi, NULL, NULL, decode_ansi};

/* ---- rsyslog's and syslog-ng's "#011" for control bytes (escapeControlCharactersOnReceive) */

static bool eat_octal(struct cs_str *s, unsigned char *c)
{
	struct cs_str t = *s;

	if (t.n < 4 || t.p[0] != '#' || t.p[1] < '0' || t.p[1] > '3' || t.p[2] < '0' ||
	    t.p[2] > '7' || t.p[3] < '0' || t.p[3] > '7')
		return false;
	*c = (unsigned char)((t.p[1] - '0') * 64 + (t.p[2] - '0') * 8 + (t.p[3] - '0'));
	*s = cs_str_tail(t, 4);
	return *c < 32 || *c > 126;
}

static void take_escaped(void *state, struct cs_str line, struct cs_strbuf *out)
{
	(void)state;
	while (line.n) {
		const char *hash = memchr(line.p, '#', line.n);
		size_t n = hash ? (size_t)(hash - line.p) : line.n;
		unsigned char c;

		cs_strbuf_add(out, cs_str_head(line, n));
		line = cs_str_tail(line, n);
		if (line.n == 0)
			break;
		if (!eat_octal(&line, &c)) {
			cs_strbuf_add_char(out, '#');
			line = cs_str_tail(line, 1);
		} else if (c == '\n') {
			cs_strbuf_add_c(out, "\\x0a");
		} else {
			cs_strbuf_add_char(out, (char)c);
		}
	}
	cs_strbuf_add_char(out, '\n');
}

static size_t decode_escapes(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_escaped, state, in, end, out);
}

static bool claims_escapes(struct cs_str head, bool first)
{
	(void)first;
	return cs_str_has(head, " kernel: ") || cs_str_has(head, " kernel - - -")
		       ? cs_str_has(head, "#011") || cs_str_has(head, "#012") ||
				 cs_str_has(head, "#033")
		       : false;
}

const struct cs_transport cs_transport_escapes = {"syslog-escapes", claims_escapes, NULL, NULL,
						  decode_escapes};
