#include "report/json_event.h"

#include "report/json_walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

static json_t *must(json_t *v)
{
	if (!v)
		cs_die_oom(0);
	return v;
}

static void set(json_t *o, const char *key, json_t *v)
{
	if (json_object_set_new_nocheck(o, key, must(v)) != 0)
		cs_die_oom(0);
}

static void append(json_t *a, json_t *v)
{
	if (json_array_append_new(a, must(v)) != 0)
		cs_die_oom(0);
}

json_t *cs_json_str(struct cs_str s)
{
	char *clean;
	size_t n;
	json_t *v;

	if (s.n == 0)
		return json_null();
	clean = cs_utf8_clean(s, &n);
	v = must(json_stringn_nocheck(clean, n));
	free(clean);
	return v;
}

json_t *cs_json_hex(uint64_t v)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "0x%llx", (unsigned long long)v);
	return must(json_string_nocheck(buf));
}

json_t *cs_json_hex_if(bool known, uint64_t v)
{
	return known ? cs_json_hex(v) : json_null();
}

json_t *cs_json_int_if(bool known, long long v)
{
	return known ? must(json_integer(v)) : json_null();
}

json_t *cs_json_bool_if(int value)
{
	return value < 0 ? json_null() : json_boolean(value);
}

static json_t *c_string(const char *s)
{
	return s ? must(json_string_nocheck(s)) : json_null();
}

json_t *cs_json_strs(const struct cs_str *v, size_t n)
{
	json_t *a = must(json_array());

	for (size_t i = 0; i < n; i++)
		append(a, cs_json_str(v[i]));
	return a;
}

json_t *cs_json_registers(const struct cs_register *v, size_t n)
{
	json_t *o = must(json_object());
	char name[32];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), CS_STR_FMT, CS_STR_ARG(v[i].name));
		set(o, name, cs_json_hex(v[i].value));
	}
	return o;
}

static json_t *place_or(const struct cs_place *p, const char *what)
{
	if (!p)
		return json_null();
	if (what[0] == 'f')
		return cs_json_str(p->file);
	return cs_json_int_if(p->line > 0, p->line);
}

/* One frame as the log has it; PLACE is its innermost source place, or NULL. */
static json_t *frame_json(const struct cs_frame *f, const struct cs_place *place,
			  struct cs_str function, bool inlined)
{
	json_t *o = must(json_object());

	set(o, "function", cs_json_str(function));
	set(o, "symbol", inlined ? json_null() : cs_json_str(f->symbol));
	set(o, "offset", cs_json_hex_if(f->has_offset && !inlined, f->offset));
	set(o, "size", cs_json_hex_if(f->has_size && !inlined, f->size));
	set(o, "address", cs_json_hex_if(f->has_address, f->address));
	set(o, "module", cs_json_str(f->module));
	set(o, "build_id", cs_json_str(f->build_id));
	set(o, "reliable", json_boolean(f->reliable));
	set(o, "inlined", json_boolean(inlined));
	set(o, "file", place_or(place, "file"));
	set(o, "line", place_or(place, "line"));
	if (f->note.n && !inlined)
		set(o, "note", cs_json_str(f->note));
	return o;
}

/* Inlined calls are frames of their own, innermost first; the last place is the symbol's. */
static void append_frame(json_t *a, const struct cs_frame *f)
{
	const struct cs_place *last = f->place_count ? &f->places[f->place_count - 1] : NULL;

	for (size_t i = 0; i + 1 < f->place_count; i++)
		append(a, frame_json(f, &f->places[i], f->places[i].function, true));
	append(a, frame_json(f, last, f->function, false));
}

json_t *cs_json_stack(const struct cs_stack *s)
{
	json_t *o = must(json_object()), *frames = must(json_array());

	for (size_t i = 0; i < s->frame_count; i++)
		append_frame(frames, &s->frames[i]);
	set(o, "role", c_string(cs_stack_role_name(s->role)));
	if (s->cpu >= 0)
		set(o, "cpu", json_integer(s->cpu));
	set(o, "frames", frames);
	return o;
}

static json_t *stacks_json(const struct cs_event *ev)
{
	json_t *a = must(json_array());

	for (size_t i = 0; i < ev->stack_count; i++)
		append(a, cs_json_stack(&ev->stacks[i]));
	return a;
}

json_t *cs_json_iommu(const struct cs_iommu *u)
{
	json_t *o, *fault;

	if (!u)
		return json_null();
	o = must(json_object());
	fault = must(json_array());
	for (size_t i = 0; i < u->fault_count; i++)
		append(fault, c_string(u->fault[i]));
	set(o, "unit", cs_json_str(u->unit));
	set(o, "type", c_string(u->type));
	set(o, "fault", fault);
	set(o, "access", c_string(cs_access_name(u->access)));
	set(o, "privileged", cs_json_bool_if(u->privileged));
	set(o, "iova", cs_json_hex_if(u->has_iova, u->iova));
	set(o, "ipa", cs_json_hex_if(u->has_ipa, u->ipa));
	set(o, "stage", cs_json_int_if(u->stage >= 0, u->stage));
	set(o, "level", cs_json_int_if(u->level >= 0, u->level));
	set(o, "stream_id", cs_json_hex_if(u->has_stream, u->stream_id));
	set(o, "substream_id", cs_json_hex_if(u->has_substream, u->substream_id));
	set(o, "context_bank", cs_json_int_if(u->has_bank, (long long)u->bank));
	set(o, "client", cs_json_str(u->client));
	set(o, "asid", cs_json_int_if(u->has_asid, (long long)u->asid));
	set(o, "stalled", cs_json_bool_if(u->stalled));
	set(o, "multi", cs_json_bool_if(u->multi));
	set(o, "ttbr0", cs_json_hex_if(u->has_ttbr0, u->ttbr0));
	set(o, "registers", cs_json_registers(u->registers, u->register_count));
	set(o, "meaning", cs_json_strs(u->meaning, u->meaning_count));
	set(o, "repeats", json_integer((json_int_t)u->repeats));
	set(o, "page_walk", cs_json_walk(u->walk));
	return o;
}

