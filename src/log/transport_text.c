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

const struct cs_transport cs_transport_ansi = {"ansi", claims_ansi, NULL, NULL, decode_ansi, NULL};

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

const struct cs_transport cs_transport_escapes = {
	"syslog-escapes", claims_escapes, NULL, NULL, decode_escapes, NULL};

/* ---- TeamCity's service messages: ##teamcity[testStdOut name='boot' out='…|n'] ---- */

static bool eat_teamcity_escape(struct cs_str *s, struct cs_strbuf *out)
{
	static const char codes[] = "nr'|[]", bytes[] = "\n\r'|[]";
	struct cs_str t = *s;
	const char *at;
	uint64_t c;

	if (!cs_eat_char(&t, '|') || t.n == 0)
		return false;
	at = memchr(codes, t.p[0], sizeof(codes) - 1);
	if (at) {
		cs_strbuf_add_char(out, bytes[at - codes]);
		*s = cs_str_tail(t, 1);
		return true;
	}
	if (!cs_eat(&t, "0x") || t.n < 4 || !cs_str_to_hex(cs_str_head(t, 4), &c))
		return false;
	cs_strbuf_add_utf8(out, (unsigned)c);
	*s = cs_str_tail(t, 4);
	return true;
}

static void take_teamcity(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct cs_str s = cs_str_after(line, " out='");

	(void)state;
	if (!s.p)
		s = cs_str_after(line, " text='");
	if (!s.p || !cs_str_has(line, "##teamcity[")) {
		cs_transport_pass_line(line, out);
		return;
	}
	while (s.n && s.p[0] != '\'') {
		if (eat_teamcity_escape(&s, out))
			continue;
		cs_strbuf_add_char(out, s.p[0]);
		s = cs_str_tail(s, 1);
	}
	if (out->n && out->p[out->n - 1] != '\n')
		cs_strbuf_add_char(out, '\n');
}

static size_t decode_teamcity(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_teamcity, state, in, end, out);
}

static bool claims_teamcity(struct cs_str head, bool first)
{
	(void)first;
	return cs_str_has(head, "##teamcity[") &&
	       (cs_str_has(head, " out='") || cs_str_has(head, " text='"));
}

const struct cs_transport cs_transport_teamcity = {"teamcity", claims_teamcity, NULL,
						   NULL,       decode_teamcity, NULL};

/* ---- what editors, chats and mail programs make of ASCII: “quotes”, dashes, hard blanks ---- */

static const struct {
	const char *is, *was;
} typography[] = {
	{"\xc2\xa0", " "},       {"\xe2\x80\xaf", " "},  {"\xe2\x80\x98", "'"},
	{"\xe2\x80\x99", "'"},   {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""},
	{"\xe2\x80\x91", "-"},   {"\xe2\x80\x93", "-"},  {"\xe2\x80\x94", "--"},
	{"\xe2\x80\xa6", "..."}, {"\xe2\x80\x8b", ""},   {"\xef\xbb\xbf", ""},
};

static bool eat_typography(struct cs_str *s, struct cs_strbuf *out)
{
	for (size_t i = 0; i < sizeof(typography) / sizeof(*typography); i++) {
		if (!cs_eat(s, typography[i].is))
			continue;
		cs_strbuf_add_c(out, typography[i].was);
		return true;
	}
	return false;
}

static void take_typography(void *state, struct cs_str line, struct cs_strbuf *out)
{
	(void)state;
	while (line.n) {
		size_t n = 0;

		while (n < line.n && (unsigned char)line.p[n] < 0x80)
			n++;
		cs_strbuf_add(out, cs_str_head(line, n));
		line = cs_str_tail(line, n);
		if (line.n == 0 || eat_typography(&line, out))
			continue;
		cs_strbuf_add_char(out, line.p[0]);
		line = cs_str_tail(line, 1);
	}
	cs_strbuf_add_char(out, '\n');
}

static size_t decode_typography(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_typography, state, in, end, out);
}

static bool is_ascii(struct cs_str s)
{
	unsigned char all = 0;

	for (size_t i = 0; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return all < 0x80;
}

/* Programs print ‘’ and … of their own, so that these alone are no sign. */
static bool claims_typography(struct cs_str head, bool first)
{
	(void)first;
	if (is_ascii(head)) /* a pass that costs next to nothing */
		return false;
	return cs_str_has(head, "\xc2\xa0") || cs_str_has(head, "\xe2\x80\x8b") ||
	       cs_str_has(head, "\xe2\x80\x9c") || cs_str_has(head, "\xe2\x80\xaf");
}

const struct cs_transport cs_transport_typography = {"typography", claims_typography, NULL,
						     NULL,         decode_typography, NULL};
