/* What blocked tasks wait for. A task that sleeps for a lock has a waiter on its own stack, and
 * that waiter is in the lock's list: found by its looks, followed to the list's head, which is
 * in the lock, which knows its owner (6.1 kernel/locking/mutex.c, rwsem.c, rtmutex.c,
 * kernel/sched/swait.c). The functions on the stack say which kind of lock it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/machine.h"

#define OWNER_FLAGS 7ull /* of mutex.owner; rw_semaphore has two of them */

struct lock_kind {
	const char *name;
	const char *functions[4];          /* parts of names that stand in a waiter's stack */
	enum cs_layout_member list, task;  /* of the waiter */
	enum cs_layout_member head, owner; /* of the lock */
	bool owned;
};

static const struct lock_kind kinds[] = {
	{"rwsem",
	 {"rwsem_down_", "down_write", "down_read"},
	 CS_L_RWSEM_WAITER_LIST,
	 CS_L_RWSEM_WAITER_TASK,
	 CS_L_RWSEM_WAITERS,
	 CS_L_RWSEM_OWNER,
	 true},
	{"mutex",
	 {"mutex_lock"},
	 CS_L_MUTEX_WAITER_LIST,
	 CS_L_MUTEX_WAITER_TASK,
	 CS_L_MUTEX_WAITERS,
	 CS_L_MUTEX_OWNER,
	 true},
	{"completion",
	 {"wait_for_completion", "wait_for_common"},
	 CS_L_SWAIT_LIST,
	 CS_L_SWAIT_TASK,
	 CS_L_COMPLETION_WAITERS,
	 CS_L_COUNT,
	 false},
};

static bool knows(const struct cs_machine *m, const struct lock_kind *k)
{
	return m->layout.has[k->list] && m->layout.has[k->task] && m->layout.has[k->head] &&
	       (!k->owned || m->layout.has[k->owner]);
}

static const struct lock_kind *kind_of(const struct cs_machine *m, const struct cs_dump_task *t)
{
	for (size_t i = 0; i < t->pc_count; i++) {
		struct cs_dump_function f;

		if (!cs_machine_function(m, t->pcs[i].va - 1, &f, NULL) ||
		    strstr(f.name, "rt_mutex"))
			continue;
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
			for (size_t n = 0; kinds[k].functions[n]; n++)
				if (strstr(f.name, kinds[k].functions[n]))
					return knows(m, &kinds[k]) ? &kinds[k] : NULL;
	}
	return NULL;
}

static bool is_on_stack(const struct cs_machine *m, const struct cs_dump_task *t, uint64_t at)
{
	return at - t->stack < m->stack_bytes;
}

/* Whether a waiter of this kind for T stands at AT. */
static bool is_waiter(struct cs_machine *m, const struct lock_kind *k, const struct cs_dump_task *t,
		      uint64_t at)
{
	uint64_t link = at + m->layout.at[k->list].offset, task, next, prev, back;

	return cs_vm_u64(m->vm, at + m->layout.at[k->task].offset, &task) && task == t->address &&
	       cs_vm_u64(m->vm, link, &next) && cs_vm_u64(m->vm, link + 8, &prev) &&
	       cs_vm_u64(m->vm, next + 8, &back) && back == link && cs_vm_u64(m->vm, prev, &back) &&
	       back == link;
}

/* From a waiter's link along the list to what is no waiter: the head. */
static bool find_head(struct cs_machine *m, const struct lock_kind *k, uint64_t link,
		      uint64_t *head)
{
	uint64_t at = link;

	for (unsigned n = 0; n < CS_LIMIT_DUMP_TASKS; n++) {
		uint64_t task;
		const struct cs_dump_task *t;

		if (!cs_vm_u64(m->vm, at, &at) || at == link)
			return false;
		if (!cs_vm_u64(m->vm,
			       at - m->layout.at[k->list].offset + m->layout.at[k->task].offset,
			       &task))
			task = 0;
		t = task ? cs_machine_task_at(m, task) : NULL;
		if (!t || !is_on_stack(m, t, at)) {
			*head = at;
			return true;
		}
	}
	return false;
}

