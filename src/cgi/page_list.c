/* "/": all cases, or those that were searched for. */
#include "base/limits.h"
#include "cgi/page.h"

static const struct {
	const char *word, *words;
	enum cs_case_order order;
} orders[] = {
	{"newest", "last seen", CS_CASE_NEWEST},
	{"most", "most frequent", CS_CASE_MOST},
	{"worst", "most severe", CS_CASE_WORST},
	{"oldest", "first seen", CS_CASE_OLDEST},
};

static const char *const statuses[] = {"untriaged", "discussed", "proposed",
				       "fixed",     "returned",  "ignored"};

static enum cs_case_order order_of(struct cs_str word)
{
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (cs_str_is(word, orders[i].word))
			return orders[i].order;
	return CS_CASE_NEWEST;
}

static const char *or_null(struct cs_page *p, const char *name)
{
	struct cs_str v = cs_request_param(p->request, name);

	return v.n ? cs_arena_cstr(p->arena, v) : NULL;
}

/* What the links of this page keep. */
static void keep_params(struct cs_page *p, bool *first)
{
	static const char *const names[] = {"q", "kind", "status", "sort"};

	for (int i = 0; i < 4; i++)
		cs_put_param(p, first, names[i], cs_request_param(p->request, names[i]));
}

static void kind_link(struct cs_page *p, struct cs_str kind, const char *words, int64_t count)
{
	bool on = cs_str_eq(cs_request_param(p->request, "kind"), kind), first = true;

	cs_put(p, "<a class=\"chip\"");
	cs_put(p, on ? " aria-current=\"true\" href=\"" : " href=\"");
	cs_put_base(p);
	cs_put(p, "/");
	cs_put_param(p, &first, "q", cs_request_param(p->request, "q"));
	cs_put_param(p, &first, "kind", kind);
	cs_put_param(p, &first, "status", cs_request_param(p->request, "status"));
	cs_put_param(p, &first, "sort", cs_request_param(p->request, "sort"));
	cs_put(p, "\">");
	if (words)
		cs_put(p, words);
	else
		cs_put_text(p, kind);
	cs_put(p, " <span>");
	cs_put_number(p, count);
	cs_put(p, "</span></a>\n");
}

static enum cs_status kinds(struct cs_page *p)
{
	struct cs_tally_list list;
	enum cs_status rc = cs_case_kinds(p->store, p->arena, &list, p->error);
	int64_t all = 0;

	if (rc != CS_OK || list.n == 0)
		return rc;
	for (size_t i = 0; i < list.n; i++)
		all += list.v[i].count;
	cs_put(p, "<nav class=\"chips\" aria-label=\"Kinds\">\n");
	kind_link(p, (struct cs_str){"", 0}, "all", all);
	for (size_t i = 0; i < list.n; i++)
		kind_link(p, list.v[i].value, NULL, list.v[i].count);
	cs_put(p, "</nav>\n");
	return CS_OK;
}

