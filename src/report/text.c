#include "report/text.h"

#include <stdlib.h>

#include "base/mem.h"
#include "iommu/regs_dump.h"
#include "report/text_dump.h"
#include "report/text_event.h"
#include "report/text_registers.h"

struct cs_text {
	struct cs_pen pen;
	const struct cs_summary *summary;
	const struct cs_history *history;
};

struct cs_text *cs_text_new(FILE *out, bool color, const struct cs_summary *summary,
			    const struct cs_history *history)
{
	struct cs_text *t = cs_calloc(1, sizeof(*t));

	cs_pen_init(&t->pen, out, color, 0);
	t->summary = summary;
	t->history = history;
	return t;
}

static void headline(struct cs_pen *p, const struct cs_event *ev)
{
	cs_pen_ink(p, cs_text_severity_ink(ev->severity));
	cs_pen_putf(p, "%s",
		    ev->expected.n   ? "expected"
		    : ev->suppressed ? "no bug"
				     : cs_severity_name(ev->severity));
	cs_pen_to(p, 9);
	cs_pen_ink(p, CS_INK_BOLD);
	p->indent = 9;
	cs_pen_wrap(p, ev->title);
	cs_pen_ink(p, CS_INK_PLAIN);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_text *t = ctx;
	struct cs_pen *p = &t->pen;

	(void)info;
	headline(p, ev);
	if (ev->echo_of >= 0) {
		cs_text_label(p, "closes");
		cs_pen_wrapf(p, "the report %ld above; not a case of its own (line %llu)",
			     ev->index - ev->echo_of,
			     (unsigned long long)ev->lines[ev->header].number);
		cs_pen_newline(p);
	} else {
		cs_text_event_answer(p, ev);
		cs_text_history(p, t->history);
		cs_text_event_details(p, ev);
	}
	cs_pen_newline(p);
	fflush(p->out);
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_text *t = ctx;

	cs_pen_ink(&t->pen, CS_INK_DIM);
	cs_pen_put(&t->pen, cs_str_from(info->path));
	cs_pen_ink(&t->pen, CS_INK_PLAIN);
	cs_pen_newline(&t->pen);
	cs_pen_newline(&t->pen);
}

static void lines(struct cs_pen *p, const char *label, const struct cs_str *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cs_text_label(p, i == 0 ? label : "");
		cs_pen_wrap(p, v[i]);
	}
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_text *t = ctx;
	struct cs_pen *p = &t->pen;

	cs_text_label(p, "read");
	cs_pen_wrapf(p, "%llu lines", (unsigned long long)info->lines);
	if (info->release[0])
		cs_pen_wrapf(p, ", Linux %s", info->release);
	if (info->arch[0])
		cs_pen_wrapf(p, ", %s", info->arch);
	if (info->hardware[0])
		cs_pen_wrapf(p, ", %s", info->hardware);
	if (info->boots > 1)
		cs_pen_wrapf(p, ", %u boots", info->boots);
	lines(p, "incomplete", info->reasons, info->reason_count);
	lines(p, "notes", info->notes, info->note_count);
	if (info->dump)
		cs_text_dump(p, info->dump);
	for (const struct cs_smmu_dump *d = info->registers; d; d = d->next)
		cs_text_registers(p, d);
	cs_pen_newline(p);
}

struct cs_sink cs_text_sink(struct cs_text *t)
{
	return (struct cs_sink){begin_input, on_event, end_input, t};
}

static const char *verdict_words(const struct cs_summary *s)
{
	if (s->failing)
		return "crash";
	return s->incomplete || s->errors ? "incomplete: not proven clean" : "clean";
}

void cs_text_free(struct cs_text *t)
{
	const struct cs_summary *s = t->summary;

	cs_text_label(&t->pen, "verdict");
	cs_pen_ink(&t->pen, CS_INK_BOLD);
	cs_pen_put(&t->pen, cs_str_from(verdict_words(s)));
	cs_pen_ink(&t->pen, CS_INK_PLAIN);
	cs_pen_putf(&t->pen, " (%lu event%s", s->events, s->events == 1 ? "" : "s");
	for (int i = CS_FATAL; i >= 0; i--)
		if (s->by_severity[i])
			cs_pen_putf(&t->pen, ", %lu %s", s->by_severity[i],
				    cs_severity_name((enum cs_severity)i));
	cs_pen_put(&t->pen, CS_STR(")"));
	cs_pen_newline(&t->pen);
	free(t);
}
