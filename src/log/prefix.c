/* The prefixes, a row each; see docs/inputs.md for who writes which. */
#include "log/prefix.h"

#define ROUNDS 8         /* prefixes in front of prefixes */
#define STAMP_REACH 160u /* how far in a line printk's own stamp is looked for */

size_t cs_prefix_stamp_length(struct cs_str s)
{
	size_t n = 1, digits = 0;

	if (s.n < 14 || s.p[0] != '[')
		return 0;
	while (n < s.n && s.p[n] == ' ')
		n++;
	while (n < s.n && cs_is_digit(s.p[n]))
		n++, digits++;
	if (n < 6 || digits == 0 || digits > 10 || n + 8 > s.n || s.p[n] != '.' ||
	    s.p[n + 7] != ']')
		return 0;
	for (size_t i = n + 1; i < n + 7; i++)
		if (!cs_is_digit(s.p[i]))
			return 0;
	return n + 8;
}

/* ---- printk's own ---- */

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

/* dmesg -d: " <    0.003217>" behind a stamp, or alone in it (--time-format=delta) */
static bool eat_delta(struct cs_str *s)
{
	struct cs_str t = *s;
	double d;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '<'))
		return false;
	cs_eat_blank(&t);
	if (!eat_seconds(&t, &d) || !cs_eat_char(&t, '>'))
		return false;
	*s = t;
	return true;
}

/* "[   12.345678]", "[   12.345678 <    0.003217>]", "[ 12.345678s]" */
static bool eat_stamp(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	double at;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (!eat_seconds(&t, &at))
		return false;
	cs_eat_char(&t, 's');
	eat_delta(&t);
	if (!cs_eat_char(&t, ']'))
		return false;
	r->time = at;
	r->has_time = true;
	*s = t;
	return true;
}

/* "[  T123]", "[   C0]" (CONFIG_PRINTK_CALLER); vendors' "[0:      swapper:    1]",
 * "[pid:1,cpu0,swapper/0]", "[1:swapper/0]" behind a stamp tell task and CPU, too. */
static bool eat_caller(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	uint64_t id;
	char kind;

	cs_eat_blank(&t);
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

static bool eat_vendor_caller(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, in;
	uint64_t id;
	ptrdiff_t close;

	cs_eat_blank(&t);
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
static bool eat_decoded_level(struct cs_str *s, struct cs_record *r)
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

/* ---- brackets of others: "[Tue Nov 24 08:54:55 2026]", "[2026-11-24T08:54:55.1Z]",
 * "[Nov24 08:54]", "[  +0.003217]", "[<    0.003217>]", "[08:54:55.123]" ---- */

static bool eat_relative(struct cs_str *s)
{
	struct cs_str t = *s;
	double d;

	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '+') || !eat_seconds(&t, &d))
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

static bool eat_bracket(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	(void)r;
	if (!cs_eat_char(&t, '['))
		return false;
	if (!cs_eat_ctime(&t) && !cs_eat_iso_date(&t) && !eat_human(&t) && !eat_relative(&t) &&
	    !cs_eat_clock(&t) && !cs_eat_syslog_date(&t) && !eat_delta(&t))
		return false;
	eat_delta(&t);
	if (!cs_eat_char(&t, ']'))
		return false;
	cs_eat_char(&t, ' ');
	*s = t;
	return true;
}

/* ---- syslog ---- */

static bool is_kernel_name(struct cs_str name)
{
	static const char *const names[] = {"kernel", "vmunix", "klogd",     "kern",
					    "KERNEL", "linux",  "netconsole"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is(name, names[i]))
			return true;
	return false;
}

static size_t name_length(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && n < 64 && (cs_is_name(s.p[n]) || memchr("-./@()", s.p[n], 6)))
		n++;
	return n;
}

/* "kernel: ", "kernel[0]: ", "sshd[12]: ": whose line it is. */
static bool eat_tag(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, name;
	size_t n = name_length(t);
	uint64_t pid;
	bool has_pid;

	name = cs_str_head(t, n);
	t = cs_str_tail(t, n);
	has_pid = cs_eat_char(&t, '[');
	if (n == 0 || (has_pid && (!cs_eat_dec(&t, &pid) || !cs_eat_char(&t, ']'))) ||
	    !cs_eat_char(&t, ':') || (t.n && t.p[0] != ' '))
		return false;
	if (!has_pid && !is_kernel_name(name))
		return false; /* "general protection fault:" looks like that, too */
	cs_eat_char(&t, ' ');
	r->program = !is_kernel_name(name);
	*s = t;
	return true;
}

