/* /dev/kmsg records and extended netconsole (Documentation/ABI/testing/dev-kmsg; printk.c
 * info_print_ext_header(), msg_print_ext_body()):
 *
 *	6,1234,5678901,-,caller=T1;text with \x1b escapes
 *	 SUBSYSTEM=pci
 *	6,1235,5678902,-,ncfrag=0/1500;the first part of a record longer than a datagram
 *
 * Since 6.9 netconsole may put the release in front: "6.9.0,6,1234,…". */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

struct header {
	uint64_t priority, seq, usec;
	struct cs_str caller;
	bool fragment;
	uint64_t offset, length;
};

struct state {
	struct cs_strbuf text;
	struct cs_strbuf parts; /* of a fragmented record; empty: none is being collected */
	struct header first;    /* of its first part */
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->text);
	cs_strbuf_init(&st->parts);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->text);
	cs_strbuf_release(&st->parts);
	free(st);
}

static void eat_option(struct cs_str option, struct header *h)
{
	struct cs_str t = option;

	if (cs_eat(&t, "caller="))
		h->caller = t;
	else if (cs_eat(&t, "ncfrag=") && cs_eat_dec(&t, &h->offset) && cs_eat_char(&t, '/'))
		h->fragment = cs_eat_dec(&t, &h->length);
}

static void eat_release(struct cs_str *s)
{
	struct cs_str t = *s;
	ptrdiff_t comma = cs_str_find_char(cs_str_head(t, 65), ',');

	if (comma > 0 && cs_str_find_char(cs_str_head(t, (size_t)comma), '.') > 0)
		*s = cs_str_tail(t, (size_t)comma + 1);
}

static bool eat_header(struct cs_str *s, struct header *h)
{
	struct cs_str t = *s, options;
	ptrdiff_t semicolon;

	*h = (struct header){0};
	eat_release(&t);
	if (!cs_eat_dec(&t, &h->priority) || h->priority > 191 + 8 * 128 || !cs_eat_char(&t, ',') ||
	    !cs_eat_dec(&t, &h->seq) || !cs_eat_char(&t, ',') || !cs_eat_dec(&t, &h->usec) ||
	    !cs_eat_char(&t, ','))
		return false;
	semicolon = cs_str_find_char(cs_str_head(t, 256), ';');
	if (semicolon < 1 || !memchr("-c+", t.p[0], 3))
		return false;
	options = cs_str_head(t, (size_t)semicolon);
	*s = cs_str_tail(t, (size_t)semicolon + 1);
	while (options.n) {
		ptrdiff_t comma = cs_str_find_char(options, ',');
		size_t n = comma < 0 ? options.n : (size_t)comma;

		eat_option(cs_str_head(options, n), h);
		options = cs_str_tail(options, n + 1);
	}
	return true;
}

static void unescape(struct cs_str s, struct cs_strbuf *out)
{
	cs_strbuf_clear(out);
	while (s.n) {
		const char *slash = memchr(s.p, '\\', s.n);
		size_t n = slash ? (size_t)(slash - s.p) : s.n;
		struct cs_str digits;
		uint64_t v;

		cs_strbuf_add(out, cs_str_head(s, n));
		s = cs_str_tail(s, n);
		digits = cs_str_head(cs_str_tail(s, 2), 2);
		if (s.n >= 4 && s.p[1] == 'x' && cs_is_hex(digits.p[0]) &&
		    cs_str_to_hex(digits, &v)) {
			cs_strbuf_add_char(out, (char)v);
			s = cs_str_tail(s, 4);
		} else if (s.n) {
			cs_strbuf_add_char(out, '\\');
			s = cs_str_tail(s, 1);
		}
	}
}

static void emit(struct state *st, const struct header *h, struct cs_str text,
		 struct cs_strbuf *out)
{
	struct cs_message m = {.level = (int)(h->priority & 7),
			       .has_time = true,
			       .usec = h->usec,
			       .caller = h->caller};

	unescape(text, &st->text);
	m.text = cs_strbuf_str(&st->text);
	/* facility 0 is the kernel's; others were written to /dev/kmsg by programs, systemd
	 * for one, and say so themselves */
	cs_message_emit(&m, out);
}

/* What has come of a record in parts. Behind its text may stand its dictionary. */
static void end_parts(struct state *st, struct cs_strbuf *out)
{
	if (st->parts.n)
		emit(st, &st->first, cs_str_until(cs_strbuf_str(&st->parts), "\n "), out);
	cs_strbuf_clear(&st->parts);
}

static void add_part(struct state *st, struct cs_str text, struct cs_strbuf *out)
{
	cs_strbuf_add(&st->parts, text);
	if (st->parts.n >= st->first.length || st->parts.n > CS_LIMIT_MESSAGE_BYTES)
		end_parts(st, out);
}

static void take_fragment(struct state *st, const struct header *h, struct cs_str text,
			  struct cs_strbuf *out)
{
	if (st->parts.n && h->seq != st->first.seq)
		end_parts(st, out);
	if (!st->parts.n) {
		st->first = *h;
		st->first.caller = (struct cs_str){0};
	}
	add_part(st, text, out);
}

/* Datagrams written one behind the other: the next part's header, which begins like this
 * one's, stands in the text. HEADER is up to "ncfrag=". */
static void take_fragments(struct state *st, struct header h, struct cs_str header,
			   struct cs_str text, struct cs_strbuf *out)
{
	char again[256];

	snprintf(again, sizeof(again), CS_STR_FMT, CS_STR_ARG(header));
	for (;;) {
		ptrdiff_t at = cs_str_find(text, again);
		struct cs_str next;

		if (at < 0)
			break;
		next = cs_str_tail(text, (size_t)at);
		take_fragment(st, &h, cs_str_head(text, (size_t)at), out);
		if (!eat_header(&next, &h) || next.n >= text.n)
			return;
		text = next;
	}
	take_fragment(st, &h, text, out);
}

/* " SUBSYSTEM=pci"; netconsole's user data, " rack.unit=17" (since 6.6). A line of the message
 * itself never begins so: line ends in it are escaped. */
static bool is_dictionary(struct cs_str line)
{
	struct cs_str t = line;
	size_t n = 0;

	if (!cs_eat_char(&t, ' '))
		return false;
	while (n < t.n && n < 64 && (cs_is_name(t.p[n]) || t.p[n] == '.' || t.p[n] == '-'))
		n++;
	return n > 0 && n < t.n && t.p[n] == '=';
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str text;
	struct header h;

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	text = line;
	if (eat_header(&text, &h)) {
		if (h.fragment) {
			take_fragments(st, h, cs_str_until(line, "ncfrag="), text, out);
			return;
		}
		end_parts(st, out);
		emit(st, &h, text, out);
	} else if (st->parts.n) {
		add_part(st, CS_STR("\n"), out);
		if (st->parts.n)
			add_part(st, line, out);
	} else if (!is_dictionary(line)) {
		cs_transport_pass_line(line, out);
	}
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	size_t n = cs_transport_lines(take_line, state, in, end, out);

	if (end)
		end_parts(state, out);
	return n;
}

static bool claims(struct cs_str head, bool first)
{
	int seen = 0, lines = 0;

	while (head.n && lines < 8) {
		struct cs_str line = cs_transport_next_line(&head);
		struct header h;

		lines++;
		seen += eat_header(&line, &h);
	}
	return seen >= 2 || (first && seen == lines && seen > 0);
}

const struct cs_transport cs_transport_kmsg = {"kmsg", claims, start, stop, decode, NULL};
