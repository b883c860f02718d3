#include "rule/judge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "rule/finding.h"
#include "rule/model.h"
#include "rule/prefilter.h"

struct cs_judge {
	const struct cs_rules *rules;
	struct cs_regex_scratch *scratch;
	struct cs_prefilter *prefilter;
	struct cs_past past[CS_LIMIT_BOOT_SEEN]; /* a ring */
	size_t past_count, past_next;
	struct cs_str trace_rule;
	cs_judge_trace_fn *trace;
	void *trace_ctx;
};

struct cs_judge *cs_judge_new(const struct cs_rules *rules)
{
	struct cs_judge *j = cs_calloc(1, sizeof(*j));

	j->rules = rules;
	j->scratch = cs_regex_scratch_new();
	j->prefilter = cs_prefilter_new(rules->text_anchors, rules->parser.text_literals.n);
	return j;
}

void cs_judge_free(struct cs_judge *j)
{
	if (!j)
		return;
	cs_regex_scratch_free(j->scratch);
	cs_prefilter_free(j->prefilter);
	free(j);
}

void cs_judge_set_trace(struct cs_judge *j, struct cs_str rule_id, cs_judge_trace_fn *fn, void *ctx)
{
	j->trace_rule = rule_id;
	j->trace = fn;
	j->trace_ctx = ctx;
}

/* ---- what came before ---- */

static bool has_literal(const struct cs_pattern *p, uint32_t literal)
{
	for (size_t i = 0; i < p->literal_count; i++)
		if (p->literals[i] == literal)
			return true;
	return false;
}

void cs_judge_see(struct cs_judge *j, uint32_t tag, const struct cs_record *r, struct cs_boot *boot)
{
	struct cs_regex_hit hit;

	for (size_t i = 0; i < j->rules->parser.facts.n; i++) {
		const struct cs_earlier *e = j->rules->parser.facts.v[i];

		if (has_literal(&e->pattern, tag) &&
		    cs_regex_match(e->pattern.re, j->scratch, r->text, &hit) == CS_REGEX_YES)
			cs_boot_add_fact(boot, e->number, r);
	}
}

static void remember(struct cs_judge *j, const struct cs_event *ev)
{
	struct cs_past *p = &j->past[j->past_next];
	const struct cs_line *l;

	if (ev->header >= ev->line_count)
		return;
	l = &ev->lines[ev->header];
	*p = (struct cs_past){.kind = ev->kind, .boot = ev->boot};
	p->line = l->number;
	p->begin = l->offset;
	p->end = l->end;
	p->time = l->time;
	p->has_time = l->has_time;
	cs_str_copy(p->title, sizeof(p->title), ev->title);
	cs_str_copy(p->header, sizeof(p->header), l->text);
	cs_str_copy(p->function, sizeof(p->function), ev->function);
	if (ev->iommu)
		cs_str_copy(p->client, sizeof(p->client), ev->iommu->client);
	j->past_next = (j->past_next + 1) % CS_LIMIT_BOOT_SEEN;
	if (j->past_count < CS_LIMIT_BOOT_SEEN)
		j->past_count++;
}

const struct cs_past *cs_judging_past(const struct judging *g, size_t *back)
{
	const struct cs_judge *j = g->judge;

	while (*back < j->past_count) {
		size_t at = j->past_next + CS_LIMIT_BOOT_SEEN - ++*back;
		const struct cs_past *p = &j->past[at % CS_LIMIT_BOOT_SEEN];

		if (p->boot == g->ev->boot)
			return p;
	}
	return NULL;
}

/* ---- captures ---- */

void cs_judging_capture(struct judging *g, struct cs_str name, struct cs_str value)
{
	if (name.n && g->capture_count < CS_CAPTURES_MAX)
		g->captures[g->capture_count++] = (struct cs_capture){name, value};
}

void cs_judging_capture_groups(struct judging *g, const struct cs_pattern *p,
			       const struct cs_regex_hit *hit)
{
	for (size_t i = 0; i < cs_regex_names(p->re); i++) {
		unsigned group;
		const char *name = cs_regex_name(p->re, i, &group);

		if (group < CS_REGEX_GROUPS && hit->group[group].p)
			cs_judging_capture(g, cs_str_from(name), hit->group[group]);
	}
}

/* The latest of that name: of two conditions the one that was tried last. */
bool cs_judging_captured(const struct judging *g, struct cs_str name, struct cs_str *value)
{
	for (size_t i = g->capture_count; i-- > 0;) {
		if (cs_str_eq(g->captures[i].name, name)) {
			*value = g->captures[i].value;
			return true;
		}
	}
	return false;
}

/* Captured text as a number: hex behind 0x or with a hex letter or with a name that ends in
 * "_hex", else decimal. */
static bool captured_number(struct cs_str name, struct cs_str text, uint64_t *value)
{
	if (cs_str_starts(text, "0x") || cs_str_ends(name, "_hex"))
		return cs_str_to_hex(text, value);
	return cs_str_to_dec(text, value) || cs_str_to_hex(text, value);
}

static bool register_value(const struct cs_event *ev, struct cs_str name, uint64_t *value)
{
	for (size_t i = 0; i < ev->register_count; i++) {
		if (cs_str_eq(ev->registers[i].name, name)) {
			*value = ev->registers[i].value;
			return true;
		}
	}
	return false;
}

