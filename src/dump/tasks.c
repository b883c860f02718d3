/* Threads and CPUs: from init_task along the list of processes, and in each along its threads;
 * what runs on each CPU from its run queue. Lists may be damaged: a link that leads nowhere or
 * back into the list ends it, with a note. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/machine.h"

#define PF_KTHREAD 0x200000u /* since 2.6 */

/* ---- one task ---- */

static struct cs_dump_task *read_task(struct cs_machine *m, uint64_t address)
{
	const struct cs_dump_member *comm = &m->layout.at[CS_L_TASK_COMM];
	uint64_t pid, tgid, cpu, flags;
	struct cs_dump_task *t;

	if (!cs_machine_get(m, address, CS_L_TASK_PID, &pid))
		return NULL;
	t = cs_arena_alloc(&m->state->arena, sizeof(*t));
	t->address = address;
	t->pid = (long)(int32_t)pid;
	t->tgid = cs_machine_get(m, address, CS_L_TASK_TGID, &tgid) ? (long)(int32_t)tgid : t->pid;
	t->cpu = cs_machine_get(m, address, CS_L_TASK_CPU, &cpu) ? (int)cpu : -1;
	cs_machine_get(m, address, CS_L_TASK_STATE, &t->state);
	cs_machine_get(m, address, CS_L_TASK_STACK, &t->stack);
	cs_machine_get(m, address, CS_L_TASK_EXEC_START, &t->since);
	cs_machine_get(m, address, CS_L_TASK_ARRIVED, &t->arrived);
	cs_machine_get(m, address, CS_L_TASK_FLAGS, &flags);
	t->kthread = flags & PF_KTHREAD;
	cs_vm_text(m->vm, address + comm->offset, t->comm, 17);
	return t;
}

static int by_address(const void *a, const void *b)
{
	const struct cs_dump_task *x = *(struct cs_dump_task *const *)a;
	const struct cs_dump_task *y = *(struct cs_dump_task *const *)b;

	return (x->address > y->address) - (x->address < y->address);
}

static void sort_by_address(struct cs_machine *m)
{
	m->by_address.n = 0;
	for (size_t i = 0; i < m->found.n; i++)
		*CS_VEC_PUSH(&m->by_address) = m->found.v[i];
	for (size_t i = 0; i < m->idle.n; i++)
		*CS_VEC_PUSH(&m->by_address) = m->idle.v[i];
	qsort(m->by_address.v, m->by_address.n, sizeof(struct cs_dump_task *), by_address);
}

struct cs_dump_task *cs_machine_task_at(struct cs_machine *m, uint64_t address)
{
	struct cs_dump_task key = {.address = address}, *k = &key, **hit;

	if (m->by_address.n != m->found.n + m->idle.n)
		sort_by_address(m);
	if (!m->by_address.n)
		return NULL;
	hit = bsearch(&k, m->by_address.v, m->by_address.n, sizeof(k), by_address);
	return hit ? *hit : NULL;
}

static void add_task(struct cs_machine *m, uint64_t address)
{
	struct cs_dump_task *t = read_task(m, address);

	if (t)
		*CS_VEC_PUSH(&m->found) = t;
}

/* ---- the lists ---- */

typedef void element_fn(struct cs_machine *m, uint64_t object);

/* A circular list: LINK is where the list_head stands in an element; NEXT and BACK in that, 0 and
 * 8, or the other way round to go from its end. */
struct list {
	uint64_t head, link, next, back;
};

/* Calls FN for each element up to the one at STOP. False when the list is damaged: *LAST is then
 * the last link that holds. */
static bool each_until(struct cs_machine *m, const struct list *l, uint64_t stop, element_fn *fn,
		       uint64_t *last)
{
	uint64_t at;

	*last = l->head;
	for (unsigned n = 0; cs_vm_u64(m->vm, *last + l->next, &at) && at != stop; n++) {
		uint64_t back;

		if (n == CS_LIMIT_DUMP_TASKS || !cs_vm_u64(m->vm, at + l->back, &back) ||
		    back != *last)
			return false;
		fn(m, at - l->link);
		*last = at;
	}
	return cs_vm_u64(m->vm, *last + l->next, &at);
}

static bool each_in_list(struct cs_machine *m, uint64_t head, uint64_t link, element_fn *fn)
{
	const struct list l = {head, link, 0, 8};
	uint64_t last;

	return each_until(m, &l, head, fn, &last);
}

static void add_threads(struct cs_machine *m, uint64_t leader)
{
	const struct cs_layout *l = &m->layout;
	uint64_t signal;

	if (l->has[CS_L_TASK_THREAD_NODE] && l->has[CS_L_SIGNAL_THREAD_HEAD] &&
	    cs_machine_get(m, leader, CS_L_TASK_SIGNAL, &signal) && signal) {
		size_t before = m->found.n;

		if (each_in_list(m, signal + l->at[CS_L_SIGNAL_THREAD_HEAD].offset,
				 l->at[CS_L_TASK_THREAD_NODE].offset, add_task) &&
		    m->found.n > before)
			return;
		m->found.n = before;
		m->dump->lists_damaged = true;
		cs_dump_note(m->dump, "the list of threads of task 0x%llx is damaged",
			     (unsigned long long)leader);
	}
	add_task(m, leader);
	if (!l->has[CS_L_TASK_THREAD_NODE] && l->has[CS_L_TASK_THREAD_GROUP])
		each_in_list(m, leader + l->at[CS_L_TASK_THREAD_GROUP].offset,
			     l->at[CS_L_TASK_THREAD_GROUP].offset, add_task);
}

