/* JSON in any wrapping that holds a message an object: journalctl -o json, json-pretty, json-sse,
 * json-seq; dmesg --json; Docker's json-file; LAVA's output.yaml ("- {"dt": …, "msg": …}");
 * collectors' lines with "message", "log", "data". Objects are found at any depth; what stands
 * between them is punctuation and dropped, or a line of its own and passed on. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

#define DOCKER_PIECE 16384u

enum field {
	F_MESSAGE,
	F_MSG,
	F_LOG,
	F_DATA,
	F_TEXT,
	F_LINE,
	F_PRIORITY,
	F_PRI,
	F_LEVEL,
	F_MONOTONIC,
	F_SOURCE_MONOTONIC,
	F_TIME,
	F_CALLER,
	F_TRANSPORT,
	F_IDENT,
	F_PID,
	F_HOST,
	F_REALTIME,
	F_BOOT,
	F_COUNT,
};

static const char *const names[F_COUNT] = {
	[F_MESSAGE] = "MESSAGE",
	[F_MSG] = "msg",
	[F_LOG] = "log",
	[F_DATA] = "data",
	[F_TEXT] = "message",
	[F_LINE] = "line",
	[F_PRIORITY] = "PRIORITY",
	[F_PRI] = "pri",
	[F_LEVEL] = "level",
	[F_MONOTONIC] = "__MONOTONIC_TIMESTAMP",
	[F_SOURCE_MONOTONIC] = "_SOURCE_MONOTONIC_TIMESTAMP",
	[F_TIME] = "time",
	[F_CALLER] = "caller",
	[F_TRANSPORT] = "_TRANSPORT",
	[F_IDENT] = "SYSLOG_IDENTIFIER",
	[F_PID] = "_PID",
	[F_HOST] = "_HOSTNAME",
	[F_REALTIME] = "__REALTIME_TIMESTAMP",
	[F_BOOT] = "_BOOT_ID",
};

struct state {
	struct cs_strbuf key;
	struct cs_strbuf value[F_COUNT];
	bool have[F_COUNT];
	struct cs_strbuf origin;
	char boot[40];
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->key);
	cs_strbuf_init(&st->origin);
	for (int i = 0; i < F_COUNT; i++)
		cs_strbuf_init(&st->value[i]);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->key);
	cs_strbuf_release(&st->origin);
	for (int i = 0; i < F_COUNT; i++)
		cs_strbuf_release(&st->value[i]);
	free(st);
}

/* ---- values ---- */

