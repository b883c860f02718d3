#include "base/strbuf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void cs_strbuf_init(struct cs_strbuf *b)
{
	b->n = 0;
	b->cap = 64;
	b->p = cs_alloc(b->cap);
	b->p[0] = '\0';
}

void cs_strbuf_release(struct cs_strbuf *b)
{
	free(b->p);
	*b = (struct cs_strbuf){0};
}

void cs_strbuf_clear(struct cs_strbuf *b)
{
	b->n = 0;
	b->p[0] = '\0';
}

static void reserve(struct cs_strbuf *b, size_t more)
{
	if (b->n + more + 1 <= b->cap)
		return;
	while (b->cap < b->n + more + 1)
		b->cap *= 2;
	b->p = cs_realloc(b->p, b->cap);
}

void cs_strbuf_add(struct cs_strbuf *b, struct cs_str s)
{
	if (s.n == 0)
		return;
	reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
	b->p[b->n] = '\0';
}

char *cs_strbuf_extend(struct cs_strbuf *b, size_t n)
{
	char *p;

	reserve(b, n);
	p = b->p + b->n;
	b->n += n;
	b->p[b->n] = '\0';
	return p;
}

void cs_strbuf_cut(struct cs_strbuf *b, size_t n)
{
	b->n = n;
	b->p[n] = '\0';
}

void cs_strbuf_add_c(struct cs_strbuf *b, const char *s)
{
	cs_strbuf_add(b, cs_str_from(s));
}

void cs_strbuf_add_char(struct cs_strbuf *b, char c)
{
	reserve(b, 1);
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}

void cs_strbuf_add_utf8(struct cs_strbuf *b, unsigned c)
{
	if (c < 0x80) {
		cs_strbuf_add_char(b, (char)c);
		return;
	}
	if (c >= 0x10000) {
		cs_strbuf_add_char(b, (char)(0xf0 | (c >> 18 & 7)));
		cs_strbuf_add_char(b, (char)(0x80 | (c >> 12 & 63)));
	} else if (c >= 0x800) {
		cs_strbuf_add_char(b, (char)(0xe0 | c >> 12));
	}
	cs_strbuf_add_char(b, (char)(c >= 0x800 ? 0x80 | (c >> 6 & 63) : 0xc0 | c >> 6));
	cs_strbuf_add_char(b, (char)(0x80 | (c & 63)));
}

void cs_strbuf_vaddf(struct cs_strbuf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
	if (n > 0 && (size_t)n >= b->cap - b->n) { /* there wasn't room for it */
		reserve(b, (size_t)n);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	}
	if (n > 0)
		b->n += (size_t)n;
	else
		b->p[b->n] = '\0';
	va_end(again);
}

void cs_strbuf_addf(struct cs_strbuf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	cs_strbuf_vaddf(b, fmt, ap);
	va_end(ap);
}

struct cs_str cs_strbuf_str(const struct cs_strbuf *b)
{
	return (struct cs_str){b->p, b->n};
}
