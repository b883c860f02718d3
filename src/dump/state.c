#include "dump/state.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dump/machine.h"
#include "dump/orc.h"

#define UNINTERRUPTIBLE 0x2u
#define NOLOAD 0x400u /* TASK_IDLE: asleep by design */

const char *cs_dump_task_state(const struct cs_dump_task *t)
{
	static const char *const names[] = {"S", "D", "T", "t", "X", "Z", "P"};

	if (t->on_cpu || t->state == 0)
		return "R";
	if (t->state & NOLOAD && t->state & UNINTERRUPTIBLE)
		return "I";
	for (unsigned i = 0; i < 7; i++) /* fs/proc/array.c task_state_array */
		if (t->state >> i & 1)
			return names[i];
	return "?";
}

/* ---- where the image lies ---- */

/* Run-time less link address: by a symbol whose run-time address is known from elsewhere. */
static void find_slide(struct cs_machine *m)
{
	struct cs_kernel *k = &m->dump->kernel;
	uint64_t link, at;

	if (cs_vmcoreinfo_symbol(&k->info, "_stext", &at) &&
	    m->symbols.address(m->symbols.ctx, "_stext", &link)) {
		m->slide = at - link;
	} else if (!k->info.text.n && m->vm->image_begin &&
		   m->symbols.address(m->symbols.ctx, "_text", &link)) {
		m->slide = m->vm->image_begin - link;
	} else {
		m->slide = k->kaslr_offset;
		return;
	}
	k->has_kaslr_offset = true;
	k->kaslr_offset = m->slide;
}

static void find_text(struct cs_machine *m)
{
	uint64_t end;

	cs_machine_symbol(m, "_stext", &m->text_begin);
	cs_machine_symbol(m, "_etext", &m->text_end);
	if (cs_machine_symbol(m, "_einittext", &end) && end > m->text_end)
		m->text_end = end;
}

/* The banner stands where the symbols say. */
static bool symbols_fit(struct cs_machine *m)
{
	uint64_t at;
	char text[256];
	struct cs_str s;

	if (!cs_machine_symbol(m, "linux_banner", &at) ||
	    !cs_vm_text(m->vm, at, text, sizeof(text)))
		return false;
	s = cs_str_from(text);
	return cs_eat(&s, "Linux version ") &&
	       (!m->dump->kernel.release[0] || cs_eat(&s, m->dump->kernel.release));
}

/* THREAD_SIZE: as far as a stack with a guard page behind it is mapped; 16 KiB otherwise. */
static void find_stack_bytes(struct cs_machine *m)
{
	uint64_t begin, end;

	m->stack_bytes = 16384;
	if (cs_machine_symbol(m, "__start_init_stack", &begin) ||
	    cs_machine_symbol(m, "__start_init_task", &begin)) {
		if ((cs_machine_symbol(m, "__end_init_stack", &end) ||
		     cs_machine_symbol(m, "__end_init_task", &end)) &&
		    end - begin >= 4096 && end - begin <= 1u << 18)
			m->stack_bytes = end - begin;
	}
}

/* ---- the whole ---- */

