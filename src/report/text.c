#include "report/text.h"

#include <stdlib.h>

#include "base/mem.h"

struct cs_text {
	FILE *out;
	bool color;
	const struct cs_summary *summary;
	bool any;
};

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define CYAN "\033[36m"
#define PLAIN "\033[0m"

static const char *c(const struct cs_text *t, const char *code)
{
	return t->color ? code : "";
}

struct cs_text *cs_text_new(FILE *out, bool color, const struct cs_summary *summary)
{
	struct cs_text *t = cs_calloc(1, sizeof(*t));

	t->out = out;
	t->color = color;
	t->summary = summary;
	return t;
}

/* Log bytes on a terminal: control characters must not reach it. */
static void put(struct cs_text *t, struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		if (ch == '\t')
			fputc(' ', t->out);
		else if (ch < 32 || ch == 127)
			fprintf(t->out, "\\x%02x", ch);
		else
			fputc(ch, t->out);
	}
}

static void field(struct cs_text *t, const char *name, struct cs_str value)
{
	if (value.n == 0)
		return;
	fprintf(t->out, "  %-9s ", name);
	put(t, value);
	fputc('\n', t->out);
}

static void headline(struct cs_text *t, const struct cs_event *ev)
{
	const char *color = ev->severity >= CS_ERROR ? RED : ev->severity == CS_WARNING ? YELLOW : CYAN;

	fprintf(t->out, "%s%s%s%-7s%s %s", t->any ? "\n" : "", c(t, BOLD), c(t, color),
		cs_severity_name(ev->severity), c(t, PLAIN), c(t, BOLD));
	put(t, ev->title);
	fprintf(t->out, "%s\n", c(t, PLAIN));
	t->any = true;
}

static void where(struct cs_text *t, const struct cs_event *ev)
{
	const struct cs_line *first = &ev->lines[0], *last = &ev->lines[ev->line_count - 1];

	fprintf(t->out, "  %-9s lines %llu-%llu", "where", (unsigned long long)first->number,
		(unsigned long long)last->number);
	if (ev->lines[ev->header].has_time)
		fprintf(t->out, ", %.6f s after boot", ev->lines[ev->header].time);
	if (ev->cpu >= 0)
		fprintf(t->out, ", CPU %d", ev->cpu);
	if (ev->pid >= 0)
		fprintf(t->out, ", pid %ld", ev->pid);
	if (ev->comm.n) {
		fputs(" (", t->out);
		put(t, ev->comm);
		fputs(")", t->out);
	}
	if (ev->context)
		fprintf(t->out, ", %s context", ev->context);
	fputc('\n', t->out);
}

static void place(struct cs_text *t, const struct cs_place *p)
{
	if (p->file.n == 0)
		return;
	fputs("  ", t->out);
	put(t, p->file);
	if (p->line > 0)
		fprintf(t->out, ":%d", p->line);
}

static void frame(struct cs_text *t, const struct cs_frame *f)
{
	for (size_t i = 0; i + 1 < f->place_count; i++) {
		fputs("      ", t->out);
		put(t, f->places[i].function);
		place(t, &f->places[i]);
		fputs(" (inlined)\n", t->out);
	}
	fprintf(t->out, "    %s%s", c(t, f->reliable ? "" : DIM), f->reliable ? "  " : "? ");
	put(t, f->symbol);
	if (f->has_offset)
		fprintf(t->out, "+%#llx", (unsigned long long)f->offset);
	if (f->symbol.n == 0 && f->has_address)
		fprintf(t->out, "%#llx", (unsigned long long)f->address);
	if (f->module.n) {
		fputs(" [", t->out);
		put(t, f->module);
		fputs("]", t->out);
	}
	if (f->place_count)
		place(t, &f->places[f->place_count - 1]);
	fprintf(t->out, "%s\n", c(t, PLAIN));
}

static void stacks(struct cs_text *t, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++) {
		const struct cs_stack *s = &ev->stacks[i];

		fprintf(t->out, "  %s stack\n", cs_stack_role_name(s->role));
		for (size_t k = 0; k < s->frame_count; k++)
			frame(t, &s->frames[k]);
	}
}

static void meanings(struct cs_text *t, const struct cs_str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		field(t, i == 0 ? "meaning" : "", v[i]);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_text *t = ctx;

	(void)info;
	headline(t, ev);
	where(t, ev);
	field(t, "function", ev->function);
	meanings(t, ev->fault.meaning, ev->fault.meaning_count);
	if (ev->iommu)
		meanings(t, ev->iommu->meaning, ev->iommu->meaning_count);
	for (size_t i = 0; i < ev->note_count; i++)
		field(t, "note", ev->notes[i]);
	field(t, "corrupted", ev->corrupted);
	stacks(t, ev);
	fflush(t->out);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_text *t = ctx;

	for (size_t i = 0; i < info->reason_count; i++)
		field(t, "incomplete", info->reasons[i]);
}

struct cs_sink cs_text_sink(struct cs_text *t)
{
	return (struct cs_sink){.event = on_event, .end_input = end_input, .ctx = t};
}

void cs_text_free(struct cs_text *t)
{
	if (!t)
		return;
	fprintf(t->out, "%s%lu event%s, verdict: %s\n", t->any ? "\n" : "", t->summary->events,
		t->summary->events == 1 ? "" : "s", cs_summary_verdict(t->summary));
	free(t);
}
