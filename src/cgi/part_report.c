/* The parts of a case's page that come from its report: findings, stacks, registers, log. */
#include "cgi/case_parts.h"

static void line_link(struct cs_page *p, int64_t line)
{
	fprintf(p->out, "<a href=\"#L%lld\">line %lld</a>", (long long)line, (long long)line);
}

static void finding(struct cs_page *p, const struct cs_detail_finding *f)
{
	cs_put(p, "<article class=\"finding\">\n<h3>");
	cs_put_text(p, f->title);
	cs_put_if(p, " <span class=\"sure\">", f->confidence, "</span>");
	cs_put(p, "</h3>\n");
	cs_put_if(p, "<p>", f->cause, "</p>\n");
	cs_put_if(p, "<p class=\"next\"><b>What next</b> ", f->fix, "</p>\n");
	cs_put_if(p, "<p class=\"next\"><b>To decide</b> ", f->decide, "</p>\n");
	if (f->evidence_count)
		cs_put(p, "<ul class=\"evidence\">\n");
	for (size_t i = 0; i < f->evidence_count; i++) {
		cs_put(p, "<li>");
		line_link(p, f->evidence[i].line);
		cs_put_if(p, " <code>", f->evidence[i].text, "</code>");
		cs_put_if(p, " <span>", f->evidence[i].why, "</span>");
		cs_put(p, "</li>\n");
	}
	if (f->evidence_count)
		cs_put(p, "</ul>\n");
	cs_put(p, "<p class=\"small\">rule <code>");
	cs_put_text(p, f->rule);
	fprintf(p->out, "</code> version %lld", (long long)f->version);
	for (size_t i = 0; i < f->reference_count; i++) {
		cs_put(p, " · ");
		cs_put_reference(p, f->references[i]);
	}
	cs_put(p, "</p>\n</article>\n");
}

void cs_part_findings(struct cs_page *p, const struct cs_detail *d)
{
	cs_put(p, "<section>\n<h2>Why</h2>\n");
	for (size_t i = 0; i < d->finding_count; i++)
		finding(p, &d->findings[i]);
	if (d->finding_count == 0)
		cs_put(p, "<p class=\"weak\">No rule knows this one yet; what is known stands "
			  "below.</p>\n");
	cs_put(p, "</section>\n");
}

/* ---- stacks ---- */

static const struct {
	const char *role, *words;
} roles[] = {
	{"crash", "Stack of the crash"},
	{"alloc", "Where it was allocated"},
	{"free", "Where it was freed"},
	{"origin", "Where it came from"},
	{"lock-chain", "Where the lock was taken"},
	{"other-cpu", "Another CPU"},
	{"irq", "The interrupted stack"},
	{"task", "Another task"},
};

static void role(struct cs_page *p, const struct cs_detail_stack *s)
{
	const char *words = NULL;

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles) && !words; i++)
		if (cs_str_is(s->role, roles[i].role))
			words = roles[i].words;
	if (words)
		cs_put(p, words);
	else
		cs_put_text(p, s->role);
	if (s->cpu >= 0)
		fprintf(p->out, " (CPU %lld)", (long long)s->cpu);
	fprintf(p->out, " <small>%zu frames</small>", s->n);
}

static void frame(struct cs_page *p, const struct cs_detail_frame *f)
{
	cs_put(p, !f->reliable ? "<tr class=\"weak\"><td>"
		  : f->inlined ? "<tr class=\"inlined\"><td>"
			       : "<tr><td>");
	cs_put(p, f->reliable ? "" : "<span title=\"found on the stack, may be stale\">? </span>");
	cs_put_text(p, f->function.n ? f->function : f->address);
	cs_put_if(p, "<small>+", f->offset, "</small>");
	if (f->inlined)
		cs_put(p, " <small>inlined</small>");
	cs_put_if(p, " <small>[", f->module, "]</small>");
	cs_put(p, "</td><td>");
	if (f->file.n)
		cs_put_place(p, f->file, f->line);
	else
		cs_put_if(p, "<small>", f->note, "</small>");
	cs_put(p, "</td></tr>\n");
}

static void stack(struct cs_page *p, const struct cs_detail_stack *s, bool open)
{
	cs_put(p, open ? "<details class=\"stack\" open>\n<summary>"
		       : "<details class=\"stack\">\n<summary>");
	role(p, s);
	cs_put(p, "</summary>\n<div class=\"scroll\"><table class=\"frames\">\n<tbody>\n");
	for (size_t i = 0; i < s->n; i++)
		frame(p, &s->frames[i]);
	cs_put(p, "</tbody>\n</table></div>\n</details>\n");
}

void cs_part_stacks(struct cs_page *p, const struct cs_detail *d)
{
	if (d->stack_count == 0)
		return;
	cs_put(p, "<section>\n<h2>Stacks</h2>\n");
	for (size_t i = 0; i < d->stack_count; i++)
		stack(p, &d->stacks[i], i == 0 || d->stack_count <= 3);
	cs_put(p, "</section>\n");
}

/* ---- facts ---- */