/* A number that a line has in two halves: NAME_high_hex and NAME_low_hex. */
static bool joined_number(const struct judging *g, struct cs_str name, uint64_t *value)
{
	struct cs_str high, low;
	uint64_t upper;
	char text[64];

	snprintf(text, sizeof(text), CS_STR_FMT "_high_hex", CS_STR_ARG(cs_str_head(name, 40)));
	if (!cs_judging_captured(g, cs_str_from(text), &high))
		return false;
	snprintf(text, sizeof(text), CS_STR_FMT "_low_hex", CS_STR_ARG(cs_str_head(name, 40)));
	if (!cs_judging_captured(g, cs_str_from(text), &low) || !cs_str_to_hex(high, &upper) ||
	    !cs_str_to_hex(low, value) || *value > UINT32_MAX)
		return false;
	*value |= upper << 32;
	return true;
}

bool cs_judging_lookup(void *ctx, struct cs_str name, uint64_t *value)
{
	const struct judging *g = ctx;
	struct cs_str text;

	if (cs_judging_captured(g, name, &text))
		return captured_number(name, text, value);
	if (cs_field_number(g->ev, name, value))
		return true;
	if (register_value(g->ev, name, value) || joined_number(g, name, value))
		return true;
	/* "sp" on all architectures */
	return cs_str_is(name, "sp") && (register_value(g->ev, CS_STR("rsp"), value) ||
					 register_value(g->ev, CS_STR("esp"), value));
}

/* ---- matching ---- */

bool cs_judging_match(struct judging *g, const struct cs_pattern *p, struct cs_str subject,
		      struct cs_regex_hit *hit)
{
	enum cs_regex_result rc = cs_regex_match(p->re, g->judge->scratch, subject, hit);

	if (rc == CS_REGEX_LIMIT)
		g->limit_hit = true;
	return rc == CS_REGEX_YES;
}

const uint32_t *cs_judging_candidates(struct judging *g, const struct cs_pattern *p, size_t *n)
{
	return cs_prefilter_lines(g->judge->prefilter, p->literals, p->literal_count, n);
}

static void add_evidence(struct judging *g, const struct cs_rule_cond *c,
			 const struct cs_found *found)
{
	const size_t max = sizeof(g->evidence) / sizeof(*g->evidence);

	if ((!found->line && !found->fact && !found->past) || g->evidence_count >= max)
		return;
	g->evidence[g->evidence_count].found = *found;
	g->evidence[g->evidence_count].why = c->why.n ? c->why : cs_str_from(c->predicate->why);
	g->evidence_count++;
}

static bool holds_leaf(struct judging *g, const struct cs_rule_cond *c)
{
	struct cs_found found = {0};

	if (!c->predicate->holds(g, c->arg, &found))
		return false;
	add_evidence(g, c, &found);
	return true;
}

static bool holds_kids(struct judging *g, const struct cs_rule_cond *c, int depth)
{
	for (size_t i = 0; i < c->kid_count; i++)
		if (cs_judging_cond(g, c->kids[i], depth + 1) != (c->op == CS_COND_ALL))
			return c->op == CS_COND_ANY;
	return c->op == CS_COND_ALL;
}

static bool holds(struct judging *g, const struct cs_rule_cond *c, int depth)
{
	switch (c->op) {
	case CS_COND_LEAF:
		return holds_leaf(g, c);
	case CS_COND_NOT:
		return !cs_judging_cond(g, c->kids[0], depth + 1);
	default:
		return holds_kids(g, c, depth);
	}
}

static void trace(struct judging *g, const struct cs_rule_cond *c, int depth, bool yes)
{
	const struct cs_judge *j = g->judge;

	if (j->trace && cs_str_eq(g->rule->id, j->trace_rule))
		j->trace(j->trace_ctx, g->ev, g->rule, c, depth, yes);
}

/* What a condition that fails had found is taken back; so is what stands under a "not". */
bool cs_judging_cond(struct judging *g, const struct cs_rule_cond *c, int depth)
{
	size_t captures = g->capture_count, evidence = g->evidence_count;
	bool yes = holds(g, c, depth);

	if (!yes || c->op == CS_COND_NOT) {
		g->capture_count = captures;
		g->evidence_count = evidence;
	}
	trace(g, c, depth, yes);
	return yes;
}

static void judge_rule(struct judging *g, struct cs_event *ev, const struct cs_rule *rule)
{
	g->rule = rule;
	g->capture_count = g->evidence_count = 0;
	g->limit_hit = false;
	if (cs_judging_cond(g, rule->when, 0))
		cs_finding_add(g, ev);
	if (g->limit_hit)
		cs_event_note(ev,
			      "rule '" CS_STR_FMT "': a pattern hit its match limit and was "
			      "taken as no match",
			      CS_STR_ARG(rule->id));
}

void cs_judge_event(struct cs_judge *j, const struct cs_boot *boot, struct cs_event *ev)
{
	struct judging g = {.judge = j, .ev = ev, .arena = &ev->arena, .boot = boot};

	cs_prefilter_read(j->prefilter, ev);
	for (size_t i = 0; i < cs_rules_count(j->rules); i++)
		judge_rule(&g, ev, cs_rules_at(j->rules, i));
	cs_findings_finish(j->rules, ev);
	remember(j, ev);
}
