/* Tables with a header and a column of messages, as log searches export them: CSV (RFC 4180: quoted
 * fields, in which a quote is doubled and lines may end) with commas or semicolons, and TSV.
 *
 *	"@timestamp","host.name","message"
 *	"2026-11-25T10:00:00.000Z","node1","[   12.345678] BUG: …"
 */
#include <stdlib.h>

#include "base/mem.h"
#include "log/transport.h"

#define COLUMNS 64
#define NAME_BYTES 48 /* of a column's name */

struct layout {
	char separator;
	size_t columns;
	size_t message, time; /* their columns; COLUMNS: none */
};

struct state {
	struct layout layout; /* COLUMNS 0: the header is still to come */
	struct cs_strbuf field, message, time;
};

/* ---- fields ---- */

struct cut {
	char separator;
	bool last; /* field of the row: separators in it are its own */
	bool end;  /* of the table: what isn't ended ends there */
};

/* The rest of a quoted field, behind its first quote; false: it doesn't end here. */
static bool eat_quoted(struct cs_str *s, struct cs_strbuf *field)
{
	for (;;) {
		const char *quote = s->n ? memchr(s->p, '"', s->n) : NULL;
		size_t n = quote ? (size_t)(quote - s->p) : s->n;

		cs_strbuf_add(field, cs_str_head(*s, n));
		*s = cs_str_tail(*s, n + 1);
		if (!quote)
			return false;
		if (!cs_eat_char(s, '"'))
			return true;
		cs_strbuf_add_char(field, '"');
	}
}

static bool is_end(struct cs_str s)
{
	return s.n == 0 || s.p[0] == '\n' || cs_str_starts(s, "\r\n");
}

/* What exports of tab-separated values write for a tab and a line end. */
static void add_unescaped(struct cs_str s, struct cs_strbuf *field)
{
	while (s.n) {
		if (cs_eat(&s, "\\t")) {
			cs_strbuf_add_char(field, '\t');
		} else if (cs_eat(&s, "\\n")) {
			cs_strbuf_add_char(field, '\n');
		} else {
			cs_strbuf_add_char(field, s.p[0]);
			s = cs_str_tail(s, 1);
		}
	}
}

/* Up to the separator, or in the LAST field to the end of the line. */
static void eat_bare(struct cs_str *s, char separator, bool last, struct cs_strbuf *field)
{
	size_t n = 0;

	while (!is_end(cs_str_tail(*s, n)) && (last || s->p[n] != separator))
		n++;
	if (separator == '\t')
		add_unescaped(cs_str_head(*s, n), field);
	else
		cs_strbuf_add(field, cs_str_head(*s, n));
	*s = cs_str_tail(*s, n);
}

/* One field and the separator behind it; false: it doesn't end here, and S is not all (END).
 * *MORE: another follows. */
static bool eat_field(struct cs_str *s, const struct cut *cut, struct cs_strbuf *field, bool *more)
{
	char separator = cut->separator;

	cs_strbuf_clear(field);
	if (cs_eat_char(s, '"')) {
		if (!eat_quoted(s, field) && !cut->end)
			return false;
		while (!is_end(*s) && s->p[0] != separator)
			*s = cs_str_tail(*s, 1);
	} else {
		eat_bare(s, separator, cut->last, field);
	}
	*more = cs_eat_char(s, separator);
	return *more || s->n > 0 || cut->end;
}

static void eat_line_end(struct cs_str *s)
{
	cs_eat_char(s, '\r');
	cs_eat_char(s, '\n');
}

/* ---- the header ---- */

static bool is_name_of_message(struct cs_str name)
{
	static const char *const names[] = {
		"message",      "@message", "msg",         "_raw",          "log",
		"line",         "text",     "textpayload", "syslogmessage", "body",
		"content",      "contents", "logmessage",  "log_message",   "event.original",
		"short_message"};
	char low[NAME_BYTES];

	if (name.n >= sizeof(low))
		return false;
	for (size_t i = 0; i < name.n; i++)
		low[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] | 32 : name.p[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is((struct cs_str){low, name.n}, names[i]))
			return true;
	return false;
}

