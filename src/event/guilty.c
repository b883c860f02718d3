/* Which function to look at first, by the conventions of syzkaller's report parser. */
#include "event/complete.h"
#include "event/grammar.h"

struct search {
	struct cs_event *ev;
	const struct cs_format *format;
	const struct cs_names *names;
};

static bool is_skipped(const struct search *s, const struct cs_frame *f)
{
	return f->symbol.n == 0 || !f->reliable ||
	       cs_names_match(s->names, "common", f->symbol) ||
	       cs_names_match(s->names, s->format->skip, f->symbol);
}

static const struct cs_frame *first_kept(const struct search *s, const struct cs_stack *st,
					 bool with_ip)
{
	for (size_t i = 0; st && i < st->frame_count; i++) {
		if (st->frames[i].exact && i == 0 && !with_ip)
			continue;
		if (!is_skipped(s, &st->frames[i]))
			return &st->frames[i];
	}
	return NULL;
}

static const struct cs_stack *stack_of(const struct cs_event *ev, enum cs_stack_role role)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		if (ev->stacks[i].role == role)
			return &ev->stacks[i];
	return NULL;
}

static const struct cs_frame *from_trace(const struct search *s, bool with_ip)
{
	const struct cs_frame *f = first_kept(s, cs_event_crash_stack(s->ev), with_ip);

	for (size_t i = 0; !f && i < s->ev->stack_count; i++)
		f = first_kept(s, &s->ev->stacks[i], with_ip);
	return f;
}

static const struct cs_frame *from_ip(const struct search *s)
{
	const struct cs_stack *st = cs_event_crash_stack(s->ev);

	if (!st || !st->frames[0].exact)
		return NULL;
	return is_skipped(s, &st->frames[0]) ? NULL : &st->frames[0];
}

/* Where the interrupted code's frames begin, in a trace taken inside an interrupt. */
static size_t below_interrupt(const struct search *s, const struct cs_stack *st)
{
	size_t from = 0;

	for (size_t i = 0; i < st->frame_count; i++)
		if (cs_names_match(s->names, "stall-entry", st->frames[i].symbol))
			from = i + 1;
	return from;
}

static const struct cs_frame *stall_in(const struct search *s, const struct cs_stack *st)
{
	const struct cs_frame *above = NULL;

	for (size_t i = below_interrupt(s, st); i < st->frame_count; i++) {
		const struct cs_frame *f = &st->frames[i];

		if (is_skipped(s, f))
			continue;
		if (cs_names_match(s->names, "stall-anchor",
				   cs_event_title_name(f->symbol, s->names)))
			return above ? above : f;
		above = f;
	}
	return NULL;
}

/* No anchor: still better to name the first kept frame than nothing. */
static const struct cs_frame *from_stall(const struct search *s)
{
	const struct cs_frame *f = NULL;
	const struct cs_stack *st = cs_event_crash_stack(s->ev);

	for (size_t i = 0; !f && i < s->ev->stack_count; i++)
		f = stall_in(s, &s->ev->stacks[i]);
	if (f)
		return f;
	for (size_t i = st ? below_interrupt(s, st) : 0; st && i < st->frame_count; i++)
		if (!is_skipped(s, &st->frames[i]))
			return &st->frames[i];
	return NULL;
}

static const struct cs_frame *from_hang(const struct search *s)
{
	const struct cs_stack *st = cs_event_crash_stack(s->ev);

	for (size_t i = 0; st && i < st->frame_count; i++)
		if (cs_names_match(s->names, "hang-keep", st->frames[i].symbol))
			return &st->frames[i];
	for (size_t i = 0; st && i < st->frame_count; i++) {
		const struct cs_frame *f = &st->frames[i];

		if (f->reliable && f->symbol.n && !cs_names_match(s->names, "hang", f->symbol) &&
		    !cs_names_match(s->names, "common", f->symbol))
			return f;
	}
	return NULL;
}

/* lockdep: " (lock){+.+.}-{3:3}, at: func+0x1/0x2"; the frames are on lock lines. */
static const struct cs_frame *from_at(const struct search *s)
{
	struct cs_event *ev = s->ev;
	struct cs_frame f;

	for (size_t i = ev->header; i < ev->line_count; i++) {
		struct cs_str at = cs_str_after(ev->lines[i].text, ", at: ");
		struct cs_frame *kept;

		if (!at.p)
			continue;
		f = (struct cs_frame){.reliable = true, .line_index = i};
		cs_grammar_frame(at, &f);
		if (f.symbol.n == 0 || is_skipped(s, &f))
			continue;
		kept = cs_arena_alloc(&ev->arena, sizeof(*kept));
		*kept = f;
		return kept;
	}
	return NULL;
}

/* The frame whose symbol is NAME, so that its place can be told; or one made of the name. */
static const struct cs_frame *frame_named(const struct search *s, struct cs_str name)
{
	struct cs_frame *made;

	for (size_t i = 0; i < s->ev->stack_count; i++)
		for (size_t j = 0; j < s->ev->stacks[i].frame_count; j++)
			if (cs_str_eq(s->ev->stacks[i].frames[j].symbol, name) &&
			    s->ev->stacks[i].frames[j].reliable)
				return &s->ev->stacks[i].frames[j];
	made = cs_arena_alloc(&s->ev->arena, sizeof(*made));
	*made = (struct cs_frame){.symbol = name, .function = cs_function_base(name),
				  .reliable = true};
	return made;
}

static const struct cs_frame *from_line(const struct search *s, const struct cs_pat_hit *hit)
{
	unsigned c = s->format->function_capture;
	const struct cs_frame *f;

	if (c == 0 || c > hit->n || hit->cap[c - 1].n == 0)
		return from_trace(s, true);
	f = frame_named(s, hit->cap[c - 1]);
	return is_skipped(s, f) ? from_trace(s, true) : f;
}

static const struct cs_frame *pick(const struct search *s, const struct cs_pat_hit *hit)
{
	const struct cs_frame *f = NULL;

	switch (s->format->from) {
	case CS_FROM_NONE:
		return from_trace(s, true);
	case CS_FROM_LINE_CT:
		return from_line(s, hit);
	case CS_FROM_CT:
		return from_trace(s, false);
	case CS_FROM_IP:
	case CS_FROM_IP_CT:
		f = from_ip(s);
		return f ? f : from_trace(s, true);
	case CS_FROM_STALL:
		return from_stall(s);
	case CS_FROM_HANG:
		return from_hang(s);
	case CS_FROM_ORIGIN:
		f = first_kept(s, stack_of(s->ev, CS_STACK_ALLOC), true);
		return f ? f : from_trace(s, true);
	case CS_FROM_AT:
		f = from_at(s);
		return f ? f : from_trace(s, true);
	}
	return NULL;
}

void cs_event_find_guilty(struct cs_event *ev, const struct cs_format *format,
			  const struct cs_pat_hit *hit, const struct cs_names *names)
{
	struct search s = {ev, format, names};

	ev->guilty = pick(&s, hit);
	if (!ev->guilty)
		return;
	ev->function = ev->guilty->function;
	ev->module = ev->guilty->module;
}
