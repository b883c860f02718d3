#include "report/json_event.h"

#include "report/json_trap.h"
#include "report/json_walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

json_t *cs_json_must(json_t *v)
{
	if (!v)
		cs_die_oom(0);
	return v;
}

void cs_json_set(json_t *o, const char *key, json_t *v)
{
	if (json_object_set_new_nocheck(o, key, cs_json_must(v)) != 0)
		cs_die_oom(0);
}

void cs_json_append(json_t *a, json_t *v)
{
	if (json_array_append_new(a, cs_json_must(v)) != 0)
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
	v = cs_json_must(json_stringn_nocheck(clean, n));
	free(clean);
	return v;
}

json_t *cs_json_hex(uint64_t v)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "0x%llx", (unsigned long long)v);
	return cs_json_must(json_string_nocheck(buf));
}

json_t *cs_json_hex_if(bool known, uint64_t v)
{
	return known ? cs_json_hex(v) : json_null();
}

json_t *cs_json_int_if(bool known, long long v)
{
	return known ? cs_json_must(json_integer(v)) : json_null();
}

json_t *cs_json_bool_if(int value)
{
	return value < 0 ? json_null() : json_boolean(value);
}

static json_t *c_string(const char *s)
{
	return s ? cs_json_must(json_string_nocheck(s)) : json_null();
}

json_t *cs_json_strs(const struct cs_str *v, size_t n)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < n; i++)
		cs_json_append(a, cs_json_str(v[i]));
	return a;
}

json_t *cs_json_registers(const struct cs_register *v, size_t n)
{
	json_t *o = cs_json_must(json_object());
	char name[32];

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), CS_STR_FMT, CS_STR_ARG(v[i].name));
		cs_json_set(o, name, cs_json_hex(v[i].value));
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
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "function", cs_json_str(function));
	cs_json_set(o, "symbol", inlined ? json_null() : cs_json_str(f->symbol));
	cs_json_set(o, "offset", cs_json_hex_if(f->has_offset && !inlined, f->offset));
	cs_json_set(o, "size", cs_json_hex_if(f->has_size && !inlined, f->size));
	cs_json_set(o, "address", cs_json_hex_if(f->has_address, f->address));
	cs_json_set(o, "module", cs_json_str(f->module));
	cs_json_set(o, "build_id", cs_json_str(f->build_id));
	cs_json_set(o, "reliable", json_boolean(f->reliable));
	cs_json_set(o, "inlined", json_boolean(inlined));
	cs_json_set(o, "file", place_or(place, "file"));
	cs_json_set(o, "line", place_or(place, "line"));
	if (f->note.n && !inlined)
		cs_json_set(o, "note", cs_json_str(f->note));
	return o;
}

/* Inlined calls are frames of their own, innermost first; the last place is the symbol's. */
static void append_frame(json_t *a, const struct cs_frame *f)
{
	const struct cs_place *last = f->place_count ? &f->places[f->place_count - 1] : NULL;

	for (size_t i = 0; i + 1 < f->place_count; i++)
		cs_json_append(a, frame_json(f, &f->places[i], f->places[i].function, true));
	cs_json_append(a, frame_json(f, last, cs_frame_function(f), false));
}

json_t *cs_json_stack(const struct cs_stack *s)
{
	json_t *o = cs_json_must(json_object()), *frames = cs_json_must(json_array());

	for (size_t i = 0; i < s->frame_count; i++)
		append_frame(frames, &s->frames[i]);
	cs_json_set(o, "role", c_string(cs_stack_role_name(s->role)));
	if (s->cpu >= 0)
		cs_json_set(o, "cpu", json_integer(s->cpu));
	cs_json_set(o, "frames", frames);
	return o;
}

static json_t *stacks_json(const struct cs_event *ev)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < ev->stack_count; i++)
		cs_json_append(a, cs_json_stack(&ev->stacks[i]));
	return a;
}

static json_t *locks_json(const struct cs_event *ev)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < ev->lock_count; i++) {
		const struct cs_lock *l = &ev->locks[i];
		json_t *o = cs_json_must(json_object());

		cs_json_set(o, "state", c_string(l->wanted ? "wanted" : "held"));
		cs_json_set(o, "name", cs_json_str(l->name));
		cs_json_set(o, "task", cs_json_str(l->task));
		cs_json_set(o, "function", cs_json_str(l->function));
		cs_json_append(a, o);
	}
	return a;
}

