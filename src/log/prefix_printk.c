/* What the kernel itself puts in front of a message, on a console or in its ring, and what
 * tools that read the ring make of it. */
#include "log/prefix.h"

size_t cs_prefix_stamp_length(struct cs_str s)
{
	size_t n = 1, digits = 0;

	if (s.n < 14 || s.p[0] != '[')
		return 0;
	while (n < s.n && s.p[n] == ' ')
		n++;
	while (n < s.n && cs_is_digit(s.p[n]))
		n++, digits++;
	if (n < 6 || digits == 0 || digits > 9 || n + 8 > s.n || s.p[n] != '.' || s.p[n + 7] != ']')
		return 0;
	for (size_t i = n + 1; i < n + 7; i++)
		if (!cs_is_digit(s.p[i]))
			return 0;
	return n + 8;
}

bool cs_prefix_level(struct cs_str *s, struct cs_record *r)
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
bool cs_eat_seconds(struct cs_str *s, double *out)
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

/* dmesg -d: " <    0.003217>" behind a stamp, or alone in it (--time-format=delta) */
bool cs_eat_delta(struct cs_str *s)
{
	struct cs_str t = *s;
	double d;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '<'))
		return false;
	cs_eat_blank(&t);
	if (!cs_eat_seconds(&t, &d))
		return false;
	cs_eat_blank(&t); /* journalctl -o short-delta */
	if (!cs_eat_char(&t, '>'))
		return false;
	*s = t;
	return true;
}

/* Between a stamp and its bracket: dmesg -d's delta, the "s" of some vendors, the CPU ("/1" or
 * Motorola's ",1", Amlogic's "@1"), the level (":   <4>"). */
static void eat_in_stamp(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t cpu;

	cs_eat_char(s, 's');
	cs_eat_delta(s);
	cs_eat_blank(s);
	t = *s;
	if ((cs_eat_char(&t, '/') || cs_eat_char(&t, ',') || cs_eat_char(&t, '@')) &&
	    cs_eat_dec(&t, &cpu)) {
		*s = t;
	} else if (cs_eat_char(&t, ':')) {
		cs_eat_blank(&t);
		if (cs_prefix_level(&t, r))
			*s = t;
	}
}

/* "240." of kernels whose clock counts whole seconds only; the bracket closes behind it */
static bool eat_whole_seconds(struct cs_str *s, double *out)
{
	struct cs_str t = *s;
	uint64_t sec;

	if (!cs_eat_dec(&t, &sec) || !cs_eat_char(&t, '.') || !t.n || t.p[0] != ']')
		return false;
	*out = (double)sec;
	*s = t;
	return true;
}

/* "[   12.345678]", "[   12.345678 <    0.003217>]", "[ 12.345678s]", "[   12.345678/1]". A clock
 * that has run for thirty years is a date. */
bool cs_prefix_stamp(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	double at;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if ((!cs_eat_seconds(&t, &at) && !eat_whole_seconds(&t, &at)) || at >= 1e9)
		return false;
	eat_in_stamp(&t, r);
	if (!cs_eat_char(&t, ']'))
		return false;
	if (t.n > 2 && t.p[0] == '<')
		cs_prefix_level(&t, r);
	r->time = at;
	r->has_time = true;
	*s = t;
	return true;
}

/* "[  T123]", "[   C0]" (CONFIG_PRINTK_CALLER); vendors' "[0:      swapper:    1]",
 * "[pid:1,cpu0,swapper/0]", "[1:swapper/0]" behind a stamp tell task and CPU, too. */
bool cs_prefix_caller(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t id, cpu;
	char kind;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (t.n == 0 || (t.p[0] != 'T' && t.p[0] != 'C'))
		return false;
	kind = t.p[0];
	t = cs_str_tail(t, 1);
	if (!cs_eat_dec(&t, &id) || id > UINT32_MAX)
		return false;
	if (cs_eat_char(&t, '@') && !cs_eat_dec(&t, &cpu)) /* "T123@1" of some vendors */
		return false;
	if (!cs_eat_char(&t, ']'))
		return false;
	r->caller_kind = kind;
	r->caller_id = (uint32_t)id;
	*s = t;
	return true;
}

static void set_task(struct cs_record *r, uint64_t pid)
{
	r->caller_kind = 'T';
	r->caller_id = (uint32_t)pid;
}

