#include <stdlib.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "report/annotations.h"
#include "report/json_tree.h"
#include "report/words.h"

struct cs_gitlab {
	FILE *out;
	const struct cs_summary *summary;
	bool any;
};

struct cs_gitlab *cs_gitlab_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_gitlab *g = cs_calloc(1, sizeof(*g));

	g->out = out;
	g->summary = summary;
	fputc('[', out);
	return g;
}

static const char *severity(enum cs_severity s)
{
	static const char *const names[] = {"info", "info", "minor", "major", "critical"};

	return names[s];
}

/* The place in the source when symbols gave one, else the lines of the log. */
static json_t *location(const struct cs_input_info *info, const struct cs_event *ev)
{
	const struct cs_place *p = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									 : NULL;
	json_t *v = json_object();
	bool source = p && p->file.n && p->line > 0;

	json_object_set_new(v, "path",
			    source ? cs_json_str(p->file) : cs_json_str(cs_str_from(info->path)));
	json_object_set_new(
		v, "lines",
		json_pack("{s:I}", "begin",
			  source ? (json_int_t)p->line : (json_int_t)ev->lines[0].number));
	return v;
}

/* GitLab shows nothing else of it. */
static json_t *description(const struct cs_event *ev)
{
	struct cs_strbuf b;
	json_t *v;

	cs_strbuf_init(&b);
	cs_strbuf_add(&b, ev->title);
	if (ev->issue.n)
		cs_strbuf_addf(&b, " (" CS_STR_FMT ")", CS_STR_ARG(ev->issue));
	v = cs_json_str(cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return v;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_gitlab *g = ctx;
	json_t *v;

	if (!cs_summary_counts(g->summary, ev))
		return;
	v = json_object();
	/* GitLab compares fingerprints between branches: the same bug at another line is known */
	json_object_set_new(v, "description", description(ev));
	json_object_set_new(v, "check_name", json_string(cs_kind_name(ev->kind)));
	json_object_set_new(v, "fingerprint", json_string(ev->signature));
	json_object_set_new(v, "severity", json_string(severity(ev->severity)));
	json_object_set_new(v, "location", location(info, ev));
	fputs(g->any ? ",\n" : "\n", g->out);
	g->any = true;
	json_dumpf(v, g->out, JSON_COMPACT);
	json_decref(v);
}

struct cs_sink cs_gitlab_sink(struct cs_gitlab *g)
{
	return (struct cs_sink){.event = on_event, .ctx = g};
}

void cs_gitlab_free(struct cs_gitlab *g)
{
	if (!g)
		return;
	fputs("\n]\n", g->out);
	free(g);
}
