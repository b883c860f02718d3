#include "log/record.h"

static bool eat_level(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat_char(&t, '<') || !cs_eat_dec(&t, &v) || v > 1023 || !cs_eat_char(&t, '>'))
		return false;
	r->level = (signed char)(v & 7);
	*s = t;
	return true;
}

/* "seconds.fraction" */
static bool eat_seconds(struct cs_str *s, double *out)
{
	struct cs_str t = *s;
	uint64_t sec, frac;
	size_t before;
	double scale = 1;

	if (!cs_eat_dec(&t, &sec) || !cs_eat_char(&t, '.'))
		return false;
	before = t.n;
	if (!cs_eat_dec(&t, &frac) || before - t.n > 9)
		return false;
	for (size_t i = 0; i < before - t.n; i++)
		scale *= 10;
	*out = (double)sec + (double)frac / scale;
	*s = t;
	return true;
}

/* "[   12.345678]" */
static bool eat_stamp(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	double at;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (!eat_seconds(&t, &at) || !cs_eat_char(&t, ']'))
		return false;
	r->time = at;
	r->has_time = true;
	*s = t;
	return true;
}

/* "[  T123]", "[   C0]" */
static bool eat_caller(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t id;
	char kind;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (t.n == 0 || (t.p[0] != 'T' && t.p[0] != 'C'))
		return false;
	kind = t.p[0];
	t = cs_str_tail(t, 1);
	if (!cs_eat_dec(&t, &id) || id > UINT32_MAX || !cs_eat_char(&t, ']'))
		return false;
	r->caller_kind = kind;
	r->caller_id = (uint32_t)id;
	*s = t;
	return true;
}

static bool is_clock(struct cs_str s) /* "08:54:55" at the front */
{
	return s.n >= 8 && cs_is_digit(s.p[0]) && cs_is_digit(s.p[1]) && s.p[2] == ':' &&
	       cs_is_digit(s.p[3]) && cs_is_digit(s.p[4]) && s.p[5] == ':' &&
	       cs_is_digit(s.p[6]) && cs_is_digit(s.p[7]);
}

static bool is_month(struct cs_str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (size_t i = 0; s.n >= 4 && i < 36; i += 3)
		if (memcmp(s.p, months + i, 3) == 0 && s.p[3] == ' ')
			return true;
	return false;
}

/* dmesg -T: "[Tue Nov 24 08:54:55 2026]" */
static bool eat_wall_stamp(struct cs_str *s)
{
	struct cs_str t = *s;

	if (t.n < 26 || t.p[0] != '[' || t.p[4] != ' ' || !is_month(cs_str_tail(t, 5)) ||
	    !is_clock(cs_str_tail(t, 12)) || t.p[25] != ']')
		return false;
	*s = cs_str_tail(t, 26);
	return true;
}

/* dmesg -x: "kern  :err   : " */
static bool eat_decoded_level(struct cs_str *s, struct cs_record *r)
{
	static const char *const facility[] = {"kern", "user", "mail", "daemon", "auth",
					       "syslog", "lpr", "news", "uucp", "cron"};
	static const char *const level[] = {"emerg", "alert", "crit", "err",
					    "warn", "notice", "info", "debug"};
	struct cs_str t = *s;
	bool known = false;

	for (size_t i = 0; i < sizeof(facility) / sizeof(*facility) && !known; i++)
		known = cs_eat(&t, facility[i]);
	if (!known)
		return false;
	cs_eat_blank(&t);
	if (!cs_eat_char(&t, ':'))
		return false;
	for (signed char i = 0; i < 8; i++) {
		if (!cs_eat(&t, level[i]))
			continue;
		cs_eat_blank(&t);
		if (!cs_eat(&t, ": "))
			return false;
		r->level = i;
		*s = t;
		return true;
	}
	return false;
}

/* "kernel: " or "kernel[0]: " */
static bool eat_tag(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t pid;

	if (!cs_eat(&t, "kernel"))
		return false;
	if (cs_eat_char(&t, '[') && (!cs_eat_dec(&t, &pid) || !cs_eat_char(&t, ']')))
		return false;
	if (!cs_eat_char(&t, ':'))
		return false;
	cs_eat_char(&t, ' ');
	*s = t;
	return true;
}

static bool is_iso_date(struct cs_str s) /* "2026-11-24T08:54:55" */
{
	return s.n >= 19 && cs_is_digit(s.p[0]) && s.p[4] == '-' && cs_is_digit(s.p[5]) &&
	       s.p[7] == '-' && cs_is_digit(s.p[8]) && (s.p[10] == 'T' || s.p[10] == ' ') &&
	       is_clock(cs_str_tail(s, 11));
}

/* syslog and journal: "Nov 24 08:54:55 host kernel: ", "2026-11-24T08:54:55.1+0000 host kernel: " */
static bool eat_syslog(struct cs_str *s)
{
	struct cs_str t = *s, word;

	if (is_month(t) && t.n > 16 && is_clock(cs_str_tail(t, 7)))
		t = cs_str_tail(t, 15);
	else if (is_iso_date(t))
		t = cs_str_tail(t, 19);
	else
		return false;
	cs_eat_word(&t, &word); /* fraction and zone */
	for (int words = 0; words < 3; words++) { /* host, perhaps a level */
		cs_eat_blank(&t);
		if (eat_tag(&t)) {
			*s = t;
			return true;
		}
		if (!cs_eat_word(&t, &word))
			return false;
	}
	return false;
}

/* A login prompt that was waiting on the console when the kernel spoke. */
static bool eat_prompt(struct cs_str *s)
{
	ptrdiff_t at = cs_str_find(cs_str_head(*s, 128), " login: ");
	struct cs_str t;
	struct cs_record dummy;

	if (at < 0)
		return false;
	t = cs_str_tail(*s, (size_t)at + 8);
	*s = t;
	return eat_level(&t, &dummy) || eat_stamp(&t, &dummy);
}

void cs_record_split(struct cs_record *r, struct cs_str raw)
{
	struct cs_str s;
	bool prefix = false;

	if (raw.n && raw.p[raw.n - 1] == '\r')
		raw.n--;
	*r = (struct cs_record){.raw = raw, .level = -1};
	s = raw;
	while (s.n && (s.p[0] == '\r' || s.p[0] == '\0'))
		s = cs_str_tail(s, 1);
	if (s.n && s.p[0] != '[' && s.p[0] != '<' && s.p[0] != ' ') {
		if (!eat_syslog(&s) && !eat_decoded_level(&s, r))
			eat_prompt(&s);
	}
	prefix |= eat_level(&s, r);
	if (eat_stamp(&s, r) || eat_wall_stamp(&s)) {
		struct cs_str t = s;

		prefix = true;
		cs_eat_blank(&t);
		if (eat_caller(&t, r))
			s = t;
	} else if (eat_caller(&s, r)) {
		prefix = true;
	}
	if (prefix)
		cs_eat_char(&s, ' ');
	r->text = s;
}
