#include "report/json_event.h"

#include <stdio.h>

#include "report/json_trap.h"
#include "report/json_walk.h"

static bool named_before(const struct cs_register *v, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (cs_str_eq(v[k].name, v[i].name))
			return true;
	return false;
}

void cs_json_put_registers(struct cs_json_writer *w, const char *key, const struct cs_register *v,
			   size_t n)
{
	char name[32];

	cs_json_open(w, key, '{');
	for (size_t i = 0; i < n; i++) {
		if (named_before(v, i))
			continue;
		snprintf(name, sizeof(name), CS_STR_FMT, CS_STR_ARG(v[i].name));
		cs_json_put_hex(w, name, v[i].value);
	}
	cs_json_close(w, '}');
}

static void put_place(struct cs_json_writer *w, const struct cs_place *p)
{
	cs_json_put_str(w, "file", p ? p->file : (struct cs_str){NULL, 0});
	cs_json_put_int_if(w, "line", p && p->line > 0, p ? p->line : 0);
}

/* One frame as the log has it; PLACE is its innermost source place, or NULL. */
static void put_frame(struct cs_json_writer *w, const struct cs_frame *f,
		      const struct cs_place *place, struct cs_str function, bool inlined)
{
	cs_json_open(w, NULL, '{');
	cs_json_put_str(w, "function", function);
	cs_json_put_str(w, "symbol", inlined ? (struct cs_str){NULL, 0} : f->symbol);
	cs_json_put_hex_if(w, "offset", f->has_offset && !inlined, f->offset);
	cs_json_put_hex_if(w, "size", f->has_size && !inlined, f->size);
	cs_json_put_hex_if(w, "address", f->has_address, f->address);
	cs_json_put_str(w, "module", f->module);
	cs_json_put_str(w, "build_id", f->build_id);
	cs_json_put_bool(w, "reliable", f->reliable);
	cs_json_put_bool(w, "inlined", inlined);
	put_place(w, place);
	if (f->note.n && !inlined)
		cs_json_put_str(w, "note", f->note);
	cs_json_close(w, '}');
}

/* The last place is the symbol's, those before it were inlined. */
static void put_calls(struct cs_json_writer *w, const struct cs_frame *f)
{
	const struct cs_place *last = f->place_count ? &f->places[f->place_count - 1] : NULL;

	for (size_t i = 0; i + 1 < f->place_count; i++)
		put_frame(w, f, &f->places[i], f->places[i].function, true);
	put_frame(w, f, last, cs_frame_function(f), false);
}

void cs_json_put_frames(struct cs_json_writer *w, const char *key, const struct cs_stack *s)
{
	cs_json_open(w, key, '[');
	for (size_t i = 0; i < s->frame_count; i++)
		put_calls(w, &s->frames[i]);
	cs_json_close(w, ']');
}

/* Whose stack it is, where that isn't the event's own task. */
static void put_task(struct cs_json_writer *w, const struct cs_stack *s)
{
	if (!s->comm.n)
		return;
	cs_json_put_str(w, "comm", s->comm);
	cs_json_put_int(w, "pid", s->pid);
	if (s->waits_for.n)
		cs_json_put_str(w, "waits_for", s->waits_for);
}

/* Which lock was taken there, and what that made of it. */
static void put_chain(struct cs_json_writer *w, const struct cs_stack *s)
{
	if (s->lock.n)
		cs_json_put_str(w, "lock", s->lock);
	if (s->lock_state.n)
		cs_json_put_str(w, "lock_state", s->lock_state);
}