json_t *cs_json_iommu(const struct cs_iommu *u)
{
	json_t *o, *fault;

	if (!u)
		return json_null();
	o = cs_json_must(json_object());
	fault = cs_json_must(json_array());
	for (size_t i = 0; i < u->fault_count; i++)
		cs_json_append(fault, c_string(u->fault[i]));
	cs_json_set(o, "unit", cs_json_str(u->unit));
	cs_json_set(o, "type", c_string(u->type));
	cs_json_set(o, "fault", fault);
	cs_json_set(o, "access", c_string(cs_access_name(u->access)));
	cs_json_set(o, "privileged", cs_json_bool_if(u->privileged));
	cs_json_set(o, "iova", cs_json_hex_if(u->has_iova, u->iova));
	cs_json_set(o, "ipa", cs_json_hex_if(u->has_ipa, u->ipa));
	cs_json_set(o, "stage", cs_json_int_if(u->stage >= 0, u->stage));
	cs_json_set(o, "level", cs_json_int_if(u->level >= 0, u->level));
	cs_json_set(o, "stream_id", cs_json_hex_if(u->has_stream, u->stream_id));
	cs_json_set(o, "substream_id", cs_json_hex_if(u->has_substream, u->substream_id));
	cs_json_set(o, "context_bank", cs_json_int_if(u->has_bank, (long long)u->bank));
	cs_json_set(o, "client", cs_json_str(u->client));
	cs_json_set(o, "asid", cs_json_int_if(u->has_asid, (long long)u->asid));
	cs_json_set(o, "stalled", cs_json_bool_if(u->stalled));
	cs_json_set(o, "multi", cs_json_bool_if(u->multi));
	cs_json_set(o, "ttbr0", cs_json_hex_if(u->has_ttbr0, u->ttbr0));
	cs_json_set(o, "registers", cs_json_registers(u->registers, u->register_count));
	cs_json_set(o, "meaning", cs_json_strs(u->meaning, u->meaning_count));
	cs_json_set(o, "repeats", json_integer((json_int_t)u->repeats));
	cs_json_set(o, "page_walk", cs_json_walk(u->walk));
	return o;
}

static json_t *fault_json(const struct cs_fault *f)
{
	json_t *o;

	if (!f->known)
		return json_null();
	o = cs_json_must(json_object());
	cs_json_set(o, "address", cs_json_hex_if(f->has_address, f->address));
	cs_json_set(o, "access", c_string(cs_access_name(f->access)));
	cs_json_set(o, "size", cs_json_int_if(f->has_size, (long long)f->size));
	cs_json_set(o, "meaning", cs_json_strs(f->meaning, f->meaning_count));
	return o;
}

static json_t *span(uint64_t a, uint64_t b)
{
	return cs_json_must(json_pack("[I,I]", (json_int_t)a, (json_int_t)b));
}

json_t *cs_json_finding(const struct cs_finding *f)
{
	json_t *o = cs_json_must(json_object()), *evidence = cs_json_must(json_array());

	for (size_t i = 0; i < f->evidence_count; i++) {
		const struct cs_evidence *e = &f->evidence[i];
		json_t *x = cs_json_must(json_object());

		cs_json_set(x, "line", json_integer((json_int_t)e->line));
		cs_json_set(x, "bytes", span(e->begin, e->end));
		cs_json_set(x, "text", cs_json_str(e->text));
		cs_json_set(x, "why", cs_json_str(e->why));
		cs_json_append(evidence, x);
	}
	cs_json_set(o, "rule", cs_json_str(f->rule));
	cs_json_set(o, "version", json_integer(f->version));
	cs_json_set(o, "title", cs_json_str(f->title));
	cs_json_set(o, "severity", c_string(cs_severity_name(f->severity)));
	cs_json_set(o, "confidence", c_string(cs_confidence_name(f->confidence)));
	cs_json_set(o, "cause", cs_json_str(f->cause));
	cs_json_set(o, "fix", cs_json_str(f->fix));
	cs_json_set(o, "decide", cs_json_str(f->decide));
	cs_json_set(o, "aside", json_boolean(f->aside));
	cs_json_set(o, "references", cs_json_strs(f->references, f->reference_count));
	cs_json_set(o, "evidence", evidence);
	return o;
}