/* "0:      swapper:    1", "1:swapper/0" between the brackets */
static bool cpu_and_task(struct cs_str in, uint64_t *id)
{
	ptrdiff_t colon;

	if (!cs_eat_dec(&in, id) || !cs_eat_char(&in, ':') || in.n == 0)
		return false;
	colon = cs_str_find_char(in, ':');
	if (colon < 0)
		return true;
	in = cs_str_tail(in, (size_t)colon + 1);
	cs_eat_blank(&in);
	return cs_eat_dec(&in, id);
}

/* In front of the bracket: "I" (Samsung), ".(0)", " (1)", "-(0)" (MediaTek). */
static void eat_vendor_mark(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t cpu;

	if (t.n > 1 && t.p[0] >= 'A' && t.p[0] <= 'Z' && t.p[1] == '[') {
		*s = cs_str_tail(t, 1);
		return;
	}
	if (!cs_eat_char(&t, '.'))
		cs_eat_char(&t, '-');
	if (cs_eat_char(&t, '(') && cs_eat_dec(&t, &cpu) && cs_eat_char(&t, ')') && t.n &&
	    t.p[0] == '[')
		*s = t;
}

bool cs_prefix_vendor_caller(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, in;
	uint64_t id;
	ptrdiff_t close;

	cs_eat_blank(&t);
	eat_vendor_mark(&t);
	if (!cs_eat_char(&t, '['))
		return false;
	close = cs_str_find_char(cs_str_head(t, 48), ']');
	if (close < 3)
		return false;
	in = cs_str_head(t, (size_t)close);
	if (cs_eat(&in, "pid:") ? !cs_eat_dec(&in, &id) || !cs_str_starts(in, ",cpu")
				: !cpu_and_task(in, &id))
		return false;
	set_task(r, id);
	*s = cs_str_tail(t, (size_t)close + 1);
	return true;
}

/* dmesg -x: "kern  :err   : " */
bool cs_prefix_decoded_level(struct cs_str *s, struct cs_record *r)
{
	static const char *const facility[] = {"kern", "user",   "mail", "daemon", "authpriv",
					       "auth", "syslog", "lpr",  "news",   "uucp",
					       "cron", "ftp",    "local"};
	static const char *const level[] = {"emerg", "alert",  "crit", "err",
					    "warn",  "notice", "info", "debug"};
	struct cs_str t = *s;
	uint64_t n;
	bool known = false;

	for (size_t i = 0; i < sizeof(facility) / sizeof(*facility) && !known; i++)
		known = cs_eat(&t, facility[i]);
	if (!known)
		return false;
	cs_eat_dec(&t, &n);
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

/* "0x000000000277BBFA | ": the time of the log buffer's owner in ticks */
static bool eat_ticks(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t ticks;

	if (!cs_str_starts(t, "0x") || !cs_eat_hex(&t, &ticks) || !cs_eat(&t, " | "))
		return false;
	*s = t;
	return true;
}

/* The crash-tool text of Qualcomm's RAM dump parser: "  244.889835:   <6> text"; with the ticks in
 * front the level is missing: "0x000000000277BBFA |   244.889835:   text" */
bool cs_prefix_crash_tool(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	double at;
	bool ticks = eat_ticks(&t);

	cs_eat_blank(&t);
	if (!cs_eat_seconds(&t, &at) || !cs_eat_char(&t, ':') || at >= 1e8)
		return false;
	cs_eat_blank(&t);
	if (!cs_prefix_level(&t, r) && !ticks)
		return false;
	cs_eat_char(&t, ' ');
	r->time = at;
	r->has_time = true;
	*s = t;
	return true;
}

/* A /dev/kmsg record among lines of another form: "4,758,54318342,-;text" */
bool cs_prefix_kmsg(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t pri, seq, usec;
	ptrdiff_t semicolon;

	if (!cs_eat_dec(&t, &pri) || pri > 1023 || !cs_eat_char(&t, ',') || !cs_eat_dec(&t, &seq) ||
	    !cs_eat_char(&t, ',') || !cs_eat_dec(&t, &usec) || !cs_eat_char(&t, ','))
		return false;
	semicolon = cs_str_find_char(cs_str_head(t, 64), ';');
	if (semicolon < 1)
		return false;
	r->level = (signed char)(pri & 7);
	r->time = (double)usec / 1e6;
	r->has_time = true;
	*s = cs_str_tail(t, (size_t)semicolon + 1);
	return true;
}
