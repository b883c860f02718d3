#include "report/sarif.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/json_tree.h"
#include "report/markup.h"
#include "report/words.h"

#define EXCERPT_LINES 60u
#define MAX_NOTIFICATIONS 1000u

struct cs_sarif {
	FILE *out;
	const struct cs_summary *summary;
	bool kinds[CS_KIND_COUNT];
	bool any;
	json_t *notifications;
};

struct cs_sarif *cs_sarif_new(FILE *out, const struct cs_summary *summary)
{
	struct cs_sarif *s = cs_calloc(1, sizeof(*s));

	s->out = out;
	s->summary = summary;
	s->notifications = json_array();
	fputs("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	      "\"version\":\"2.1.0\",\"runs\":[{\"results\":[",
	      out);
	return s;
}

static const char *level(enum cs_severity s)
{
	if (s >= CS_ERROR)
		return "error";
	return s == CS_WARNING ? "warning" : "note";
}

static json_t *message(struct cs_str text)
{
	json_t *v = json_object();

	json_object_set_new(v, "text", text.n ? cs_json_str(text) : json_string(""));
	return v;
}

static json_t *uri(struct cs_str path)
{
	char *buf = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&buf, &n);
	json_t *v;

	if (!f)
		cs_die_oom(0);
	cs_markup_uri(f, path);
	fclose(f);
	v = json_string(buf);
	free(buf);
	return v;
}

/* Lines 0: the file as a whole. */
static json_t *location(struct cs_str path, uint64_t first, uint64_t last)
{
	json_t *artifact = json_object(), *physical = json_object(), *v = json_object();

	json_object_set_new(artifact, "uri", uri(path));
	json_object_set_new(physical, "artifactLocation", artifact);
	if (first)
		json_object_set_new(physical, "region",
				    json_pack("{s:I,s:I}", "startLine", (json_int_t)first,
					      "endLine", (json_int_t)last));
	json_object_set_new(v, "physicalLocation", physical);
	return v;
}

static void add_related(json_t *list, json_t *at, struct cs_str why)
{
	json_object_set_new(at, "id", json_integer((json_int_t)json_array_size(list) + 1));
	json_object_set_new(at, "message", message(why));
	json_array_append_new(list, at);
}

static json_t *related(const struct cs_input_info *info, const struct cs_event *ev)
{
	const struct cs_place *p = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									 : NULL;
	json_t *list = json_array();

	if (p && p->file.n)
		add_related(list,
			    location(p->file, p->line > 0 ? (uint64_t)p->line : 0,
				     p->line > 0 ? (uint64_t)p->line : 0),
			    CS_STR("the place in the source"));
	for (size_t i = 0; i < ev->finding_count; i++)
		for (size_t k = 0; k < ev->findings[i].evidence_count; k++)
			add_related(list,
				    location(cs_str_from(info->path),
					     ev->findings[i].evidence[k].line,
					     ev->findings[i].evidence[k].line),
				    ev->findings[i].evidence[k].why);
	return list;
}

static json_t *justification(const struct cs_event *ev)
{
	if (ev->expected.n)
		return cs_json_str(ev->expected);
	if (ev->known && ev->issue.n)
		return cs_json_str(ev->issue);
	return json_string(ev->suppressed ? "no bug of the kernel"
			   : ev->known    ? "known, by the baseline"
					  : "closes an earlier report");
}

/* The fingerprint that a case has in each log. */
static json_t *fingerprints(const char *signature)
{
	return json_pack("{s:s}", "crashscanSignature/v1", signature);
}

