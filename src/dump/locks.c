/* What blocked tasks wait for. A task that sleeps for a lock has a waiter on its own stack, and
 * that waiter is in the lock's list: found by its looks, followed to the list's head, which is
 * in the lock, which knows its owner (6.1 kernel/locking/mutex.c, rwsem.c, rtmutex.c,
 * percpu-rwsem.c, semaphore.c, kernel/sched/swait.c). The functions on the stack say which kind
 * of lock it is. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "dump/machine.h"

#define OWNER_FLAGS 7ull    /* of mutex.owner; rw_semaphore and rt_mutex have fewer of them */
#define RWSEM_IS_READER 1u  /* RWSEM_READER_OWNED */
#define SAVED_REGISTERS 10u /* x19-x28 before fp in arm64's struct cpu_context */

struct lock_kind {
	const char *name;
	const char *functions[4];         /* parts of names that stand in a waiter's stack */
	enum cs_layout_member list, task; /* of the waiter */
	enum cs_layout_member head,
		first;                  /* of the lock: its list, or since some 6.13+ its waiter */
	enum cs_layout_member owner;    /* CS_L_COUNT: it has none */
	enum cs_layout_member dep_name; /* its name, with lockdep */
};

static const struct lock_kind kinds[] = {
	{"percpu-rwsem",
	 {"percpu_rwsem_wait", "percpu_down_write"},
	 CS_L_WAIT_ENTRY_LIST,
	 CS_L_WAIT_ENTRY_TASK,
	 CS_L_PERCPU_RWSEM_WAITERS,
	 CS_L_COUNT,
	 CS_L_COUNT,
	 CS_L_PERCPU_RWSEM_NAME},
	{"rwsem",
	 {"rwsem_down_", "down_write", "down_read"},
	 CS_L_RWSEM_WAITER_LIST,
	 CS_L_RWSEM_WAITER_TASK,
	 CS_L_RWSEM_WAITERS,
	 CS_L_RWSEM_FIRST,
	 CS_L_RWSEM_OWNER,
	 CS_L_RWSEM_NAME},
	{"mutex",
	 {"mutex_lock"},
	 CS_L_MUTEX_WAITER_LIST,
	 CS_L_MUTEX_WAITER_TASK,
	 CS_L_MUTEX_WAITERS,
	 CS_L_MUTEX_FIRST,
	 CS_L_MUTEX_OWNER,
	 CS_L_MUTEX_NAME},
	{"completion",
	 {"wait_for_completion", "wait_for_common"},
	 CS_L_SWAIT_LIST,
	 CS_L_SWAIT_TASK,
	 CS_L_COMPLETION_WAITERS,
	 CS_L_COUNT,
	 CS_L_COUNT,
	 CS_L_COUNT},
	{"semaphore",
	 {"__down_common", "__down"},
	 CS_L_SEMAPHORE_WAITER_LIST,
	 CS_L_SEMAPHORE_WAITER_TASK,
	 CS_L_SEMAPHORE_WAITERS,
	 CS_L_SEMAPHORE_FIRST,
	 CS_L_COUNT,
	 CS_L_COUNT},
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static bool names_kind(const struct lock_kind *k, const char *function)
{
	for (size_t n = 0; n < 4 && k->functions[n]; n++)
		if (strstr(function, k->functions[n]))
			return true;
	return false;
}

static const struct lock_kind *kind_of(const struct cs_machine *m, const struct cs_dump_task *t)
{
	for (size_t i = 0; i < t->pc_count; i++) {
		struct cs_dump_function f;

		if (!cs_machine_function(m, t->pcs[i].va - 1, &f, NULL) ||
		    strstr(f.name, "rt_mutex"))
			continue;
		for (size_t k = 0; k < KINDS; k++)
			if (names_kind(&kinds[k], f.name))
				return &kinds[k];
	}
	return NULL;
}

static const struct lock_kind *kind_named(const char *name)
{
	for (size_t k = 0; name && k < KINDS; k++)
		if (strcmp(kinds[k].name, name) == 0)
			return &kinds[k];
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

	while (m->list_steps++ < CS_LIMIT_DUMP_LIST_STEPS) {
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

/* Whether the waiter OTHER, the first of what may be a LOCK, is in the ring of the one whose link
 * is LINK. */
static bool is_in_ring(struct cs_machine *m, const struct lock_kind *k, uint64_t link,
		       uint64_t lock, uint64_t other)
{
	uint64_t at = link, task;
	const struct cs_dump_task *t;

	if (!cs_vm_u64(m->vm, other + m->layout.at[k->task].offset, &task) ||
	    !(t = cs_machine_task_at(m, task)) || !is_on_stack(m, t, other) ||
	    is_on_stack(m, t, lock)) /* there, somebody else points to the waiter */
		return false;
	while (m->list_steps++ < CS_LIMIT_DUMP_LIST_STEPS) {
		if (at == other + m->layout.at[k->list].offset)
			return true;
		if (!cs_vm_u64(m->vm, at, &at) || at == link)
			return false;
	}
	return false;
}

/* Whether a lock stands at AT whose first waiter is in that ring. */
static bool is_lock_of(struct cs_machine *m, const struct lock_kind *k, uint64_t at, uint64_t link)
{
	uint64_t first;

	return at % 8 == 0 && cs_vm_is_kernel(m->vm, at) &&
	       cs_vm_u64(m->vm, at + m->layout.at[k->first].offset, &first) && first % 8 == 0 &&
	       cs_vm_is_kernel(m->vm, first) && is_in_ring(m, k, link, at, first);
}

/* Where waiters are in a ring without the lock, the task that waits still has the lock's address:
 * in its stack, or in a register that was saved when it was switched out. */
static bool find_lock_of_ring(struct cs_machine *m, const struct lock_kind *k,
			      const struct cs_dump_task *t, uint64_t link, uint64_t *lock)
{
	uint64_t saved = t->address + m->layout.at[CS_L_TASK_ARM64_FP].offset - SAVED_REGISTERS * 8;

	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8)
		if (cs_vm_u64(m->vm, at, lock) && !is_on_stack(m, t, *lock) &&
		    is_lock_of(m, k, *lock, link))
			return true;
	for (unsigned i = 0; m->layout.has[CS_L_TASK_ARM64_FP] && i < SAVED_REGISTERS; i++)
		if (cs_vm_u64(m->vm, saved + 8 * (uint64_t)i, lock) &&
		    is_lock_of(m, k, *lock, link))
			return true;
	*lock = 0;
	return false;
}

/* The lock that the waiter whose link is LINK waits for. */
static bool find_lock_of(struct cs_machine *m, const struct lock_kind *k,
			 const struct cs_dump_task *t, uint64_t link, uint64_t *lock)
{
	uint64_t head;

	if (k->first != CS_L_COUNT && m->layout.has[k->first])
		return find_lock_of_ring(m, k, t, link, lock);
	if (!m->layout.has[k->head] || !find_head(m, k, link, &head))
		return false;
	*lock = head - m->layout.at[k->head].offset;
	return true;
}

static bool find_waiter(struct cs_machine *m, const struct lock_kind *k,
			const struct cs_dump_task *t, uint64_t *lock)
{
	if (!m->layout.has[k->list] || !m->layout.has[k->task])
		return false;
	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8)
		if (is_waiter(m, k, t, at) &&
		    find_lock_of(m, k, t, at + m->layout.at[k->list].offset, lock))
			return true;
	return false;
}

/* An rt_mutex needs no search: the task names its waiter, and that its lock. */
static bool find_rt_mutex(struct cs_machine *m, struct cs_dump_task *t)
{
	uint64_t waiter;

	if (!cs_machine_get(m, t->address, CS_L_TASK_PI_BLOCKED_ON, &waiter) || !waiter ||
	    !cs_machine_get(m, waiter, CS_L_RT_WAITER_LOCK, &t->lock) || !t->lock)
		return false;
	t->lock_kind = "rt_mutex";
	return true;
}

void cs_machine_find_lock(struct cs_machine *m, struct cs_dump_task *t)
{
	const struct lock_kind *k;

	if (find_rt_mutex(m, t))
		return;
	k = kind_of(m, t);
	if (!k)
		return;
	t->lock_kind = k->name;
	find_waiter(m, k, t, &t->lock);
}

/* ---- whose it is ---- */

static enum cs_layout_member owner_of(const struct cs_dump_task *t)
{
	const struct lock_kind *k = kind_named(t->lock_kind);

	if (k)
		return k->owner;
	return !t->lock_kind                           ? CS_L_COUNT
	       : strcmp(t->lock_kind, "rt_mutex") == 0 ? CS_L_RT_OWNER
	       : strcmp(t->lock_kind, "spinlock") == 0 ? CS_L_SPIN_OWNER
						       : CS_L_COUNT;
}

struct cs_dump_task *cs_machine_lock_owner(struct cs_machine *m, const struct cs_dump_task *t,
					   bool *shared, uint64_t *gone)
{
	enum cs_layout_member id = owner_of(t);
	struct cs_dump_task *holder;
	uint64_t owner;

	*shared = false;
	*gone = 0;
	if (!t->lock || id == CS_L_COUNT || !cs_machine_get(m, t->lock, id, &owner))
		return NULL;
	*shared = id == CS_L_RWSEM_OWNER && owner & RWSEM_IS_READER;
	owner &= ~OWNER_FLAGS;
	holder = owner ? cs_machine_task_at(m, owner) : NULL;
	if (owner && !holder && cs_vm_is_kernel(m->vm, owner) && owner != ~OWNER_FLAGS)
		*gone = owner;
	return holder;
}

static bool is_name(const char *s)
{
	size_t n = 0;

	for (; s[n]; n++)
		if ((unsigned char)s[n] < 33 || (unsigned char)s[n] > 126)
			return false;
	return n > 0;
}

void cs_machine_lock_name(struct cs_machine *m, const struct cs_dump_task *t, char *name,
			  size_t size)
{
	const struct lock_kind *k = kind_named(t->lock_kind);
	uint64_t at = 0;

	*name = '\0';
	if (t->lock_map)
		cs_machine_get(m, t->lock_map, CS_L_LOCK_MAP_NAME, &at);
	else if (t->lock && k && k->dep_name != CS_L_COUNT)
		cs_machine_get(m, t->lock, k->dep_name, &at);
	if (!at || !cs_vm_text(m->vm, at, name, size) || !is_name(name))
		*name = '\0';
}
