/* A whole input in base64, its text compressed or not: what `base64 dmesg.gz` wrote, or EC2's
 * console output as its API hands it out (GetConsoleOutput). */
#include <stdlib.h>

#include "base/mem.h"
#include "log/attachment.h"
#include "log/base64.h"
#include "log/transport.h"

#define LEAST 120u  /* digits without which it isn't believed */
#define SHOWN 4096u /* digits by which it is told */

struct state {
	struct cs_base64 base64;
	struct cs_attachment attachment;
	bool over; /* what comes is of something else */
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

static bool is_between(char c)
{
	return c == '\n' || c == '\r' || c == '=';
}

/* Digits and line ends in front. */
static size_t span(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && (cs_base64_digit(s.p[n]) >= 0 || is_between(s.p[n])))
		n++;
	return n;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	size_t n = st->over ? 0 : span(in);

	cs_strbuf_clear(&st->attachment.bytes);
	cs_base64_add(&st->base64, cs_str_head(in, n), &st->attachment.bytes);
	if (n)
		cs_attachment_add(&st->attachment, cs_strbuf_str(&st->attachment.bytes), out);
	if (!st->over && (end || n < in.n)) {
		cs_attachment_end(&st->attachment, out);
		st->over = true;
	}
	cs_strbuf_add(out, cs_str_tail(in, n));
	return in.n;
}

static bool is_printable(struct cs_str s)
{
	size_t odd = 0;

	for (size_t i = 0; i < s.n; i++)
		odd += (unsigned char)s.p[i] > 126 ||
		       ((unsigned char)s.p[i] < 32 && !memchr("\t\n\r\x1b", s.p[i], 4));
	return odd * 20 <= s.n && memchr(s.p, '\n', s.n);
}

/* Nothing but digits, and they make text, or something compressed. */
static bool claims(struct cs_str head, bool first)
{
	struct cs_base64 base64 = {0};
	struct cs_strbuf bytes;
	const struct cs_input_kind *kind;
	bool is;

	head = cs_str_head(head, SHOWN);
	if (!first || head.n < LEAST || span(head) < head.n)
		return false;
	cs_strbuf_init(&bytes);
	cs_base64_add(&base64, head, &bytes);
	kind = cs_input_kind_of(cs_strbuf_str(&bytes));
	is = kind->codec || (kind->holds == CS_HOLDS_TEXT && is_printable(cs_strbuf_str(&bytes)));
	cs_strbuf_release(&bytes);
	return is;
}

static const char *doubt(const void *state)
{
	return ((const struct state *)state)->attachment.doubt;
}

const struct cs_transport cs_transport_base64 = {"base64", claims, start, stop, decode, doubt};
