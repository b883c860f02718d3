/* The parts of a case's page that come from its sightings and from people. */
#include <inttypes.h>
#include <time.h>

#include "base/limits.h"
#include "cgi/case_parts.h"

#define WEEKS 26

enum cs_status cs_part_weeks(struct cs_page *p, const struct cs_case *c)
{
	int64_t weeks[WEEKS], most = 1;
	enum cs_status rc = cs_case_weeks(p->store, c->id, time(NULL), WEEKS, weeks, p->error);

	if (rc != CS_OK || c->sightings < 2)
		return rc;
	for (int i = 0; i < WEEKS; i++)
		most = weeks[i] > most ? weeks[i] : most;
	fprintf(p->out,
		"<svg class=\"weeks\" viewBox=\"0 0 %d 24\" preserveAspectRatio=\"xMinYMid\" "
		"role=\"img\" "
		"aria-label=\"sightings in each of the last %d weeks\">",
		WEEKS * 6, WEEKS);
	for (int i = 0; i < WEEKS; i++) {
		int height = weeks[i] ? 4 + (int)(20 * weeks[i] / most) : 1;

		fprintf(p->out,
			"<rect x=\"%d\" y=\"%d\" width=\"5\" height=\"%d\"><title>%" PRId64
			"</title></rect>",
			i * 6, 24 - height, height, weeks[i]);
	}
	cs_put(p, "</svg>");
	return CS_OK;
}

static void tally(struct cs_page *p, const char *heading, const struct cs_tally_list *list)
{
	cs_put(p, "<div class=\"scroll\"><table class=\"tally\">\n<thead><tr><th>");
	cs_put(p, heading);
	cs_put(p, "</th><th>times</th><th>first</th><th>last</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct cs_tally *t = &list->v[i];

		cs_put(p, "<tr><td>");
		if (t->value.n)
			cs_put_text(p, t->value);
		else
			cs_put(p, "<span class=\"weak\">not told</span>");
		cs_put(p, "</td><td>");
		cs_put_number(p, t->count);
		cs_put(p, "</td><td>");
		cs_put_day(p, t->first_seen);
		cs_put(p, "</td><td>");
		cs_put_day(p, t->last_seen);
		cs_put(p, "</td></tr>\n");
	}
	cs_put(p, "</tbody>\n</table></div>\n");
}

static bool tells(const struct cs_tally_list *list)
{
	return list->n > 1 || (list->n == 1 && list->v[0].value.n);
}

/* One value of each: a line says more than four tables. */
static void single(struct cs_page *p, const char *const heads[], const struct cs_tally_list *lists)
{
	cs_put(p, "<dl class=\"pairs\">\n");
	for (int i = 0; i < 4; i++) {
		if (lists[i].n == 0)
			continue;
		fprintf(p->out, "<div><dt>%s</dt>", heads[i]);
		cs_put_if(p, "<dd>", lists[i].v[0].value, "</dd>");
		cs_put(p, lists[i].v[0].value.n ? "</div>\n" : "<dd>not told</dd></div>\n");
	}
	cs_put(p, "</dl>\n");
}

enum cs_status cs_part_spread(struct cs_page *p, const struct cs_case *c)
{
	static const char *const heads[] = {"Kernel", "Board", "Architecture", "Machine"};
	struct cs_tally_list lists[4];
	enum cs_status rc = CS_OK;
	bool many = false;

	for (int i = 0; i < 4 && rc == CS_OK; i++)
		rc = cs_case_tally(p->store, p->arena, c->id, (enum cs_tally_of)i, &lists[i],
				   p->error);
	if (rc != CS_OK)
		return rc;
	for (int i = 0; i < 4; i++)
		many |= lists[i].n > 1;
	cs_put(p, "<section>\n<h2>Seen on</h2>\n");
	cs_put_if(p, "<p>",
		  cs_case_spread(p->arena, &lists[CS_TALLY_HOST], &lists[CS_TALLY_HARDWARE]),
		  "</p>\n");
	cs_put(p, "<div class=\"tallies\">\n");
	if (!many)
		single(p, heads, lists);
	for (int i = 0; many && i < 4; i++)
		if (tells(&lists[i]))
			tally(p, heads[i], &lists[i]);
	cs_put(p, "</div>\n</section>\n");
	return CS_OK;
}

static void sighting(struct cs_page *p, const struct cs_case *c, const struct cs_sighting *g)
{
	cs_put(p, "<tr><td>");
	cs_put_day(p, g->seen_at);
	cs_put(p, "</td><td>");
	cs_put_if(p, "", g->release, "");
	cs_put_if(p, " <small>", g->arch, "</small>");
	cs_put(p, "</td><td>");
	cs_put_text(p, g->host);
	cs_put(p, "</td><td class=\"path\">");
	cs_put_text(p, g->path);
	fprintf(p->out, "<small>:%lld–%lld</small>", (long long)g->first_line,
		(long long)g->last_line);
	if (g->repeats)
		fprintf(p->out, " <small>and %lld more like it</small>", (long long)g->repeats);
	cs_put_if(p, " <small class=\"bad\">", g->corrupted, "</small>");
	cs_put(p, "</td><td>");
	if (g->has_report) {
		cs_put(p, "<a href=\"");
		cs_put_base(p);
		fprintf(p->out, "/case/%lld?sighting=%lld\">report</a>", (long long)c->id,
			(long long)g->id);
	}
	cs_put(p, "</td></tr>\n");
}

