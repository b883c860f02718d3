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

bool cs_prefix_bracket(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	(void)r;
	if (!cs_eat_char(&t, '['))
		return false;
	if (!cs_eat_ctime(&t) && !cs_eat_iso_date(&t) && !eat_human(&t) && !eat_relative(&t) &&
	    !cs_eat_clock(&t) && !cs_eat_syslog_date(&t) && !cs_eat_delta(&t))
		return false;
	cs_eat_delta(&t);
	if (!cs_eat_char(&t, ']'))
		return false;
	cs_eat_char(&t, ' ');
	*s = t;
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

static bool eat_unix_date(struct cs_str *s) /* "1795293006.357326 " */
{
	struct cs_str t = *s;
	double at;

	if (!cs_eat_seconds(&t, &at) || at < 1e8 || !t.n || t.p[0] != ' ')
		return false;
	*s = t;
	return true;
}

/* What may follow a date. Whatever it is, the date was one. */
static void eat_after_date(struct cs_str *s, struct cs_record *r)
{
	if (eat_runtime(s) || cs_prefix_logcat(s, r) || cs_prefix_host_and_tag(s, r) ||
	    cs_prefix_5424(s, r))
		return;
	cs_eat_char(s, ' ');
}

bool cs_prefix_dated(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	if (!cs_eat_iso_date(&t) && !cs_eat_syslog_date(&t) && !cs_eat_ctime(&t) &&
	    !eat_logcat_date(&t) && !eat_unix_date(&t) && !cs_eat_clock(&t))
		return false;
	if (t.n && !memchr(" \t:|", t.p[0], 4))
		return false;
	cs_eat_char(&t, '|');
	cs_eat_char(&t, ':');
	eat_after_date(&t, r);
	*s = t;
	return true;
}