/* "host kernel: ", "host kern.warn kernel: " (busybox), "host sshd[1]: ", "kernel: " alone. */
static bool eat_host_and_tag(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, word;

	cs_eat_blank(&t);
	for (int words = 0; words < 3; words++) {
		if (eat_tag(&t, r)) {
			*s = t;
			return true;
		}
		if (!cs_eat_word(&t, &word) || cs_str_find_char(word, ':') >= 0 || word.p[0] == '[')
			return false;
		cs_eat_blank(&t);
	}
	return false;
}

/* RFC 5424 behind the date: "host app pid msgid structured-data text" */
static bool eat_5424(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, host, app, pid, id;
	ptrdiff_t close;

	if (!cs_eat_char(&t, ' ') || !cs_eat_word(&t, &host) || !cs_eat_char(&t, ' ') ||
	    !cs_eat_word(&t, &app) || !cs_eat_char(&t, ' ') || !cs_eat_word(&t, &pid) ||
	    !cs_eat_char(&t, ' ') || !cs_eat_word(&t, &id) || !cs_eat_char(&t, ' '))
		return false;
	while (t.n && t.p[0] == '[') {
		close = cs_str_find(t, "]");
		if (close < 0)
			return false;
		t = cs_str_tail(t, (size_t)close + 1);
	}
	if (t.p == id.p + id.n + 1 && !cs_eat_char(&t, '-'))
		return false;
	if (cs_str_ends(app, ":") || cs_str_ends(host, ":") ||
	    (!cs_str_is(pid, "-") && !cs_is_digit(pid.p[0])))
		return false;
	cs_eat_char(&t, ' ');
	cs_eat(&t, "\xef\xbb\xbf");
	r->program = !is_kernel_name(app);
	*s = t;
	return true;
}

/* "<4>1 2026-11-21T20:30:25.6+00:00 host kernel - - - " */
static bool eat_syslog5424(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	eat_level(&t, r);
	return cs_eat(&t, "1 ") && cs_eat_iso_date(&t) && eat_5424(&t, r) && (*s = t, true);
}

/* ---- dates at the front ---- */

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

/* logcat: "  0     0 I KERNEL  : " behind a date, with a user perhaps; "I/KERNEL(    0): " */
static bool eat_logcat(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, word, tag;
	ptrdiff_t colon;
	uint64_t v;

	cs_eat_blank(&t);
	if (t.n > 2 && t.p[1] == '/' && memchr("VDIWEFA", t.p[0], 7)) {
		t = cs_str_tail(t, 2);
		colon = cs_str_find(cs_str_head(t, 64), "): ");
		tag = cs_str_trim(cs_str_until(t, "("));
		if (colon < 0)
			return false;
		t = cs_str_tail(t, (size_t)colon + 3);
	} else {
		if (t.n && cs_is_alpha(t.p[0]) && !cs_eat_word(&t, &word)) /* -v uid */
			return false;
		cs_eat_blank(&t);
		if (!cs_eat_dec(&t, &v))
			return false;
		cs_eat_blank(&t);
		if (!cs_eat_dec(&t, &v) || !cs_eat_char(&t, ' ') || t.n < 3 ||
		    !memchr("VDIWEFA", t.p[0], 7) || t.p[1] != ' ')
			return false;
		t = cs_str_tail(t, 2);
		colon = cs_str_find(cs_str_head(t, 64), ": ");
		if (colon < 0)
			return false;
		tag = cs_str_trim(cs_str_head(t, (size_t)colon));
		t = cs_str_tail(t, (size_t)colon + 2);
	}
	r->program = tag.n && !is_kernel_name(tag);
	*s = t;
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

	if (!eat_seconds(&t, &at) || at < 1e8 || !t.n || t.p[0] != ' ')
		return false;
	*s = t;
	return true;
}

/* What may follow a date. Whatever it is, the date was one. */
static void eat_after_date(struct cs_str *s, struct cs_record *r)
{
	if (eat_runtime(s) || eat_logcat(s, r) || eat_host_and_tag(s, r) || eat_5424(s, r))
		return;
	cs_eat_char(s, ' ');
}

static bool eat_dated(struct cs_str *s, struct cs_record *r)
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

/* ---- others ---- */

static bool eat_debris(struct cs_str *s, struct cs_record *r)
{
	size_t n = 0;

	(void)r;
	if (cs_eat(s, "\xef\xbb\xbf"))
		return true;
	while (n < s->n && (s->p[n] == '\r' || s->p[n] == '\0'))
		n++;
	*s = cs_str_tail(*s, n);
	return n > 0;
}

