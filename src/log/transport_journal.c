/* The journal's own exchange forms.
 *
 * Export (systemd.io/JOURNAL_EXPORT_FORMATS): entries of "FIELD=value" lines, an empty line
 * behind each; a value that isn't printable text is "FIELD\n", its length as 64 bits
 * little-endian, the bytes, "\n".
 * Verbose (journalctl -o verbose): "Sat 2026-11-21 20:30:07.1 UTC [s=…;i=…]", then indented
 * "FIELD=value" lines, further lines of a value indented like its first. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

enum field {
	J_MESSAGE,
	J_PRIORITY,
	J_MONOTONIC,
	J_SOURCE,
	J_TRANSPORT,
	J_IDENT,
	J_PID,
	J_HOST,
	J_BOOT,
	J_COUNT
};

static const char *const names[J_COUNT] = {
	"MESSAGE",
	"PRIORITY",
	"__MONOTONIC_TIMESTAMP",
	"_SOURCE_MONOTONIC_TIMESTAMP",
	"_TRANSPORT",
	"SYSLOG_IDENTIFIER",
	"_PID",
	"_HOSTNAME",
	"_BOOT_ID",
};

struct state {
	struct cs_strbuf value[J_COUNT];
	bool have[J_COUNT];
	int last; /* field of the last line, -1 none: values may go on (verbose) */
	struct cs_strbuf origin;
	char boot[40];
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	for (int i = 0; i < J_COUNT; i++)
		cs_strbuf_init(&st->value[i]);
	cs_strbuf_init(&st->origin);
	st->last = -1;
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	for (int i = 0; i < J_COUNT; i++)
		cs_strbuf_release(&st->value[i]);
	cs_strbuf_release(&st->origin);
	free(st);
}

static void set(struct state *st, struct cs_str name, struct cs_str value)
{
	st->last = -1;
	for (int i = 0; i < J_COUNT; i++) {
		if (!cs_str_is(name, names[i]))
			continue;
		cs_strbuf_clear(&st->value[i]);
		cs_strbuf_add(&st->value[i], value);
		st->have[i] = true;
		st->last = i;
	}
}

static const char *get(const struct state *st, enum field f, const char *other)
{
	return st->have[f] && st->value[f].n ? st->value[f].p : other;
}

static bool number(const struct state *st, enum field f, uint64_t *v)
{
	return st->have[f] && cs_str_to_dec(cs_strbuf_str(&st->value[f]), v);
}

static void emit(struct state *st, struct cs_strbuf *out)
{
	struct cs_message m = {.level = -1};
	uint64_t v;

	if (st->have[J_BOOT] && strncmp(st->boot, st->value[J_BOOT].p, 32) != 0) {
		snprintf(st->boot, sizeof(st->boot), "%.32s", st->value[J_BOOT].p);
		cs_strbuf_addf(out, "-- Boot %s --\n", st->boot);
	}
	if (st->have[J_MESSAGE]) {
		m.text = cs_strbuf_str(&st->value[J_MESSAGE]);
		if (number(st, J_PRIORITY, &v))
			m.level = (int)(v & 7);
		m.has_time = number(st, J_SOURCE, &m.usec) || number(st, J_MONOTONIC, &m.usec);
		if (strcmp(get(st, J_TRANSPORT, "kernel"), "kernel") != 0) {
			cs_strbuf_clear(&st->origin);
			cs_strbuf_addf(&st->origin, "1970-01-01T00:00:00 %.64s %.64s[%.16s]:",
				       get(st, J_HOST, "host"), get(st, J_IDENT, "unknown"),
				       get(st, J_PID, "0"));
			m.origin = cs_strbuf_str(&st->origin);
		}
		cs_message_emit(&m, out);
	}
	memset(st->have, 0, sizeof(st->have));
	st->last = -1;
}

static size_t name_length(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && n < 65 &&
	       ((s.p[n] >= 'A' && s.p[n] <= 'Z') || s.p[n] == '_' || cs_is_digit(s.p[n])))
		n++;
	return n;
}

/* ---- export ---- */