static bool find_lock(struct cs_machine *m, const struct lock_kind *k, const struct cs_dump_task *t,
		      uint64_t *lock)
{
	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8) {
		uint64_t head;

		if (!is_waiter(m, k, t, at) ||
		    !find_head(m, k, at + m->layout.at[k->list].offset, &head))
			continue;
		*lock = head - m->layout.at[k->head].offset;
		return true;
	}
	return false;
}

static void find_wait(struct cs_machine *m, struct cs_dump_task *t)
{
	const struct lock_kind *k = kind_of(m, t);
	struct cs_arena *a = &m->state->arena;
	unsigned long long lock, value;
	uint64_t at, owner = 0;

	if (!k || !find_lock(m, k, t, &at))
		return;
	lock = at;
	if (k->owned)
		cs_machine_get(m, at, k->owner, &owner);
	t->holder = owner & ~OWNER_FLAGS ? cs_machine_task_at(m, owner & ~OWNER_FLAGS) : NULL;
	value = owner;
	if (t->holder && k->list == CS_L_RWSEM_WAITER_LIST && owner & 1)
		t->waits_for = cs_arena_strf(a, "%s 0x%llx, last read-locked by %s (%ld)", k->name,
					     lock, t->holder->comm, t->holder->pid);
	else if (t->holder)
		t->waits_for = cs_arena_strf(a, "%s 0x%llx held by %s (%ld)", k->name, lock,
					     t->holder->comm, t->holder->pid);
	else if (owner & ~OWNER_FLAGS)
		t->waits_for = cs_arena_strf(a, "%s 0x%llx held by a task at 0x%llx that is gone",
					     k->name, lock, value & ~OWNER_FLAGS);
	else
		t->waits_for = cs_arena_strf(a, "%s 0x%llx", k->name, lock);
}

/* ---- who waits for whom ---- */

static const char *what_it_does(const struct cs_dump_task *t)
{
	if (t->on_cpu)
		return "which is running";
	return cs_dump_task_is_blocked(t) ? "which is blocked itself"
					  : "which sleeps while it holds it";
}

/* "A waits for … held by B, which waits for … held by A": told once, by the ring's lowest pid. */
static void tell_chain(struct cs_machine *m, const struct cs_dump_task *first)
{
	struct cs_dump_state *s = m->state;
	struct cs_strbuf b;
	const struct cs_dump_task *t = first;
	bool ring = false, lowest = true;

	for (size_t n = 0; t->holder && n < s->blocked_count && !ring; n++) {
		t = t->holder;
		ring = t == first;
		lowest &= t->pid >= first->pid;
	}
	if (ring && !lowest)
		return;
	cs_strbuf_init(&b);
	cs_strbuf_addf(&b, "%s%s (%ld) waits for " CS_STR_FMT, ring ? "deadlock: " : "",
		       first->comm, first->pid, CS_STR_ARG(first->waits_for));
	t = first->holder;
	for (size_t n = 0; t != first && t->holder && n < s->blocked_count; t = t->holder, n++)
		cs_strbuf_addf(&b, ", which waits for " CS_STR_FMT, CS_STR_ARG(t->waits_for));
	if (!ring)
		cs_strbuf_addf(&b, ", %s", what_it_does(t));
	*CS_ARENA_PUSH(&s->arena, s->waits, s->wait_count) =
		cs_arena_str(&s->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
}

/* Whether somebody who waits is explained by another's chain. */
static bool is_within_chain(const struct cs_machine *m, const struct cs_dump_task *t)
{
	for (size_t i = 0; i < m->state->blocked_count; i++)
		if (m->state->blocked[i]->holder == t && t->holder &&
		    m->state->blocked[i] != t->holder)
			return true;
	return false;
}

void cs_machine_find_waits(struct cs_machine *m)
{
	struct cs_dump_state *s = m->state;

	for (size_t i = 0; i < s->blocked_count; i++)
		find_wait(m, s->blocked[i]);
	for (size_t i = 0; i < s->blocked_count; i++)
		if (s->blocked[i]->holder && !is_within_chain(m, s->blocked[i]))
			tell_chain(m, s->blocked[i]);
}
