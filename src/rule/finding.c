#include "rule/finding.h"

#include <stdlib.h>

#include "base/limits.h"

static void take_line(struct cs_evidence *e, const struct cs_line *l)
{
	e->line = l->number;
	e->begin = l->offset;
	e->end = l->end;
	e->text = l->text;
}

static void take_fact(struct judging *g, struct cs_evidence *e, const struct cs_boot_fact *f)
{
	e->line = f->line;
	e->begin = f->begin;
	e->end = f->end;
	e->text = cs_arena_str(g->arena, f->text);
}

static void take_past(struct judging *g, struct cs_evidence *e, const struct cs_past *p)
{
	e->line = p->line;
	e->begin = p->begin;
	e->end = p->end;
	e->text = cs_arena_str(g->arena, cs_str_from(p->header));
}

static bool has_line(const struct cs_finding *f, uint64_t line)
{
	for (size_t i = 0; i < f->evidence_count; i++)
		if (f->evidence[i].line == line)
			return true;
	return false;
}

static void take_evidence(struct judging *g, struct cs_finding *f)
{
	for (size_t i = 0; i < g->evidence_count && f->evidence_count < CS_LIMIT_EVIDENCE; i++) {
		const struct cs_found *found = &g->evidence[i].found;
		struct cs_evidence e = {0};

		if (found->line)
			take_line(&e, found->line);
		else if (found->fact)
			take_fact(g, &e, found->fact);
		else
			take_past(g, &e, found->past);
		if (has_line(f, e.line))
			continue;
		e.why = cs_template_fill(g, g->arena, g->evidence[i].why);
		*CS_ARENA_PUSH(g->arena, f->evidence, f->evidence_count) = e;
	}
}

/* No condition found a line of its own: the report itself is the evidence. */
static void take_header(struct judging *g, struct cs_finding *f)
{
	struct cs_evidence *e;

	if (f->evidence_count || g->ev->header >= g->ev->line_count)
		return;
	e = CS_ARENA_PUSH(g->arena, f->evidence, f->evidence_count);
	take_line(e, &g->ev->lines[g->ev->header]);
	e->why = CS_STR("the report");
}

static int by_line(const void *a, const void *b)
{
	uint64_t x = ((const struct cs_evidence *)a)->line;
	uint64_t y = ((const struct cs_evidence *)b)->line;

	return (x > y) - (x < y);
}

/* Refinements in the order of the file; the surest confidence that holds counts. */
static struct cs_str refine(struct judging *g, struct cs_finding *f, enum cs_severity *severity)
{
	struct cs_str cause = g->rule->cause;

	f->decide = g->rule->decide;
	for (size_t i = 0; i < g->rule->refine_count; i++) {
		const struct cs_rule_refine *r = &g->rule->refine[i];

		if (!cs_judging_cond(g, r->when, 0))
			continue;
		if (r->has_confidence)
			f->confidence = r->confidence;
		if (r->has_rank)
			f->rank = r->rank;
		if (r->has_severity && r->severity > *severity)
			*severity = r->severity;
		if (r->decide.n)
			f->decide = r->decide;
		if (r->add.n)
			cause = cs_arena_strf(g->arena, CS_STR_FMT "\n" CS_STR_FMT,
					      CS_STR_ARG(cause), CS_STR_ARG(r->add));
	}
	return cause;
}

/* A known issue that was fixed before this kernel is a regression, and says so. */
static void tell_known(struct judging *g, struct cs_finding *f)
{
	const struct cs_rule_known *k = &g->rule->known;

	if (k->fixed_in.n && cs_release_is_at_least(g, k->fixed_in))
		f->title = cs_arena_strf(g->arena,
					 CS_STR_FMT " (again: it was fixed in " CS_STR_FMT ")",
					 CS_STR_ARG(f->title), CS_STR_ARG(k->fixed_in));
	if (k->owner.n || k->link.n)
		f->cause = cs_arena_strf(
			g->arena, CS_STR_FMT "\nA known issue%s" CS_STR_FMT "%s" CS_STR_FMT ".",
			CS_STR_ARG(f->cause), k->owner.n ? " of " : "", CS_STR_ARG(k->owner),
			k->link.n ? ": " : "", CS_STR_ARG(k->link));
}