/* The crash-tool text of Qualcomm's RAM dump parser: "  244.889835:   <6> text" */
static bool eat_crash_tool(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	double at;

	cs_eat_blank(&t);
	if (!eat_seconds(&t, &at) || !cs_eat_char(&t, ':') || at >= 1e8)
		return false;
	cs_eat_blank(&t);
	if (!eat_level(&t, r))
		return false;
	cs_eat_char(&t, ' ');
	r->time = at;
	r->has_time = true;
	*s = t;
	return true;
}

/* A /dev/kmsg record among lines of another form: "4,758,54318342,-;text" */
static bool eat_kmsg(struct cs_str *s, struct cs_record *r)
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

static bool eat_quote(struct cs_str *s, struct cs_record *r) /* "> > text" */
{
	struct cs_str t = *s;

	(void)r;
	if (!cs_eat_char(&t, '>'))
		return false;
	while (cs_eat_char(&t, '>'))
		;
	if (t.n && t.p[0] != ' ')
		return false;
	cs_eat_char(&t, ' ');
	*s = t;
	return true;
}

static bool eat_logcat_brief(struct cs_str *s, struct cs_record *r)
{
	return s->n > 12 && s->p[1] == '/' && eat_logcat(s, r);
}

/* Blanks, line numbers, names of devices in front of what is known. */
static bool eat_indent(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	struct cs_record scratch = *r;
	uint64_t v;

	cs_eat_blank(&t);
	if (t.p == s->p && !(t.n && cs_is_digit(t.p[0])))
		return false;
	if (cs_eat_dec(&t, &v)) {
		if (!cs_eat_char(&t, ':') && !cs_eat_char(&t, '|'))
			cs_eat_char(&t, '.');
		if (!t.n || !cs_is_blank(t.p[0]))
			return false;
		cs_eat_blank(&t);
	}
	*s = t;
	return eat_stamp(&t, &scratch) || eat_level(&t, &scratch) || eat_bracket(&t, &scratch) ||
	       eat_dated(&t, &scratch);
}

static bool (*const rows[])(struct cs_str *s, struct cs_record *r) = {
	eat_debris,     eat_syslog5424, eat_level, eat_bracket,      eat_dated,  eat_decoded_level,
	eat_crash_tool, eat_quote,      eat_kmsg,  eat_logcat_brief, eat_indent,
};

static bool eat_one(struct cs_str *s, struct cs_record *r)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_str t = *s;

		if (rows[i](&t, r)) {
			*s = t;
			return true;
		}
	}
	return false;
}

/* Behind printk's stamp: who spoke, and journalctl -o short-monotonic's "host kernel: ". */
static void eat_after_stamp(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t, host;

	if (!eat_caller(s, r))
		eat_vendor_caller(s, r);
	cs_eat_char(s, ' ');
	t = *s;
	if (name_length(t) && cs_eat_word(&t, &host) && cs_str_find_char(host, ':') < 0 &&
	    cs_eat_char(&t, ' ') && eat_tag(&t, r))
		*s = t;
}

/* A wrapper that isn't known: printk's stamp stands further in. Where? 0: nowhere. */
static size_t find_stamp(struct cs_str s)
{
	struct cs_str near = cs_str_head(s, STAMP_REACH);

	for (size_t i = 1; i < near.n; i++) {
		const char *at = memchr(near.p + i, '[', near.n - i);

		if (!at)
			return 0;
		i = (size_t)(at - near.p);
		if (memchr(" \t:|]>", near.p[i - 1], 6) &&
		    cs_prefix_stamp_length(cs_str_tail(s, i)))
			return i;
	}
	return 0;
}

void cs_prefix_eat(struct cs_str *s, struct cs_record *r)
{
	size_t at;

	for (int round = 0; round < ROUNDS; round++) {
		if (eat_stamp(s, r)) {
			r->program = false; /* whoever passed it on */
			eat_after_stamp(s, r);
			return;
		}
		if (eat_caller(s, r)) {
			cs_eat_char(s, ' ');
			return;
		}
		if (!eat_one(s, r))
			break;
		if (s->n > 1 && s->p[0] == ' ' && (s->p[1] == '[' || s->p[1] == '<'))
			*s = cs_str_tail(*s, 1);
	}
	at = find_stamp(*s);
	if (!at)
		return;
	*s = cs_str_tail(*s, at);
	eat_stamp(s, r);
	r->program = false;
	eat_after_stamp(s, r);
}
