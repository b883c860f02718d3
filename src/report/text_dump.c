#include "report/text_dump.h"

#include "dump/state.h"
#include "report/text_event.h"

static void who(struct cs_pen *p, const struct cs_dump_task *t)
{
	cs_pen_put(p, cs_str_from(t->comm));
	cs_pen_putf(p, " (pid %ld)", t->pid);
}

static void stack(struct cs_pen *p, const struct cs_dump_task *t)
{
	for (size_t i = 0; t->trace && i < t->trace->frame_count; i++)
		cs_text_frame(p, &t->trace->frames[i]);
}

static void panic_task(struct cs_pen *p, const struct cs_dump_cpu *c)
{
	cs_text_label(p, "panicked");
	who(p, c->current);
	cs_pen_putf(p, " on CPU %d", c->cpu);
	stack(p, c->current);
}

static void blocked_task(struct cs_pen *p, const struct cs_dump_task *t)
{
	cs_text_label(p, "blocked");
	who(p, t);
	if (t->waits_for.n) {
		cs_pen_wrap(p, CS_STR(" waits for"));
		cs_pen_put(p, CS_STR(" "));
		cs_pen_wrap(p, t->waits_for);
	}
	stack(p, t);
}

static void state(struct cs_pen *p, const struct cs_dump_state *s)
{
	for (size_t i = 0; i < s->wait_count; i++) {
		cs_text_label(p, i ? "" : "waits");
		cs_pen_wrap(p, s->waits[i].words);
	}
	if (s->panic)
		panic_task(p, s->panic);
	for (size_t i = 0; i < s->blocked_count; i++)
		blocked_task(p, s->blocked[i]);
}

void cs_text_dump(struct cs_pen *p, const struct cs_dump *d)
{
	cs_text_label(p, "dump");
	cs_pen_wrapf(p, "%s, read as far as: %s", d->image.format, cs_dump_rung_name(d->rung));
	if (d->state)
		cs_pen_wrapf(p, "; %zu tasks, %zu modules", d->state->task_count,
			     d->state->module_count);
	for (size_t i = 0; i < d->note_count; i++) {
		cs_text_label(p, "");
		cs_pen_wrap(p, cs_str_from(d->notes[i]));
	}
	if (d->state)
		state(p, d->state);
}
