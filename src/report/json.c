#include "report/json.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/json_dump.h"
#include "report/json_event.h"
#include "report/json_registers.h"

struct cs_json {
	FILE *out;
	bool lines;
	const struct cs_summary *summary;
	const struct cs_history *history;
	struct cs_json_writer text;     /* of an event, or of what stands around the events */
	struct cs_json_writer together; /* the array of findings over several inputs */
};

static void flush(struct cs_json *j)
{
	cs_json_writer_flush(&j->text, j->out);
	fflush(j->out);
}

static void break_line(struct cs_json *j)
{
	cs_strbuf_add_char(&j->text.text, '\n');
}

/* An object in an array that has a line to itself. */
static void open_line(struct cs_json *j)
{
	if (j->text.more)
		cs_strbuf_add_char(&j->text.text, ',');
	break_line(j);
	j->text.more = false;
	cs_json_open(&j->text, NULL, '{');
}

struct cs_json *cs_json_new(FILE *out, bool lines, const struct cs_summary *summary,
			    const struct cs_history *history)
{
	struct cs_json *j = cs_calloc(1, sizeof(*j));

	j->out = out;
	j->lines = lines;
	cs_json_writer_init(&j->text);
	cs_json_writer_init(&j->together);
	cs_json_open(&j->together, NULL, '[');
	j->summary = summary;
	j->history = history;
	if (lines)
		return j;
	cs_json_open(&j->text, NULL, '{');
	cs_json_put_word(&j->text, "schema", "crashscan.report/1");
	cs_json_open(&j->text, "tool", '{');
	cs_json_put_word(&j->text, "name", "crashscan");
	cs_json_put_word(&j->text, "version", CS_VERSION);
	cs_json_close(&j->text, '}');
	cs_json_open(&j->text, "inputs", '[');
	return j;
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_json *j = ctx;

	if (j->lines)
		return;
	open_line(j);
	cs_json_put_str(&j->text, "path", cs_str_from(info->path));
	cs_json_open(&j->text, "events", '[');
}

/* What the store knew before; no store, no word about it. */
static void put_history(struct cs_json_writer *w, const struct cs_history *h)
{
	if (!h || !h->known)
		return;
	cs_json_open(w, "case", '{');
	cs_json_put_int(w, "id", (long long)h->case_id);
	cs_json_put_str(w, "status", cs_str_from(h->status));
	cs_json_put_int(w, "seen_before", (long long)h->seen_before);
	cs_json_put_bool(w, "filed_before", h->again);
	cs_json_put_bool(w, "returned", h->returned);
	cs_json_close(w, '}');
}

/* Whether the case is new; nothing to compare with, no word about it. */
static void put_standing(struct cs_json_writer *w, enum cs_standing standing)
{
	if (standing != CS_STANDING_NONE)
		cs_json_put_bool(w, "new", standing == CS_STANDING_NEW);
}

/* Findings that needed more than one input stand beside the inputs. */
static void add_together(struct cs_json *j, const struct cs_input_info *info,
			 const struct cs_event *ev)
{
	if (j->lines || !ev->together)
		return;
	cs_json_open(&j->together, NULL, '{');
	cs_json_put_finding(&j->together, ev->together);
	cs_json_put_str(&j->together, "path", cs_str_from(info->path));
	cs_json_put_int(&j->together, "event", ev->index);
	cs_json_close(&j->together, '}');
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_json *j = ctx;

	add_together(j, info, ev);
	if (j->lines) {
		j->text.more = false;
		cs_json_open(&j->text, NULL, '{');
	} else {
		open_line(j);
	}
	cs_json_put_event(&j->text, ev);
	put_history(&j->text, j->history);
	put_standing(&j->text, cs_summary_standing(j->summary, ev));
	if (j->lines) {
		cs_json_put_str(&j->text, "path", cs_str_from(info->path));
		cs_json_put_int(&j->text, "index", ev->index);
	}
	cs_json_close(&j->text, '}');
	if (j->lines)
		break_line(j);
	flush(j);
}

