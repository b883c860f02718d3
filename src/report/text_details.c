/* What stands below the first screen: evidence, registers in words, stacks, notes. */
#include "report/text_event.h"

#include "iommu/pages.h"
#include "report/text_walk.h"

/* The findings' evidence as one list; NULL behind its end. */
static const struct cs_evidence *evidence_at(const struct cs_event *ev, size_t i)
{
	for (size_t f = 0; f < ev->finding_count; f++) {
		if (i < ev->findings[f].evidence_count)
			return &ev->findings[f].evidence[i];
		i -= ev->findings[f].evidence_count;
	}
	return NULL;
}

/* Whether one before the I-th speaks of the same line, and with the same words if WHY. */
static bool is_told(const struct cs_event *ev, size_t i, bool why)
{
	const struct cs_evidence *e = evidence_at(ev, i), *before;

	for (size_t k = 0; k < i; k++) {
		before = evidence_at(ev, k);
		if (before->line == e->line && (!why || cs_str_eq(before->why, e->why)))
			return true;
	}
	return false;
}

static void evidence_why(struct cs_pen *p, struct cs_str why)
{
	if (why.n == 0)
		return;
	cs_pen_newline(p);
	cs_pen_to(p, CS_TEXT_MARGIN + 2);
	cs_pen_put(p, CS_STR("-> "));
	p->indent = CS_TEXT_MARGIN + 5;
	cs_pen_wrap(p, why);
}

/* Several findings may rest on one line: it is shown once, with what it says to each. */
static void evidence(struct cs_pen *p, const struct cs_event *ev)
{
	const struct cs_evidence *e, *same;

	for (size_t i = 0; (e = evidence_at(ev, i)); i++) {
		if (is_told(ev, i, false))
			continue;
		cs_text_label(p, i == 0 ? "evidence" : "");
		cs_pen_putf(p, "line %llu  ", (unsigned long long)e->line);
		cs_pen_put(p, cs_str_trim(e->text));
		for (size_t k = i; (same = evidence_at(ev, k)); k++)
			if (same->line == e->line && !is_told(ev, k, true))
				evidence_why(p, same->why);
	}
}

/* Whether the words stand behind one of the registers, which are shown all. */
static bool is_said_by_register(const struct cs_iommu *u, struct cs_str words)
{
	for (size_t i = 0; u && i < u->register_count; i++) {
		struct cs_str m = u->registers[i].meaning;

		if (m.n && m.n >= words.n && memmem(m.p, m.n, words.p, words.n))
			return true;
	}
	return false;
}

/* One paragraph. */
static void meanings(struct cs_pen *p, const char *label, const struct cs_str *v, size_t n,
		     const struct cs_iommu *u)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (is_said_by_register(u, v[i]))
			continue;
		if (!any)
			cs_text_label(p, label);
		cs_pen_wrapf(p, "%s " CS_STR_FMT, any ? ";" : "", CS_STR_ARG(v[i]));
		any = true;
	}
}

/* A line each. */
static void notes(struct cs_pen *p, const struct cs_str *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cs_text_label(p, i == 0 ? "notes" : "");
		cs_pen_wrap(p, v[i]);
	}
}

/* Registers that say something; the others stand in the log. */
static void registers(struct cs_pen *p, const struct cs_register *v, size_t n, bool all)
{
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		if (!all && v[i].meaning.n == 0)
			continue;
		cs_text_label(p, any ? "" : "registers");
		any = true;
		cs_pen_putf(p, CS_STR_FMT " = %#llx", CS_STR_ARG(v[i].name),
			    (unsigned long long)v[i].value);
		p->indent = CS_TEXT_MARGIN + 2;
		if (v[i].meaning.n)
			cs_pen_wrapf(p, "  " CS_STR_FMT, CS_STR_ARG(v[i].meaning));
	}
}

static void trap(struct cs_pen *p, const struct cs_trap *t)
{
	if (!t)
		return;
	cs_text_label(p, "at");
	cs_pen_put(p, t->text);
	if (t->words.n)
		cs_pen_put(p, CS_STR(";"));
	p->indent = CS_TEXT_MARGIN + 2;
	if (t->words.n)
		cs_pen_wrapf(p, "  " CS_STR_FMT, CS_STR_ARG(t->words));
}

static void source(struct cs_pen *p, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->source_count; i++) {
		const struct cs_source_line *l = &ev->source[i];

		cs_text_label(p, i == 0 ? "source" : "");
		cs_pen_putf(p, "%s%5d  ", l->number == ev->guilty->places[0].line ? ">" : " ",
			    l->number);
		for (size_t k = 0; k < l->text.n; k++)
			if (l->text.p[k] == '\t')
				cs_pen_put(p, CS_STR("        "));
			else
				cs_pen_put(p, (struct cs_str){l->text.p + k, 1});
	}
}

/* Those that are known, and where. */
static void parameters(struct cs_pen *p, const struct cs_parameter *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cs_text_label(p, i == 0 ? "args" : "");
		cs_pen_putf(p, CS_STR_FMT ": " CS_STR_FMT, CS_STR_ARG(v[i].function),
			    CS_STR_ARG(v[i].name));
		if (v[i].has_value)
			cs_pen_putf(p, " = %#llx", (unsigned long long)v[i].value);
		p->indent = CS_TEXT_MARGIN + 2;
		cs_pen_wrapf(p, "  (" CS_STR_FMT ", " CS_STR_FMT ")",
			     CS_STR_ARG(v[i].type.n ? v[i].type : CS_STR("type not known")),
			     CS_STR_ARG(v[i].where));
	}
}

