#include "report/json_dump.h"

#include "dump/state.h"
#include "report/json_event.h"

static void put_text(struct cs_json_writer *w, const char *key, const char *s)
{
	cs_json_put_str(w, key, cs_str_from(s));
}

static void put_empty(struct cs_json_writer *w, const char *key)
{
	cs_json_open(w, key, '[');
	cs_json_close(w, ']');
}

static void put_task(struct cs_json_writer *w, const struct cs_dump_task *t)
{
	cs_json_put_int_if(w, "pid", t != NULL, t ? t->pid : 0);
	put_text(w, "comm", t ? t->comm : NULL);
	if (t && t->trace)
		cs_json_put_frames(w, "stack", t->trace);
	else
		put_empty(w, "stack");
}

static void put_cpu(struct cs_json_writer *w, const char *key, const struct cs_dump_cpu *c)
{
	cs_json_open(w, key, '{');
	cs_json_put_int(w, "cpu", c->cpu);
	put_task(w, c->current);
	cs_json_close(w, '}');
}

/* Those online; the ones that a panic stopped count, for they were. */
static void put_cpus(struct cs_json_writer *w, const struct cs_dump_state *s)
{
	cs_json_open(w, "cpus", '[');
	for (size_t i = 0; i < s->cpu_count; i++)
		if (s->cpus[i].online || (s->panic && s->cpus[i].current))
			put_cpu(w, NULL, &s->cpus[i]);
	cs_json_close(w, ']');
}

static void put_blocked(struct cs_json_writer *w, const struct cs_dump_state *s)
{
	cs_json_open(w, "blocked", '[');
	for (size_t i = 0; i < s->blocked_count; i++) {
		cs_json_open(w, NULL, '{');
		put_task(w, s->blocked[i]);
		cs_json_put_str(w, "waits_for", s->blocked[i]->waits_for);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

static void put_waits(struct cs_json_writer *w, const struct cs_dump_state *s)
{
	cs_json_open(w, "waits", '[');
	for (size_t i = 0; i < s->wait_count; i++)
		cs_json_put_str(w, NULL, s->waits[i].words);
	cs_json_close(w, ']');
}

static void put_modules(struct cs_json_writer *w, const struct cs_dump_state *s)
{
	cs_json_open(w, "modules", '[');
	for (size_t i = 0; i < s->module_count; i++) {
		const struct cs_dump_module *m = &s->modules[i];

		cs_json_open(w, NULL, '{');
		put_text(w, "name", m->name);
		cs_json_put_hex(w, "address", m->base);
		cs_json_put_int(w, "size", (long long)m->size);
		put_text(w, "build_id", m->build_id);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}

static void put_state(struct cs_json_writer *w, const struct cs_dump_state *s)
{
	cs_json_put_int(w, "tasks", (long long)s->task_count);
	put_cpus(w, s);
	if (s->panic)
		put_cpu(w, "panic_task", s->panic);
	else
		cs_json_put_null(w, "panic_task");
	put_blocked(w, s);
	put_waits(w, s);
	put_modules(w, s);
}

/* What takes symbols to be known: null, and empty lists, without. */
static void put_no_state(struct cs_json_writer *w)
{
	cs_json_put_null(w, "tasks");
	put_empty(w, "cpus");
	cs_json_put_null(w, "panic_task");
	put_empty(w, "blocked");
	put_empty(w, "waits");
	put_empty(w, "modules");
}

void cs_json_put_dump(struct cs_json_writer *w, const struct cs_dump *d)
{
	cs_json_open(w, "dump", '{');
	cs_json_put_int_if(w, "page_size", d->kernel.page_size > 0, d->kernel.page_size);
	cs_json_put_int_if(w, "va_bits", d->kernel.va_bits > 0, d->kernel.va_bits);
	cs_json_put_bool(w, "vmcoreinfo", d->kernel.info.text.n > 0);
	cs_json_put_int(w, "log_records", (long long)d->log.records);
	cs_json_put_word(w, "rung", cs_dump_rung_name(d->rung));
	cs_json_open(w, "rung_reasons", '[');
	for (size_t i = 0; i < d->note_count; i++)
		put_text(w, NULL, d->notes[i]);
	cs_json_close(w, ']');
	if (d->state)
		put_state(w, d->state);
	else
		put_no_state(w);
	cs_json_close(w, '}');
}
