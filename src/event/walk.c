#include "event/walk.h"

#include "event/grammar.h"
#include "event/walk_line.h"

bool cs_walk_passes_over(const struct cs_event *ev, size_t i)
{
	const struct cs_line *l = &ev->lines[i];

	if (i == ev->header)
		return false;
	return cs_walk_is_questionable(l->text) || (ev->lines[ev->header].has_time && !l->has_time);
}

struct walking {
	const struct cs_walk *walk;
	struct cs_event *ev;
	const struct cs_name_list *common, *skip;
	struct cs_str header_function;
	struct cs_walked *out;
	size_t line;
};

static void add(struct walking *w, struct cs_str name)
{
	struct cs_walked *o = w->out;

	if (name.n == 0 || o->count == CS_WALK_NAMES)
		return;
	name = cs_event_function_name(w->ev, name);
	if (!w->walk->plain &&
	    (cs_name_list_match(w->common, name) || cs_name_list_match(w->skip, name)))
		return;
	o->names[o->count] = name;
	o->lines[o->count++] = w->line;
}

static bool match_ip(struct walking *w, struct cs_str text, bool *found)
{
	struct cs_frame f;
	struct cs_str s = text;
	bool user;

	if (s.n > 2 && s.p[0] == '[' && cs_walk_eat_pc(&s)) /* "[<c0>] f"; not an IP line */
		return false;
	*found = cs_grammar_ip(text, &f, &user);
	if (*found)
		add(w, f.function);
	return *found;
}

static bool match_warn_ip(struct walking *w, struct cs_str text)
{
	struct cs_str s = cs_str_after(text, "--- interrupt: "), name;
	uint64_t v;
	bool found = false;

	if (match_ip(w, text, &found))
		return true;
	if (!s.p || !cs_eat_hex(&s, &v) || !cs_eat(&s, " at ") || !cs_walk_eat_name(&s, &name))
		return false;
	add(w, name);
	return true;
}

static bool match_at(struct walking *w, struct cs_str text)
{
	struct cs_str s = cs_str_after(text, "at:"), name;

	if (!s.p)
		return false;
	cs_walk_eat_spaces(&s);
	if (cs_walk_eat_pc(&s))
		cs_walk_eat_spaces(&s);
	if (!cs_walk_eat_name(&s, &name))
		return false;
	add(w, name);
	return true;
}

static bool match_bracket(struct walking *w, struct cs_str text)
{
	ptrdiff_t at = cs_str_find_char(text, '[');
	struct cs_str s, name;

	if (at < 0)
		return false;
	s = cs_str_tail(text, (size_t)at);
	if (!cs_walk_eat_pc(&s))
		return false;
	cs_walk_eat_spaces(&s);
	if (!cs_walk_eat_name(&s, &name))
		return false;
	add(w, name);
	return true;
}

/* arm's unwinder prints no header; its frames name two functions. */
static bool match_from(struct walking *w, struct cs_str text)
{
	struct cs_str names[2];

	if (cs_walk_frame_names(text, names) != 2)
		return false;
	add(w, names[0]);
	add(w, names[1]);
	return true;
}

static bool match_words(const struct cs_step *step, struct cs_str text)
{
	for (int i = 0; i < 3 && step->words[i]; i++)
		if (cs_str_has(text, step->words[i]))
			return true;
	return false;
}

/* "Trace:" is alpha's, "Stack Trace:" arc's. */
static bool is_trace(struct cs_str text)
{
	return cs_str_has(text, "Call Trace") || cs_str_has(text, "Call trace") ||
	       cs_str_has(text, "Backtrace:") || cs_str_is(text, "Trace:") ||
	       cs_str_is(text, "Stack Trace:");
}

static bool match(struct walking *w, const struct cs_step *step, struct cs_str text)
{
	bool found = false;

	switch (step->mark) {
	case CS_MARK_HEADER:
		if (w->line != w->ev->header)
			return false;
		add(w, w->header_function);
		return true;
	case CS_MARK_TRACE:
		return is_trace(text);
	case CS_MARK_IP:
		return match_ip(w, text, &found);
	case CS_MARK_WARN_IP:
		return match_warn_ip(w, text);
	case CS_MARK_AT:
		return match_at(w, text);
	case CS_MARK_BRACKET:
		return match_bracket(w, text);
	case CS_MARK_FROM:
		return match_from(w, text);
	case CS_MARK_WORDS:
		return match_words(step, text);
	default:
		return false;
	}
}

/* Stacks of fault injection often run through a report of another CPU. */
static bool is_fault_injection(struct cs_str text)
{
	struct cs_str names[2];
	size_t n = cs_str_has(text, "should_fail") ? cs_walk_frame_names(text, names) : 0;

	return n && (cs_str_is(names[0], "should_fail") || cs_str_is(names[0], "should_failslab"));
}

/* The next line of the report; false at its end, and where a stack of fault injection breaks in:
 * what the walk looks for next may stand behind it. */
static bool next_line(struct walking *w, struct cs_str *text)
{
	for (; w->line < w->ev->search_end; w->line++) {
		*text = w->ev->lines[w->line].text;
		if (cs_walk_passes_over(w->ev, w->line))
			continue;
		if (is_fault_injection(*text)) {
			w->out->mixed = true;
			w->line++;
			return false;
		}
		return true;
	}
	return false;
}

/* "foo+0x0/0x10" of a stack: the address behind a call that never returns, which is that of
 * whatever the linker put there. */
static bool is_behind_noreturn(struct cs_str text)
{
	return cs_str_has(text, "+0x0/0x");
}

/* Reads a stack; *STEP moves on when the mark behind it ended the stack. */
static void read_stack(struct walking *w, size_t *step)
{
	const struct cs_step *next = *step + 1 < CS_WALK_STEPS ? &w->walk->steps[*step + 1] : NULL;
	struct cs_str text, names[2];

	for (; next_line(w, &text); w->line++) {
		size_t n;

		if (cs_walk_is_stack_start(text)) {
			w->line++;
			return;
		}
		if (next && next->mark != CS_MARK_END && match(w, next, text)) {
			++*step;
			w->line++;
			return;
		}
		n = cs_walk_frame_names(text, names);
		if (n == 1 && is_behind_noreturn(text))
			continue;
		for (size_t i = 0; i < n; i++)
			add(w, names[i]);
	}
}

static void find_mark(struct walking *w, const struct cs_step *step)
{
	struct cs_str text;
	bool found = false;

	for (; !found && next_line(w, &text); w->line++)
		found = match(w, step, text);
}

void cs_walk_run(const struct cs_walk *walk, struct cs_event *ev, struct cs_str header_function,
		 const struct cs_names *names, const char *skip, struct cs_walked *out)
{
	struct walking w = {.walk = walk,
			    .ev = ev,
			    .common = cs_names_list(names, "common"),
			    .skip = cs_names_list(names, skip),
			    .header_function = header_function,
			    .out = out,
			    .line = ev->header};

	out->count = 0;
	out->mixed = false;
	for (size_t i = 0; i < CS_WALK_STEPS && walk->steps[i].mark != CS_MARK_END; i++) {
		if (walk->steps[i].mark == CS_MARK_STACK)
			read_stack(&w, &i);
		else
			find_mark(&w, &walk->steps[i]);
	}
}