static json_t *fault_json(const struct cs_fault *f)
{
	json_t *o;

	if (!f->known)
		return json_null();
	o = must(json_object());
	set(o, "address", cs_json_hex_if(f->has_address, f->address));
	set(o, "access", c_string(cs_access_name(f->access)));
	set(o, "size", cs_json_int_if(f->has_size, (long long)f->size));
	set(o, "meaning", cs_json_strs(f->meaning, f->meaning_count));
	return o;
}

static json_t *span(uint64_t a, uint64_t b)
{
	return must(json_pack("[I,I]", (json_int_t)a, (json_int_t)b));
}

json_t *cs_json_finding(const struct cs_finding *f)
{
	json_t *o = must(json_object()), *evidence = must(json_array());

	for (size_t i = 0; i < f->evidence_count; i++) {
		const struct cs_evidence *e = &f->evidence[i];
		json_t *x = must(json_object());

		set(x, "line", json_integer((json_int_t)e->line));
		set(x, "bytes", span(e->begin, e->end));
		set(x, "text", cs_json_str(e->text));
		set(x, "why", cs_json_str(e->why));
		append(evidence, x);
	}
	set(o, "rule", cs_json_str(f->rule));
	set(o, "version", json_integer(f->version));
	set(o, "title", cs_json_str(f->title));
	set(o, "severity", c_string(cs_severity_name(f->severity)));
	set(o, "confidence", c_string(cs_confidence_name(f->confidence)));
	set(o, "cause", cs_json_str(f->cause));
	set(o, "fix", cs_json_str(f->fix));
	set(o, "decide", cs_json_str(f->decide));
	set(o, "aside", json_boolean(f->aside));
	set(o, "references", cs_json_strs(f->references, f->reference_count));
	set(o, "evidence", evidence);
	return o;
}

static json_t *findings_json(const struct cs_event *ev)
{
	json_t *a = must(json_array());

	for (size_t i = 0; i < ev->finding_count; i++)
		append(a, cs_json_finding(&ev->findings[i]));
	return a;
}

static json_t *taint_json(struct cs_str taint)
{
	json_t *a = must(json_array());

	for (size_t i = 0; i < taint.n; i++)
		if (!cs_is_blank(taint.p[i]))
			append(a, cs_json_str((struct cs_str){taint.p + i, 1}));
	return a;
}

/* The innermost place of the guilty frame, if that frame has one. */
static json_t *location_json(const struct cs_event *ev)
{
	const struct cs_frame *f = ev->guilty;
	json_t *o;

	if (!f || f->place_count == 0 || f->places[0].file.n == 0)
		return json_null();
	o = must(json_object());
	set(o, "file", cs_json_str(f->places[0].file));
	set(o, "line", cs_json_int_if(f->places[0].line > 0, f->places[0].line));
	return o;
}

static void set_span(json_t *o, const struct cs_event *ev)
{
	const struct cs_line *first = ev->line_count ? &ev->lines[0] : NULL;
	const struct cs_line *last = first ? &ev->lines[ev->line_count - 1] : NULL;

	set(o, "lines", first ? span(first->number, last->number) : json_null());
	set(o, "bytes", first ? span(first->offset, last->end) : json_null());
	set(o, "boot", json_integer(ev->boot));
	set(o, "time", first && ev->lines[ev->header].has_time
			       ? json_real(ev->lines[ev->header].time) : json_null());
}

json_t *cs_json_event(const struct cs_event *ev)
{
	json_t *o = must(json_object());

	set(o, "kind", c_string(cs_kind_name(ev->kind)));
	set(o, "severity", c_string(cs_severity_name(ev->severity)));
	set(o, "title", cs_json_str(ev->title));
	set(o, "alt_titles", cs_json_strs(ev->alt_titles, ev->alt_title_count));
	set(o, "function", cs_json_str(ev->function));
	set(o, "location", location_json(ev));
	set(o, "corrupted", cs_json_str(ev->corrupted));
	set(o, "suppressed", json_boolean(ev->suppressed));
	if (ev->known)
		set(o, "known", json_true());
	set(o, "echo_of", cs_json_int_if(ev->echo_of >= 0, ev->echo_of));
	set_span(o, ev);
	set(o, "cpu", cs_json_int_if(ev->cpu >= 0, ev->cpu));
	set(o, "pid", cs_json_int_if(ev->pid >= 0, ev->pid));
	set(o, "test", cs_json_str(ev->test));
	set(o, "comm", cs_json_str(ev->comm));
	set(o, "context", c_string(ev->context));
	set(o, "taint", taint_json(ev->taint));
	set(o, "fault", fault_json(&ev->fault));
	set(o, "registers", cs_json_registers(ev->registers, ev->register_count));
	set(o, "stacks", stacks_json(ev));
	set(o, "iommu", cs_json_iommu(ev->iommu));
	set(o, "signature", c_string(ev->signature));
	set(o, "findings", findings_json(ev));
	set(o, "notes", cs_json_strs(ev->notes, ev->note_count));
	return o;
}