/* A list that is damaged in one place is whole from its other end up to there. */
static void list_processes(struct cs_machine *m, uint64_t head, uint64_t link)
{
	const struct list forward = {head, link, 0, 8}, backward = {head, link, 8, 0};
	uint64_t last, ignored;
	size_t n;

	if (each_until(m, &forward, head, add_threads, &last))
		return;
	n = m->found.n;
	each_until(m, &backward, last, add_threads, &ignored);
	m->dump->lists_damaged = true;
	cs_dump_note(m->dump,
		     "the list of tasks is damaged: %zu were read, %zu of them from its end",
		     m->found.n, m->found.n - n);
}

bool cs_machine_list_tasks(struct cs_machine *m)
{
	uint64_t link = m->layout.at[CS_L_TASK_TASKS].offset, init;
	struct cs_dump_task *t;

	if (!cs_machine_symbol(m, "init_task", &init) || !(t = read_task(m, init)) ||
	    strncmp(t->comm, "swapper", 7) != 0)
		return false;
	t->idle = true;
	*CS_VEC_PUSH(&m->idle) = t;
	list_processes(m, init + link, link);
	return true;
}

/* ---- CPUs ---- */

static bool bit_of(struct cs_machine *m, const char *mask, int cpu)
{
	uint64_t at, word;

	return cs_machine_symbol(m, mask, &at) &&
	       cs_vm_u64(m->vm, at + 8 * (uint64_t)(cpu / 64), &word) && word >> (cpu % 64) & 1;
}

static struct cs_dump_task *current_of(struct cs_machine *m, int cpu)
{
	uint64_t rq, curr, idle, clock;
	struct cs_dump_task *t;

	if (!cs_machine_per_cpu(m, "runqueues", cpu, &rq) ||
	    !cs_machine_get(m, rq, CS_L_RQ_CURR, &curr) || !curr)
		return NULL;
	t = cs_machine_task_at(m, curr);
	if (!t) {
		t = read_task(m, curr);
		if (!t)
			return NULL;
		*CS_VEC_PUSH(&m->idle) = t;
		t->idle = cs_machine_get(m, rq, CS_L_RQ_IDLE, &idle) && idle == curr;
	}
	t->on_cpu = true;
	t->cpu = cpu;
	cs_machine_get(m, rq, CS_L_RQ_CLOCK, &clock);
	if (clock > m->state->now)
		m->state->now = clock;
	return t;
}

/* The note with the registers of a CPU. QEMU writes one for each CPU, in order; kdump one for
 * each CPU that stopped, with its task's pid. */
static const struct cs_dump_cpu_note *note_of(const struct cs_machine *m, int cpu,
					      const struct cs_dump_task *t)
{
	const struct cs_dump_notes *n = &m->dump->image.notes;

	if (n->from_qemu || !t)
		return (size_t)cpu < n->cpu_count ? &n->cpus[cpu] : NULL;
	if ((size_t)cpu < n->cpu_count && n->cpus[cpu].pid == t->pid)
		return &n->cpus[cpu];
	for (size_t i = 0; i < n->cpu_count; i++)
		if (n->cpus[i].pid == t->pid && t->pid)
			return &n->cpus[i];
	return NULL;
}

/* Notes whose "pids" are 1, 2, 3 … are of QEMU's, which counts CPUs there: its arm64 dumps have
 * no note of their own. */
static void learn_who_wrote(struct cs_machine *m)
{
	struct cs_dump_notes *n = &m->dump->image.notes;
	bool counts = n->cpu_count > 0;

	for (size_t i = 0; i < n->cpu_count; i++)
		counts &= n->cpus[i].pid == (long)i + 1;
	n->from_qemu |= counts;
}

static int int_at(const struct cs_machine *m, const char *symbol)
{
	uint64_t at;
	uint32_t v;

	return cs_machine_symbol(m, symbol, &at) && cs_vm_u32(m->vm, at, &v) ? (int)v : -1;
}

/* panic_cpu is set before anything else in panic() and in crash_kexec() (since 4.5);
 * crashing_cpu by x86's crash path before that. */
static void find_panic(struct cs_machine *m)
{
	int cpu = int_at(m, "panic_cpu");

	if (cpu < 0)
		cpu = int_at(m, "crashing_cpu");
	for (size_t i = 0; i < m->state->cpu_count && cpu >= 0; i++)
		if (m->state->cpus[i].cpu == cpu && m->state->cpus[i].current)
			m->state->panic = &m->state->cpus[i];
}

void cs_machine_find_cpus(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;
	int count = int_at(m, "nr_cpu_ids");

	if (count <= 0 || count > (int)CS_LIMIT_DUMP_CPUS)
		count = (int)CS_LIMIT_DUMP_CPUS;
	s->cpus = cs_arena_alloc(&s->arena, (size_t)count * sizeof(*s->cpus));
	learn_who_wrote(m);
	for (int i = 0; i < count; i++) {
		struct cs_dump_cpu *c = &s->cpus[s->cpu_count];

		if (!bit_of(m, "__cpu_present_mask", i))
			continue;
		*c = (struct cs_dump_cpu){.cpu = i, .online = bit_of(m, "__cpu_online_mask", i)};
		c->current = current_of(m, i);
		c->note = note_of(m, i, c->current);
		s->cpu_count++;
	}
	find_panic(m);
}
