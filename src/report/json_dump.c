#include "report/json_dump.h"

#include "dump/state.h"
#include "report/json_event.h"

static json_t *frames_json(const struct cs_dump_task *t)
{
	json_t *stack, *frames;

	if (!t->trace)
		return json_array();
	stack = cs_json_stack(t->trace);
	frames = json_incref(json_object_get(stack, "frames"));
	json_decref(stack);
	return frames;
}

static json_t *text(const char *s)
{
	return cs_json_str(cs_str_from(s));
}

static void set_task(json_t *o, const struct cs_dump_task *t)
{
	json_object_set_new(o, "pid", t ? json_integer(t->pid) : json_null());
	json_object_set_new(o, "comm", t ? text(t->comm) : json_null());
	json_object_set_new(o, "stack", t ? frames_json(t) : json_array());
}

static json_t *cpu_json(const struct cs_dump_cpu *c)
{
	json_t *o = json_object();

	json_object_set_new(o, "cpu", json_integer(c->cpu));
	set_task(o, c->current);
	return o;
}

/* Those online; the ones that a panic stopped count, for they were. */
static json_t *cpus_json(const struct cs_dump_state *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->cpu_count; i++)
		if (s->cpus[i].online || (s->panic && s->cpus[i].current))
			json_array_append_new(a, cpu_json(&s->cpus[i]));
	return a;
}

static json_t *blocked_json(const struct cs_dump_state *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->blocked_count; i++) {
		json_t *o = json_object();

		set_task(o, s->blocked[i]);
		json_object_set_new(o, "waits_for", cs_json_str(s->blocked[i]->waits_for));
		json_array_append_new(a, o);
	}
	return a;
}

static json_t *waits_json(const struct cs_dump_state *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->wait_count; i++)
		json_array_append_new(a, cs_json_str(s->waits[i].words));
	return a;
}

static json_t *modules_json(const struct cs_dump_state *s)
{
	json_t *a = json_array();

	for (size_t i = 0; i < s->module_count; i++) {
		const struct cs_dump_module *m = &s->modules[i];
		json_t *o = json_object();

		json_object_set_new(o, "name", text(m->name));
		json_object_set_new(o, "address", cs_json_hex(m->base));
		json_object_set_new(o, "size", json_integer((json_int_t)m->size));
		json_object_set_new(o, "build_id", text(m->build_id));
		json_array_append_new(a, o);
	}
	return a;
}

/* What takes symbols to be known; null, and empty lists, without. */
static void set_state(json_t *o, const struct cs_dump_state *s)
{
	json_object_set_new(o, "tasks", s ? json_integer((json_int_t)s->task_count) : json_null());
	json_object_set_new(o, "cpus", s ? cpus_json(s) : json_array());
	json_object_set_new(o, "panic_task", s && s->panic ? cpu_json(s->panic) : json_null());
	json_object_set_new(o, "blocked", s ? blocked_json(s) : json_array());
	json_object_set_new(o, "waits", s ? waits_json(s) : json_array());
	json_object_set_new(o, "modules", s ? modules_json(s) : json_array());
}

json_t *cs_json_dump(const struct cs_dump *d)
{
	json_t *o = json_object(), *reasons = json_array();

	for (size_t i = 0; i < d->note_count; i++)
		json_array_append_new(reasons, text(d->notes[i]));
	json_object_set_new(o, "page_size",
			    cs_json_int_if(d->kernel.page_size > 0, d->kernel.page_size));
	json_object_set_new(o, "va_bits", cs_json_int_if(d->kernel.va_bits > 0, d->kernel.va_bits));
	json_object_set_new(o, "vmcoreinfo", json_boolean(d->kernel.info.text.n > 0));
	json_object_set_new(o, "log_records", json_integer((json_int_t)d->log.records));
	json_object_set_new(o, "rung", json_string(cs_dump_rung_name(d->rung)));
	json_object_set_new(o, "rung_reasons", reasons);
	set_state(o, d->state);
	return o;
}
