/* The field's criteria for a report that can't be trusted (syzkaller's isCorrupted). */
#include "event/complete.h"
#include "event/walk.h"

/* What begins a stack; each is looked at where it is met first. */
static const char *const starts[] = {"Call Trace", "Call trace",
				     "Allocated:", "Allocated by task ",
				     "Freed:",     "Freed by task ",
				     "backtrace",  "Backtrace:",
				     "Trace:",     "Uninit was stored to memory at",
				     "status: "};

#define START_COUNT (sizeof(starts) / sizeof(*starts))

static bool holds_frame(struct cs_str text)
{
	struct cs_str names[2];

	return cs_walk_frame_names(text, names) > 0 || cs_str_has(text, "(stack is not available)");
}

/* How the stack looks that begins at line AT: NULL when it has a frame. */
static const char *stack_damage(const struct cs_event *ev, size_t at)
{
	unsigned seen = 0;

	for (size_t i = at + 1; i < ev->line_count && seen < 15; i++) {
		if (cs_walk_passes_over(ev, i))
			continue;
		if (cs_walk_is_stack_start(ev->lines[i].text))
			break;
		if (holds_frame(ev->lines[i].text))
			return NULL;
		seen++;
	}
	return "no frames in a stack trace";
}

/* A trace that has no header where it is whole: that of KFENCE, and arm's before 6.1. */
static bool has_trace(const struct cs_event *ev)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);
	struct cs_str names[2];

	if (!s || s->frame_count < 2)
		return false;
	return ev->kind == CS_KIND_KFENCE ||
	       cs_walk_frame_names(ev->lines[s->frames[1].line_index].text, names) == 2;
}

/* Where each of them is met first; ev->line_count: nowhere. */
static void find_starts(const struct cs_event *ev, size_t first[START_COUNT])
{
	for (size_t k = 0; k < START_COUNT; k++)
		first[k] = ev->line_count;
	for (size_t i = 0; i < ev->line_count; i++) {
		if (!cs_walk_is_stack_start(ev->lines[i].text))
			continue;
		for (size_t k = 0; k < START_COUNT; k++)
			if (first[k] == ev->line_count && cs_str_has(ev->lines[i].text, starts[k]))
				first[k] = i;
	}
}

/* The input ends right behind the stack's header. */
static bool is_cut_short(const struct cs_event *ev, size_t at)
{
	unsigned lines = 0;

	for (size_t i = at; ev->cut.n && i < ev->line_count; i++)
		lines += !cs_walk_passes_over(ev, i);
	return ev->cut.n && lines < 3;
}

static const char *stacks_damage(const struct cs_event *ev)
{
	size_t first[START_COUNT];
	bool any = false;

	find_starts(ev, first);
	for (size_t k = 0; k < START_COUNT; k++) {
		const char *why;

		if (first[k] == ev->line_count)
			continue;
		if (is_cut_short(ev, first[k]))
			return "call trace is missed";
		why = stack_damage(ev, first[k]);
		if (why && starts[k][0] == 's') /* riscv: registers, frames may follow */
			continue;
		if (why)
			return why;
		any = true;
	}
	if (!any && !has_trace(ev))
		return "no stack trace in report";
	return NULL;
}

/* A stamp in the title: another message was printed into the line. */
static bool has_stamp(struct cs_str title)
{
	struct cs_pat_hit hit;

	return cs_pat_match("[%_%d.%d]", title, &hit) || cs_pat_match("[%d.%d]", title, &hit);
}

/* Whether the guilty function stands on a line that may be another report's, or below such a line
 * of its stack. */
static bool is_guess(const struct cs_event *ev)
{
	size_t at = ev->guilty ? ev->guilty->line_index : 0;

	for (size_t i = at + 1; i-- > 0 && at;) {
		const struct cs_line *l = &ev->lines[i];

		if (l->foreign)
			continue;
		if (l->told == CS_TOLD_GUESSED)
			return true;
		if (l->class == CS_LINE_STACK_HEADER || l->class == CS_LINE_IP)
			return false;
	}
	return false;
}

void cs_event_judge(struct cs_event *ev, const struct cs_format *f, const struct cs_guilt *guilt)
{
	bool wants_function = f->title && strstr(f->title, "{F}") && !(f->flags & CS_FMT_BARE);
	const char *why = NULL;

	if (f->flags & CS_FMT_CORRUPTED)
		why = "report format is marked as corrupted";
	else if (wants_function && (!guilt->found || guilt->mixed || guilt->no_origin))
		why = "extracted no frames";
	else if (has_stamp(ev->title))
		why = "title matches corrupted regexp";
	else if (guilt->body_missing)
		why = "matched title but not report regexp";
	else if (f->flags & CS_FMT_STACK)
		why = stacks_damage(ev);
	if (!why && wants_function && is_guess(ev))
		why = "lines of another report may be among its own";
	if (why)
		ev->corrupted = cs_str_from(why);
}
