/* cases list, search, show, explain. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cases.h"
#include "report/pen.h"
#include "store/bundle.h"

static void begin(struct cs_pen *p, struct cs_arena *a)
{
	cs_pen_init(p, stdout, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), 0);
	cs_arena_init(a);
}

static void put_day(struct cs_pen *p, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char buf[32] = "";

	if (gmtime_r(&t, &tm))
		strftime(buf, sizeof(buf), "%Y-%m-%d", &tm);
	cs_pen_putf(p, "%s", buf);
}

static void put_row(struct cs_pen *p, const struct cs_case *c)
{
	cs_pen_putf(p, "%5lld  ", (long long)c->id);
	put_day(p, c->last_seen);
	cs_pen_putf(p, " %5lld  ", (long long)c->sightings);
	cs_pen_ink(p, CS_INK_DIM);
	cs_pen_put(p, c->status);
	cs_pen_ink(p, CS_INK_PLAIN);
	cs_pen_to(p, 36);
	p->indent = 36;
	cs_pen_wrap(p, c->title);
	cs_pen_newline(p);
}

static void put_heading(struct cs_pen *p)
{
	cs_pen_putf(p, " case  last seen   times  status      title");
	cs_pen_newline(p);
}

static int list(struct cs_store *s, const struct cs_cases_options *o, struct cs_str words,
		struct cs_error *err)
{
	struct cs_case_filter f = {.kind = o->kind,
				   .status = o->status,
				   .words = words,
				   .order = o->order,
				   .limit = o->limit};
	struct cs_case_list rows;
	struct cs_arena a;
	struct cs_pen p;
	enum cs_status rc;

	begin(&p, &a);
	rc = cs_case_list(s, &a, &f, &rows, err);
	if (rc == CS_OK && rows.unread)
		fprintf(stderr, "crashscan: only the first %u words are looked for, not %lu more\n",
			CS_LIMIT_SEARCH_WORDS, rows.unread);
	if (rc == CS_OK && o->json) {
		cs_cases_write_json(stdout, &rows);
	} else if (rc == CS_OK) {
		if (rows.n)
			put_heading(&p);
		for (size_t i = 0; i < rows.n; i++)
			put_row(&p, &rows.v[i]);
		if (rows.total > (int64_t)rows.n)
			printf("%lld more (--limit)\n", (long long)(rows.total - (int64_t)rows.n));
		if (rows.n == 0)
			fputs("crashscan: no such case\n", stderr);
	}
	cs_arena_release(&a);
	return cs_cases_exit(rc);
}

int cs_cases_list(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	return list(s, o, (struct cs_str){0}, err);
}

int cs_cases_search(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_strbuf words;
	int code;

	cs_strbuf_init(&words);
	for (size_t i = 0; i < o->words.n; i++)
		cs_strbuf_addf(&words, "%s%s", i ? " " : "", o->words.v[i]);
	code = list(s, o, cs_strbuf_str(&words), err);
	cs_strbuf_release(&words);
	return code;
}

/* ---- show ---- */

static void label(struct cs_pen *p, const char *name)
{
	if (p->column)
		cs_pen_newline(p);
	cs_pen_ink(p, CS_INK_DIM);
	cs_pen_putf(p, "  %s", name);
	cs_pen_ink(p, CS_INK_PLAIN);
	cs_pen_to(p, 13);
	p->indent = 13;
}

static void field(struct cs_pen *p, const char *name, struct cs_str value)
{
	if (value.n == 0)
		return;
	label(p, name);
	cs_pen_wrap(p, value);
}

static void put_case(struct cs_pen *p, const struct cs_case *c)
{
	cs_pen_putf(p, "case %lld  ", (long long)c->id);
	cs_pen_ink(p, CS_INK_BOLD);
	cs_pen_wrap(p, c->title);
	cs_pen_ink(p, CS_INK_PLAIN);
	if (c->merged_into) {
		label(p, "merged");
		cs_pen_putf(p, "into case %lld", (long long)c->merged_into);
		cs_pen_newline(p);
		return;
	}
	field(p, "kind", c->kind);
	field(p, "function", c->function);
	if (c->file.n) {
		label(p, "place");
		cs_pen_put(p, c->file);
		if (c->line)
			cs_pen_putf(p, ":%lld", (long long)c->line);
	}
	field(p, "status", c->status);
	field(p, "owner", c->owner);
	field(p, "link", c->link);
	field(p, "fixed in", c->fixed_in);
	label(p, "seen");
	cs_pen_putf(p, "%lld time%s, ", (long long)c->sightings, c->sightings == 1 ? "" : "s");
	put_day(p, c->first_seen);
	cs_pen_put(p, CS_STR(" to "));
	put_day(p, c->last_seen);
}

