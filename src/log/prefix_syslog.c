/* Whose line it is: the host and the program that syslog and logcat name. */
#include "log/prefix.h"

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
bool cs_prefix_host_and_tag(struct cs_str *s, struct cs_record *r)
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

bool cs_prefix_one_host(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s, host;

	if (!name_length(t) || !cs_eat_word(&t, &host) || cs_str_find_char(host, ':') >= 0 ||
	    !cs_eat_char(&t, ' ') || !eat_tag(&t, r))
		return false;
	*s = t;
	return true;
}

/* RFC 5424 behind the date: "host app pid msgid structured-data text" */
bool cs_prefix_5424(struct cs_str *s, struct cs_record *r)
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
bool cs_prefix_syslog5424(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;

	cs_prefix_level(&t, r);
	return cs_eat(&t, "1 ") && cs_eat_iso_date(&t) && cs_prefix_5424(&t, r) && (*s = t, true);
}

/* logcat: "  0     0 I KERNEL  : " behind a date, with a user perhaps; "I/KERNEL(    0): " */
bool cs_prefix_logcat(struct cs_str *s, struct cs_record *r)
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
