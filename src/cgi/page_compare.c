/* "/compare?a=1&b=2": why these are two cases, part by part of their keys. And the small pages:
 * stylesheet and health. */
#include "cgi/page.h"

extern const char cs_page_css[]; /* web/style.css, by the build */

static void head(struct cs_page *p, const struct cs_case *c)
{
	cs_put(p, "<th><a href=\"");
	cs_put_base(p);
	fprintf(p->out, "/case/%lld\">case %lld</a><br>", (long long)c->id, (long long)c->id);
	cs_put_text(p, c->title);
	cs_put(p, "</th>");
}

static void part(struct cs_page *p, const struct cs_key_part *k)
{
	if (k->a.n == 0 && k->b.n == 0)
		return;
	cs_put(p, k->same ? "<tr><th>" : "<tr class=\"differs\"><th>");
	cs_put_text(p, k->name);
	cs_put(p, "</th><td><code>");
	cs_put_text(p, k->a);
	cs_put(p, "</code></td><td><code>");
	cs_put_text(p, k->b);
	cs_put(p, "</code></td></tr>\n");
}

static void table(struct cs_page *p, const struct cs_case c[2], const struct cs_key_diff *d)
{
	cs_put(p, "<div class=\"scroll\"><table class=\"compare\">\n<thead><tr><th></th>");
	head(p, &c[0]);
	head(p, &c[1]);
	cs_put(p, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < d->n; i++)
		part(p, &d->v[i]);
	cs_put(p, "</tbody>\n</table></div>\n");
}

enum cs_status cs_page_compare(struct cs_page *p, int64_t id)
{
	static const char *const names[] = {"a", "b"};
	struct cs_signature_list x[2];
	struct cs_key_diff d;
	struct cs_case c[2];
	enum cs_status rc = CS_OK;

	(void)id;
	for (int i = 0; i < 2 && rc == CS_OK; i++) {
		rc = cs_case_get(p->store, p->arena,
				 cs_request_number(p->request, names[i], INT64_MAX, 0), &c[i],
				 p->error);
		if (rc == CS_OK)
			rc = cs_case_signatures(p->store, p->arena, c[i].id, &x[i], p->error);
		if (rc == CS_OK && x[i].n == 0)
			rc = CS_NOT_FOUND;
	}
	if (rc != CS_OK)
		return rc;
	d = cs_key_compare(p->arena, c[0].kind, x[0].v[0].key, x[1].v[0].key);
	cs_page_begin(p, CS_STR("Compare"), (struct cs_str){0});
	fprintf(p->out,
		"<h1>Why two cases?</h1>\n<p>%zu of %zu parts of their keys differ. If they "
		"are one bug all the same: <code>crashscan cases merge %lld %lld</code></p>\n",
		d.different, d.n, (long long)c[0].id, (long long)c[1].id);
	table(p, c, &d);
	cs_page_end(p);
	return CS_OK;
}

enum cs_status cs_page_style(struct cs_page *p, int64_t id)
{
	(void)id;
	p->type = "text/css; charset=utf-8";
	p->lasting = true;
	cs_put(p, cs_page_css);
	return CS_OK;
}

/* The database was opened: that is all a monitor asks. */
enum cs_status cs_page_health(struct cs_page *p, int64_t id)
{
	(void)id;
	p->type = "text/plain; charset=utf-8";
	cs_put(p, "ok\n");
	return CS_OK;
}
