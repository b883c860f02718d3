/* Strings of JSON that hold a log, or a line of one. */
#include <stdio.h>
#include <time.h>

#include "log/json.h"
#include "log/record.h"
#include "log/transport.h"

#define DOCKER_PIECE 16384u

bool cs_json_is_log(struct cs_str text)
{
	struct cs_record r;
	bool is = false;

	if (text.n == 0 || !memchr(text.p, '\n', text.n))
		return false;
	while (text.n && !is) {
		cs_record_split(&r, cs_transport_next_line(&text));
		is = r.has_time;
	}
	return is;
}

/* Whether a machine starts here: the first stamp is of its first second, or what boot loaders and
 * kernels begin with comes before any stamp. */
static bool begins_boot(struct cs_str text)
{
	static const char *const beginnings[] = {"Linux version ", "Booting Linux on physical CPU",
						 "U-Boot ", "Booting the kernel."};
	struct cs_record r;

	while (text.n) {
		cs_record_split(&r, cs_transport_next_line(&text));
		if (r.has_time)
			return r.time < 1.0;
		for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
			if (cs_str_starts(r.text, beginnings[i]))
				return true;
	}
	return false;
}

void cs_json_tell_log(bool *any, struct cs_str text, struct cs_strbuf *out)
{
	if (text.n == 0 || !memchr(text.p, '\n', text.n))
		return;
	if (*any && begins_boot(text))
		cs_strbuf_add_c(out, "-- Next log --\n");
	*any = true;
}

struct cs_str cs_json_date(struct cs_str date, char buf[CS_JSON_DATE])
{
	struct cs_str digits = date;
	uint64_t n = 0, usec = 0;
	time_t t;
	struct tm tm;
	size_t at;

	if (!cs_eat_dec(&digits, &n) || n < 1000000000)
		return date;
	if (cs_eat_char(&digits, '.') && !cs_json_eat_fraction(&digits, &usec))
		return date;
	if (digits.n)
		return date;
	for (; n > 9999999999; n /= 1000)
		usec = n % 1000 * 1000 + usec / 1000;
	t = (time_t)n;
	if (!gmtime_r(&t, &tm))
		return date;
	at = strftime(buf, CS_JSON_DATE, "%Y-%m-%dT%H:%M:%S", &tm);
	at += (size_t)snprintf(buf + at, CS_JSON_DATE - at, ".%06uZ", (unsigned)usec);
	return (struct cs_str){buf, at};
}

void cs_json_emit_text(bool *any, struct cs_str date, struct cs_str text, struct cs_strbuf *out)
{
	/* Docker cuts lines into pieces of this size */
	bool piece = text.n >= DOCKER_PIECE && text.n <= DOCKER_PIECE + 4 &&
		     text.p[text.n - 1] != '\n';

	cs_json_tell_log(any, text, out);
	while (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	if (date.n && !piece && text.n && !memchr(text.p, '\n', text.n)) {
		cs_transport_emit_dated(date, text, out);
		return;
	}
	cs_strbuf_add(out, text);
	if (!piece)
		cs_strbuf_add_char(out, '\n');
}