enum cs_status cs_part_sightings(struct cs_page *p, const struct cs_case *c)
{
	const int64_t rows = CS_LIMIT_PAGE_ROWS;
	int64_t page = cs_request_number(p->request, "page", 1000000, 0);
	struct cs_sighting_list list;
	char path[48];
	enum cs_status rc =
		cs_case_sightings(p->store, p->arena, c->id, page * rows, rows, &list, p->error);

	if (rc != CS_OK)
		return rc;
	cs_put(p, "<section id=\"sightings\">\n<h2>Sightings</h2>\n<div class=\"scroll\">"
		  "<table class=\"sightings\">\n<thead><tr><th>filed</th><th>kernel</th>"
		  "<th>machine</th><th>log</th><th></th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < list.n; i++)
		sighting(p, c, &list.v[i]);
	cs_put(p, "</tbody>\n</table></div>\n");
	snprintf(path, sizeof(path), "/case/%lld", (long long)c->id);
	cs_put_pager(p, path, page, (c->sightings + rows - 1) / rows, NULL);
	cs_put(p, "</section>\n");
	return CS_OK;
}

/* ---- identity ---- */

static void key(struct cs_page *p, struct cs_str kind, const struct cs_case_signature *x)
{
	struct cs_key_diff d = cs_key_compare(p->arena, kind, x->key, x->key);

	cs_put_if(p, "<h3><code>", x->signature, "</code>");
	fprintf(p->out, " <small>%lld sighting%s", (long long)x->sightings,
		x->sightings == 1 ? "" : "s");
	cs_put_if(p, ", put here by hand (", x->pinned, ")");
	cs_put(p, "</small></h3>\n<dl class=\"pairs\">\n");
	for (size_t i = 1; i < d.n; i++) {
		if (d.v[i].a.n == 0)
			continue;
		cs_put_if(p, "<div><dt>", d.v[i].name, "</dt>");
		cs_put_if(p, "<dd>", d.v[i].a, "</dd></div>\n");
	}
	cs_put(p, "</dl>\n");
}

static void similar_row(struct cs_page *p, const struct cs_case *c, const struct cs_case *other)
{
	cs_put(p, "<li><a href=\"");
	cs_put_base(p);
	fprintf(p->out, "/case/%lld\">", (long long)other->id);
	cs_put_text(p, other->title);
	fprintf(p->out, "</a> <small>%lld×</small> <a class=\"small\" href=\"",
		(long long)other->sightings);
	cs_put_base(p);
	fprintf(p->out, "/compare?a=%lld&amp;b=%lld\">compare</a></li>\n", (long long)c->id,
		(long long)other->id);
}

static enum cs_status similar(struct cs_page *p, const struct cs_case *c)
{
	struct cs_case_list list;
	enum cs_status rc = cs_case_similar(p->store, p->arena, c, &list, p->error);

	if (rc != CS_OK || list.n == 0)
		return rc;
	cs_put(p, "<section>\n<h2>May be the same bug</h2>\n<p class=\"weak\">Other cases with the "
		  "same function or title.</p>\n<ul class=\"plain\">\n");
	for (size_t i = 0; i < list.n; i++)
		similar_row(p, c, &list.v[i]);
	cs_put(p, "</ul>\n</section>\n");
	return CS_OK;
}

enum cs_status cs_part_identity(struct cs_page *p, const struct cs_case *c)
{
	struct cs_signature_list list;
	enum cs_status rc = similar(p, c);

	if (rc == CS_OK)
		rc = cs_case_signatures(p->store, p->arena, c->id, &list, p->error);
	if (rc != CS_OK)
		return rc;
	cs_put(p, "<section>\n<details><summary>What makes it one case</summary>\n");
	for (size_t i = 0; i < list.n; i++)
		key(p, c->kind, &list.v[i]);
	cs_put(p, "</details>\n</section>\n");
	return CS_OK;
}

enum cs_status cs_part_journal(struct cs_page *p, const struct cs_case *c)
{
	struct cs_journal j;
	enum cs_status rc = cs_case_journal(p->store, p->arena, c->id, &j, p->error);

	if (rc != CS_OK || j.n == 0)
		return rc;
	cs_put(p, "<section>\n<h2>Journal</h2>\n<ul class=\"journal\">\n");
	for (size_t i = 0; i < j.n; i++) {
		cs_put(p, "<li>");
		cs_put_day(p, j.v[i].at);
		cs_put_if(p, " <b>", j.v[i].who, "</b> ");
		cs_put_text(p, j.v[i].text);
		cs_put(p, "</li>\n");
	}
	cs_put(p, "</ul>\n</section>\n");
	return CS_OK;
}