#define SOURCE_COLUMN 56u

void cs_text_frame(struct cs_pen *p, const struct cs_frame *f)
{
	/* a frame that may be stale isn't worth its inlined calls */
	for (size_t i = 0; f->reliable && i + 1 < f->place_count; i++) {
		cs_text_label(p, "");
		cs_pen_put(p, CS_STR("  "));
		cs_pen_put(p, f->places[i].function);
		cs_pen_put(p, CS_STR(" (inlined)"));
		cs_pen_to(p, SOURCE_COLUMN);
		cs_text_place(p, &f->places[i]);
	}
	cs_text_label(p, "");
	if (!f->reliable)
		cs_pen_ink(p, CS_INK_DIM);
	cs_pen_put(p, cs_str_from(f->reliable ? "  " : "? "));
	cs_text_symbol(p, f);
	if (f->place_count) {
		cs_pen_to(p, SOURCE_COLUMN);
		cs_text_place(p, &f->places[f->place_count - 1]);
		if (!cs_str_eq(cs_frame_function(f), f->function))
			cs_pen_putf(p, " (the end of " CS_STR_FMT ")",
				    CS_STR_ARG(cs_frame_function(f)));
	}
	if (f->note.n) {
		cs_pen_to(p, SOURCE_COLUMN);
		cs_pen_put(p, f->note);
	}
	cs_pen_ink(p, CS_INK_PLAIN);
}

/* "where &q->lock was taken (#1)", "where … (HARDIRQ-irq-safe)": lockdep's own words. */
static void chain(struct cs_pen *p, const struct cs_stack *s)
{
	cs_pen_wrapf(p, "where " CS_STR_FMT " was taken", CS_STR_ARG(s->lock));
	if (s->lock_state.n)
		cs_pen_wrapf(p, " (" CS_STR_FMT ")", CS_STR_ARG(s->lock_state));
}

/* Whose stack it is. */
static void head(struct cs_pen *p, const struct cs_stack *s)
{
	static const char *const heads[] = {"stack of the crash", "where it was allocated",
					    "where it was freed", "where it came from",
					    "lock taken there",   "stack of another CPU",
					    "interrupted stack",  "stack of another task"};

	if (s->role == CS_STACK_TASK && s->comm.n)
		cs_pen_wrapf(p, "stack of task " CS_STR_FMT " (pid %ld)", CS_STR_ARG(s->comm),
			     s->pid);
	else if (s->lock.n)
		chain(p, s);
	else
		cs_pen_put(p, cs_str_from(heads[s->role]));
	if (s->cpu >= 0)
		cs_pen_putf(p, " (CPU %d)", s->cpu);
	if (s->waits_for.n)
		cs_pen_wrapf(p, ", waits for " CS_STR_FMT, CS_STR_ARG(s->waits_for));
}

static void stack(struct cs_pen *p, const struct cs_event *ev, const struct cs_stack *s)
{
	cs_text_label(p, "stack");
	head(p, s);
	if (ev->iommu && s->role == CS_STACK_CRASH)
		cs_pen_wrap(p, CS_STR(" (whatever ran when the interrupt came: not the culprit)"));
	for (size_t i = 0; i < s->frame_count; i++)
		cs_text_frame(p, &s->frames[i]);
}

/* A line each. */
static void locks(struct cs_pen *p, const struct cs_lock *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cs_text_label(p, i == 0 ? "locks" : "");
		cs_pen_wrapf(p, CS_STR_FMT " %s " CS_STR_FMT, CS_STR_ARG(v[i].task),
			     v[i].wanted ? "wants" : (v[i].lacked ? "does not hold" : "holds"),
			     CS_STR_ARG(v[i].name));
		if (v[i].function.n)
			cs_pen_wrapf(p, " in " CS_STR_FMT, CS_STR_ARG(v[i].function));
	}
}

static void see(struct cs_pen *p, const struct cs_iommu *u)
{
	const char *page = cs_iommu_page(u->type);

	if (!page)
		return;
	cs_text_label(p, "see");
	cs_pen_put(p, cs_str_from(page));
}

void cs_text_event_details(struct cs_pen *p, const struct cs_event *ev)
{
	evidence(p, ev);
	meanings(p, "fault", ev->fault.meaning, ev->fault.meaning_count, NULL);
	if (ev->iommu) {
		notes(p, ev->notes, ev->note_count);
		cs_text_walk(p, ev->iommu->walk);
		meanings(p, "in words", ev->iommu->meaning, ev->iommu->meaning_count, ev->iommu);
		registers(p, ev->iommu->registers, ev->iommu->register_count, true);
		see(p, ev->iommu);
	}
	registers(p, ev->registers, ev->register_count, false);
	locks(p, ev->locks, ev->lock_count);
	trap(p, ev->trap);
	source(p, ev);
	parameters(p, ev->parameters, ev->parameter_count);
	for (size_t i = 0; i < ev->stack_count; i++)
		stack(p, ev, &ev->stacks[i]);
	if (!ev->iommu)
		notes(p, ev->notes, ev->note_count);
	if (p->column)
		cs_pen_newline(p);
}
