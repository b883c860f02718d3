/* "/case/12": what, where, who, how sure, what next; then what shows it. */
#include "cgi/case_parts.h"

#include "arch/arch.h"

static void tile(struct cs_page *p, const char *name)
{
	fprintf(p->out, "<div><dt>%s</dt><dd>", name);
}

static void tile_end(struct cs_page *p)
{
	cs_put(p, "</dd></div>\n");
}

/* Of an IOMMU fault: the device, else what the unit knows it by. */
static void culprit(struct cs_page *p, const struct cs_detail *d)
{
	static const char *const names[][2] = {{"client", "device <code>"},
					       {"stream_id", "stream <code>"},
					       {"context_bank", "context bank <code>"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (size_t k = 0; k < d->iommu_count; k++) {
			if (!cs_str_is(d->iommu[k].name, names[i][0]))
				continue;
			cs_put_if(p, names[i][1], d->iommu[k].value, "</code>");
			return;
		}
	}
	cs_put(p, "no function is told");
}

static void where(struct cs_page *p, const struct cs_case *c, const struct cs_detail *d)
{
	tile(p, "Where");
	if (c->function.n)
		cs_put_if(p, "<code>", c->function, "</code>");
	else
		culprit(p, d);
	cs_put_if(p, " <small>module ", c->module, "</small>");
	if (c->file.n) {
		cs_put(p, "<br><code>");
		cs_put_place(p, c->file, c->line);
		cs_put(p, "</code>");
	}
	tile_end(p);
}

static void taint(struct cs_page *p, const struct cs_detail *d)
{
	bool any = false;

	for (size_t i = 0; i < d->taint.n; i++) {
		const char *word = d->taint.v[i].n ? cs_taint_word(d->taint.v[i].p[0]) : NULL;

		if (!word)
			continue;
		cs_put(p, any ? ", " : "<br>tainted: ");
		cs_put(p, word);
		any = true;
	}
}

static void circumstances(struct cs_page *p, const struct cs_detail *d)
{
	tile(p, "Latest report");
	cs_put_if(p, "task <code>", d->comm, "</code>");
	if (d->pid >= 0)
		fprintf(p->out, " <small>pid %lld</small>", (long long)d->pid);
	if (d->cpu >= 0)
		fprintf(p->out, "%sCPU %lld", d->comm.n ? ", " : "", (long long)d->cpu);
	cs_put_if(p, ", ", d->context, " context");
	taint(p, d);
	if (d->comm.n == 0 && d->cpu < 0 && d->taint.n == 0)
		cs_put(p, "the log doesn’t tell task or CPU");
	tile_end(p);
}

static enum cs_status seen(struct cs_page *p, const struct cs_case *c)
{
	enum cs_status rc;

	tile(p, "Seen");
	cs_put(p, "<b>");
	cs_put_number(p, c->sightings);
	cs_put(p, c->sightings == 1 ? "</b> time, " : "</b> times, ");
	cs_put_day(p, c->first_seen);
	if (c->last_seen / 86400 != c->first_seen / 86400) {
		cs_put(p, " to ");
		cs_put_day(p, c->last_seen);
	}
	rc = cs_part_weeks(p, c);
	tile_end(p);
	return rc;
}

static void state(struct cs_page *p, const struct cs_case *c)
{
	tile(p, "Status");
	cs_put_status(p, c->status);
	cs_put_if(p, " owner ", c->owner, "");
	cs_put_if(p, "<br>fixed in ", c->fixed_in, "");
	if (c->link.n) {
		cs_put(p, "<br>");
		cs_put_reference(p, c->link);
	}
	tile_end(p);
}

static void title(struct cs_page *p, const struct cs_case *c)
{
	enum cs_kind kind;

	fprintf(p->out, "<header class=\"case-head %s\">\n<p class=\"over\">case %lld · ",
		cs_severity_name(c->severity), (long long)c->id);
	cs_put_severity(p, c->severity);
	cs_put(p, " · ");
	cs_put_text(p, c->kind);
	cs_put(p, "</p>\n<h1>");
	cs_put_text(p, c->title);
	cs_put(p, "</h1>\n");
	if (cs_kind_from_name(c->kind, &kind))
		fprintf(p->out, "<p class=\"lead\">%s</p>\n", cs_kind_words(kind));
	cs_put(p, "</header>\n");
}

static enum cs_status tiles(struct cs_page *p, const struct cs_case *c, const struct cs_detail *d)
{
	enum cs_status rc;

	cs_put(p, "<dl class=\"tiles\">\n");
	where(p, c, d);
	rc = seen(p, c);
	circumstances(p, d);
	state(p, c);
	cs_put(p, "</dl>\n");
	return rc;
}

static enum cs_status moved(struct cs_page *p, const struct cs_case *c)
{
	cs_page_begin(p, c->title, (struct cs_str){0});
	cs_put(p, "<section class=\"empty\"><h1>Merged</h1><p>");
	fprintf(p->out, "Case %lld is part of <a href=\"", (long long)c->id);
	cs_put_base(p);
	fprintf(p->out, "/case/%lld\">case %lld</a> now.</p></section>\n",
		(long long)c->merged_into, (long long)c->merged_into);
	cs_page_end(p);
	return CS_OK;
}

/* What was kept of the report; the rest of the page stands without it. */
static enum cs_status report_parts(struct cs_page *p, const struct cs_case *c,
				   const struct cs_case_report *r, const struct cs_detail *d)
{
	enum cs_status rc;

	cs_part_findings(p, d);
	rc = cs_part_spread(p, c);
	cs_part_facts(p, d);
	cs_part_stacks(p, d);
	if (r->excerpt.n)
		cs_part_excerpt(p, c->id, r, d);
	return rc;
}

enum cs_status cs_page_case(struct cs_page *p, int64_t id)
{
	int64_t sighting = cs_request_number(p->request, "sighting", INT64_MAX, 0);
	struct cs_case_report report = {0};
	struct cs_detail detail;
	struct cs_case c;
	enum cs_status rc = cs_case_get(p->store, p->arena, id, &c, p->error);

	if (rc != CS_OK)
		return rc;
	if (c.merged_into)
		return moved(p, &c);
	rc = cs_case_report(p->store, p->arena, id, sighting, &report, p->error);
	if (rc != CS_OK && (rc != CS_NOT_FOUND || sighting))
		return rc;
	cs_detail_read(p->arena, report.event, &detail);
	cs_page_begin(p, c.title, (struct cs_str){0});
	title(p, &c);
	rc = tiles(p, &c, &detail);
	if (rc == CS_OK)
		rc = report_parts(p, &c, &report, &detail);
	if (rc == CS_OK)
		rc = cs_part_sightings(p, &c);
	if (rc == CS_OK)
		rc = cs_part_identity(p, &c);
	if (rc == CS_OK)
		rc = cs_part_journal(p, &c);
	cs_page_end(p);
	return rc;
}

/* "/case/12/log": the report's lines as they are, for grep and mail. */
enum cs_status cs_page_log(struct cs_page *p, int64_t id)
{
	struct cs_case_report report = {0};
	enum cs_status rc = cs_case_report(p->store, p->arena, id,
					   cs_request_number(p->request, "sighting", INT64_MAX, 0),
					   &report, p->error);

	p->type = "text/plain; charset=utf-8";
	for (struct cs_str rest = report.excerpt; rc == CS_OK && rest.n;) {
		struct cs_str line = cs_str_until(rest, "\n");
		struct cs_str text = cs_str_tail(line, cs_str_until(line, "\t").n + 1);

		fwrite(text.p, 1, text.n, p->out);
		fputc('\n', p->out);
		rest = cs_str_tail(rest, line.n + 1);
	}
	return rc;
}
