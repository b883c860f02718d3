/* Android's kernel log as logcat prints it. logd (system/logging/logd/LogKlog.cpp) takes a first
 * word with a colon for a tag, so that "BUG: KASAN: …" is of the tag "BUG", "pc : f" of "pc"; both
 * are put together again. Forms (logcat -v): threadtime, time, brief, tag, process, thread, long,
 * with uid, year, zone, usec, epoch, monotonic; the kernel's lines are those of process 0. */
#include <stdlib.h>

#include "base/mem.h"
#include "log/prefix.h"
#include "log/transport.h"

struct line {
	char level; /* 'V' … 'F' */
	struct cs_str tag, text;
	bool kernels, has_text;
};

struct state {
	bool is_long; /* -v long: the text follows on lines of its own */
	struct line head;
};

static void *start(void)
{
	return cs_calloc(1, sizeof(struct state));
}

/* "    0" */
static bool eat_id(struct cs_str *s, uint64_t *id)
{
	struct cs_str t = *s;

	cs_eat_blank(&t);
	if (!cs_eat_dec(&t, id))
		return false;
	*s = t;
	return true;
}

static bool eat_level(struct cs_str *s, char *level)
{
	if (s->n == 0 || !memchr("VDIWEFAS", s->p[0], 8))
		return false;
	*level = s->p[0];
	*s = cs_str_tail(*s, 1);
	return true;
}

/* Whatever stands in front: "11-24 10:11:12.123", "2026-11-24 10:11:12.123456 +0100",
 * "1795560000.123", "   12.345" */
static bool eat_time(struct cs_str *s)
{
	struct cs_str t = *s, zone;
	uint64_t v;
	double at;

	cs_eat_blank(&t);
	if (!cs_eat_iso_date(&t)) {
		struct cs_str day = t;

		if (cs_eat_dec(&day, &v) && cs_eat_char(&day, '-') && cs_eat_dec(&day, &v) &&
		    cs_eat_char(&day, ' ') && cs_eat_clock(&day))
			t = day;
		else if (!cs_eat_seconds(&t, &at))
			return false;
	}
	zone = t;
	if ((cs_eat(&zone, " +") || cs_eat(&zone, " -")) && cs_eat_dec(&zone, &v))
		t = zone;
	*s = t;
	return true;
}

/* "  root     0     0 W CPU     : text" */
static bool read_threadtime(struct cs_str s, struct line *l)
{
	struct cs_str word, t;
	uint64_t pid, tid;
	ptrdiff_t colon;

	if (!eat_time(&s))
		return false;
	t = s;
	cs_eat_blank(&t);
	if (t.n && cs_is_alpha(t.p[0]) && cs_eat_word(&t, &word)) /* -v uid */
		s = t;
	if (!eat_id(&s, &pid) || !eat_id(&s, &tid) || !cs_eat_char(&s, ' ') ||
	    !eat_level(&s, &l->level) || !cs_eat_char(&s, ' '))
		return false;
	colon = cs_str_find_char(cs_str_head(s, 64), ':');
	if (colon < 0)
		return false;
	l->tag = cs_str_trim(cs_str_head(s, (size_t)colon));
	l->text = cs_str_tail(s, (size_t)colon + 1);
	cs_eat_char(&l->text, ' ');
	l->kernels = pid == 0 && tid == 0;
	return l->has_text = true;
}

/* "[ 11-24 10:11:12.123     0:    0 W/CPU      ]" */
static bool read_long(struct cs_str s, struct line *l)
{
	uint64_t pid, tid;

	if (!cs_eat(&s, "[ ") || !eat_time(&s) || !eat_id(&s, &pid) || !cs_eat_char(&s, ':') ||
	    !eat_id(&s, &tid) || !cs_eat_char(&s, ' ') || !eat_level(&s, &l->level) ||
	    !cs_eat_char(&s, '/') || !cs_str_ends(s, "]"))
		return false;
	l->tag = cs_str_trim(cs_str_head(s, s.n - 1));
	l->kernels = pid == 0 && tid == 0;
	l->has_text = false;
	return true;
}

/* "W(    0) text  (CPU)", "W(    0:    0) text" */
static bool read_process(struct cs_str s, struct line *l)
{
	uint64_t pid, tid = 0;
	bool thread;

	if (!eat_level(&s, &l->level) || !cs_eat_char(&s, '(') || !eat_id(&s, &pid))
		return false;
	thread = cs_eat_char(&s, ':');
	if ((thread && !eat_id(&s, &tid)) || !cs_eat(&s, ") "))
		return false;
	l->tag = (struct cs_str){0};
	l->text = s;
	if (!thread && cs_str_ends(s, ")")) {
		for (size_t n = s.n - 1; n > 2; n--) {
			if (s.p[n] != '(')
				continue;
			l->tag = cs_str_trim(cs_str_head(cs_str_tail(s, n + 1), s.n - n - 2));
			l->text = cs_str_head(s, n - (cs_is_blank(s.p[n - 1]) ? 2 : 0));
			break;
		}
	}
	l->kernels = pid == 0 && tid == 0;
	return l->has_text = true;
}

