#include "report/pen.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "base/utf8.h"

#define MIN_WIDTH 40u
#define MAX_WIDTH 200u
#define DEFAULT_WIDTH 100u

static unsigned terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	unsigned long n = columns ? strtoul(columns, NULL, 10) : DEFAULT_WIDTH;

	if (n < MIN_WIDTH)
		return n ? MIN_WIDTH : DEFAULT_WIDTH;
	return n > MAX_WIDTH ? MAX_WIDTH : (unsigned)n;
}

void cs_pen_init(struct cs_pen *p, FILE *out, bool color, unsigned width)
{
	*p = (struct cs_pen){.out = out, .color = color};
	p->width = width ? width : terminal_width();
}

void cs_pen_ink(struct cs_pen *p, enum cs_ink ink)
{
	static const char *const codes[] = {"0", "0;1", "0;2", "0;1;31", "0;1;33", "0;1;36"};

	if (p->color && ink != p->ink)
		fprintf(p->out, "\033[%sm", codes[ink]);
	p->ink = ink;
}

static size_t put_character(struct cs_pen *p, struct cs_str s)
{
	size_t n = cs_utf8_length(s);

	if (n == 1 && s.p[0] == '\t') {
		fputc(' ', p->out);
		p->column++;
		return 1;
	}
	if (n && !cs_utf8_is_control(s, n)) {
		fwrite(s.p, 1, n, p->out);
		p->column++;
		return n;
	}
	if (!n)
		n = 1;
	for (size_t i = 0; i < n; i++)
		p->column += (unsigned)fprintf(p->out, "\\x%02x", (unsigned char)s.p[i]);
	return n;
}

/* Bytes at the front of S that are printable ASCII. */
static size_t plain_run(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= ' ' && s.p[n] < 127)
		n++;
	return n;
}

void cs_pen_put(struct cs_pen *p, struct cs_str s)
{
	while (s.n) {
		size_t n = plain_run(s);

		if (n) {
			fwrite(s.p, 1, n, p->out);
			p->column += (unsigned)n;
		} else {
			n = put_character(p, s);
		}
		s = cs_str_tail(s, n);
	}
}

__attribute__((format(printf, 3, 0))) static void with_format(
	struct cs_pen *p, void (*put)(struct cs_pen *, struct cs_str), const char *fmt, va_list ap)
{
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	cs_strbuf_vaddf(&b, fmt, ap);
	put(p, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
}

void cs_pen_putf(struct cs_pen *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	with_format(p, cs_pen_put, fmt, ap);
	va_end(ap);
}

void cs_pen_newline(struct cs_pen *p)
{
	fputc('\n', p->out);
	p->column = 0;
}

void cs_pen_to(struct cs_pen *p, unsigned column)
{
	if (p->column >= column && p->column > 0)
		column = p->column + 1;
	while (p->column < column) {
		fputc(' ', p->out);
		p->column++;
	}
}

void cs_pen_wrap(struct cs_pen *p, struct cs_str s)
{
	struct cs_str word;
	bool first = s.n && !cs_is_blank(s.p[0]);

	for (;;) {
		while (s.n && (cs_is_blank(s.p[0]) || s.p[0] == '\n' || s.p[0] == '\r'))
			s = cs_str_tail(s, 1);
		word = s;
		word.n = 0;
		while (word.n < s.n && !cs_is_blank(s.p[word.n]) && s.p[word.n] != '\n')
			word.n++;
		if (word.n == 0)
			return;
		first |= p->column <= p->indent;
		if (p->column > p->indent && p->column + 1 + word.n > p->width) {
			cs_pen_newline(p);
			cs_pen_to(p, p->indent);
		} else if (!first) {
			cs_pen_put(p, CS_STR(" "));
		}
		cs_pen_put(p, word);
		s = cs_str_tail(s, word.n);
		first = false;
	}
}

void cs_pen_wrapf(struct cs_pen *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	with_format(p, cs_pen_wrap, fmt, ap);
	va_end(ap);
}
