/* Dates in front of a message, in brackets or bare, and what may follow them. */
#include "log/prefix.h"

/* ---- brackets of others: "[Tue Nov 24 08:54:55 2026]", "[2026-11-24T08:54:55.1Z]",
 * "[Nov24 08:54]", "[  +0.003217]", "[<    0.003217>]", "[08:54:55.123]" ---- */

static bool eat_relative(struct cs_str *s)
{
	struct cs_str t = *s;
	double d;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '+') || !cs_eat_seconds(&t, &d))
		return false;
	*s = t;
	return true;
}

static bool eat_human(struct cs_str *s) /* "Nov24 08:54" */
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_month(&t))
		return false;
	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, &v) || v > 31 || !cs_eat_char(&t, ' ') || !cs_eat_dec(&t, &v) ||
	    !cs_eat_char(&t, ':') || !cs_eat_dec(&t, &v))
		return false;
	*s = t;
	return true;
}

/* grabserial: seconds since its start, and since the line before: "12.345678 0.001234" */
static bool eat_two_times(struct cs_str *s)
{
	struct cs_str t = *s;
	double at;

	if (!cs_eat_seconds(&t, &at) || !cs_eat_char(&t, ' '))
		return false;
	cs_eat_blank(&t);
	if (!cs_eat_seconds(&t, &at))
		return false;
	*s = t;
	return true;
}

/* "[May 07 23:40:24] kern kernel: "; a program's tag there may be the kernel's own words about it
 */
static void eat_kernel_tag(struct cs_str *s)
{
	struct cs_record tag = {0};
	struct cs_str t = *s;

	if (cs_prefix_host_and_tag(&t, &tag) && !tag.program)
		*s = t;
}

bool cs_prefix_bracket(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	char close = ']';

	(void)r;
	if (cs_eat_char(&t, '('))
		close = ')';
	else if (!cs_eat_char(&t, '['))
		return false;
	if (!cs_eat_ctime(&t) && !cs_eat_iso_date(&t) && !cs_eat_syslog_date(&t) &&
	    !eat_human(&t) && !eat_relative(&t) && !cs_eat_clock(&t) && !cs_eat_delta(&t) &&
	    !eat_two_times(&t) && !cs_eat_other_date(&t))
		return false;
	cs_eat_delta(&t);
	if (!cs_eat_char(&t, close))
		return false;
	*s = t;
	if (cs_eat_char(s, ' ') && !cs_prefix_logger(s, r))
		eat_kernel_tag(s);
	return true;
}

/* Container runtimes (CRI): "stdout F ", "stderr P "; GitLab: "00O ", "01E+". */
static bool eat_runtime(struct cs_str *s)
{
	struct cs_str t = *s;

	cs_eat_blank(&t);
	if (cs_eat(&t, "stdout ") || cs_eat(&t, "stderr ")) {
		if (t.n < 2 || t.p[1] != ' ')
			return false;
		*s = cs_str_tail(t, 2);
		return true;
	}
	if (t.n < 4 || !cs_is_hex(t.p[0]) || !cs_is_hex(t.p[1]) ||
	    (t.p[2] != 'O' && t.p[2] != 'E') || (t.p[3] != ' ' && t.p[3] != '+'))
		return false;
	*s = cs_str_tail(t, 4);
	return true;
}

static bool eat_logcat_date(struct cs_str *s) /* "11-21 20:29:56.745" */
{
	struct cs_str t = *s;
	uint64_t v;

	if (t.n < 18 || t.p[2] != '-' || t.p[5] != ' ' || !cs_eat_dec(&t, &v) || v > 12)
		return false;
	t = cs_str_tail(*s, 6);
	if (!cs_eat_clock(&t))
		return false;
	*s = t;
	return true;
}

/* A relay's host, and the date that the sender wrote: " 192.168.1.7 Nov 24 08:54:55". OpenWrt's
 * "logread -t": " [1795293006.357] kern.warn kernel: " */
static bool eat_second_date(struct cs_str *s)
{
	struct cs_str t = *s, word;

	if (!cs_eat_char(&t, ' '))
		return false;
	if (cs_eat_char(&t, '[') && cs_eat_other_date(&t) && cs_eat_char(&t, ']')) {
		*s = t;
		return true;
	}
	t = cs_str_tail(*s, 1);
	if (!cs_eat_word(&t, &word) || !cs_eat_char(&t, ' '))
		return false;
	if (!cs_eat_syslog_date(&t) && !cs_eat_iso_date(&t))
		return false;
	*s = t;
	return true;
}

/* What may follow a date. Whatever it is, the date was one. */
static void eat_after_date(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	if (cs_eat_char(&t, ' ') && cs_prefix_logger(&t, r)) {
		*s = t;
		return;
	}
	eat_second_date(s);
	if (eat_runtime(s) || cs_prefix_logcat(s, r) || cs_prefix_host_and_tag(s, r) ||
	    cs_prefix_5424(s, r))
		return;
	cs_eat_char(s, ' ');
}

bool cs_prefix_dated(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	if (cs_eat_clock(&t) && cs_eat(&t, "  ")) { /* Jenkins' timestamper */
		*s = t;
		return true;
	}
	t = *s;
	if (!cs_eat_iso_date(&t) && !cs_eat_syslog_date(&t) && !cs_eat_ctime(&t) &&
	    !eat_logcat_date(&t) && !cs_eat_clock(&t) && !cs_eat_other_date(&t))
		return false;
	if (t.n && !memchr(" \t:|", t.p[0], 4))
		return false;
	cs_eat_char(&t, '|');
	cs_eat_char(&t, ':');
	eat_after_date(&t, r);
	*s = t;
	return true;
}