/* "W/CPU     (    0): text", "W/CPU     : text", a date in front perhaps */
static bool read_brief(struct cs_str s, struct line *l)
{
	uint64_t pid = 0;
	struct cs_str t = s;
	size_t n = 0;

	if (eat_time(&t) && cs_eat_char(&t, ' '))
		s = t;
	if (!eat_level(&s, &l->level) || !cs_eat_char(&s, '/'))
		return false;
	while (n < s.n && n < 64 && s.p[n] != '(' && s.p[n] != ':')
		n++;
	l->tag = cs_str_trim(cs_str_head(s, n));
	if (cs_str_find_char(l->tag, ' ') >= 0) /* "I/O error: …" */
		return false;
	s = cs_str_tail(s, n);
	if (cs_eat_char(&s, '(') && (!eat_id(&s, &pid) || !cs_eat_char(&s, ')')))
		return false;
	if (!cs_eat_char(&s, ':'))
		return false;
	cs_eat_char(&s, ' ');
	l->text = s;
	l->kernels = pid == 0;
	return l->has_text = true;
}

static bool read_line(struct cs_str s, struct line *l)
{
	*l = (struct line){0};
	if (s.n && s.p[s.n - 1] == '\r')
		s.n--;
	return read_threadtime(s, l) || read_long(s, l) || read_process(s, l) || read_brief(s, l);
}

static int printk_level(char level)
{
	switch (level) {
	case 'F':
	case 'A':
		return 2;
	case 'E':
		return 3;
	case 'W':
		return 4;
	case 'I':
		return 6;
	default:
		return 7;
	}
}

/* The tag as the kernel printed it: "BUG: ", "pc : ". */
static void emit(const struct line *l, struct cs_str text, struct cs_strbuf *out)
{
	static const char *const own[] = {"kernel", "KERNEL", "klogd", "logd.klogd"};
	bool tagged = l->tag.n > 0;

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		tagged &= !cs_str_is(l->tag, own[i]);
	cs_strbuf_addf(out, "<%d>", printk_level(l->level));
	if (tagged)
		cs_strbuf_addf(out, CS_STR_FMT "%s: ", CS_STR_ARG(l->tag),
			       l->tag.n <= 2 ? " " : "");
	cs_transport_pass_line(text, out);
}

static void take_line(void *state, struct cs_str line, struct cs_strbuf *out)
{
	struct state *st = state;
	struct line l;

	if (read_line(line, &l)) {
		st->is_long = !l.has_text && l.kernels;
		st->head = l;
		st->head.tag = (struct cs_str){0}; /* its bytes don't live so long */
		if (l.has_text && l.kernels)
			emit(&l, l.text, out);
		else if (!st->is_long)
			cs_transport_pass_line(line, out);
		else if (l.tag.n) /* the text goes on behind it */
			cs_strbuf_addf(out, CS_STR_FMT "%s: ", CS_STR_ARG(l.tag),
				       l.tag.n <= 2 ? " " : "");
	} else if (!st->is_long || line.n) {
		cs_transport_pass_line(line, out);
	}
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	return cs_transport_lines(take_line, state, in, end, out);
}

/* OP-TEE's "E/TC:0 0 …", "I/LD:  …" look like the brief form (core/include/trace.h). */
static bool is_optee(const struct line *l)
{
	return cs_str_is(l->tag, "TC") || cs_str_is(l->tag, "TA") || cs_str_is(l->tag, "LD");
}

/* Three of the first lines, and most of them, are the kernel's. */
static bool claims(struct cs_str head, bool first)
{
	int lines = 0, seen = 0;

	(void)first;
	while (head.n && lines < 24) {
		struct cs_str line = cs_transport_next_line(&head);
		struct line l;

		if (line.n == 0 || cs_str_starts(line, "--------- "))
			continue;
		lines++;
		seen += read_line(line, &l) && l.kernels && !cs_str_is(l.tag, "KERNEL") &&
			!is_optee(&l);
	}
	return seen >= 3 && seen * 3 > lines;
}

const struct cs_transport cs_transport_logcat = {"logcat", claims, start, free, decode, NULL};