static void list(struct cs_page *p, const struct cs_detail_list *l)
{
	if (l->n == 0)
		return;
	cs_put(p, "<ul class=\"plain\">\n");
	for (size_t i = 0; i < l->n; i++)
		cs_put_if(p, "<li>", l->v[i], "</li>\n");
	cs_put(p, "</ul>\n");
}

static void pairs(struct cs_page *p, const struct cs_detail_pair *v, size_t n)
{
	if (n == 0)
		return;
	cs_put(p, "<dl class=\"pairs\">\n");
	for (size_t i = 0; i < n; i++) {
		cs_put_if(p, "<div><dt>", v[i].name, "</dt>");
		cs_put_if(p, "<dd>", v[i].value, "</dd></div>\n");
	}
	cs_put(p, "</dl>\n");
}

static void fault(struct cs_page *p, const struct cs_detail *d)
{
	if (d->fault_address.n == 0 && d->fault_meaning.n == 0)
		return;
	cs_put(p, "<section>\n<h2>The fault</h2>\n");
	if (d->fault_address.n) {
		cs_put(p, "<p>");
		cs_put_if(p, "", d->fault_access, " at ");
		cs_put_if(p, "<code>", d->fault_address, "</code></p>\n");
	}
	list(p, &d->fault_meaning);
	cs_put(p, "</section>\n");
}

static void instruction(struct cs_page *p, const struct cs_detail *d)
{
	if (d->instruction.n == 0)
		return;
	cs_put(p, "<section>\n<h2>The instruction that trapped</h2>\n");
	cs_put_if(p, "<p><code>", d->instruction, "</code></p>\n");
	cs_put_if(p, "<p>", d->instruction_words, "</p>\n");
	cs_put(p, "</section>\n");
}

static void parameter(struct cs_page *p, const struct cs_detail_parameter *v)
{
	cs_put(p, "<tr><td>");
	cs_put_text(p, v->function);
	cs_put_if(p, "</td><td><code>", v->name, "</code>");
	cs_put_if(p, " = <code>", v->value, "</code>");
	cs_put(p, "</td><td><small>");
	cs_put_text(p, v->type.n ? v->type : CS_STR("type not known"));
	cs_put_if(p, ", ", v->where, "");
	cs_put(p, "</small></td></tr>\n");
}

static void parameters(struct cs_page *p, const struct cs_detail *d)
{
	if (d->parameter_count == 0)
		return;
	cs_put(p, "<section>\n<h2>Arguments</h2>\n<div class=\"scroll\"><table "
		  "class=\"frames\">\n<tbody>\n");
	for (size_t i = 0; i < d->parameter_count; i++)
		parameter(p, &d->parameters[i]);
	cs_put(p, "</tbody>\n</table></div>\n</section>\n");
}

void cs_part_facts(struct cs_page *p, const struct cs_detail *d)
{
	fault(p, d);
	instruction(p, d);
	parameters(p, d);
	if (d->iommu_count) {
		cs_put(p, "<section>\n<h2>What the IOMMU says</h2>\n");
		list(p, &d->iommu_meaning);
		pairs(p, d->iommu, d->iommu_count);
		cs_put(p, "</section>\n");
	}
	if (d->notes.n) {
		cs_put(p, "<section>\n<h2>Notes</h2>\n");
		list(p, &d->notes);
		cs_put(p, "</section>\n");
	}
	if (d->register_count == 0)
		return;
	cs_put(p, "<section>\n<details><summary>Registers</summary>\n");
	pairs(p, d->registers, d->register_count);
	cs_put(p, "</details>\n</section>\n");
}

/* ---- the log ---- */

static bool is_evidence(const struct cs_detail *d, uint64_t line)
{
	for (size_t i = 0; i < d->finding_count; i++)
		for (size_t k = 0; k < d->findings[i].evidence_count; k++)
			if ((uint64_t)d->findings[i].evidence[k].line == line)
				return true;
	return false;
}

static void log_line(struct cs_page *p, struct cs_str line, const struct cs_detail *d)
{
	struct cs_str number = cs_str_until(line, "\t");
	uint64_t n;

	if (!cs_str_to_dec(number, &n))
		return;
	fprintf(p->out, "<li id=\"L%llu\" value=\"%llu\"%s><code>", (unsigned long long)n,
		(unsigned long long)n, is_evidence(d, n) ? " class=\"marked\"" : "");
	cs_put_text(p, cs_str_tail(line, number.n + 1));
	cs_put(p, "</code></li>\n");
}

void cs_part_excerpt(struct cs_page *p, int64_t id, const struct cs_case_report *r,
		     const struct cs_detail *d)
{
	cs_put(p, "<section>\n<h2>The log <small><a href=\"");
	cs_put_base(p);
	fprintf(p->out,
		"/case/%lld/log?sighting=%lld\">as text</a></small></h2>\n"
		"<ol class=\"log\">\n",
		(long long)id, (long long)r->sighting);
	for (struct cs_str rest = r->excerpt; rest.n;) {
		struct cs_str line = cs_str_until(rest, "\n");

		log_line(p, line, d);
		rest = cs_str_tail(rest, line.n + 1);
	}
	cs_put(p, "</ol>\n</section>\n");
}
