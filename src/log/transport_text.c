/* Text that is only dressed up: terminal colours, syslog daemons' escapes, HTML. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/transport.h"

/* ---- ANSI (ECMA-48) control sequences ---- */

/* The length of the sequence at the front of S (which begins with ESC), 0: not whole yet. */
static size_t sequence_length(struct cs_str s, bool end)
{
	size_t n = 2;

	if (s.n < 2)
		return end ? s.n : 0;
	if (s.p[1] == ']') { /* a title; ends with BEL or ESC \ */
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

/* ---- HTML ---- */

static const struct {
	const char *name;
	const char *text;
} entities[] = {{"&lt;", "<"},   {"&gt;", ">"},   {"&amp;", "&"},  {"&quot;", "\""},
		{"&#39;", "'"},  {"&apos;", "'"}, {"&nbsp;", " "}, {"&#x27;", "'"},
		{"&#34;", "\""}, {"&#x2F;", "/"}, {"&#47;", "/"},  {"&#43;", "+"},
		{"&#60;", "<"},  {"&#62;", ">"},  {"&#32;", " "},  {"&#160;", " "},
		{"&#x3C;", "<"}, {"&#x3E;", ">"}, {"&#38;", "&"},  {"&#13;", ""}};

static bool eat_entity(struct cs_str *s, struct cs_strbuf *out)
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++) {
		if (cs_eat(s, entities[i].name)) {
			cs_strbuf_add_c(out, entities[i].text);
			return true;
		}
	}
	return false;
}

/* "<br>", "</p>", "</div>", "</tr>", "</li>" end a line when the source doesn't. */
static bool ends_line(struct cs_str tag)
{
	static const char *const tags[] = {"<br", "</p>", "</div>", "</tr>", "</li>", "<BR"};

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (cs_str_starts(tag, tags[i]))
			return true;
	return false;
}

/* Tags that pages have; kernel text holds others: "<TASK>", "<6>", "<ffffffff81…>". */
static size_t tag_length(struct cs_str s)
{
	static const char *const tags[] = {
		"html",    "head",   "body",  "pre",      "code",     "span",  "div",
		"p",       "br",     "a",     "b",        "i",        "table", "tr",
		"td",      "th",     "tbody", "thead",    "title",    "meta",  "link",
		"style",   "script", "li",    "ul",       "ol",       "tt",    "font",
		"strong",  "em",     "h1",    "h2",       "h3",       "hr",    "section",
		"article", "main",   "nav",   "header",   "footer",   "img",   "input",
		"button",  "form",   "u",     "!doctype", "!DOCTYPE", "!--",   "blockquote",
		"samp",
	};
	struct cs_str t = cs_str_tail(s, 1);
	const char *close;

	cs_eat_char(&t, '/');
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		struct cs_str u = t;

		if (!cs_eat(&u, tags[i]) || u.n == 0 ||
		    !(memchr("> \t\n/", u.p[0], 5) || tags[i][0] == '!'))
			continue;
		close = memchr(s.p, '>', s.n < 4096 ? s.n : 4096);
		return close ? (size_t)(close - s.p) + 1 : 0;
	}
	return 0;
}

static size_t decode_html(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct cs_str rest = in;

	(void)state;
	while (rest.n) {
		size_t n = 0;

		if (rest.n < 4096 && !end)
			break; /* a tag may be cut */
		while (n < rest.n && rest.p[n] != '<' && rest.p[n] != '&')
			n++;
		cs_strbuf_add(out, cs_str_head(rest, n));
		rest = cs_str_tail(rest, n);
		if (rest.n == 0 || (rest.p[0] == '&' && eat_entity(&rest, out)))
			continue;
		n = rest.p[0] == '<' ? tag_length(rest) : 0;
		if (n && ends_line(rest) && !(n < rest.n && rest.p[n] == '\n'))
			cs_strbuf_add_char(out, '\n');
		if (n == 0)
			cs_strbuf_add_char(out, rest.p[0]);
		rest = cs_str_tail(rest, n ? n : 1);
	}
	return in.n - rest.n;
}

static bool claims_html(struct cs_str head, bool first)
{
	struct cs_str s = head;

	if (!first)
		return false;
	while (s.n && (cs_is_blank(s.p[0]) || s.p[0] == '\n' || s.p[0] == '\r'))
		s = cs_str_tail(s, 1);
	return cs_str_starts(s, "<!DOCTYPE") || cs_str_starts(s, "<!doctype") ||
	       cs_str_starts(s, "<html") || cs_str_starts(s, "<HTML") || cs_str_starts(s, "<pre") ||
	       cs_str_starts(s, "<body") || cs_str_starts(s, "<div");
}

const struct cs_transport cs_transport_html = {"html", claims_html, NULL, NULL, decode_html};