static void put_tally(struct cs_pen *p, const char *name, const struct cs_tally_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		label(p, i ? "" : name);
		cs_pen_putf(p, "%5lld  ", (long long)list->v[i].count);
		cs_pen_put(p, list->v[i].value.n ? list->v[i].value : CS_STR("not told"));
	}
}

static enum cs_status put_spread(struct cs_store *s, struct cs_pen *p, struct cs_arena *a,
				 int64_t id, struct cs_error *err)
{
	struct cs_tally_list kernels, boards, hosts;
	enum cs_status rc = cs_case_tally(s, a, id, CS_TALLY_RELEASE, &kernels, err);

	if (rc == CS_OK)
		rc = cs_case_tally(s, a, id, CS_TALLY_HARDWARE, &boards, err);
	if (rc == CS_OK)
		rc = cs_case_tally(s, a, id, CS_TALLY_HOST, &hosts, err);
	if (rc != CS_OK)
		return rc;
	put_tally(p, "kernels", &kernels);
	put_tally(p, "boards", &boards);
	put_tally(p, "machines", &hosts);
	field(p, "spread", cs_case_spread(a, &hosts, &boards));
	return CS_OK;
}

static enum cs_status put_sightings(struct cs_store *s, struct cs_pen *p, struct cs_arena *a,
				    int64_t id, struct cs_error *err)
{
	struct cs_sighting_list list;
	enum cs_status rc = cs_case_sightings(s, a, id, 0, 20, &list, err);

	for (size_t i = 0; rc == CS_OK && i < list.n; i++) {
		const struct cs_sighting *g = &list.v[i];

		label(p, i ? "" : "sightings");
		put_day(p, g->seen_at);
		cs_pen_put(p, CS_STR("  "));
		cs_pen_put(p, g->path);
		cs_pen_putf(p, ":%lld-%lld", (long long)g->first_line, (long long)g->last_line);
		if (g->release.n) {
			cs_pen_put(p, CS_STR("  "));
			cs_pen_put(p, g->release);
		}
	}
	return rc;
}

static enum cs_status put_journal(struct cs_store *s, struct cs_pen *p, struct cs_arena *a,
				  int64_t id, struct cs_error *err)
{
	struct cs_journal j;
	enum cs_status rc = cs_case_journal(s, a, id, &j, err);

	for (size_t i = 0; rc == CS_OK && i < j.n; i++) {
		label(p, i ? "" : "journal");
		put_day(p, j.v[i].at);
		cs_pen_putf(p, "  ");
		cs_pen_put(p, j.v[i].who);
		cs_pen_put(p, CS_STR(": "));
		cs_pen_wrap(p, j.v[i].text);
	}
	return rc;
}

/* The latest report's lines, as they were in the log. */
static enum cs_status put_excerpt(struct cs_store *s, struct cs_pen *p, struct cs_arena *a,
				  int64_t id, struct cs_error *err)
{
	struct cs_case_report r;
	struct cs_error none = {0};
	enum cs_status rc = cs_case_report(s, a, id, 0, &r, &none);

	if (rc != CS_OK) {
		if (rc != CS_NOT_FOUND)
			*err = none;
		return rc == CS_NOT_FOUND ? CS_OK : rc;
	}
	cs_pen_newline(p);
	while (r.excerpt.n) {
		struct cs_str line = cs_str_until(r.excerpt, "\n");
		struct cs_str number = cs_str_until(line, "\t");

		cs_pen_ink(p, CS_INK_DIM);
		cs_pen_putf(p, "%7.*s  ", CS_STR_ARG(number));
		cs_pen_ink(p, CS_INK_PLAIN);
		cs_pen_put(p, cs_str_tail(line, number.n + 1));
		cs_pen_newline(p);
		r.excerpt = cs_str_tail(r.excerpt, line.n + 1);
	}
	return CS_OK;
}

static enum cs_status show_text(struct cs_store *s, struct cs_arena *a, const struct cs_case *c,
				struct cs_pen *p, struct cs_error *err)
{
	enum cs_status rc;

	put_case(p, c);
	if (c->merged_into)
		return CS_OK;
	rc = put_spread(s, p, a, c->id, err);
	if (rc == CS_OK)
		rc = put_sightings(s, p, a, c->id, err);
	if (rc == CS_OK)
		rc = put_journal(s, p, a, c->id, err);
	if (rc == CS_OK)
		rc = put_excerpt(s, p, a, c->id, err);
	if (p->column)
		cs_pen_newline(p);
	return rc;
}

