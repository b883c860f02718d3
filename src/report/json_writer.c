#include "report/json_writer.h"

#include <string.h>

#include "base/utf8.h"

void cs_json_writer_init(struct cs_json_writer *w)
{
	cs_strbuf_init(&w->text);
	w->more = false;
}

void cs_json_writer_release(struct cs_json_writer *w)
{
	cs_strbuf_release(&w->text);
}

void cs_json_writer_flush(struct cs_json_writer *w, FILE *out)
{
	fwrite(w->text.p, 1, w->text.n, out);
	cs_strbuf_clear(&w->text);
}

/* RFC 8259, section 7: quotes, backslashes and what is below U+0020 must be escaped. */
static void add_escape(struct cs_strbuf *b, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *at = c ? strchr(plain, c) : NULL;

	if (at)
		cs_strbuf_add(b, (struct cs_str){(char[]){'\\', letter[at - plain]}, 2});
	else
		cs_strbuf_addf(b, "\\u%04X", c);
}

static bool is_plain(unsigned char c)
{
	return (unsigned)(c - 0x20) < 0x60 && c != '"' && c != '\\';
}

/* How many bytes at the front of S go out as they are. */
static size_t plain_length(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n) {
		unsigned char c = (unsigned char)s.p[n];

		if (is_plain(c)) {
			n++;
		} else {
			size_t k = c < 0x80 ? 0 : cs_utf8_length(cs_str_tail(s, n));

			if (k == 0)
				break;
			n += k;
		}
	}
	return n;
}

static void add_string(struct cs_strbuf *b, struct cs_str s)
{
	cs_strbuf_add_char(b, '"');
	while (s.n) {
		size_t n = plain_length(s);

		cs_strbuf_add(b, cs_str_head(s, n));
		s = cs_str_tail(s, n);
		if (s.n == 0)
			break;
		if ((unsigned char)*s.p < 0x80)
			add_escape(b, (unsigned char)*s.p);
		else
			cs_strbuf_add_utf8(b, 0xfffd);
		s = cs_str_tail(s, 1);
	}
	cs_strbuf_add_char(b, '"');
}

/* What stands before a value. */
static void begin(struct cs_json_writer *w, const char *key)
{
	if (w->more)
		cs_strbuf_add_char(&w->text, ',');
	w->more = true;
	if (!key)
		return;
	add_string(&w->text, cs_str_from(key));
	cs_strbuf_add_char(&w->text, ':');
}

void cs_json_open(struct cs_json_writer *w, const char *key, char bracket)
{
	begin(w, key);
	cs_strbuf_add_char(&w->text, bracket);
	w->more = false;
}

void cs_json_close(struct cs_json_writer *w, char bracket)
{
	cs_strbuf_add_char(&w->text, bracket);
	w->more = true;
}

void cs_json_put_raw(struct cs_json_writer *w, const char *key, struct cs_str raw)
{
	begin(w, key);
	cs_strbuf_add(&w->text, raw);
}

void cs_json_put_null(struct cs_json_writer *w, const char *key)
{
	cs_json_put_raw(w, key, CS_STR("null"));
}

void cs_json_put_str(struct cs_json_writer *w, const char *key, struct cs_str s)
{
	if (s.n == 0) {
		cs_json_put_null(w, key);
		return;
	}
	begin(w, key);
	add_string(&w->text, s);
}

void cs_json_put_word(struct cs_json_writer *w, const char *key, const char *s)
{
	if (!s) {
		cs_json_put_null(w, key);
		return;
	}
	begin(w, key);
	add_string(&w->text, cs_str_from(s));
}

void cs_json_put_strs(struct cs_json_writer *w, const char *key, const struct cs_str *v, size_t n)
{
	cs_json_open(w, key, '[');
	for (size_t i = 0; i < n; i++)
		cs_json_put_str(w, NULL, v[i]);
	cs_json_close(w, ']');
}

void cs_json_put_bool(struct cs_json_writer *w, const char *key, bool v)
{
	cs_json_put_raw(w, key, v ? CS_STR("true") : CS_STR("false"));
}

void cs_json_put_bool_if(struct cs_json_writer *w, const char *key, int v)
{
	if (v < 0)
		cs_json_put_null(w, key);
	else
		cs_json_put_bool(w, key, v != 0);
}

/* V in BASE, in front of END. */
static struct cs_str digits(unsigned long long v, unsigned base, char *end)
{
	char *p = end;

	do {
		*--p = "0123456789abcdef"[v % base];
		v /= base;
	} while (v);
	return (struct cs_str){p, (size_t)(end - p)};
}

void cs_json_put_int(struct cs_json_writer *w, const char *key, long long v)
{
	char buf[24];

	begin(w, key);
	if (v < 0)
		cs_strbuf_add_char(&w->text, '-');
	cs_strbuf_add(&w->text, digits(v < 0 ? -(unsigned long long)v : (unsigned long long)v, 10,
				       buf + sizeof(buf)));
}

void cs_json_put_int_if(struct cs_json_writer *w, const char *key, bool known, long long v)
{
	if (known)
		cs_json_put_int(w, key, v);
	else
		cs_json_put_null(w, key);
}

void cs_json_put_real(struct cs_json_writer *w, const char *key, double v)
{
	size_t n;

	begin(w, key);
	n = w->text.n;
	cs_strbuf_addf(&w->text, "%.17g", v);
	if (!strpbrk(w->text.p + n, ".e")) /* a real one still when it is read back */
		cs_strbuf_add_c(&w->text, ".0");
}

void cs_json_put_hex(struct cs_json_writer *w, const char *key, uint64_t v)
{
	char buf[24];

	begin(w, key);
	cs_strbuf_add_c(&w->text, "\"0x");
	cs_strbuf_add(&w->text, digits(v, 16, buf + sizeof(buf)));
	cs_strbuf_add_char(&w->text, '"');
}

void cs_json_put_hex_if(struct cs_json_writer *w, const char *key, bool known, uint64_t v)
{
	if (known)
		cs_json_put_hex(w, key, v);
	else
		cs_json_put_null(w, key);
}