static json_t *result(const struct cs_input_info *info, const struct cs_event *ev)
{
	json_t *v = json_object();
	char *words = cs_words_of_event(ev), *excerpt = cs_words_excerpt(ev, EXCERPT_LINES);
	json_t *at = location(cs_str_from(info->path), ev->lines[0].number,
			      ev->lines[ev->line_count - 1].number);

	json_object_set_new(json_object_get(json_object_get(at, "physicalLocation"), "region"),
			    "snippet", message(cs_str_from(excerpt)));
	json_object_set_new(v, "ruleId", json_string(cs_kind_name(ev->kind)));
	json_object_set_new(v, "level", json_string(level(ev->severity)));
	json_object_set_new(v, "message", message(ev->title));
	json_object_set_new(v, "locations", json_pack("[o]", at));
	json_object_set_new(v, "relatedLocations", related(info, ev));
	json_object_set_new(v, "partialFingerprints", fingerprints(ev->signature));
	json_object_set_new(v, "properties",
			    json_pack("{s:o}", "explanation", cs_json_str(cs_str_from(words))));
	if (cs_event_is_no_bug(ev) || ev->known || ev->echo_of >= 0)
		json_object_set_new(v, "suppressions",
				    json_pack("[{s:s,s:o}]", "kind", "external", "justification",
					      justification(ev)));
	free(words);
	free(excerpt);
	return v;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_sarif *s = ctx;
	json_t *v = result(info, ev);

	if (s->summary->baseline)
		json_object_set_new(
			v, "baselineState",
			json_string(cs_baseline_knows(s->summary->baseline, ev->signature)
					    ? "unchanged"
					    : "new"));
	s->kinds[ev->kind] = true;
	fputs(s->any ? ",\n" : "\n", s->out);
	s->any = true;
	json_dumpf(v, s->out, JSON_COMPACT);
	json_decref(v);
}

static void notify(struct cs_sarif *s, const struct cs_input_info *info, const char *how,
		   struct cs_str what)
{
	json_t *v = json_object();

	if (json_array_size(s->notifications) >= MAX_NOTIFICATIONS) {
		json_decref(v);
		return;
	}
	json_object_set_new(v, "level", json_string(how));
	json_object_set_new(v, "message", message(what));
	json_object_set_new(v, "locations",
			    json_pack("[o]", location(cs_str_from(info->path), 0, 0)));
	json_array_append_new(s->notifications, v);
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_sarif *s = ctx;
	char buf[2048];

	if (info->error)
		notify(s, info, "error", cs_str_from(cs_error_text(info->error, buf, sizeof(buf))));
	for (size_t i = 0; i < info->reason_count; i++)
		notify(s, info, "warning", info->reasons[i]);
}

struct cs_sink cs_sarif_sink(struct cs_sarif *s)
{
	return (struct cs_sink){NULL, on_event, end_input, s};
}

static json_t *rules_seen(const struct cs_sarif *s)
{
	json_t *list = json_array();

	for (int k = 0; k < CS_KIND_COUNT; k++)
		if (s->kinds[k])
			json_array_append_new(
				list,
				json_pack("{s:s,s:o}", "id", cs_kind_name((enum cs_kind)k),
					  "shortDescription",
					  message(cs_str_from(cs_kind_words((enum cs_kind)k)))));
	return list;
}

static void add_gone(void *ctx, const char *signature, const char *title)
{
	json_t *list = ctx;

	json_array_append_new(list, json_pack("{s:o,s:s}", "title", cs_json_str(cs_str_from(title)),
					      "signature", signature));
}

/* No results with a baselineState of "absent": GitHub refuses a file with a result that has no
 * location. */
static void put_gone(const struct cs_sarif *s, json_t *run)
{
	json_t *list;

	if (!s->summary->baseline)
		return;
	list = cs_json_must(json_array());
	cs_summary_gone(s->summary, add_gone, list);
	json_object_set_new(run, "properties", json_pack("{s:o}", "goneSinceBaseline", list));
}

void cs_sarif_free(struct cs_sarif *s)
{
	json_t *driver, *tail;

	if (!s)
		return;
	driver = json_pack("{s:s,s:s,s:o}", "name", "crashscan", "version", CS_VERSION, "rules",
			   rules_seen(s));
	tail = json_pack("{s:{s:o},s:[{s:b,s:o}]}", "tool", "driver", driver, "invocations",
			 "executionSuccessful", s->summary->errors == 0,
			 "toolExecutionNotifications", s->notifications);
	put_gone(s, tail);
	fputs("\n],", s->out);
	for (void *it = json_object_iter(tail); it; it = json_object_iter_next(tail, it)) {
		fprintf(s->out, "\"%s\":", json_object_iter_key(it));
		json_dumpf(json_object_iter_value(it), s->out, JSON_COMPACT);
		fputs(json_object_iter_next(tail, it) ? ",\n" : "}]}\n", s->out);
	}
	json_decref(tail);
	free(s);
}