int cs_cases_show(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_arena a;
	struct cs_case c;
	struct cs_pen p;
	int64_t id;
	enum cs_status rc;

	if (!cs_cases_number(o->words.v[0], &id, err))
		return cs_cases_exit(CS_ERR_USAGE);
	if (o->json)
		return cs_cases_exit(cs_bundle_write_case(s, stdout, id, err));
	begin(&p, &a);
	rc = cs_case_get(s, &a, id, &c, err);
	if (rc == CS_OK)
		rc = show_text(s, &a, &c, &p, err);
	cs_arena_release(&a);
	return cs_cases_exit(rc);
}

/* ---- explain ---- */

static void put_diff(struct cs_pen *p, const struct cs_key_diff *d, bool two)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct cs_key_part *k = &d->v[i];

		if (k->a.n == 0 && k->b.n == 0)
			continue;
		label(p, "");
		cs_pen_ink(p, !two || k->same ? CS_INK_PLAIN : CS_INK_YELLOW);
		cs_pen_putf(p, "%s ", !two ? " " : k->same ? "=" : "!");
		cs_pen_put(p, k->name);
		cs_pen_to(p, 25);
		cs_pen_put(p, k->a.n ? k->a : CS_STR("(none)"));
		if (two && !k->same) {
			cs_pen_put(p, CS_STR("  |  "));
			cs_pen_put(p, k->b.n ? k->b : CS_STR("(none)"));
		}
		cs_pen_ink(p, CS_INK_PLAIN);
	}
	cs_pen_newline(p);
}

static void explain_one(struct cs_pen *p, struct cs_arena *a, const struct cs_case *c,
			const struct cs_signature_list *x)
{
	cs_pen_putf(p, "case %lld is the home of %zu signature%s:", (long long)c->id, x->n,
		    x->n == 1 ? "" : "s");
	for (size_t i = 0; i < x->n; i++) {
		struct cs_key_diff d = cs_key_compare(a, c->kind, x->v[i].key, x->v[i].key);

		label(p, "");
		cs_pen_ink(p, CS_INK_BOLD);
		cs_pen_put(p, x->v[i].signature);
		cs_pen_ink(p, CS_INK_PLAIN);
		cs_pen_putf(p, "  %lld sighting%s", (long long)x->v[i].sightings,
			    x->v[i].sightings == 1 ? "" : "s");
		if (x->v[i].pinned.n)
			cs_pen_wrapf(p, ", put here by hand (" CS_STR_FMT ")",
				     CS_STR_ARG(x->v[i].pinned));
		put_diff(p, &d, false);
	}
}

static void explain_two(struct cs_pen *p, struct cs_arena *arena, const struct cs_case *a,
			const struct cs_signature_list *xa, const struct cs_case *b,
			const struct cs_signature_list *xb)
{
	struct cs_key_diff d;

	if (a->merged_into == b->id || b->merged_into == a->id || a->id == b->id) {
		cs_pen_putf(p, "they are one case: merged by hand (cases split undoes it)");
		cs_pen_newline(p);
		return;
	}
	if (xa->n == 0 || xb->n == 0) {
		cs_pen_putf(p, "one of them has no signature of its own any more");
		cs_pen_newline(p);
		return;
	}
	d = cs_key_compare(arena, a->kind, xa->v[0].key, xb->v[0].key);
	cs_pen_putf(p, "cases %lld and %lld are two: %zu of %zu parts of their keys differ",
		    (long long)a->id, (long long)b->id, d.different, d.n);
	put_diff(p, &d, true);
	cs_pen_putf(p, "  if they are one bug all the same: crashscan cases merge %lld %lld",
		    (long long)a->id, (long long)b->id);
	cs_pen_newline(p);
}

int cs_cases_explain(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_signature_list x[2];
	struct cs_case c[2];
	struct cs_arena a;
	struct cs_pen p;
	enum cs_status rc = CS_OK;

	begin(&p, &a);
	for (size_t i = 0; i < o->words.n && rc == CS_OK; i++) {
		int64_t id;

		rc = cs_cases_number(o->words.v[i], &id, err) ? CS_OK : CS_ERR_USAGE;
		if (rc == CS_OK)
			rc = cs_case_get(s, &a, id, &c[i], err);
		if (rc == CS_OK)
			rc = cs_case_signatures(s, &a, id, &x[i], err);
	}
	if (rc == CS_OK && o->words.n == 1)
		explain_one(&p, &a, &c[0], &x[0]);
	else if (rc == CS_OK)
		explain_two(&p, &a, &c[0], &x[0], &c[1], &x[1]);
	cs_arena_release(&a);
	return cs_cases_exit(rc);
}
