/* An object that is one message: journalctl's, dmesg's, Docker's, LAVA's, a collector's. Members
 * of objects inside it count, too ({"_source": {"message": …}}). */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "log/json.h"
#include "log/transport.h"

#define NESTING 8

enum field {
	F_MESSAGE, /* messages, the best first */
	F_MSG,
	F_LOG,
	F_DATA,
	F_TEXT,
	F_LINE,
	F_RAW,
	F_LINES, /* a log behind a key that nobody knows */
	F_PRIORITY,
	F_PRI,
	F_MONOTONIC,
	F_SOURCE_MONOTONIC,
	F_TIME,
	F_SEC,
	F_USEC,
	F_CALLER,
	F_TRANSPORT,
	F_IDENT,
	F_PID,
	F_HOST,
	F_REALTIME,
	F_BOOT,
	F_COUNT,
};

#define LAST_MESSAGE F_LINES

static const struct {
	const char *name;
	enum field field;
} names[] = {
	{"MESSAGE", F_MESSAGE},
	{"msg", F_MSG},
	{"log", F_LOG},
	{"data", F_DATA},
	{"message", F_TEXT},
	{"line", F_LINE},
	{"Message", F_TEXT},
	{"_raw", F_RAW},          /* Splunk */
	{"textPayload", F_RAW},   /* Google's logging */
	{"SyslogMessage", F_RAW}, /* Azure */
	{"short_message", F_RAW}, /* GELF */
	{"stringValue", F_RAW},   /* OTLP: {"body": {"stringValue": …}} */
	{"original", F_RAW},      /* ECS: {"event": {"original": …}} */
	{"event", F_RAW},         /* Splunk's collector */
	{"Output", F_RAW},        /* go test; EC2's console output */
	{"output", F_RAW},
	{"contents", F_RAW}, /* Google's serial ports */
	{"content", F_RAW},
	{"log_excerpt", F_RAW}, /* KCIDB */
	{"text", F_RAW},
	{"body", F_RAW},
	{"PRIORITY", F_PRIORITY},
	{"pri", F_PRI},
	{"priority", F_PRI},
	{"__MONOTONIC_TIMESTAMP", F_MONOTONIC},
	{"_SOURCE_MONOTONIC_TIMESTAMP", F_SOURCE_MONOTONIC},
	{"time", F_TIME},
	{"sec", F_SEC}, /* fluent-bit's kmsg */
	{"usec", F_USEC},
	{"caller", F_CALLER},
	{"_TRANSPORT", F_TRANSPORT},
	{"SYSLOG_IDENTIFIER", F_IDENT},
	{"_PID", F_PID},
	{"_HOSTNAME", F_HOST},
	{"__REALTIME_TIMESTAMP", F_REALTIME},
	{"_BOOT_ID", F_BOOT},
};

struct cs_json_record {
	struct cs_strbuf key, unknown;
	struct cs_strbuf value[F_COUNT];
	bool have[F_COUNT];
	struct cs_strbuf origin;
	char boot[40];
};

struct cs_json_record *cs_json_record_new(void)
{
	struct cs_json_record *r = cs_calloc(1, sizeof(*r));

	cs_strbuf_init(&r->key);
	cs_strbuf_init(&r->unknown);
	cs_strbuf_init(&r->origin);
	for (int i = 0; i < F_COUNT; i++)
		cs_strbuf_init(&r->value[i]);
	return r;
}

void cs_json_record_free(struct cs_json_record *r)
{
	cs_strbuf_release(&r->key);
	cs_strbuf_release(&r->unknown);
	cs_strbuf_release(&r->origin);
	for (int i = 0; i < F_COUNT; i++)
		cs_strbuf_release(&r->value[i]);
	free(r);
}

/* ---- keys ---- */

static int field_of(struct cs_str key)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is(key, names[i].name))
			return (int)names[i].field;
	return -1;
}

bool cs_json_is_message_key(struct cs_str key)
{
	int f = field_of(key);

	return f >= 0 && f <= LAST_MESSAGE;
}

bool cs_json_has_message_key(struct cs_str head)
{
	char quoted[40];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(quoted, sizeof(quoted), "\"%s\"", names[i].name);
		if (names[i].field <= LAST_MESSAGE && cs_str_has(head, quoted))
			return true;
	}
	return false;
}