void cs_finding_add(struct judging *g, struct cs_event *ev)
{
	const struct cs_rule *rule = g->rule;
	enum cs_severity severity = rule->has_severity ? rule->severity : CS_INFO;
	struct cs_finding *f = CS_ARENA_PUSH(g->arena, ev->findings, ev->finding_count);
	struct cs_str cause;

	f->confidence = rule->confidence;
	f->rank = rule->rank;
	f->aside = rule->aside;
	f->expected = rule->expected;
	f->settled_by_owner = rule->settled_by_owner;
	cause = refine(g, f, &severity);
	f->rule = cs_arena_str(g->arena, rule->id);
	f->version = rule->version;
	f->title = cs_template_fill(g, g->arena, rule->title);
	f->cause = cs_template_fill(g, g->arena, cause);
	f->fix = cs_template_fill(g, g->arena, rule->fix);
	f->decide = cs_template_fill(g, g->arena, f->decide);
	f->references = rule->references;
	f->reference_count = rule->reference_count;
	f->severity = severity > ev->severity ? severity : ev->severity;
	take_evidence(g, f);
	take_header(g, f);
	if (f->evidence_count > 1)
		qsort(f->evidence, f->evidence_count, sizeof(*f->evidence), by_line);
	tell_known(g, f);
}

/* ---- all of an event's findings ---- */

static bool is_replaced(const struct cs_rules *rules, const struct cs_event *ev, size_t i)
{
	for (size_t k = 0; k < ev->finding_count; k++) {
		const struct cs_rule *by = cs_rules_find(rules, ev->findings[k].rule);
		struct cs_globs globs;

		if (k == i || !by)
			continue;
		globs = (struct cs_globs){by->replaces, by->replaces_count};
		/* what is surer is not given up for a guess */
		if (cs_globs_match(&globs, ev->findings[i].rule) &&
		    ev->findings[k].confidence >= ev->findings[i].confidence)
			return true;
	}
	return false;
}

static void drop_replaced(const struct cs_rules *rules, struct cs_event *ev)
{
	bool drop[256] = {false};
	size_t n = 0;

	for (size_t i = 0; i < ev->finding_count && i < 256; i++)
		drop[i] = is_replaced(rules, ev, i);
	for (size_t i = 0; i < ev->finding_count; i++)
		if (i >= 256 || !drop[i])
			ev->findings[n++] = ev->findings[i];
	ev->finding_count = n;
}

/* That it was provoked, then causes; of those the surest, the gravest, the likeliest. */
static int compare(const void *a, const void *b)
{
	const struct cs_finding *x = a, *y = b;

	if (x->expected != y->expected)
		return x->expected ? -1 : 1;
	if (x->aside != y->aside)
		return x->aside ? 1 : -1;
	if (x->confidence != y->confidence)
		return x->confidence > y->confidence ? -1 : 1;
	if (x->severity != y->severity)
		return x->severity > y->severity ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	return cs_str_cmp(x->rule, y->rule);
}

/* A report that a test provoked is no bug, and the first such rule says why. */
static void excuse(struct cs_event *ev)
{
	if (ev->finding_count && ev->findings[0].expected)
		ev->expected = ev->findings[0].title;
}

void cs_findings_finish(const struct cs_rules *rules, struct cs_event *ev)
{
	drop_replaced(rules, ev);
	if (ev->finding_count > 1)
		qsort(ev->findings, ev->finding_count, sizeof(*ev->findings), compare);
	if (ev->finding_count > CS_LIMIT_FINDINGS) {
		cs_event_note(ev, "%zu more findings are not shown",
			      ev->finding_count - CS_LIMIT_FINDINGS);
		ev->finding_count = CS_LIMIT_FINDINGS;
	}
	for (size_t i = 0; i < ev->finding_count; i++)
		if (ev->findings[i].severity > ev->severity)
			ev->severity = ev->findings[i].severity;
	excuse(ev);
}