static bool is_name_of_time(struct cs_str name)
{
	static const char *const words[] = {"time", "Time", "TIME", "date", "Date"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_has(name, words[i]))
			return true;
	return false;
}

static bool is_name(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!cs_is_name(s.p[i]) && (unsigned char)s.p[i] < 0x80 &&
		    !memchr("@. []()/-", s.p[i], 9))
			return false;
	return s.n > 0 && s.n < NAME_BYTES;
}

/* Whether S begins with a header whose fields are separated so. */
static bool eat_header_with(struct cs_str *s, char separator, struct layout *l)
{
	bool quoted = s->n && s->p[0] == '"', more = true, ok = true;
	struct cs_str t = *s;
	struct cs_strbuf field;

	*l = (struct layout){.separator = separator, .message = COLUMNS, .time = COLUMNS};
	cs_strbuf_init(&field);
	for (; more && ok && l->columns < COLUMNS; l->columns++) {
		ok = eat_field(&t, &(struct cut){.separator = separator}, &field, &more) &&
		     is_name(cs_strbuf_str(&field));
		if (l->message == COLUMNS && is_name_of_message(cs_strbuf_str(&field)))
			l->message = l->columns;
		if (l->time == COLUMNS && is_name_of_time(cs_strbuf_str(&field)))
			l->time = l->columns;
	}
	cs_strbuf_release(&field);
	if (!ok || more || l->message == COLUMNS || (l->columns < 2 && !quoted)) {
		l->columns = 0;
		return false;
	}
	eat_line_end(&t);
	*s = t;
	return true;
}

static bool eat_header(struct cs_str *s, struct layout *l)
{
	cs_eat(s, "\xef\xbb\xbf");
	return eat_header_with(s, ',', l) || eat_header_with(s, ';', l) ||
	       eat_header_with(s, '\t', l);
}

/* ---- rows ---- */

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->field);
	cs_strbuf_init(&st->message);
	cs_strbuf_init(&st->time);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->field);
	cs_strbuf_release(&st->message);
	cs_strbuf_release(&st->time);
	free(st);
}

/* The fields of a row, up to its line end; how many, or 0: it doesn't end here. */
static size_t eat_row(struct state *st, struct cs_str *s, bool end)
{
	const struct layout *l = &st->layout;
	struct cut cut = {.separator = l->separator, .end = end};
	bool more = true;
	size_t n = 0;

	for (; more; n++) {
		cut.last = n + 1 == l->columns;
		if (!eat_field(s, &cut, &st->field, &more))
			return 0;
		if (n != l->message && n != l->time)
			continue;
		cs_strbuf_clear(n == l->message ? &st->message : &st->time);
		cs_strbuf_add(n == l->message ? &st->message : &st->time,
			      cs_strbuf_str(&st->field));
	}
	eat_line_end(s);
	return n;
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	if (st->layout.columns == 0 && !eat_header(&rest, &st->layout))
		return 0;
	while (rest.n) {
		struct cs_str row = rest;
		size_t n = eat_row(st, &row, end);

		if (n == 0)
			break;
		if (n > st->layout.message)
			cs_transport_emit_dated(st->layout.time < n ? cs_strbuf_str(&st->time)
								    : CS_STR(""),
						cs_strbuf_str(&st->message), out);
		else if (row.p > rest.p) /* no row of the table */
			cs_strbuf_add(out, cs_str_head(rest, rest.n - row.n));
		rest = row;
	}
	return in.n - rest.n;
}

/* A header, and a row that has as many fields. */
static bool claims(struct cs_str head, bool first)
{
	struct layout l;
	struct cs_strbuf field;
	struct cut cut = {0};
	bool more = true;
	size_t n = 0;

	if (!first || !eat_header(&head, &l) || head.n == 0)
		return false;
	cs_strbuf_init(&field);
	cut.separator = l.separator;
	for (; more && n < l.columns; n++) {
		cut.last = n + 1 == l.columns;
		if (!eat_field(&head, &cut, &field, &more))
			break;
	}
	cs_strbuf_release(&field);
	return n == l.columns || head.n == 0;
}

const struct cs_transport cs_transport_table = {"table", claims, start, stop, decode, NULL};
