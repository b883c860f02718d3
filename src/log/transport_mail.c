/* Mails (RFC 5322, 2045): the headers of a part say how its lines are encoded. Parts are told by
 * the boundaries they begin with, mboxes by "From " lines; quoting by ">" is left to
 * record.c. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/attachment.h"
#include "log/base64.h"
#include "log/quoted.h"
#include "log/transport.h"

enum coding { CODING_NONE, CODING_QP, CODING_BASE64 };

#define BOUNDARIES 8 /* of parts in parts */

struct state {
	bool in_header;
	enum coding coding;
	bool flowed, del_space;         /* format=flowed (RFC 3676) */
	bool joins;                     /* the last line goes on in the next */
	char boundary[BOUNDARIES][128]; /* the outermost first */
	size_t boundaries;
	struct cs_base64 base64;
	struct cs_attachment attachment; /* in base64 */
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	st->in_header = true;
	cs_attachment_init(&st->attachment);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_attachment_release(&st->attachment);
	free(st);
}

static bool has_word(struct cs_str line, const char *word) /* without regard to case */
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= line.n; i++) {
		size_t k = 0;

		while (k < n && (line.p[i + k] | 32) == (word[k] | 32))
			k++;
		if (k == n)
			return true;
	}
	return false;
}

static void take_boundary(struct state *st, struct cs_str line)
{
	struct cs_str s = cs_str_after(line, "boundary=");
	size_t n = 0;

	if (!s.p)
		return;
	cs_eat_char(&s, '"');
	while (n < s.n && s.p[n] != '"' && s.p[n] != ';' && s.p[n] != ' ')
		n++;
	if (n > 0 && n < sizeof(st->boundary[0]) && st->boundaries < BOUNDARIES)
		snprintf(st->boundary[st->boundaries++], sizeof(st->boundary[0]), "%.*s", (int)n,
			 s.p);
}

/* The line begins or ends a part of the one that announced it; parts within that one are over. */
static bool is_boundary(struct state *st, struct cs_str line, bool *last)
{
	for (size_t i = st->boundaries; i-- > 0;) {
		struct cs_str t = line;

		if (!cs_eat(&t, "--") || !cs_eat(&t, st->boundary[i]))
			continue;
		*last = cs_eat(&t, "--");
		if (cs_str_trim(t).n)
			continue;
		st->boundaries = *last ? i : i + 1;
		return true;
	}
	return false;
}

static void take_header(struct state *st, struct cs_str line)
{
	if (line.n == 0) {
		st->in_header = false;
		return;
	}
	take_boundary(st, line);
	st->flowed |= has_word(line, "format=flowed");
	st->del_space |= has_word(line, "delsp=yes");
	if (!has_word(cs_str_head(line, 26), "content-transfer-encoding:"))
		return;
	st->coding = has_word(line, "base64")             ? CODING_BASE64
		     : has_word(line, "quoted-printable") ? CODING_QP
							  : CODING_NONE;
}

static void take_base64(struct state *st, struct cs_str line, struct cs_strbuf *out)
{
	cs_strbuf_clear(&st->attachment.bytes);
	cs_base64_add(&st->base64, line, &st->attachment.bytes);
	cs_attachment_add(&st->attachment, cs_strbuf_str(&st->attachment.bytes), out);
}

/* A line of flowed text: one that ends in a blank goes on in the next, unless it is quoted more
 * deeply; a blank in front was put there. */
static void take_flowed(struct state *st, struct cs_str line, struct cs_strbuf *out)
{
	struct cs_str text = line;

	cs_eat_char(&text, ' ');
	if (st->joins && text.n && text.p[0] == '>')
		cs_strbuf_add_char(out, '\n');
	st->joins = text.n && text.p[text.n - 1] == ' ' && !cs_str_is(text, "-- ");
	if (st->joins && st->del_space)
		text.n--;
	cs_strbuf_add(out, text);
	if (!st->joins)
		cs_strbuf_add_char(out, '\n');
}

static void begin_header(struct state *st, struct cs_strbuf *out)
{
	if (st->coding == CODING_BASE64)
		cs_attachment_end(&st->attachment, out);
	st->in_header = true;
	st->flowed = st->del_space = st->joins = false;
	st->coding = CODING_NONE;
	st->base64 = (struct cs_base64){0};
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	bool last;

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (st->in_header) {
		take_header(st, line);
	} else if (is_boundary(st, line, &last)) {
		if (st->joins)
			cs_strbuf_add_char(out, '\n');
		begin_header(st, out);
		st->in_header = !last;
	} else if (cs_str_starts(line, "From ") && cs_str_has(line, "@")) {
		begin_header(st, out);
		st->boundaries = 0;
	} else if (st->coding == CODING_QP) {
		cs_quoted_line(line, out);
	} else if (st->coding == CODING_BASE64) {
		take_base64(st, line, out);
	} else if (st->flowed) {
		take_flowed(st, line, out);
	} else {
		cs_transport_pass_line(line, out);
	}
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	size_t taken = cs_transport_lines(take_line, state, in, end, out);

	if (end)
		begin_header(state, out);
	return taken;
}

static const char *doubt(const void *state)
{
	return ((const struct state *)state)->attachment.doubt;
}

static bool is_field(struct cs_str line) /* "Subject: …" */
{
	size_t n = 0;

	while (n < line.n && (cs_is_alpha(line.p[n]) || cs_is_digit(line.p[n]) || line.p[n] == '-'))
		n++;
	return n > 1 && n + 1 < line.n && line.p[n] == ':' && cs_is_blank(line.p[n + 1]);
}

/* Some headers that only mails have, before the first empty line. */
static bool claims(struct cs_str head, bool first)
{
	static const char *const marks[] = {"From: ",
					    "Subject: ",
					    "MIME-Version: ",
					    "To: ",
					    "Date: ",
					    "Message-ID: ",
					    "Message-Id: ",
					    "Content-Type: ",
					    "Received: ",
					    "Return-Path: ",
					    "Content-Transfer-Encoding: "};
	unsigned known = 0;

	if (!first)
		return false;
	for (int lines = 0; head.n && lines < 100; lines++) {
		struct cs_str line = cs_transport_next_line(&head);

		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0)
			return known >= 2;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			known += cs_str_starts(line, marks[i]);
		if (!is_field(line) && !cs_is_blank(line.p[0]) &&
		    !(lines == 0 && cs_str_starts(line, "From ")))
			return false;
	}
	return false;
}

const struct cs_transport cs_transport_mail = {"mail", claims, start, stop, decode, doubt};
