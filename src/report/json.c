#include "report/json.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "report/json_dump.h"
#include "report/json_event.h"
#include "report/json_registers.h"

struct cs_json {
	FILE *out;
	bool lines;
	const struct cs_summary *summary;
	const struct cs_history *history;
	bool any_input, any_event;
	json_t *together;      /* array */
	struct cs_strbuf text; /* of one value */
};

static int collect(const char *p, size_t n, void *ctx)
{
	cs_strbuf_add(ctx, (struct cs_str){p, n});
	return 0;
}

static void dump(struct cs_json *j, json_t *v)
{
	/* jansson hands over a few bytes at a time, for each of which a stream would be locked */
	cs_strbuf_clear(&j->text);
	json_dump_callback(v, collect, &j->text, JSON_COMPACT | JSON_ENCODE_ANY);
	fwrite(j->text.p, 1, j->text.n, j->out);
	json_decref(v);
}

static void dump_key(struct cs_json *j, const char *key, json_t *v)
{
	fprintf(j->out, ",\"%s\":", key);
	dump(j, v);
}

struct cs_json *cs_json_new(FILE *out, bool lines, const struct cs_summary *summary,
			    const struct cs_history *history)
{
	struct cs_json *j = cs_calloc(1, sizeof(*j));

	j->out = out;
	j->lines = lines;
	cs_strbuf_init(&j->text);
	j->together = json_array();
	j->summary = summary;
	j->history = history;
	if (!lines)
		fputs("{\"schema\":\"crashscan.report/1\",\"tool\":{\"name\":\"crashscan\","
		      "\"version\":\"" CS_VERSION "\"},\n\"inputs\":[",
		      out);
	return j;
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_json *j = ctx;

	j->any_event = false;
	if (j->lines)
		return;
	fputs(j->any_input ? ",\n{\"path\":" : "\n{\"path\":", j->out);
	j->any_input = true;
	dump(j, cs_json_str(cs_str_from(info->path)));
	fputs(",\"events\":[", j->out);
}

/* What the store knew before; no store, no word about it. */
static void add_history(json_t *event, const struct cs_history *h)
{
	json_t *o;

	if (!h || !h->known)
		return;
	o = json_object();
	json_object_set_new(o, "id", json_integer((json_int_t)h->case_id));
	json_object_set_new(o, "status", cs_json_str(cs_str_from(h->status)));
	json_object_set_new(o, "seen_before", json_integer((json_int_t)h->seen_before));
	json_object_set_new(o, "filed_before", json_boolean(h->again));
	json_object_set_new(o, "returned", json_boolean(h->returned));
	json_object_set_new(event, "case", o);
}

/* Findings that needed more than one input stand beside the inputs. */
static void add_together(struct cs_json *j, const struct cs_input_info *info,
			 const struct cs_event *ev)
{
	json_t *o;

	if (j->lines || !ev->iommu || !ev->iommu->together)
		return;
	o = cs_json_finding(ev->iommu->together);
	json_object_set_new(o, "path", cs_json_str(cs_str_from(info->path)));
	json_object_set_new(o, "event", json_integer(ev->index));
	json_array_append_new(j->together, o);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_json *j = ctx;
	json_t *v = cs_json_event(ev);

	add_history(v, j->history);
	add_together(j, info, ev);
	if (j->lines) {
		json_object_set_new(v, "path", cs_json_str(cs_str_from(info->path)));
		json_object_set_new(v, "index", json_integer(ev->index));
		dump(j, v);
		fputc('\n', j->out);
	} else {
		fputs(j->any_event ? ",\n" : "\n", j->out);
		dump(j, v);
	}
	j->any_event = true;
	fflush(j->out);
}

char *cs_json_event_text(const struct cs_event *ev)
{
	json_t *v = cs_json_event(ev);
	char *text = json_dumps(v, JSON_COMPACT);

	json_decref(v);
	if (!text)
		cs_die_oom(0);
	return text;
}

static json_t *text_or_null(const char *s)
{
	return cs_json_str(cs_str_from(s));
}

static json_t *kernel_json(const struct cs_input_info *info)
{
	json_t *o = json_object();

	json_object_set_new(o, "release", text_or_null(info->release));
	json_object_set_new(o, "arch", text_or_null(info->arch));
	json_object_set_new(o, "build_id", text_or_null(info->build_id));
	json_object_set_new(o, "kaslr_offset",
			    cs_json_hex_if(info->has_kaslr_offset, info->kaslr_offset));
	json_object_set_new(o, "hardware", text_or_null(info->hardware));
	return o;
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_json *j = ctx;
	char buf[2048];

	if (j->lines)
		return;
	fputc(']', j->out);
	dump_key(j, "format", text_or_null(info->format));
	dump_key(j, "transport", text_or_null(info->encoding));
	dump_key(j, "bytes", json_integer((json_int_t)info->bytes));
	dump_key(j, "lines", json_integer((json_int_t)info->lines));
	dump_key(j, "complete", json_boolean(info->reason_count == 0 && !info->error));
	dump_key(j, "incomplete_reasons", cs_json_strs(info->reasons, info->reason_count));
	dump_key(j, "notes", cs_json_strs(info->notes, info->note_count));
	if (info->error)
		dump_key(j, "error", text_or_null(cs_error_text(info->error, buf, sizeof(buf))));
	dump_key(j, "kernel", kernel_json(info));
	if (info->dump)
		dump_key(j, "dump", cs_json_dump(info->dump));
	if (info->registers) {
		dump_key(j, "registers", cs_json_smmu_registers(info->registers));
		dump_key(j, "records", cs_json_smmu_records(info->registers));
		dump_key(j, "state", cs_json_smmu_state(info->registers));
	}
	fputc('}', j->out);
}

struct cs_sink cs_json_sink(struct cs_json *j)
{
	return (struct cs_sink){begin_input, on_event, end_input, j};
}

static json_t *summary_json(const struct cs_summary *s)
{
	json_t *o = json_object(), *by = json_object();

	for (int i = CS_FATAL; i >= 0; i--)
		if (s->by_severity[i])
			json_object_set_new(by, cs_severity_name((enum cs_severity)i),
					    json_integer((json_int_t)s->by_severity[i]));
	json_object_set_new(o, "events", json_integer((json_int_t)s->events));
	json_object_set_new(o, "by_severity", by);
	json_object_set_new(o, "verdict", json_string(cs_summary_verdict(s)));
	return o;
}

void cs_json_free(struct cs_json *j)
{
	if (!j)
		return;
	if (!j->lines) {
		fputs("\n]", j->out);
		dump_key(j, "findings", json_incref(j->together));
		dump_key(j, "summary", summary_json(j->summary));
		fputs("}\n", j->out);
	}
	json_decref(j->together);
	cs_strbuf_release(&j->text);
	free(j);
}
