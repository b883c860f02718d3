/* The field's criteria for a report that can't be trusted (syzkaller's isCorrupted). */
#include "event/complete.h"
#include "event/walk.h"

/* What begins a stack; each is looked at where it is met first. */
static const char *const starts[] = {"Call Trace",
				     "Call trace",
				     "Allocated:",
				     "Allocated by task ",
				     "Freed:",
				     "Freed by task ",
				     "backtrace",
				     "Backtrace:",
				     "Uninit was stored to memory at",
				     "status: "};

static size_t first_start(const struct cs_event *ev, const char *words)
{
	for (size_t i = 0; i < ev->line_count; i++)
		if (cs_str_has(ev->lines[i].text, words) &&
		    cs_walk_is_stack_start(ev->lines[i].text))
			return i;
	return ev->line_count;
}

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

/* arm before 5.x prints a trace without a header. */
static bool has_trace(const struct cs_event *ev)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);

	return s && s->frame_count > 1;
}

static const char *stacks_damage(const struct cs_event *ev)
{
	bool any = false;

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		size_t at = first_start(ev, starts[i]);
		const char *why;

		if (at == ev->line_count)
			continue;
		why = stack_damage(ev, at);
		if (why && starts[i][0] == 's') /* riscv: registers, frames may follow */
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
	if (why)
		ev->corrupted = cs_str_from(why);
}
