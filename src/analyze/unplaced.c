#include "analyze/unplaced.h"

#include <string.h>

/* A kernel's address, without a name, that tells nothing until the offset is known. */
static bool is_bare(const struct cs_frame *f)
{
	return f->reliable && !f->symbol.n && f->has_address && !f->place_count && f->address >> 63;
}

static bool has_bare(const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++)
			if (is_bare(&ev->stacks[i].frames[k]))
				return true;
	return false;
}

bool cs_unplaced_take(struct cs_unplaced *u, const struct cs_placer *p,
		      const struct cs_input_info *info, struct cs_event *ev)
{
	if (!p->sym || p->has_offset || info->has_kaslr_offset || u->count == CS_UNPLACED_EVENTS)
		return false;
	if (u->count == 0 && !has_bare(ev))
		return false;
	u->events[u->count++] = ev;
	return true;
}

bool cs_unplaced_is_over(const struct cs_unplaced *u, uint64_t line)
{
	const struct cs_event *first = u->count ? u->events[0] : NULL;

	return first && first->line_count && line > first->lines[0].number + CS_UNPLACED_LINES;
}

struct cs_event *cs_unplaced_next(struct cs_unplaced *u)
{
	struct cs_event *ev = u->count ? u->events[0] : NULL;

	if (ev)
		memmove(u->events, u->events + 1, --u->count * sizeof(*u->events));
	return ev;
}
