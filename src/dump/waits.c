/* Who waits for whom: chains of tasks, each of which waits for what the next one holds, and the
 * rings among them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "dump/machine.h"

struct waiters {
	CS_VEC(struct cs_dump_task *) v;
};

/* ---- what each waits for ---- */

/* Addresses of locks and of what lockdep calls them lead to each other. */
static void join_lockdep(struct cs_machine *m, struct cs_dump_task *t)
{
	if (!t->lock_kind || strcmp(t->lock_kind, "completion") == 0 ||
	    strcmp(t->lock_kind, "semaphore") == 0)
		return;
	t->lock_map = cs_machine_awaited_map(m, t);
	if (!t->lock && t->lock_map && t->spins && m->layout.has[CS_L_SPIN_MAP])
		t->lock = t->lock_map - m->layout.at[CS_L_SPIN_MAP].offset;
}

static void find_waiters(struct cs_machine *m, struct waiters *w)
{
	struct cs_dump_state *s = m->state;
	bool held = cs_machine_has_held(m);

	for (size_t i = 0; i < s->blocked_count; i++) {
		cs_machine_find_lock(m, s->blocked[i]);
		*CS_VEC_PUSH(&w->v) = s->blocked[i];
	}
	for (size_t i = 0; i < s->cpu_count; i++) {
		if (!s->cpus[i].current)
			continue;
		cs_machine_find_spinlock(m, s->cpus[i].current);
		if (s->cpus[i].current->spins)
			*CS_VEC_PUSH(&w->v) = s->cpus[i].current;
	}
	for (size_t i = 0; i < w->v.n && held; i++)
		join_lockdep(m, w->v.v[i]);
}

static void add_lock(struct cs_machine *m, struct cs_dump_task *t, struct cs_strbuf *b)
{
	char name[64];

	cs_strbuf_add_c(b, t->lock_kind);
	if (t->lock)
		cs_strbuf_addf(b, " 0x%llx", (unsigned long long)t->lock);
	cs_machine_lock_name(m, t, name, sizeof(name));
	if (!name[0])
		return;
	t->lock_name = cs_arena_str(&m->state->arena, cs_str_from(name));
	cs_strbuf_addf(b, " (%s)", name);
}

static void add_owner(struct cs_machine *m, struct cs_dump_task *t, struct cs_strbuf *b)
{
	bool shared;
	uint64_t gone;
	unsigned others = 0;
	struct cs_dump_task *by_lock = cs_machine_lock_owner(m, t, &shared, &gone);

	t->holder = by_lock;
	if ((!by_lock || shared) && t->lock_map) { /* lockdep knows all the readers */
		struct cs_dump_task *by_lockdep = cs_machine_held_by(m, t, &others);

		t->holder = by_lockdep ? by_lockdep : by_lock;
		shared &= !by_lockdep;
	}
	if (t->holder)
		cs_strbuf_addf(b, "%s %s (%ld)", shared ? ", last read-locked by" : " held by",
			       t->holder->comm, t->holder->pid);
	else if (gone)
		cs_strbuf_addf(b, " held by a task at 0x%llx that is gone",
			       (unsigned long long)gone);
	if (others)
		cs_strbuf_addf(b, " and %u other%s", others, others == 1 ? "" : "s");
}

static void describe(struct cs_machine *m, struct cs_dump_task *t)
{
	struct cs_strbuf b;

	if (!t->lock_kind || (!t->lock && !t->lock_map && !t->spins))
		return;
	cs_strbuf_init(&b);
	add_lock(m, t, &b);
	add_owner(m, t, &b);
	t->waits_for = cs_arena_str(&m->state->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
}

/* ---- chains ---- */

static const char *what_it_does(const struct cs_dump_task *t)
{
	if (t->on_cpu)
		return "which is running";
	return cs_dump_task_is_blocked(t) ? "which is blocked itself"
					  : "which sleeps while it holds it";
}

static struct cs_str words(struct cs_machine *m, const struct cs_dump_wait *w)
{
	const struct cs_dump_task *first = w->tasks[0], *last = w->tasks[w->task_count - 1];
	struct cs_strbuf b;
	struct cs_str s;

	cs_strbuf_init(&b);
	cs_strbuf_addf(&b, "%s%s (%ld) waits for " CS_STR_FMT, w->ring ? "deadlock: " : "",
		       first->comm, first->pid, CS_STR_ARG(first->waits_for));
	for (size_t i = 1; i < w->task_count && w->tasks[i]->holder; i++)
		cs_strbuf_addf(&b, ", which waits for " CS_STR_FMT,
			       CS_STR_ARG(w->tasks[i]->waits_for));
	if (!w->ring && !last->holder)
		cs_strbuf_addf(&b, ", %s", what_it_does(last));
	s = cs_arena_str(&m->state->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return s;
}

bool cs_dump_wait_has(const struct cs_dump_wait *w, const struct cs_dump_task *t)
{
	for (size_t i = 0; i < w->task_count; i++)
		if (w->tasks[i] == t)
			return true;
	return false;
}

/* FIRST and all behind it, up to one that is there already or to the limit. */
static void add_wait(struct cs_machine *m, struct cs_dump_task *first)
{
	struct cs_dump_state *s = m->state;
	struct cs_dump_wait w = {0};
	struct cs_dump_task *t = first;

	if (s->wait_count == CS_LIMIT_DUMP_WAITS)
		return;
	do {
		*CS_ARENA_PUSH(&s->arena, w.tasks, w.task_count) = t;
		t = t->holder;
	} while (t && !cs_dump_wait_has(&w, t) && w.task_count < CS_LIMIT_DUMP_CHAIN);
	w.ring = t == first;
	w.words = words(m, &w);
	*CS_ARENA_PUSH(&s->arena, s->waits, s->wait_count) = w;
}

static struct cs_dump_task *lowest_of_ring(struct cs_dump_task *t)
{
	struct cs_dump_task *lowest = t;

	for (struct cs_dump_task *o = t->holder; o != t; o = o->holder)
		if (o->pid < lowest->pid)
			lowest = o;
	return lowest;
}

/* Each walk along the holders has a number of its own; it ends at what an earlier one has seen,
 * or at what it has seen itself: a ring. */
static void find_rings(struct cs_machine *m, const struct waiters *w)
{
	for (size_t i = 0; i < w->v.n; i++) {
		struct cs_dump_task *t = w->v.v[i];

		while (t && !t->mark) {
			t->mark = i + 1;
			t = t->holder;
		}
		if (t && t->mark == i + 1)
			add_wait(m, lowest_of_ring(t));
	}
}

/* Chains begin with those for whom nobody waits; such a chain may lead into a ring. */
static void find_chains(struct cs_machine *m, const struct waiters *w)
{
	for (size_t i = 0; i < w->v.n; i++)
		if (w->v.v[i]->holder)
			w->v.v[i]->holder->mark = SIZE_MAX;
	for (size_t i = 0; i < w->v.n; i++)
		if (w->v.v[i]->holder && w->v.v[i]->mark != SIZE_MAX)
			add_wait(m, w->v.v[i]);
}

void cs_machine_find_waits(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;
	struct waiters w = {0};

	find_waiters(m, &w);
	for (size_t i = 0; i < w.v.n; i++)
		describe(m, w.v.v[i]);
	find_rings(m, &w);
	find_chains(m, &w);
	for (size_t i = 0; i < s->wait_count; i++)
		for (size_t k = 0; k < s->waits[i].task_count; k++)
			cs_machine_unwind(m, s->waits[i].tasks[k]);
	CS_VEC_FREE(&w.v);
}
