/* A log, compressed or not, or a zone of ramoops, that somebody looked at as bytes: hexdump, od,
 * xxd, U-Boot's md, gdb's x and crash's rd (hexdump.h). `xxd -p` writes nothing but the digits. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/attachment.h"
#include "log/hexdump.h"
#include "log/transport.h"

#define ROWS 16u       /* that must show it */
#define REPEAT 1024u   /* bytes that a "*" stands for, at most */
#define LEAST_HEX 120u /* digits without which a plain one isn't believed */
#define SHOWN 4096u    /* characters by which it is told */
#define WAIT 512u      /* for so many */

struct state {
	struct cs_hex_layout layout;
	struct cs_hex_row row, last;
	bool plain;         /* digits alone */
	bool told;          /* which of the two it is */
	bool mid;           /* rows came, and nothing else since */
	bool starred;       /* rows like the last one were left out */
	bool holes;         /* bytes are missing between rows */
	struct cs_str next; /* the line behind the one at hand */
	struct cs_attachment attachment;
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_attachment_init(&st->attachment);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_attachment_release(&st->attachment);
	free(st);
}

/* ---- rows ---- */

static void add(struct state *st, const struct cs_hex_row *row, struct cs_strbuf *out)
{
	struct cs_str bytes = {(const char *)row->bytes, row->n};

	cs_attachment_add(&st->attachment, bytes, out);
}

/* What lies between the last row and this one: rows like the last, if a "*" says so. */
static void fill_gap(struct state *st, struct cs_strbuf *out)
{
	uint64_t due = st->last.address + st->last.n;
	uint64_t gap = st->row.address > due ? st->row.address - due : 0;

	if (st->last.n == 0 || gap == 0)
		return;
	if (!st->starred) {
		st->holes = true;
		return;
	}
	if (cs_str_is_zeros((struct cs_str){(const char *)st->last.bytes, st->last.n}))
		return;
	for (uint64_t n = 0; n < gap && n < REPEAT; n += st->last.n)
		add(st, &st->last, out);
}

static void end_dump(struct state *st, struct cs_strbuf *out)
{
	if (st->mid)
		cs_attachment_end(&st->attachment, out);
	if (st->mid && out->n && out->p[out->n - 1] != '\n')
		cs_strbuf_add_char(out, '\n');
	st->mid = st->starred = false;
	st->last.n = 0;
}

/* Rows like the one above were left out. */
static bool is_star(struct cs_str line)
{
	return cs_str_is(cs_str_trim(cs_hex_unquote(line)), "*");
}

static bool read_row(struct state *st, struct cs_str line)
{
	return (st->layout.base && cs_hex_read_row(&st->layout, line, &st->row)) ||
	       (cs_hex_learn(&st->layout, line, st->next) &&
		cs_hex_read_row(&st->layout, line, &st->row));
}

static void take_line(struct state *st, struct cs_str line, struct cs_strbuf *out)
{
	if (st->mid && is_star(line)) {
		st->starred = true;
		return;
	}
	if (!read_row(st, line)) {
		end_dump(st, out);
		cs_transport_pass_line(line, out);
		return;
	}
	fill_gap(st, out);
	add(st, &st->row, out);
	st->last = st->row;
	st->mid = true;
	st->starred = false;
}

/* A line is read with the one behind it at hand, which tells how long a row is. */
static size_t decode_rows(struct state *st, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct cs_str rest = in;

	while (rest.n) {
		struct cs_str after = rest, line = cs_transport_next_line(&after);

		if (!end && !memchr(after.p, '\n', after.n))
			break;
		st->next = cs_str_until(after, "\n");
		take_line(st, line, out);
		rest = after;
	}
	if (end)
		end_dump(st, out);
	return in.n - rest.n;
}

/* ---- digits alone ---- */