static int by_pid(const void *a, const void *b)
{
	const struct cs_dump_task *x = *(struct cs_dump_task *const *)a;
	const struct cs_dump_task *y = *(struct cs_dump_task *const *)b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

bool cs_dump_task_is_blocked(const struct cs_dump_task *t)
{
	return t->state & UNINTERRUPTIBLE && !(t->state & NOLOAD) && !t->on_cpu;
}

double cs_dump_task_seconds(const struct cs_dump *d, const struct cs_dump_task *t)
{
	uint64_t since = t->on_cpu ? t->arrived : t->since;

	if (!d->state || !since || since > d->state->now)
		return -1;
	return (double)(d->state->now - since) / 1e9;
}

/* The clock of a CPU that idles stands still: the task that ran last may know better. */
static void find_now(struct cs_dump_state *s)
{
	for (size_t i = 0; i < s->task_count; i++)
		if (s->tasks[i]->since > s->now)
			s->now = s->tasks[i]->since;
}

static void sort_out_tasks(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;

	s->tasks = m->found.v;
	s->task_count = m->found.n;
	if (s->task_count)
		qsort(s->tasks, s->task_count, sizeof(struct cs_dump_task *), by_pid);
	for (size_t i = 0; i < s->task_count; i++)
		if (cs_dump_task_is_blocked(s->tasks[i]))
			*CS_ARENA_PUSH(&s->arena, s->blocked, s->blocked_count) = s->tasks[i];
}

static void unwind_what_matters(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;

	for (size_t i = 0; i < s->cpu_count; i++)
		if (s->cpus[i].current)
			cs_machine_unwind(m, s->cpus[i].current);
	for (size_t i = 0; i < s->blocked_count; i++)
		cs_machine_unwind(m, s->blocked[i]);
}

static enum cs_status refuse(struct cs_dump *d, const char *why)
{
	cs_dump_note(d, "%s", why);
	cs_dump_free_state(d);
	return CS_NOT_FOUND;
}

static void prepare(struct cs_dump *d, const struct cs_dump_symbols *symbols)
{
	struct cs_machine *m = cs_calloc(1, sizeof(*m));

	cs_dump_free_state(d);
	d->state = cs_calloc(1, sizeof(*d->state));
	d->machine = m;
	m->dump = d;
	m->vm = &d->vm;
	m->symbols = *symbols;
	m->state = d->state;
	cs_arena_init(&d->state->arena);
	cs_layout_learn(&m->layout, symbols);
	find_slide(m);
	find_text(m);
}

enum cs_status cs_dump_read_state(struct cs_dump *d, const struct cs_dump_symbols *symbols)
{
	struct cs_machine *m;

	prepare(d, symbols);
	m = d->machine;
	if (!symbols_fit(m))
		return refuse(d, "the symbols don't fit: no banner of this kernel stands where "
				 "they say");
	if (!cs_layout_has_tasks(&m->layout))
		return refuse(d, "the symbols have no types: tasks can't be read");
	find_stack_bytes(m);
	if (!cs_machine_list_tasks(m))
		return refuse(d, "init_task can't be read: tasks can't be listed");
	cs_machine_list_modules(m);
	cs_machine_find_cpus(m);
	sort_out_tasks(m);
	find_now(m->state);
	if (m->vm->arch == CS_DUMP_ARCH_X86_64)
		cs_orc_learn(m);
	unwind_what_matters(m);
	cs_machine_find_waits(m);
	d->rung = CS_DUMP_FULL;
	return CS_OK;
}

void cs_dump_unwind_task(struct cs_dump *d, struct cs_dump_task *t)
{
	if (d->machine)
		cs_machine_unwind(d->machine, t);
}

bool cs_dump_function_at(struct cs_dump *d, uint64_t va, struct cs_dump_function *f,
			 const struct cs_dump_module **module)
{
	struct cs_dump_module *mod = NULL;
	bool found = d->machine && cs_machine_function(d->machine, va, f, &mod);

	*module = mod;
	return found;
}

struct cs_dump_task *cs_dump_find_task(const struct cs_dump *d, long pid)
{
	for (size_t i = 0; d->state && i < d->state->task_count; i++)
		if (d->state->tasks[i]->pid == pid)
			return d->state->tasks[i];
	return NULL;
}

void cs_dump_free_state(struct cs_dump *d)
{
	if (!d->state)
		return;
	for (size_t i = 0; i < d->state->module_count; i++) {
		free(d->state->modules[i].symbols);
		free(d->state->modules[i].names);
	}
	if (d->machine->symbols.close)
		d->machine->symbols.close(d->machine->symbols.ctx);
	CS_VEC_FREE(&d->machine->idle);
	CS_VEC_FREE(&d->machine->found);
	CS_VEC_FREE(&d->machine->by_address);
	free(d->machine);
	cs_arena_release(&d->state->arena);
	free(d->state);
	d->machine = NULL;
	d->state = NULL;
}