char *cs_json_event_text(const struct cs_event *ev)
{
	struct cs_json_writer w;

	cs_json_writer_init(&w);
	cs_json_open(&w, NULL, '{');
	cs_json_put_event(&w, ev);
	cs_json_close(&w, '}');
	return w.text.p;
}

static void put_kernel(struct cs_json_writer *w, const struct cs_input_info *info)
{
	cs_json_open(w, "kernel", '{');
	cs_json_put_str(w, "release", cs_str_from(info->release));
	cs_json_put_str(w, "arch", cs_str_from(info->arch));
	cs_json_put_str(w, "build_id", cs_str_from(info->build_id));
	cs_json_put_hex_if(w, "kaslr_offset", info->has_kaslr_offset, info->kaslr_offset);
	cs_json_put_str(w, "hardware", cs_str_from(info->hardware));
	cs_json_close(w, '}');
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_json *j = ctx;
	struct cs_json_writer *w = &j->text;
	char buf[2048];

	if (j->lines)
		return;
	cs_json_close(w, ']');
	cs_json_put_str(w, "format", cs_str_from(info->format));
	cs_json_put_str(w, "transport", cs_str_from(info->encoding));
	cs_json_put_int(w, "bytes", (long long)info->bytes);
	cs_json_put_int(w, "lines", (long long)info->lines);
	cs_json_put_bool(w, "complete", info->reason_count == 0 && !info->error);
	cs_json_put_strs(w, "incomplete_reasons", info->reasons, info->reason_count);
	cs_json_put_strs(w, "notes", info->notes, info->note_count);
	if (info->error)
		cs_json_put_str(w, "error",
				cs_str_from(cs_error_text(info->error, buf, sizeof(buf))));
	put_kernel(w, info);
	if (info->dump)
		cs_json_put_dump(w, info->dump);
	if (info->registers)
		cs_json_put_smmu_dump(w, info->registers);
	cs_json_close(w, '}');
	cs_json_writer_flush(w, j->out);
}

struct cs_sink cs_json_sink(struct cs_json *j)
{
	return (struct cs_sink){begin_input, on_event, end_input, j};
}

static void put_gone(void *ctx, const char *signature, const char *title)
{
	struct cs_json_writer *w = ctx;

	cs_json_open(w, NULL, '{');
	cs_json_put_str(w, "signature", cs_str_from(signature));
	cs_json_put_str(w, "title", cs_str_from(title));
	cs_json_close(w, '}');
}

static void put_baseline(struct cs_json_writer *w, const struct cs_summary *s)
{
	if (!s->baseline)
		return;
	cs_json_put_int(w, "new", (long long)s->fresh);
	cs_json_put_int(w, "known", (long long)s->known);
	cs_json_open(w, "gone", '[');
	cs_summary_gone(s, put_gone, w);
	cs_json_close(w, ']');
}

static void put_summary(struct cs_json_writer *w, const struct cs_summary *s)
{
	cs_json_open(w, "summary", '{');
	cs_json_put_int(w, "events", (long long)s->events);
	cs_json_open(w, "by_severity", '{');
	for (int i = CS_FATAL; i >= 0; i--)
		if (s->by_severity[i])
			cs_json_put_int(w, cs_severity_name((enum cs_severity)i),
					(long long)s->by_severity[i]);
	cs_json_close(w, '}');
	put_baseline(w, s);
	cs_json_put_word(w, "verdict", cs_summary_verdict(s));
	cs_json_close(w, '}');
}

static void put_end(struct cs_json *j)
{
	break_line(j);
	cs_json_close(&j->text, ']');
	cs_json_close(&j->together, ']');
	cs_json_put_raw(&j->text, "findings", cs_strbuf_str(&j->together.text));
	put_summary(&j->text, j->summary);
	cs_json_close(&j->text, '}');
	break_line(j);
	cs_json_writer_flush(&j->text, j->out);
}

void cs_json_free(struct cs_json *j)
{
	if (!j)
		return;
	if (!j->lines)
		put_end(j);
	cs_json_writer_release(&j->together);
	cs_json_writer_release(&j->text);
	free(j);
}