/* The bytes of pairs of digits in front; how many characters they and blanks are. */
static size_t eat_pairs(struct cs_str s, struct cs_strbuf *bytes)
{
	size_t i = 0;

	while (i < s.n) {
		if (memchr(" \n\r", s.p[i], 3)) {
			i++;
			continue;
		}
		if (i + 1 >= s.n || !cs_is_hex(s.p[i]) || !cs_is_hex(s.p[i + 1]))
			break;
		cs_strbuf_add_char(bytes,
				   (char)(cs_hex_digit(s.p[i]) << 4 | cs_hex_digit(s.p[i + 1])));
		i += 2;
	}
	return i;
}

static size_t decode_plain(struct state *st, struct cs_str in, bool end, struct cs_strbuf *out)
{
	size_t n;

	cs_strbuf_clear(&st->attachment.bytes);
	n = eat_pairs(in, &st->attachment.bytes);
	cs_attachment_add(&st->attachment, cs_strbuf_str(&st->attachment.bytes), out);
	if (!end && in.n - n < 2)
		return n;
	cs_attachment_end(&st->attachment, out);
	cs_strbuf_add(out, cs_str_tail(in, n)); /* something else */
	return in.n;
}

/* ---- is it? ---- */

static bool is_worth(struct cs_str bytes, bool first)
{
	size_t odd = 0, lines = 0, zeros = 0;

	if (first && (cs_input_kind_of(bytes)->codec || cs_str_starts(bytes, "DBGC")))
		return true;
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		lines += c == '\n';
		zeros += c == 0;
		odd += c == 127 || (c < 32 && c && !memchr("\t\n\r\x1b", c, 4));
	}
	return odd * 8 <= bytes.n && zeros * 2 <= bytes.n && lines >= 2;
}

static bool is_plain(struct cs_str head)
{
	struct cs_strbuf bytes;
	bool is = false;

	head = cs_str_head(head, SHOWN);
	if (head.n < LEAST_HEX)
		return false;
	cs_strbuf_init(&bytes);
	if (eat_pairs(head, &bytes) + 1 >= head.n)
		is = is_worth(cs_strbuf_str(&bytes), true);
	cs_strbuf_release(&bytes);
	return is;
}

/* The rows that begin at LINE, their addresses rising: enough, and text or something packed? */
static bool are_rows(struct cs_str line, struct cs_str rest, bool first)
{
	struct cs_hex_layout layout = {0};
	struct cs_hex_row row;
	struct cs_strbuf bytes;
	uint64_t due = 0;
	size_t rows = 0;
	bool is;

	if (!cs_hex_learn(&layout, line, cs_str_until(rest, "\n")))
		return false;
	cs_strbuf_init(&bytes);
	while (is_star(line) ||
	       (cs_hex_read_row(&layout, line, &row) && row.n && row.address >= due)) {
		due = row.address + row.n;
		cs_strbuf_add(&bytes, (struct cs_str){(const char *)row.bytes, row.n});
		rows++;
		line = cs_transport_next_line(&rest);
	}
	is = (rows >= ROWS || (first && rest.n == 0 && rows > 2)) &&
	     is_worth(cs_strbuf_str(&bytes), first);
	cs_strbuf_release(&bytes);
	return is;
}

static bool claims(struct cs_str head, bool first)
{
	if (first && is_plain(head))
		return true;
	while (head.n) {
		struct cs_str line = cs_transport_next_line(&head), s = cs_hex_unquote(line);
		uint64_t address;

		if (cs_eat_hex(&s, &address) && s.n && memchr(": \t", s.p[0], 3) &&
		    are_rows(line, head, first))
			return true;
	}
	return false;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;

	if (!st->told) {
		if (in.n < WAIT && !end)
			return 0;
		st->told = true;
		st->plain = is_plain(in);
	}
	return st->plain ? decode_plain(st, in, end, out) : decode_rows(st, in, end, out);
}

static const char *doubt(const void *state)
{
	const struct state *st = state;

	return st->attachment.doubt ? st->attachment.doubt
	       : st->holes          ? "bytes are missing between rows of a hex dump"
				    : NULL;
}

const struct cs_transport cs_transport_hexdump = {"hexdump", claims, start, stop, decode, doubt};
