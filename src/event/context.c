/* The line that says where the kernel was: dump_stack_print_info() in lib/dump_stack.c. */
#include "event/grammar.h"

static void take_release(struct cs_str s, struct cs_context *c)
{
	struct cs_str word;

	cs_eat_blank(&s);
	cs_eat_char(&s, '(');
	if (cs_eat_word(&s, &word) && word.n > 2 && cs_is_digit(word.p[0]) &&
	    cs_str_find_char(word, '.') > 0)
		c->release = word;
}

/* "Tainted: G    B D W  O     6.1.0 #1": letters and blanks, then the release */
static void take_taint(struct cs_str s, struct cs_context *c)
{
	struct cs_str not_tainted = cs_str_after(s, "Not tainted");
	struct cs_str t = cs_str_after(s, "Tainted: ");
	size_t n = 0;

	if (not_tainted.p) {
		take_release(not_tainted, c);
		return;
	}
	if (!t.p)
		return;
	/* 6.10+: "Tainted: [W]=WARN, [O]=OOT_MODULE" may follow on a line of its own */
	while (n < t.n && (cs_is_blank(t.p[n]) || (t.p[n] >= 'A' && t.p[n] <= 'Z')))
		n++;
	c->taint = cs_str_trim(cs_str_head(t, n));
	take_release(cs_str_tail(t, n), c);
}

/* The task's name, which may hold blanks; "Kdump: loaded" stands between it and the taint. */
static struct cs_str until_taint(struct cs_str s)
{
	ptrdiff_t a = cs_str_find(s, " Tainted:"), b = cs_str_find(s, " Not tainted");

	if (a < 0 || (b >= 0 && b < a))
		a = b;
	return cs_str_until(a < 0 ? s : cs_str_head(s, (size_t)a), " Kdump: loaded");
}

static bool old_pid_line(struct cs_str s, struct cs_context *c)
{
	uint64_t pid;

	if (!cs_eat(&s, "Pid: ") || !cs_eat_dec(&s, &pid) || !cs_eat(&s, ", comm: "))
		return false;
	c->pid = (long)pid;
	c->comm = cs_str_trim(until_taint(s));
	take_taint(s, c);
	return true;
}

bool cs_grammar_context(struct cs_str text, struct cs_context *c)
{
	struct cs_str s = text, t;
	uint64_t v;

	*c = (struct cs_context){.cpu = -1, .pid = -1};
	if (old_pid_line(s, c))
		return true;
	if (!cs_eat(&s, "CPU"))
		return false;
	cs_eat_char(&s, ':');
	cs_eat_blank(&s);
	if (!cs_eat_dec(&s, &v) || v > 65535)
		return false;
	c->cpu = (int)v;
	cs_eat_blank(&s);
	if (cs_eat(&s, "UID: ")) {
		if (!cs_eat_dec(&s, &v))
			return false;
		cs_eat_blank(&s);
	}
	if (cs_eat(&s, "PID: ")) {
		if (!cs_eat_dec(&s, &v))
			return false;
		c->pid = (long)v;
		cs_eat_blank(&s);
		if (cs_eat(&s, "Comm: "))
			c->comm = cs_str_trim(until_taint(s));
	} else {
		t = until_taint(s);
		if (t.n == s.n && !cs_str_starts(s, "Tainted:") && !cs_str_starts(s, "Not tainted"))
			return false;
	}
	take_taint(s, c);
	return true;
}
