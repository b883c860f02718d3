/* Dates that neither syslog nor ISO write: of consoles' recorders, web servers, daemontools. */
#include "log/prefix.h"

static bool eat_digits(struct cs_str *s, size_t n)
{
	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!cs_is_digit(s->p[i]))
			return false;
	*s = cs_str_tail(*s, n);
	return true;
}

/* "08:54:55", "8:54:55 AM" */
static bool eat_clock_of_day(struct cs_str *s)
{
	struct cs_str t = *s;
	size_t digits = 0;

	while (digits < t.n && cs_is_digit(t.p[digits]))
		digits++;
	if (digits == 1 && (!eat_digits(&t, 1) || !cs_eat_char(&t, ':') || !eat_digits(&t, 2) ||
			    !cs_eat_char(&t, ':') || !eat_digits(&t, 2)))
		return false;
	if (digits != 1 && !cs_eat_clock(&t))
		return false;
	if (!cs_eat(&t, " AM"))
		cs_eat(&t, " PM");
	*s = t;
	return true;
}

static bool eat_one_or_two(struct cs_str *s)
{
	return eat_digits(s, 2) || eat_digits(s, 1);
}

/* "11/24/2026 08:54:55", "11/24/26 08:54:55", "24.11.2026 08:54:55", "11/4/2026, 8:54:55 AM" */
static bool eat_day_first(struct cs_str *s)
{
	struct cs_str t = *s;
	char mark;

	if (!eat_one_or_two(&t) || t.n == 0 || (t.p[0] != '/' && t.p[0] != '.'))
		return false;
	mark = t.p[0];
	t = cs_str_tail(t, 1);
	if (!eat_one_or_two(&t) || !cs_eat_char(&t, mark) ||
	    (!eat_digits(&t, 4) && !eat_digits(&t, 2)))
		return false;
	cs_eat_char(&t, ',');
	if (!cs_eat_char(&t, ' ') || !eat_clock_of_day(&t))
		return false;
	*s = t;
	return true;
}

/* "Nov 24, 2026 @ 08:54:55.123" (Kibana), "Nov 24, 2026, 8:54:55 AM" */
static bool eat_written(struct cs_str *s)
{
	struct cs_str t = *s;

	if (!cs_eat_month(&t) || !cs_eat_char(&t, ' ') || !eat_one_or_two(&t) ||
	    !cs_eat(&t, ", ") || !eat_digits(&t, 4))
		return false;
	if (!cs_eat(&t, " @ ") && !cs_eat(&t, ", ") && !cs_eat_char(&t, ' '))
		return false;
	if (!eat_clock_of_day(&t))
		return false;
	*s = t;
	return true;
}

/* "24/Nov/2026:08:54:55 +0000" */
static bool eat_common_log(struct cs_str *s)
{
	struct cs_str t = *s, zone;

	if (!eat_digits(&t, 2) || !cs_eat_char(&t, '/') || !cs_eat_month(&t) ||
	    !cs_eat_char(&t, '/') || !eat_digits(&t, 4) || !cs_eat_char(&t, ':') ||
	    !cs_eat_clock(&t))
		return false;
	zone = t;
	if ((cs_eat(&zone, " +") || cs_eat(&zone, " -")) && eat_digits(&zone, 4))
		t = zone;
	*s = t;
	return true;
}

/* "20261124T085455.123Z", "20261124-08:54:55", "20261124 08:54:55.123" */
static bool eat_compact(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!eat_digits(&t, 8) || t.n == 0 || !memchr("T- _", t.p[0], 4))
		return false;
	t = cs_str_tail(t, 1);
	if (!cs_eat_clock(&t)) {
		if (!eat_digits(&t, 6))
			return false;
		if (cs_eat_char(&t, '.') && !cs_eat_dec(&t, &v))
			return false;
	}
	cs_eat_char(&t, 'Z');
	*s = t;
	return true;
}

/* "@40000000673e1a2b0c3d4e5f": TAI64N of daemontools */
static bool eat_tai64n(struct cs_str *s)
{
	struct cs_str t = *s;

	if (t.n < 25 || !cs_eat(&t, "@4"))
		return false;
	for (size_t i = 0; i < 23; i++)
		if (!cs_is_hex(t.p[i]))
			return false;
	*s = cs_str_tail(t, 23);
	return true;
}

/* "1795293006.357326", "1795293006": of this century */
static bool eat_unix_time(struct cs_str *s)
{
	struct cs_str t = *s;
	double at;

	if (cs_eat_seconds(&t, &at) ? at < 1e8 : (t.n < 10 || t.p[0] != '1' || !eat_digits(&t, 10)))
		return false;
	if (t.n && cs_is_digit(t.p[0]))
		return false;
	*s = t;
	return true;
}

bool cs_eat_other_date(struct cs_str *s)
{
	return eat_day_first(s) || eat_written(s) || eat_common_log(s) || eat_compact(s) ||
	       eat_tai64n(s) || eat_unix_time(s);
}