static void hidden(struct cs_page *p, const char *name)
{
	struct cs_str v = cs_request_param(p->request, name);

	if (v.n == 0)
		return;
	fprintf(p->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	cs_put_text(p, v);
	cs_put(p, "\">\n");
}

static void option(struct cs_page *p, const char *value, const char *words, struct cs_str now)
{
	fprintf(p->out, "<option value=\"%s\"%s>%s</option>\n", value,
		cs_str_is(now, value) ? " selected" : "", words);
}

static void filter_form(struct cs_page *p)
{
	struct cs_str status = cs_request_param(p->request, "status");
	struct cs_str sort = cs_request_param(p->request, "sort");

	cs_put(p, "<form class=\"filter\" action=\"");
	cs_put_base(p);
	cs_put(p, "/\">\n");
	hidden(p, "q");
	hidden(p, "kind");
	cs_put(p, "<label>Status <select name=\"status\">\n");
	option(p, "", "any", status);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		option(p, statuses[i], statuses[i], status);
	cs_put(p, "</select></label>\n<label>Order <select name=\"sort\">\n");
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		option(p, orders[i].word, orders[i].words, sort);
	cs_put(p, "</select></label>\n<button>Apply</button>\n</form>\n");
}

static void row(struct cs_page *p, const struct cs_case *c)
{
	fprintf(p->out, "<li class=\"case %s\">\n<a class=\"title\" href=\"",
		cs_severity_name(c->severity));
	cs_put_base(p);
	fprintf(p->out, "/case/%lld\">", (long long)c->id);
	cs_put_text(p, c->title);
	cs_put(p, "</a>\n<p class=\"where\">");
	cs_put_if(p, "<span class=\"kind\">", c->kind, "</span> ");
	if (c->file.n) {
		cs_put(p, "<code>");
		cs_put_place(p, c->file, c->line);
		cs_put(p, "</code> ");
	}
	cs_put_if(p, "<span>module ", c->module, "</span> ");
	cs_put_if(p, "<span>kernel ", c->last_release, "</span>");
	cs_put(p, "</p>\n<p class=\"count\"><b>");
	cs_put_number(p, c->sightings);
	cs_put(p, c->sightings == 1 ? "</b> sighting</p>\n" : "</b> sightings</p>\n");
	cs_put(p, "<p class=\"when\">");
	cs_put_day(p, c->last_seen);
	cs_put(p, "</p>\n<p class=\"state\">");
	cs_put_status(p, c->status);
	cs_put_if(p, " ", c->owner, "");
	cs_put(p, "</p>\n</li>\n");
}

static void nothing(struct cs_page *p, bool filtered)
{
	cs_put(p, "<section class=\"empty\">");
	if (filtered) {
		cs_put(p, "<h2>No case matches</h2><p>Words are looked for in titles, functions, "
			  "files, modules, register values and log lines; all must be there.</p>"
			  "<p><a href=\"");
		cs_put_base(p);
		cs_put(p, "/\">All cases</a></p>");
	} else {
		cs_put(p, "<h2>No cases yet</h2><p>Every crash that <code>crashscan FILE</code> "
			  "finds is filed here.</p>");
	}
	cs_put(p, "</section>\n");
}

static void tell_unread(struct cs_page *p, unsigned long words)
{
	if (words)
		fprintf(p->out,
			"<p class=\"note\">Only the first %u words are looked for; %lu more "
			"%s.</p>\n",
			CS_LIMIT_SEARCH_WORDS, words, words == 1 ? "is not" : "are not");
}

static void heading(struct cs_page *p, const struct cs_case_list *list, struct cs_str words)
{
	cs_put(p, "<div class=\"heading\">\n<h1>");
	cs_put_number(p, list->total);
	cs_put(p, list->total == 1 ? " case" : " cases");
	cs_put_if(p, " <small>for “", words, "”</small>");
	cs_put(p, "</h1>\n");
	filter_form(p);
	cs_put(p, "</div>\n");
}

enum cs_status cs_page_list(struct cs_page *p, int64_t id)
{
	const int64_t rows = CS_LIMIT_PAGE_ROWS;
	int64_t page = cs_request_number(p->request, "page", 100000, 0);
	struct cs_case_filter f = {.kind = or_null(p, "kind"),
				   .status = or_null(p, "status"),
				   .words = cs_request_param(p->request, "q"),
				   .order = order_of(cs_request_param(p->request, "sort")),
				   .offset = page * rows,
				   .limit = rows};
	struct cs_case_list list;
	enum cs_status rc = cs_case_list(p->store, p->arena, &f, &list, p->error);

	(void)id;
	if (rc != CS_OK)
		return rc;
	cs_page_begin(p, CS_STR("Cases"), f.words);
	heading(p, &list, f.words);
	tell_unread(p, list.unread);
	rc = kinds(p);
	if (list.n)
		cs_put(p, "<ol class=\"cases\">\n");
	for (size_t i = 0; i < list.n; i++)
		row(p, &list.v[i]);
	if (list.n)
		cs_put(p, "</ol>\n");
	else
		nothing(p, f.kind || f.status || f.words.n);
	cs_put_pager(p, "/", page, (list.total + rows - 1) / rows, keep_params);
	cs_page_end(p);
	return rc;
}
