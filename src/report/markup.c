#include "report/markup.h"

#include "base/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* One character at the front of S: its length, and whether it may stand in what people look at and
 * in XML 1.0. */
static size_t character(struct cs_str s, bool *allowed)
{
	size_t n = cs_utf8_length(s);

	*allowed = n && (!cs_utf8_is_control(s, n) || memchr("\t\n\r", s.p[0], 3));
	if (n == 3 && memcmp(s.p, "\xef\xbf", 2) == 0 && (unsigned char)s.p[2] >= 0xbe)
		*allowed = false; /* U+FFFE, U+FFFF */
	return n ? n : 1;
}

typedef const char *escape_fn(char c);

static void each(FILE *out, struct cs_str s, escape_fn *escape)
{
	while (s.n) {
		bool allowed;
		size_t n = character(s, &allowed);
		const char *instead = allowed && n == 1 ? escape(s.p[0]) : NULL;

		if (instead)
			fputs(instead, out);
		else if (allowed)
			fwrite(s.p, 1, n, out);
		else
			fputs(REPLACEMENT, out);
		s = cs_str_tail(s, n);
	}
}

static const char *xml(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r':
		return "&#13;"; /* XML parsers make a line end of it */
	default:
		return NULL;
	}
}

void cs_markup_text(FILE *out, struct cs_str s)
{
	each(out, s, xml);
}

/* XML parsers make blanks of these. */
static const char *xml_attribute(char c)
{
	if (c == '\n')
		return "&#10;";
	return c == '\t' ? "&#9;" : xml(c);
}

void cs_markup_attribute(FILE *out, struct cs_str s)
{
	each(out, s, xml_attribute);
}

void cs_markup_uri(FILE *out, struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (cs_is_name(c) || c == '-' || c == '.' || c == '~' || c == '/')
			fputc(c, out);
		else
			fprintf(out, "%%%02X", (unsigned char)c);
	}
}

static const char *github_message(char c)
{
	switch (c) {
	case '%':
		return "%25";
	case '\r':
		return "%0D";
	case '\n':
		return "%0A";
	default:
		return NULL;
	}
}

static const char *github_property(char c)
{
	if (c == ':')
		return "%3A";
	return c == ',' ? "%2C" : github_message(c);
}

void cs_markup_github_message(FILE *out, struct cs_str s)
{
	each(out, s, github_message);
}

void cs_markup_github_property(FILE *out, struct cs_str s)
{
	each(out, s, github_property);
}

/* Entities instead of backslashes: they hold in tables and inside words alike. */
static const char *markdown(char c)
{
	switch (c) {
	case '|':
		return "&#124;";
	case '*':
		return "&#42;";
	case '_':
		return "&#95;";
	case '`':
		return "&#96;";
	case '[':
		return "&#91;";
	case ']':
		return "&#93;";
	case '#':
		return "&#35;";
	case '@':
		return "&#64;"; /* pings nobody */
	case '~':
		return "&#126;";
	case '\\':
		return "&#92;";
	case '\n':
	case '\r':
		return " ";
	default:
		return xml(c);
	}
}

void cs_markup_markdown(FILE *out, struct cs_str s)
{
	each(out, s, markdown);
}