/* ---- reading ---- */

static int message_of(const struct cs_json_record *r)
{
	for (int f = 0; f <= LAST_MESSAGE; f++)
		if (r->have[f])
			return f;
	return -1;
}

/* Skips a nested object or array; false: not whole. */
static bool skip_nested(struct cs_json_record *r, struct cs_str *s)
{
	int depth = 0;

	while (s->n) {
		char c = s->p[0];

		*s = cs_str_tail(*s, 1);
		if (c == '"' && !cs_json_eat_string(s, &r->unknown))
			return false;
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (depth == 0 && (c == '}' || c == ']'))
			return true;
	}
	return false;
}

/* An array behind a key of an object that has no message yet: one of records, or of lines? */
static bool is_list(const struct cs_json_record *r, struct cs_str s)
{
	static const char *const keys[] = {"logs",     "log",    "lines",   "output", "data",
					   "messages", "values", "entries", "result"};

	if (message_of(r) >= 0 || !cs_eat_char(&s, '['))
		return false;
	cs_json_skip_space(&s);
	if (s.n && s.p[0] == '{')
		return true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_str_is(cs_strbuf_str(&r->key), keys[i]) ||
		    cs_str_ends(cs_strbuf_str(&r->key), "_lines")) /* Ansible: "stdout_lines" */
			return s.n && (s.p[0] == '"' || s.p[0] == '[');
	return false;
}

static enum cs_json_found eat_members(struct cs_json_record *r, struct cs_str *s, int depth);

/* A value that is no string. F: the field, -1 unknown. */
static enum cs_json_found eat_other(struct cs_json_record *r, int f, struct cs_str *s, int depth)
{
	struct cs_str t = cs_str_tail(*s, 1);

	if (f >= 0 && s->p[0] == '[' && cs_json_eat_bytes(&t, &r->value[f])) {
		r->have[f] = true;
		*s = t;
		return CS_JSON_RECORD;
	}
	if (s->p[0] == '[' && is_list(r, *s))
		return CS_JSON_HOLDER;
	if (s->p[0] == '{' && depth < NESTING) {
		*s = cs_str_tail(*s, 1);
		return eat_members(r, s, depth + 1);
	}
	if (s->p[0] == '[' || s->p[0] == '{')
		return skip_nested(r, s) ? CS_JSON_RECORD : CS_JSON_CUT;
	cs_json_eat_bare(s, f >= 0 ? &r->value[f] : &r->unknown);
	if (f >= 0)
		r->have[f] = !cs_str_is(cs_strbuf_str(&r->value[f]), "null");
	return CS_JSON_RECORD;
}

/* A log behind a key that nobody knows. */
static void keep_lines(struct cs_json_record *r)
{
	struct cs_strbuf same = r->unknown;

	if (r->have[F_LINES] || !cs_json_is_log(cs_strbuf_str(&same)))
		return;
	r->have[F_LINES] = true;
	r->unknown = r->value[F_LINES];
	r->value[F_LINES] = same;
}

static enum cs_json_found eat_value(struct cs_json_record *r, struct cs_str *s, int depth)
{
	int f = field_of(cs_strbuf_str(&r->key));

	if (s->n == 0)
		return CS_JSON_CUT;
	if (f >= 0 && depth && r->have[f]) /* the outer one is the record's */
		f = -1;
	if (!cs_eat_char(s, '"'))
		return eat_other(r, f, s, depth);
	if (!cs_json_eat_string(s, f >= 0 ? &r->value[f] : &r->unknown))
		return CS_JSON_CUT;
	if (f >= 0)
		r->have[f] = true;
	else if (r->unknown.n)
		keep_lines(r);
	return CS_JSON_RECORD;
}

static enum cs_json_found eat_members(struct cs_json_record *r, struct cs_str *s, int depth)
{
	for (;;) {
		enum cs_json_found found;

		cs_json_skip_space(s);
		if (s->n == 0)
			return CS_JSON_CUT;
		if (cs_eat_char(s, '}'))
			return CS_JSON_RECORD;
		cs_eat_char(s, ',');
		cs_json_skip_space(s);
		if (!cs_eat_char(s, '"'))
			return s->n ? CS_JSON_HOLDER : CS_JSON_CUT;
		if (!cs_json_eat_string(s, &r->key))
			return CS_JSON_CUT;
		if (!cs_json_eat_colon(s))
			return s->n ? CS_JSON_HOLDER : CS_JSON_CUT;
		found = eat_value(r, s, depth);
		if (found != CS_JSON_RECORD)
			return found;
	}
}