/* "FIELD\n", 8 bytes of length, the value, "\n". 0: not whole yet. */
static size_t take_binary(struct state *st, struct cs_str in, size_t name)
{
	struct cs_str rest = cs_str_tail(in, name + 1);
	uint64_t length = 0;

	if (rest.n < 8)
		return 0;
	for (int i = 7; i >= 0; i--)
		length = length << 8 | (unsigned char)rest.p[i];
	if (length > CS_LIMIT_MESSAGE_BYTES)
		return name + 1 + 8; /* damaged: what follows is read as lines */
	if (rest.n < 8 + length + 1)
		return 0;
	set(st, cs_str_head(in, name), cs_str_head(cs_str_tail(rest, 8), (size_t)length));
	return name + 1 + 8 + (size_t)length + 1;
}

static size_t decode_export(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str rest = in;

	while (rest.n) {
		struct cs_str t = rest, line;
		size_t name = name_length(rest), n = 0;

		if (!end && !memchr(rest.p, '\n', rest.n))
			break;
		line = cs_transport_next_line(&t);
		if (name && name < line.n && line.p[name] == '=') {
			set(st, cs_str_head(line, name), cs_str_tail(line, name + 1));
		} else if (name && name == line.n) {
			n = take_binary(st, rest, name);
			if (n == 0 && !end)
				break;
			t = cs_str_tail(rest, n ? n : line.n + 1);
		} else if (line.n == 0) {
			emit(st, out);
		} else {
			cs_transport_pass_line(line, out);
		}
		rest = t;
	}
	if (end)
		emit(st, out);
	return in.n - rest.n;
}

static bool claims_export(struct cs_str head, bool first)
{
	int fields = 0, known = 0;

	(void)first;
	while (head.n && fields < 6) {
		struct cs_str line = cs_transport_next_line(&head);
		size_t name = name_length(line);

		if (fields > 1 && (line.n == 0 || name == line.n))
			break; /* the entry's end, or a value in bytes */
		if (!name || name == line.n || line.p[name] != '=')
			return false;
		fields++;
		known += cs_str_starts(line, "__CURSOR=") || cs_str_starts(line, "_BOOT_ID=") ||
			 cs_str_starts(line, "__REALTIME_TIMESTAMP=") ||
			 cs_str_starts(line, "MESSAGE=");
	}
	return known >= 2;
}

const struct cs_transport cs_transport_export = {"journal-export", claims_export, start, stop,
						 decode_export,    NULL};

/* ---- verbose ---- */

/* "Sat 2026-11-21 20:30:07.357326 UTC [s=ba5f…;i=1;b=…]" */
static bool is_verbose_header(struct cs_str line)
{
	return line.n > 40 && line.p[3] == ' ' && cs_is_digit(line.p[4]) && line.p[8] == '-' &&
	       cs_str_has(line, " [s=") && cs_str_has(line, ";i=");
}

static void take_verbose(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct cs_str field = line;
	size_t name;

	if (is_verbose_header(line)) {
		emit(st, out);
		return;
	}
	if (!cs_eat(&field, "    ")) {
		if (line.n)
			cs_transport_pass_line(line, out);
		return;
	}
	name = name_length(field);
	if (name && name < field.n && field.p[name] == '=') {
		set(st, cs_str_head(field, name), cs_str_tail(field, name + 1));
	} else if (st->last >= 0 && st->value[st->last].n < CS_LIMIT_MESSAGE_BYTES) {
		cs_eat_blank(&field); /* a further line of the value, indented to its column */
		cs_strbuf_add_char(&st->value[st->last], '\n');
		cs_strbuf_add(&st->value[st->last], field);
	}
}

static size_t decode_verbose(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	size_t n = cs_transport_lines(take_verbose, state, in, end, out);

	if (end)
		emit(state, out);
	return n;
}

static bool claims_verbose(struct cs_str head, bool first)
{
	struct cs_str line = cs_transport_next_line(&head);

	(void)first;
	if (cs_str_starts(line, "-- ")) /* "-- Journal begins at …", "-- Boot …" */
		line = cs_transport_next_line(&head);
	return is_verbose_header(line) && cs_str_starts(head, "    ");
}

const struct cs_transport cs_transport_verbose = {
	"journal-verbose", claims_verbose, start, stop, decode_verbose, NULL};