static void put_stacks(struct cs_json_writer *w, const struct cs_event *ev)
{
	cs_json_open(w, "stacks", '[');
	for (size_t i = 0; i < ev->stack_count; i++) {
		const struct cs_stack *s = &ev->stacks[i];

		cs_json_open(w, NULL, '{');
		cs_json_put_word(w, "role", cs_stack_role_name(s->role));
		if (s->cpu >= 0)
			cs_json_put_int(w, "cpu", s->cpu);
		put_task(w, s);
		put_chain(w, s);
		cs_json_put_frames(w, "frames", s);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

static void put_locks(struct cs_json_writer *w, const struct cs_event *ev)
{
	if (!ev->lock_count)
		return;
	cs_json_open(w, "locks", '[');
	for (size_t i = 0; i < ev->lock_count; i++) {
		const struct cs_lock *l = &ev->locks[i];

		cs_json_open(w, NULL, '{');
		cs_json_put_word(w, "state",
				 l->wanted ? "wanted" : (l->lacked ? "not-held" : "held"));
		cs_json_put_str(w, "name", l->name);
		cs_json_put_str(w, "task", l->task);
		cs_json_put_str(w, "function", l->function);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

static void put_fault_words(struct cs_json_writer *w, const struct cs_iommu *u)
{
	cs_json_open(w, "fault", '[');
	for (size_t i = 0; i < u->fault_count; i++)
		cs_json_put_word(w, NULL, u->fault[i]);
	cs_json_close(w, ']');
}

static void put_iommu(struct cs_json_writer *w, const struct cs_iommu *u)
{
	if (!u) {
		cs_json_put_null(w, "iommu");
		return;
	}
	cs_json_open(w, "iommu", '{');
	cs_json_put_str(w, "unit", u->unit);
	cs_json_put_word(w, "type", u->type);
	put_fault_words(w, u);
	cs_json_put_word(w, "access", cs_access_name(u->access));
	cs_json_put_bool_if(w, "privileged", u->privileged);
	cs_json_put_hex_if(w, "iova", u->has_iova, u->iova);
	cs_json_put_hex_if(w, "ipa", u->has_ipa, u->ipa);
	cs_json_put_int_if(w, "stage", u->stage >= 0, u->stage);
	cs_json_put_int_if(w, "level", u->level >= 0, u->level);
	cs_json_put_hex_if(w, "stream_id", u->has_stream, u->stream_id);
	cs_json_put_hex_if(w, "substream_id", u->has_substream, u->substream_id);
	cs_json_put_int_if(w, "context_bank", u->has_bank, (long long)u->bank);
	cs_json_put_str(w, "client", u->client);
	cs_json_put_int_if(w, "asid", u->has_asid, (long long)u->asid);
	cs_json_put_bool_if(w, "stalled", u->stalled);
	cs_json_put_bool_if(w, "multi", u->multi);
	cs_json_put_hex_if(w, "ttbr0", u->has_ttbr0, u->ttbr0);
	cs_json_put_registers(w, "registers", u->registers, u->register_count);
	cs_json_put_strs(w, "meaning", u->meaning, u->meaning_count);
	cs_json_put_int(w, "repeats", (long long)u->repeats);
	cs_json_put_walk(w, "page_walk", u->walk);
	cs_json_close(w, '}');
}

static void put_fault(struct cs_json_writer *w, const struct cs_fault *f)
{
	if (!f->known) {
		cs_json_put_null(w, "fault");
		return;
	}
	cs_json_open(w, "fault", '{');
	cs_json_put_hex_if(w, "address", f->has_address, f->address);
	cs_json_put_word(w, "access", cs_access_name(f->access));
	cs_json_put_int_if(w, "size", f->has_size, (long long)f->size);
	cs_json_put_strs(w, "meaning", f->meaning, f->meaning_count);
	cs_json_close(w, '}');
}

static void put_span(struct cs_json_writer *w, const char *key, uint64_t from, uint64_t to)
{
	cs_json_open(w, key, '[');
	cs_json_put_int(w, NULL, (long long)from);
	cs_json_put_int(w, NULL, (long long)to);
	cs_json_close(w, ']');
}

static void put_evidence(struct cs_json_writer *w, const struct cs_finding *f)
{
	cs_json_open(w, "evidence", '[');
	for (size_t i = 0; i < f->evidence_count; i++) {
		const struct cs_evidence *e = &f->evidence[i];

		cs_json_open(w, NULL, '{');
		cs_json_put_int(w, "line", (long long)e->line);
		put_span(w, "bytes", e->begin, e->end);
		cs_json_put_str(w, "text", e->text);
		cs_json_put_str(w, "why", e->why);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

void cs_json_put_finding(struct cs_json_writer *w, const struct cs_finding *f)
{
	cs_json_put_str(w, "rule", f->rule);
	cs_json_put_int(w, "version", f->version);
	cs_json_put_str(w, "title", f->title);
	cs_json_put_word(w, "severity", cs_severity_name(f->severity));
	cs_json_put_word(w, "confidence", cs_confidence_name(f->confidence));
	cs_json_put_str(w, "cause", f->cause);
	cs_json_put_str(w, "fix", f->fix);
	cs_json_put_str(w, "decide", f->decide);
	cs_json_put_bool(w, "aside", f->aside);
	cs_json_put_strs(w, "references", f->references, f->reference_count);
	put_evidence(w, f);
}

static void put_findings(struct cs_json_writer *w, const struct cs_event *ev)
{
	cs_json_open(w, "findings", '[');
	for (size_t i = 0; i < ev->finding_count; i++) {
		cs_json_open(w, NULL, '{');
		cs_json_put_finding(w, &ev->findings[i]);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

static void put_taint(struct cs_json_writer *w, struct cs_str taint)
{
	cs_json_open(w, "taint", '[');
	for (size_t i = 0; i < taint.n; i++)
		if (!cs_is_blank(taint.p[i]))
			cs_json_put_str(w, NULL, (struct cs_str){taint.p + i, 1});
	cs_json_close(w, ']');
}

/* The innermost place of the guilty frame, if that frame has one. */
static void put_location(struct cs_json_writer *w, const struct cs_event *ev)
{
	const struct cs_frame *f = ev->guilty;

	if (!f || f->place_count == 0 || f->places[0].file.n == 0) {
		cs_json_put_null(w, "location");
		return;
	}
	cs_json_open(w, "location", '{');
	put_place(w, &f->places[0]);
	cs_json_close(w, '}');
}

static void put_where(struct cs_json_writer *w, const struct cs_event *ev)
{
	const struct cs_line *first = ev->line_count ? &ev->lines[0] : NULL;
	const struct cs_line *last = first ? &ev->lines[ev->line_count - 1] : NULL;

	if (first) {
		put_span(w, "lines", first->number, last->number);
		put_span(w, "bytes", first->offset, last->end);
	} else {
		cs_json_put_null(w, "lines");
		cs_json_put_null(w, "bytes");
	}
	cs_json_put_int(w, "boot", ev->boot);
	if (first && ev->lines[ev->header].has_time)
		cs_json_put_real(w, "time", ev->lines[ev->header].time);
	else
		cs_json_put_null(w, "time");
}

static void put_who(struct cs_json_writer *w, const struct cs_event *ev)
{
	cs_json_put_int_if(w, "cpu", ev->cpu >= 0, ev->cpu);
	cs_json_put_int_if(w, "pid", ev->pid >= 0, ev->pid);
	cs_json_put_str(w, "test", ev->test);
	cs_json_put_str(w, "comm", ev->comm);
	cs_json_put_word(w, "context", ev->context);
	put_taint(w, ev->taint);
}

static void put_name(struct cs_json_writer *w, const struct cs_event *ev)
{
	cs_json_put_word(w, "kind", cs_kind_name(ev->kind));
	cs_json_put_word(w, "severity", cs_severity_name(ev->severity));
	cs_json_put_str(w, "title", ev->title);
	cs_json_put_strs(w, "alt_titles", ev->alt_titles, ev->alt_title_count);
	cs_json_put_str(w, "function", ev->function);
	put_location(w, ev);
	cs_json_put_str(w, "corrupted", ev->corrupted);
	cs_json_put_bool(w, "suppressed", ev->suppressed);
	if (ev->expected.n)
		cs_json_put_str(w, "expected", ev->expected);
	if (ev->known)
		cs_json_put_bool(w, "known", true);
	if (ev->issue.n)
		cs_json_put_str(w, "known_issue", ev->issue);
	cs_json_put_int_if(w, "echo_of", ev->echo_of >= 0, ev->echo_of);
}

void cs_json_put_event(struct cs_json_writer *w, const struct cs_event *ev)
{
	put_name(w, ev);
	put_where(w, ev);
	put_who(w, ev);
	put_fault(w, &ev->fault);
	cs_json_put_registers(w, "registers", ev->registers, ev->register_count);
	cs_json_put_trap(w, ev->trap);
	cs_json_put_source(w, ev->source, ev->source_count);
	cs_json_put_parameters(w, ev->parameters, ev->parameter_count);
	put_stacks(w, ev);
	put_locks(w, ev);
	put_iommu(w, ev->iommu);
	cs_json_put_word(w, "signature", ev->signature);
	put_findings(w, ev);
	cs_json_put_strs(w, "notes", ev->notes, ev->note_count);
}