static json_t *findings_json(const struct cs_event *ev)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < ev->finding_count; i++)
		cs_json_append(a, cs_json_finding(&ev->findings[i]));
	return a;
}

static json_t *taint_json(struct cs_str taint)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < taint.n; i++)
		if (!cs_is_blank(taint.p[i]))
			cs_json_append(a, cs_json_str((struct cs_str){taint.p + i, 1}));
	return a;
}

/* The innermost place of the guilty frame, if that frame has one. */
static json_t *location_json(const struct cs_event *ev)
{
	const struct cs_frame *f = ev->guilty;
	json_t *o;

	if (!f || f->place_count == 0 || f->places[0].file.n == 0)
		return json_null();
	o = cs_json_must(json_object());
	cs_json_set(o, "file", cs_json_str(f->places[0].file));
	cs_json_set(o, "line", cs_json_int_if(f->places[0].line > 0, f->places[0].line));
	return o;
}

static void set_span(json_t *o, const struct cs_event *ev)
{
	const struct cs_line *first = ev->line_count ? &ev->lines[0] : NULL;
	const struct cs_line *last = first ? &ev->lines[ev->line_count - 1] : NULL;

	cs_json_set(o, "lines", first ? span(first->number, last->number) : json_null());
	cs_json_set(o, "bytes", first ? span(first->offset, last->end) : json_null());
	cs_json_set(o, "boot", json_integer(ev->boot));
	cs_json_set(o, "time",
		    first && ev->lines[ev->header].has_time ? json_real(ev->lines[ev->header].time)
							    : json_null());
}

json_t *cs_json_event(const struct cs_event *ev)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "kind", c_string(cs_kind_name(ev->kind)));
	cs_json_set(o, "severity", c_string(cs_severity_name(ev->severity)));
	cs_json_set(o, "title", cs_json_str(ev->title));
	cs_json_set(o, "alt_titles", cs_json_strs(ev->alt_titles, ev->alt_title_count));
	cs_json_set(o, "function", cs_json_str(ev->function));
	cs_json_set(o, "location", location_json(ev));
	cs_json_set(o, "corrupted", cs_json_str(ev->corrupted));
	cs_json_set(o, "suppressed", json_boolean(ev->suppressed));
	if (ev->expected.n)
		cs_json_set(o, "expected", cs_json_str(ev->expected));
	if (ev->known)
		cs_json_set(o, "known", json_true());
	cs_json_set(o, "echo_of", cs_json_int_if(ev->echo_of >= 0, ev->echo_of));
	set_span(o, ev);
	cs_json_set(o, "cpu", cs_json_int_if(ev->cpu >= 0, ev->cpu));
	cs_json_set(o, "pid", cs_json_int_if(ev->pid >= 0, ev->pid));
	cs_json_set(o, "test", cs_json_str(ev->test));
	cs_json_set(o, "comm", cs_json_str(ev->comm));
	cs_json_set(o, "context", c_string(ev->context));
	cs_json_set(o, "taint", taint_json(ev->taint));
	cs_json_set(o, "fault", fault_json(&ev->fault));
	cs_json_set(o, "registers", cs_json_registers(ev->registers, ev->register_count));
	cs_json_set(o, "instruction", cs_json_trap(ev->trap));
	cs_json_set(o, "source", cs_json_source(ev->source, ev->source_count));
	cs_json_set(o, "parameters", cs_json_parameters(ev->parameters, ev->parameter_count));
	cs_json_set(o, "stacks", stacks_json(ev));
	if (ev->lock_count)
		cs_json_set(o, "locks", locks_json(ev));
	cs_json_set(o, "iommu", cs_json_iommu(ev->iommu));
	cs_json_set(o, "signature", c_string(ev->signature));
	cs_json_set(o, "findings", findings_json(ev));
	cs_json_set(o, "notes", cs_json_strs(ev->notes, ev->note_count));
	return o;
}
