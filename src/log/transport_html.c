/* Pages with a log in them: HTML, in which kernel text may stand unescaped, and XML, in which it
 * can't. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/transport.h"

#define TAG_BYTES 4096u /* of a tag, at most */

static const struct {
	const char *name;
	const char *text;
} entities[] = {{"&lt;", "<"},    {"&gt;", ">"},   {"&amp;", "&"},
		{"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "}};

/* "&#60;", "&#x3c;" */
static bool eat_numeric(struct cs_str *s, struct cs_strbuf *out)
{
	struct cs_str t = *s;
	uint64_t c;

	if (!cs_eat(&t, "&#"))
		return false;
	if (cs_eat_char(&t, 'x') || cs_eat_char(&t, 'X') ? !cs_eat_hex(&t, &c)
							 : !cs_eat_dec(&t, &c))
		return false;
	if (!cs_eat_char(&t, ';') || c > 0x10ffff)
		return false;
	if (c == 160) /* no-break space */
		c = ' ';
	if (c != 13)
		cs_strbuf_add_utf8(out, (unsigned)c);
	*s = t;
	return true;
}

static bool eat_entity(struct cs_str *s, struct cs_strbuf *out)
{
	if (eat_numeric(s, out))
		return true;
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
		close = memchr(s.p, '>', s.n < TAG_BYTES ? s.n : TAG_BYTES);
		return close ? (size_t)(close - s.p) + 1 : 0;
	}
	return 0;
}

struct html {
	bool begun;
	bool xml;          /* every "<" begins a tag */
	bool cdata;        /* text as it is, up to "]]>" */
	const char *until; /* what ends the script or style that is passed over, or NULL */
};

static void *start_html(void)
{
	return cs_calloc(1, sizeof(struct html));
}

static bool is_xml(struct cs_str head)
{
	return (cs_str_starts(head, "<?xml") && !cs_str_has(head, "<html")) ||
	       cs_str_starts(head, "<testsuite") || cs_str_starts(head, "<robot");
}

/* "<name …>", "</name>", "<?…>", "<!…>" */
static size_t xml_tag_length(struct cs_str s)
{
	const char *close;

	if (cs_str_starts(s, "<![CDATA["))
		return 9;
	if (s.n < 2 || !(cs_is_alpha(s.p[1]) || memchr("/?!_", s.p[1], 4)))
		return 0;
	close = memchr(s.p, '>', s.n < TAG_BYTES ? s.n : TAG_BYTES);
	return close ? (size_t)(close - s.p) + 1 : 0;
}

/* How a cell, or an element of XML, is parted from what follows. */
static void part(const struct html *st, struct cs_str tag, char next, struct cs_strbuf *out)
{
	if (!out->n || out->p[out->n - 1] == '\n' || next == '\n')
		return;
	if (cs_str_starts(tag, "</td>") || cs_str_starts(tag, "</th>"))
		cs_strbuf_add_char(out, ' ');
	else if (st->xml && cs_str_starts(tag, "</"))
		cs_strbuf_add_char(out, '\n');
}

/* Passes over a script or a style; how much of S that takes. */
static size_t pass_over(struct html *st, struct cs_str s, bool end)
{
	ptrdiff_t at = cs_str_find(s, st->until);

	if (at >= 0) {
		st->until = NULL;
		return (size_t)at;
	}
	return end || s.n < 16 ? s.n : s.n - 16; /* its end may be cut */
}

/* Text of a CDATA section; how much of S that takes. */
static size_t take_cdata(struct html *st, struct cs_str s, bool end, struct cs_strbuf *out)
{
	ptrdiff_t at = cs_str_find(s, "]]>");
	size_t n = at >= 0 ? (size_t)at : end ? s.n : s.n - 2; /* its end may be cut */

	cs_strbuf_add(out, cs_str_head(s, n));
	st->cdata = at < 0;
	return at < 0 ? n : n + 3;
}

static void enter(struct html *st, struct cs_str tag)
{
	st->cdata = st->xml && cs_str_starts(tag, "<![CDATA[");
	if (!st->xml && cs_str_starts(tag, "<script"))
		st->until = "</script";
	else if (!st->xml && cs_str_starts(tag, "<style"))
		st->until = "</style";
}

static size_t decode_html(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct html *st = state;
	struct cs_str rest = in;

	if (!st->begun && (in.n >= TAG_BYTES || end)) {
		st->xml = is_xml(cs_str_trim(cs_str_head(in, 1024)));
		st->begun = true;
	}
	while (rest.n >= TAG_BYTES || (rest.n && end)) { /* else a tag may be cut */
		size_t n = 0;

		if (st->cdata) {
			rest = cs_str_tail(rest, take_cdata(st, rest, end, out));
			continue;
		}
		if (st->until) {
			rest = cs_str_tail(rest, pass_over(st, rest, end));
			continue;
		}
		while (n < rest.n && rest.p[n] != '<' && rest.p[n] != '&')
			n++;
		cs_strbuf_add(out, cs_str_head(rest, n));
		rest = cs_str_tail(rest, n);
		if (rest.n == 0 || (rest.p[0] == '&' && eat_entity(&rest, out)))
			continue;

		n = rest.p[0] != '<' ? 0 : st->xml ? xml_tag_length(rest) : tag_length(rest);
		if (n && ends_line(rest) && !(n < rest.n && rest.p[n] == '\n'))
			cs_strbuf_add_char(out, '\n');
		if (n == 0)
			cs_strbuf_add_char(out, rest.p[0]);
		else
			part(st, rest, n < rest.n ? rest.p[n] : 0, out);
		enter(st, cs_str_head(rest, n));
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
	return cs_str_starts(s, "<!DOCTYPE") || cs_str_starts(s, "<!doctype") || is_xml(s) ||
	       cs_str_starts(s, "<?xml") || cs_str_starts(s, "<html") ||
	       cs_str_starts(s, "<HTML") || cs_str_starts(s, "<pre") || cs_str_starts(s, "<body") ||
	       cs_str_starts(s, "<div");
}

const struct cs_transport cs_transport_html = {"html", claims_html, start_html,
					       free,   decode_html, NULL};