enum cs_json_found cs_json_record_eat(struct cs_json_record *r, struct cs_str *s)
{
	memset(r->have, 0, sizeof(r->have));
	return eat_members(r, s, 0);
}

/* ---- what it says ---- */

static struct cs_str value(const struct cs_json_record *r, enum field f)
{
	return r->have[f] ? cs_strbuf_str(&r->value[f]) : (struct cs_str){0};
}

static bool get_number(const struct cs_json_record *r, enum field f, uint64_t *v)
{
	return r->have[f] && cs_str_to_dec(value(r, f), v);
}

static int level_of(const struct cs_json_record *r)
{
	static const char *const words[] = {"emerg", "alert",  "crit", "err",
					    "warn",  "notice", "info", "debug"};
	uint64_t v;

	if (get_number(r, F_PRIORITY, &v) || get_number(r, F_PRI, &v))
		return (int)(v & 7);
	for (int i = 0; i < 8; i++)
		if (cs_str_is(value(r, F_PRI), words[i]))
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

static bool two_parts(const struct cs_json_record *r, uint64_t *usec)
{
	uint64_t sec, frac;

	if (!get_number(r, F_SEC, &sec) || !get_number(r, F_USEC, &frac) || sec > UINT32_MAX ||
	    frac > 999999)
		return false;
	*usec = sec * 1000000 + frac;
	return true;
}

static void set_time(const struct cs_json_record *r, struct cs_message *m)
{
	m->has_time = get_number(r, F_SOURCE_MONOTONIC, &m->usec) ||
		      get_number(r, F_MONOTONIC, &m->usec) || seconds(value(r, F_TIME), &m->usec) ||
		      two_parts(r, &m->usec);
}

static const char *or_else(const struct cs_json_record *r, enum field f, const char *other)
{
	return r->have[f] && r->value[f].n ? r->value[f].p : other;
}

/* A line that a program logged, in the form of syslog. */
static void set_origin(struct cs_json_record *r, struct cs_message *m)
{
	char when[32] = "1970-01-01T00:00:00";
	uint64_t real;
	time_t t;
	struct tm tm;

	if (get_number(r, F_REALTIME, &real)) {
		t = (time_t)(real / 1000000);
		if (gmtime_r(&t, &tm))
			strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
	}
	cs_strbuf_clear(&r->origin);
	cs_strbuf_addf(&r->origin, "%s %.64s %.64s[%.16s]:", when, or_else(r, F_HOST, "host"),
		       or_else(r, F_IDENT, "unknown"), r->have[F_PID] ? r->value[F_PID].p : "0");
	m->origin = cs_strbuf_str(&r->origin);
}

static bool is_kernels(const struct cs_json_record *r)
{
	if (r->have[F_TRANSPORT])
		return cs_str_is(value(r, F_TRANSPORT), "kernel");
	return !r->have[F_IDENT] || cs_str_is(value(r, F_IDENT), "kernel");
}

static void tell_boot(struct cs_json_record *r, struct cs_strbuf *out)
{
	const char *id = r->value[F_BOOT].p;

	if (!r->have[F_BOOT] || strncmp(r->boot, id, sizeof(r->boot) - 1) == 0)
		return;
	snprintf(r->boot, sizeof(r->boot), "%s", id);
	cs_strbuf_addf(out, "-- Boot %s --\n", r->boot);
}

void cs_json_record_emit(struct cs_json_record *r, bool *any, struct cs_strbuf *out)
{
	struct cs_message m = {.level = level_of(r)};
	int f = message_of(r);

	if (f < 0)
		return;
	tell_boot(r, out);
	m.text = value(r, (enum field)f);
	if (f != F_MESSAGE && f != F_MSG && f != F_TEXT) {
		cs_json_emit_text(any, m.text, out);
		return;
	}
	cs_json_tell_log(any, m.text, out);
	set_time(r, &m);
	m.caller = value(r, F_CALLER);
	if (!is_kernels(r))
		set_origin(r, &m);
	cs_message_emit(&m, out);
}
