/* What an object that is one message says: its time, level, and who wrote it. */
#include <stdio.h>
#include <time.h>

#include "log/json_fields.h"
#include "log/transport.h"

static struct cs_str value(const struct cs_json_record *r, enum cs_json_field f)
{
	return r->have[f] ? cs_strbuf_str(&r->value[f]) : (struct cs_str){0};
}

static bool get_number(const struct cs_json_record *r, enum cs_json_field f, uint64_t *v)
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

	cs_eat_blank(&s);
	if (!cs_eat_dec(&s, &sec) || !cs_eat_char(&s, '.') || !cs_json_eat_fraction(&s, &frac) ||
	    s.n)
		return false;
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

static const char *or_else(const struct cs_json_record *r, enum cs_json_field f, const char *other)
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

/* When it was, if not by the kernel's clock. */
static struct cs_str date_of(const struct cs_json_record *r, char buf[CS_JSON_DATE])
{
	struct cs_str date = value(r, r->have[F_DATE] ? F_DATE : F_TIME);

	return cs_json_date(date, buf);
}

void cs_json_record_emit(struct cs_json_record *r, bool *any, struct cs_strbuf *out)
{
	struct cs_message m = {.level = level_of(r)};
	int f = cs_json_message_of(r);
	char buf[CS_JSON_DATE];

	if (f < 0)
		return;
	tell_boot(r, out);
	m.text = value(r, (enum cs_json_field)f);
	if (f != F_MESSAGE && f != F_MSG && f != F_TEXT) {
		cs_json_emit_text(any, date_of(r, buf), m.text, out);
		return;
	}
	set_time(r, &m);
	m.caller = value(r, F_CALLER);
	if (!is_kernels(r))
		set_origin(r, &m);
	if (m.level < 0 && !m.has_time && !m.caller.n && !m.origin.n) {
		cs_json_emit_text(any, date_of(r, buf), m.text, out);
		return;
	}
	cs_json_tell_log(any, m.text, out);
	cs_message_emit(&m, out);
}