static void add_utf8(struct cs_strbuf *out, unsigned c)
{
	if (c < 0x80) {
		cs_strbuf_add_char(out, (char)c);
	} else if (c < 0x800) {
		cs_strbuf_add_char(out, (char)(0xc0 | c >> 6));
		cs_strbuf_add_char(out, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		cs_strbuf_add_char(out, (char)(0xe0 | c >> 12));
		cs_strbuf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
		cs_strbuf_add_char(out, (char)(0x80 | (c & 63)));
	} else {
		cs_strbuf_add_char(out, (char)(0xf0 | c >> 18));
		cs_strbuf_add_char(out, (char)(0x80 | (c >> 12 & 63)));
		cs_strbuf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
		cs_strbuf_add_char(out, (char)(0x80 | (c & 63)));
	}
}

static bool eat_unicode(struct cs_str *s, unsigned *c)
{
	struct cs_str digits = cs_str_head(*s, 4);
	uint64_t v;

	if (digits.n < 4 || !cs_str_to_hex(digits, &v))
		return false;
	*s = cs_str_tail(*s, 4);
	*c = (unsigned)v;
	return true;
}

static void eat_escape(struct cs_str *s, struct cs_strbuf *out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	char c = s->n ? s->p[0] : '\\';
	const char *at = memchr(from, c, sizeof(from) - 1);
	unsigned u, low;

	*s = cs_str_tail(*s, 1);
	if (c != 'u' || !eat_unicode(s, &u)) {
		cs_strbuf_add_char(out, at ? to[at - from] : c);
		return;
	}
	if (u >= 0xd800 && u < 0xdc00 && cs_str_starts(*s, "\\u")) {
		struct cs_str t = cs_str_tail(*s, 2);

		if (eat_unicode(&t, &low) && low >= 0xdc00 && low < 0xe000) {
			u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
			*s = t;
		}
	}
	add_utf8(out, u);
}

/* A string without its first quote; false: it doesn't end here. */
static bool eat_string(struct cs_str *s, struct cs_strbuf *out)
{
	cs_strbuf_clear(out);
	while (s->n) {
		size_t n = 0;

		while (n < s->n && s->p[n] != '"' && s->p[n] != '\\')
			n++;
		cs_strbuf_add(out, cs_str_head(*s, n));
		*s = cs_str_tail(*s, n);
		if (s->n < 2)
			return cs_eat_char(s, '"');
		if (cs_eat_char(s, '"'))
			return true;
		*s = cs_str_tail(*s, 1);
		eat_escape(s, out);
	}
	return false;
}

static void skip_space(struct cs_str *s)
{
	while (s->n && (cs_is_blank(s->p[0]) || s->p[0] == '\n' || s->p[0] == '\r'))
		*s = cs_str_tail(*s, 1);
}

/* "[66,85,71]": bytes that are no UTF-8 (journald, since 187). */
static bool eat_bytes(struct cs_str *s, struct cs_strbuf *out)
{
	struct cs_str t = *s;
	uint64_t v;

	cs_strbuf_clear(out);
	for (;;) {
		skip_space(&t);
		if (!cs_eat_dec(&t, &v) || v > 255)
			break;
		cs_strbuf_add_char(out, (char)v);
		skip_space(&t);
		if (!cs_eat_char(&t, ','))
			break;
	}
	if (!cs_eat_char(&t, ']'))
		return false;
	*s = t;
	return true;
}

static void eat_bare(struct cs_str *s, struct cs_strbuf *out)
{
	size_t n = 0;

	while (n < s->n && !memchr(",}] \t\r\n", s->p[n], 7))
		n++;
	cs_strbuf_clear(out);
	cs_strbuf_add(out, cs_str_head(*s, n));
	*s = cs_str_tail(*s, n);
}

/* ---- objects ---- */

static int field_of(struct cs_str key)
{
	for (int i = 0; i < F_COUNT; i++)
		if (cs_str_is(key, names[i]))
			return i;
	return -1;
}

static bool get_number(const struct state *st, enum field f, uint64_t *v)
{
	return st->have[f] && cs_str_to_dec(cs_strbuf_str(&st->value[f]), v);
}

static int level_of(const struct state *st)
{
	static const char *const words[] = {"emerg", "alert",  "crit", "err",
					    "warn",  "notice", "info", "debug"};
	uint64_t v;

	if (get_number(st, F_PRIORITY, &v) || get_number(st, F_PRI, &v))
		return (int)(v & 7);
	for (int i = 0; st->have[F_PRI] && i < 8; i++)
		if (cs_str_is(cs_strbuf_str(&st->value[F_PRI]), words[i]))
			return i;
	return -1;
}

/* "58.213149" */
static bool seconds(struct cs_str s, uint64_t *usec)
{
	uint64_t sec, frac;
	size_t n;

	cs_eat_blank(&s);
	if (!cs_eat_dec(&s, &sec) || !cs_eat_char(&s, '.'))
		return false;
	n = s.n;
	if (n == 0 || n > 6 || !cs_str_to_dec(s, &frac))
		return false;
	for (; n < 6; n++)
		frac *= 10;
	*usec = sec * 1000000 + frac;
	return sec < UINT32_MAX;
}

static void set_time(const struct state *st, struct cs_message *m)
{
	m->has_time = get_number(st, F_SOURCE_MONOTONIC, &m->usec) ||
		      get_number(st, F_MONOTONIC, &m->usec) ||
		      (st->have[F_TIME] && seconds(cs_strbuf_str(&st->value[F_TIME]), &m->usec));
}

/* A line that a program logged, in the form of syslog. */
static void set_origin(struct state *st, struct cs_message *m)
{
	char when[32] = "1970-01-01T00:00:00";
	uint64_t real;
	time_t t;
	struct tm tm;

	if (get_number(st, F_REALTIME, &real)) {
		t = (time_t)(real / 1000000);
		if (gmtime_r(&t, &tm))
			strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
	}
	cs_strbuf_clear(&st->origin);
	cs_strbuf_addf(&st->origin, "%s %.64s %.64s[%.16s]:", when,
		       st->have[F_HOST] && st->value[F_HOST].n ? st->value[F_HOST].p : "host",
		       st->have[F_IDENT] && st->value[F_IDENT].n ? st->value[F_IDENT].p : "unknown",
		       st->have[F_PID] ? st->value[F_PID].p : "0");
	m->origin = cs_strbuf_str(&st->origin);
}

static bool is_kernels(const struct state *st)
{
	if (st->have[F_TRANSPORT])
		return cs_str_is(cs_strbuf_str(&st->value[F_TRANSPORT]), "kernel");
	return !st->have[F_IDENT] || cs_str_is(cs_strbuf_str(&st->value[F_IDENT]), "kernel");
}

static void tell_boot(struct state *st, struct cs_strbuf *out)
{
	const char *id = st->value[F_BOOT].p;

	if (!st->have[F_BOOT] || strncmp(st->boot, id, sizeof(st->boot) - 1) == 0)
		return;
	snprintf(st->boot, sizeof(st->boot), "%s", id);
	cs_strbuf_addf(out, "-- Boot %s --\n", st->boot);
}

/* A line of another transport. Docker cuts lines into pieces of this size. */
static void emit_wrapped(struct cs_str text, struct cs_strbuf *out)
{
	bool piece = text.n >= DOCKER_PIECE && text.p[text.n - 1] != '\n';

	while (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	cs_strbuf_add(out, text);
	if (!piece)
		cs_strbuf_add_char(out, '\n');
}

static void emit(struct state *st, struct cs_strbuf *out)
{
	struct cs_message m = {.level = level_of(st)};
	int f = F_MESSAGE;

	while (f <= F_LINE && !st->have[f])
		f++;
	if (f > F_LINE)
		return;
	tell_boot(st, out);
	m.text = cs_strbuf_str(&st->value[f]);
	if (f == F_LOG || f == F_DATA || f == F_LINE) {
		emit_wrapped(m.text, out);
		return;
	}
	set_time(st, &m);
	if (st->have[F_CALLER])
		m.caller = cs_strbuf_str(&st->value[F_CALLER]);
	if (!is_kernels(st))
		set_origin(st, &m);
	cs_message_emit(&m, out);
}

/* Skips a nested object or array that belongs to a key we don't know; false: not whole. */
static bool skip_nested(struct state *st, struct cs_str *s)
{
	int depth = 0;

	while (s->n) {
		char c = s->p[0];

		*s = cs_str_tail(*s, 1);
		if (c == '"' && !eat_string(s, &st->key))
			return false;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (depth == 0 && (c == '}' || c == ']'))
			return true;
	}
	return false;
}

static bool eat_value(struct state *st, int f, struct cs_str *s)
{
	struct cs_strbuf *to = f >= 0 ? &st->value[f] : &st->key;

	if (s->n == 0)
		return false;
	if (cs_eat_char(s, '"'))
		return eat_string(s, to);
	if (f >= 0 && s->p[0] == '[') {
		struct cs_str t = cs_str_tail(*s, 1);

		if (eat_bytes(&t, to)) {
			*s = t;
			return true;
		}
	}
	if (s->p[0] == '[' || s->p[0] == '{')
		return skip_nested(st, s);
	eat_bare(s, to);
	return true;
}

/* The members of an object, behind its brace. >0: read to its end; 0: not whole; <0: no object
 * of messages, but perhaps one that holds such ("{"dmesg": [ …"). */
static int eat_object(struct state *st, struct cs_str *s)
{
	memset(st->have, 0, sizeof(st->have));
	for (;;) {
		int f;

		skip_space(s);
		if (s->n == 0)
			return 0;
		if (cs_eat_char(s, '}'))
			return 1;
		cs_eat_char(s, ',');
		skip_space(s);
		if (!cs_eat_char(s, '"'))
			return s->n ? -1 : 0;
		if (!eat_string(s, &st->key))
			return 0;
		f = field_of(cs_strbuf_str(&st->key));
		skip_space(s);
		if (!cs_eat_char(s, ':'))
			return s->n ? -1 : 0;
		skip_space(s);
		if (f < 0 && s->n && (s->p[0] == '[' || s->p[0] == '{') &&
		    cs_str_is(cs_strbuf_str(&st->key), "dmesg"))
			return -1;
		if (!eat_value(st, f, s))
			return 0;
		if (f >= 0)
			st->have[f] = !cs_str_is(cs_strbuf_str(&st->value[f]), "null");
	}
}

/* ---- the stream ---- */

/* How much of LINE stands before its object, when an object begins in it: "- ", "data: ",
 * "[", "},"; SIZE_MAX when it is something else. */
static size_t before_object(struct cs_str line)
{
	size_t n = cs_str_starts(line, "data: ") ? 6 : 0;

	while (n < line.n && memchr(" \t[],}-\x1e", line.p[n], 8))
		n++;
	return n < line.n && line.p[n] == '{' ? n : SIZE_MAX;
}

static bool is_punctuation(struct cs_str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!memchr(" \t\r[]{},\x1e", line.p[i], 9))
			return false;
	return line.n > 0;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	while (rest.n) {
		struct cs_str t = rest, line = cs_transport_next_line(&t);
		size_t at = before_object(line);
		int rc = -1;

		if (t.n == 0 && !end && !memchr(rest.p, '\n', rest.n))
			break;
		if (at != SIZE_MAX) {
			struct cs_str object = cs_str_tail(rest, at + 1);

			rc = eat_object(st, &object);
			if (rc == 0 && !end && rest.n < CS_LIMIT_MESSAGE_BYTES)
				break;
			if (rc > 0) {
				emit(st, out);
				rest = object;
				if (rest.n && (rest.p[0] == '\n' || rest.p[0] == '\r'))
					cs_transport_next_line(&rest);
				continue;
			}
		}
		if (!is_punctuation(line) && line.n)
			cs_transport_pass_line(line, out);
		rest = t;
	}
	return in.n - rest.n;
}

/* ---- is it? ---- */

static bool has_message_key(struct cs_str s)
{
	static const char *const keys[] = {"\"MESSAGE\"", "\"msg\"",     "\"log\"",
					   "\"data\"",    "\"message\"", "\"line\""};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_str_has(s, keys[i]))
			return true;
	return false;
}

static bool claims(struct cs_str head, bool first)
{
	struct cs_str rest = head;
	int seen = 0, need = first ? 1 : 3;

	while (rest.n && seen < need) {
		struct cs_str line = cs_transport_next_line(&rest);

		if (is_punctuation(line) || line.n == 0)
			continue;
		if (before_object(line) == SIZE_MAX &&
		    !(seen == 0 && first && cs_str_starts(cs_str_trim(line), "\"")))
			return false;
		seen++;
	}
	return seen >= need && has_message_key(head);
}

const struct cs_transport cs_transport_json = {"json", claims, start, stop, decode};
