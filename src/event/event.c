#include "event/event.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/demangle.h"
#include "base/mem.h"

struct cs_event *cs_event_new(void)
{
	struct cs_event *ev = cs_calloc(1, sizeof(*ev));

	cs_arena_init(&ev->arena);
	atomic_init(&ev->holders, 1);
	ev->echo_of = -1;
	ev->index = -1;
	ev->cpu = -1;
	ev->pid = -1;
	return ev;
}

void cs_event_free(struct cs_event *ev)
{
	if (!ev || atomic_fetch_sub(&ev->holders, 1) > 1)
		return;
	cs_arena_release(&ev->arena);
	free(ev);
}

struct cs_event *cs_event_keep(const struct cs_event *ev)
{
	struct cs_event *held = (struct cs_event *)(uintptr_t)ev; /* only its count changes */

	atomic_fetch_add(&held->holders, 1);
	return held;
}

void cs_event_note(struct cs_event *ev, const char *fmt, ...)
{
	char buf[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	*CS_ARENA_PUSH(&ev->arena, ev->notes, ev->note_count) =
		cs_arena_str(&ev->arena, cs_str_from(buf));
}

void cs_event_put_finding_first(struct cs_event *ev, const struct cs_finding *f)
{
	size_t n = ev->finding_count;
	struct cs_finding *v = cs_arena_alloc(&ev->arena, (n + 1) * sizeof(*v));

	v[0] = *f;
	if (n)
		memcpy(v + 1, ev->findings, n * sizeof(*v));
	ev->findings = v;
	ev->finding_count = n + 1;
}

/* The order of a judge's findings (rule/judge.h) but for their severity, which is the event's. */
static bool comes_before(const struct cs_finding *a, const struct cs_finding *b)
{
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return !a->aside && a->rank > b->rank;
}

void cs_event_put_together(struct cs_event *ev)
{
	const struct cs_finding *f = ev->together;
	size_t at = 0;

	if (!f)
		return;
	while (at < ev->finding_count && comes_before(&ev->findings[at], f))
		at++;
	(void)CS_ARENA_PUSH(&ev->arena, ev->findings, ev->finding_count);
	memmove(&ev->findings[at + 1], &ev->findings[at],
		(ev->finding_count - at - 1) * sizeof(*ev->findings));
	ev->findings[at] = *f;
}

const struct cs_stack *cs_event_crash_stack(const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		if (ev->stacks[i].role == CS_STACK_CRASH)
			return &ev->stacks[i];
	return NULL;
}

const struct cs_register *cs_event_register(const struct cs_event *ev, const char *name)
{
	for (size_t i = 0; i < ev->register_count; i++)
		if (cs_str_is(ev->registers[i].name, name))
			return &ev->registers[i];
	return NULL;
}

const char *cs_stack_role_name(enum cs_stack_role role)
{
	static const char *const names[] = {"crash",      "alloc",     "free", "origin",
					    "lock-chain", "other-cpu", "irq",  "task"};

	return names[role];
}

const char *cs_access_name(enum cs_access a)
{
	static const char *const names[] = {NULL, "read", "write", "execute"};

	return names[a];
}

const char *cs_confidence_name(enum cs_confidence c)
{
	static const char *const names[] = {"possible", "likely", "certain"};

	return names[c];
}

struct cs_str cs_function_base(struct cs_str symbol)
{
	ptrdiff_t dot = cs_str_find_char(symbol, '.');

	return dot > 0 ? cs_str_head(symbol, (size_t)dot) : symbol;
}

struct cs_str cs_event_function_name(struct cs_event *ev, struct cs_str symbol)
{
	struct cs_str name = cs_function_base(symbol);
	struct cs_strbuf b;

	if (!cs_str_starts(symbol, "_Z") && !cs_str_starts(symbol, "_R"))
		return name;
	cs_strbuf_init(&b);
	if (cs_demangle(symbol, &b))
		name = cs_arena_str(&ev->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return name;
}

struct cs_str cs_frame_function(const struct cs_frame *f)
{
	struct cs_str placed = f->place_count ? f->places[f->place_count - 1].function
					      : (struct cs_str){0};

	return !f->exact && f->has_offset && f->offset == 0 && placed.n ? placed : f->function;
}
