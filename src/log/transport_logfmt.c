/* logfmt: lines of key=value, as collectors and Go's loggers write them.
 *
 *	ts=2026-11-25T10:00:00.000Z level=info host=node1 msg="[   12.345678] BUG: …"
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

#define LINES 3 /* that must be of it, where other text came before */

struct pair {
	struct cs_str key, bare; /* BARE: the value, when it has no quotes */
	bool quoted;
};

struct state {
	struct cs_strbuf value, message;
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->value);
	cs_strbuf_init(&st->message);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->value);
	cs_strbuf_release(&st->message);
	free(st);
}

static bool is_key_byte(char c)
{
	return cs_is_name(c) || memchr("@.-/", c, 4) != NULL;
}

/* One pair off the front of *S, a quoted value into VALUE. */
static bool eat_pair(struct cs_str *s, struct pair *p, struct cs_strbuf *value)
{
	struct cs_str t = *s;
	size_t n = 0;

	while (n < t.n && is_key_byte(t.p[n]))
		n++;
	p->key = cs_str_head(t, n);
	t = cs_str_tail(t, n);
	if (n == 0 || !cs_eat_char(&t, '='))
		return false;
	p->quoted = cs_eat_char(&t, '"');
	if (p->quoted && !cs_json_eat_string(&t, value))
		return false;
	if (!p->quoted && !cs_eat_word(&t, &p->bare))
		p->bare = cs_str_head(t, 0);
	if (t.n && !cs_is_blank(t.p[0]))
		return false;
	cs_eat_blank(&t);
	*s = t;
	return true;
}

static bool is_one_of(struct cs_str key, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cs_str_is(key, names[i]))
			return true;
	return false;
}

static bool is_message(struct cs_str key)
{
	static const char *const names[] = {"msg", "message", "log", "line", "text"};

	return is_one_of(key, names, sizeof(names) / sizeof(*names));
}

static bool is_date(struct cs_str key)
{
	static const char *const names[] = {"ts", "time", "t", "timestamp", "@timestamp", "date"};

	return is_one_of(key, names, sizeof(names) / sizeof(*names));
}

static bool is_level(struct cs_str key)
{
	static const char *const names[] = {"level", "lvl", "severity"};

	return is_one_of(key, names, sizeof(names) / sizeof(*names));
}

/* All pairs of the line; false: it isn't made of them, or has no message. *DATE is of the line. */
static bool read_line(struct state *st, struct cs_str line, struct cs_str *date)
{
	bool message = false, logger = false;
	struct pair p;

	*date = (struct cs_str){0};
	while (line.n) {
		struct cs_str before = line;

		if (!eat_pair(&line, &p, &st->value))
			return false;
		logger |= is_date(p.key) || is_level(p.key);
		if (is_date(p.key)) { /* dates have no escapes */
			*date = cs_str_tail(before, p.key.n + 1 + p.quoted);
			*date = p.quoted ? cs_str_until(*date, "\"") : p.bare;
		}
		if (message || !is_message(p.key))
			continue;
		message = true;
		cs_strbuf_clear(&st->message);
		cs_strbuf_add(&st->message, p.quoted ? cs_strbuf_str(&st->value) : p.bare);
	}
	return message && logger;
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str date;

	if (read_line(st, cs_str_trim(line), &date))
		cs_transport_emit_dated(date, cs_strbuf_str(&st->message), out);
	else
		cs_transport_pass_line(line, out);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_line, state, in, end, out);
}

static bool claims(struct cs_str head, bool first)
{
	size_t seen = 0, need = first ? 1 : LINES;
	struct state *st;
	struct cs_str date;

	if (head.n == 0 || !is_key_byte(head.p[0])) /* most have "[" or "<" there */
		return false;
	st = start();
	while (seen < need && head.n && memchr(head.p, '\n', head.n)) {
		struct cs_str line = cs_str_trim(cs_transport_next_line(&head));

		if (!read_line(st, line, &date))
			break;
		seen++;
	}
	stop(st);
	return seen == need;
}

const struct cs_transport cs_transport_logfmt = {"logfmt", claims, start, stop, decode, NULL};
