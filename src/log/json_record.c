/* An object that is one message: journalctl's, dmesg's, Docker's, LAVA's, a collector's. Members
 * of objects inside it count, too ({"_source": {"message": …}}). */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "log/json_fields.h"

#define NESTING 8

static const struct {
	const char *name;
	enum cs_json_field field;
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
	{"@timestamp", F_DATE},
	{"timestamp", F_DATE},
	{"_time", F_DATE},
	{"TimeGenerated", F_DATE},
	{"date", F_DATE}, /* fluent-bit */
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

int cs_json_message_of(const struct cs_json_record *r)
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

	if (cs_json_message_of(r) >= 0 || !cs_eat_char(&s, '['))
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
