#include "log/prefix.h"

static bool eat_two(struct cs_str *s)
{
	if (s->n < 2 || !cs_is_digit(s->p[0]) || !cs_is_digit(s->p[1]))
		return false;
	*s = cs_str_tail(*s, 2);
	return true;
}

static void eat_fraction(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if ((cs_eat_char(&t, '.') || cs_eat_char(&t, ',')) && cs_eat_dec(&t, &v))
		*s = t;
}

bool cs_eat_clock(struct cs_str *s)
{
	struct cs_str t = *s;

	if (!eat_two(&t) || !cs_eat_char(&t, ':') || !eat_two(&t) || !cs_eat_char(&t, ':') ||
	    !eat_two(&t))
		return false;
	eat_fraction(&t);
	*s = t;
	return true;
}

/* "Z", "+0000", "+00:00" right behind a clock. */
static void eat_zone(struct cs_str *s)
{
	struct cs_str t = *s;

	if (cs_eat_char(s, 'Z'))
		return;
	if (!cs_eat_char(&t, '+') && !cs_eat_char(&t, '-'))
		return;
	if (!eat_two(&t))
		return;
	cs_eat_char(&t, ':');
	if (eat_two(&t))
		*s = t;
}

/* A word of letters, of any language. */
static bool eat_letters(struct cs_str *s, size_t most)
{
	size_t n = 0;

	while (n < s->n && (cs_is_alpha(s->p[n]) || (unsigned char)s->p[n] >= 0x80))
		n++;
	if (n < 2 || n > most)
		return false;
	*s = cs_str_tail(*s, n);
	cs_eat_char(s, '.'); /* "nov." */
	return true;
}

/* "11月", as Chinese, Japanese and Korean locales write it. */
static bool eat_counted_month(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_dec(&t, &v) || v == 0 || v > 12 || !t.n || (unsigned char)t.p[0] < 0x80 ||
	    !eat_letters(&t, 4))
		return false;
	*s = t;
	return true;
}

bool cs_eat_month(struct cs_str *s)
{
	return eat_letters(s, 10) || eat_counted_month(s);
}

static bool eat_year(struct cs_str *s)
{
	struct cs_str t = *s;

	bool century = eat_two(&t);

	if (!century || !eat_two(&t) || (t.n && cs_is_digit(t.p[0])))
		return false;
	*s = t;
	return true;
}

bool cs_eat_iso_date(struct cs_str *s)
{
	struct cs_str t = *s;

	if (!eat_year(&t) ||
	    !(cs_eat_char(&t, '-') || cs_eat_char(&t, '/') || cs_eat_char(&t, ':')) ||
	    !eat_two(&t) || t.n == 0)
		return false;
	t = cs_str_tail(t, 1);
	if (!eat_two(&t))
		return false;
	cs_eat_char(&t, ','); /* "2026/11/24, 08:54:55" */
	if (!(cs_eat_char(&t, 'T') || cs_eat_char(&t, ' ') || cs_eat_char(&t, '_')) ||
	    !cs_eat_clock(&t))
		return false;
	eat_zone(&t);
	*s = t;
	return true;
}

static bool eat_day(struct cs_str *s) /* "24", " 4", "4" */
{
	struct cs_str t = *s;
	uint64_t v;

	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, &v) || v == 0 || v > 31)
		return false;
	*s = t;
	return true;
}

bool cs_eat_syslog_date(struct cs_str *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct cs_str t = *s, u;
	bool known = false;

	if (t.n <= 15)
		return false;
	for (size_t i = 0; i < 36 && !known; i += 3)
		known = memcmp(t.p, months + i, 3) == 0;
	if (known && t.p[3] == ' ')
		t = cs_str_tail(t, 3);
	else if (!cs_eat_month(&t)) /* "Okt", "sept.", "10月": journalctl in another language */
		return false;
	if (!cs_eat_char(&t, ' ') || !eat_day(&t) || !cs_eat_char(&t, ' '))
		return false;
	u = t; /* "Nov 24 2026 08:54:55" of some daemons */
	if (eat_year(&u) && cs_eat_char(&u, ' '))
		t = u;
	if (!cs_eat_clock(&t))
		return false;
	eat_zone(&t);
	u = t;
	if (cs_eat_char(&u, ' ') && eat_year(&u) && cs_eat_char(&u, ' '))
		t = cs_str_tail(t, 5);
	*s = t;
	return true;
}

bool cs_eat_ctime(struct cs_str *s)
{
	struct cs_str t = *s, u;

	if (!eat_letters(&t, 8) || !cs_eat_char(&t, ' '))
		return false;
	u = t;
	if (cs_eat_iso_date(&u)) { /* journalctl -o short-full: a zone's name follows */
		if (cs_eat_char(&u, ' '))
			eat_letters(&u, 6);
		*s = u;
		return true;
	}
	cs_eat_blank(&t);
	u = t;
	if (eat_day(&u) && cs_eat_char(&u, ' ') && cs_eat_month(&u)) /* "Di 24 Nov" */
		t = u;
	else if (!cs_eat_month(&t) || !eat_day(&t))
		return false;
	if (!cs_eat_char(&t, ' ') || !cs_eat_clock(&t) || !cs_eat_char(&t, ' '))
		return false;
	u = t;
	if (!eat_year(&u) && !(eat_letters(&u, 6) && cs_eat_char(&u, ' ') && eat_year(&u)))
		return false;
	*s = u;
	return true;
}
