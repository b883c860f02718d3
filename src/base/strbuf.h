/* A growing byte string, always NUL-terminated once init'ed. Out of memory ends the program
 * through cs_die_oom: there is no report worth printing then. */
#ifndef CS_BASE_STRBUF_H
#define CS_BASE_STRBUF_H

#include <stdarg.h>

#include "base/str.h"

struct cs_strbuf {
	char *p;
	size_t n;
	size_t cap;
};

void cs_strbuf_init(struct cs_strbuf *b);
void cs_strbuf_release(struct cs_strbuf *b);
void cs_strbuf_clear(struct cs_strbuf *b);
void cs_strbuf_add(struct cs_strbuf *b, struct cs_str s);
/* N more bytes, to be filled by the caller before anything else is asked of B. */
char *cs_strbuf_extend(struct cs_strbuf *b, size_t n);
/* Back to the first N bytes. */
void cs_strbuf_cut(struct cs_strbuf *b, size_t n);
void cs_strbuf_add_c(struct cs_strbuf *b, const char *s);
void cs_strbuf_add_char(struct cs_strbuf *b, char c);
/* The character's UTF-8; C is at most 0x10ffff. */
void cs_strbuf_add_utf8(struct cs_strbuf *b, unsigned c);
void cs_strbuf_addf(struct cs_strbuf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void cs_strbuf_vaddf(struct cs_strbuf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));
struct cs_str cs_strbuf_str(const struct cs_strbuf *b);

#endif
