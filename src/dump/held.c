/* Lockdep's own account of who holds what: task_struct.held_locks, for kernels that have it
 * (6.1 include/linux/lockdep.h, struct held_lock). A lock is on the list from when somebody
 * begins to acquire it; so the last entry of a task that waits is what it waits for. Lockdep
 * stops keeping its lists at its first report and when the kernel faults: debug_locks tells. */
#include "base/limits.h"
#include "dump/machine.h"

#define MAX_LOCK_DEPTH 48u

struct held {
	uint64_t map; /* struct lockdep_map */
	uint64_t ip;  /* where it was acquired */
};

bool cs_machine_has_held(const struct cs_machine *m)
{
	const struct cs_layout *l = &m->layout;
	uint64_t at;
	uint32_t on;

	return l->has[CS_L_TASK_LOCKDEP_DEPTH] && l->has[CS_L_TASK_HELD_LOCKS] &&
	       l->has[CS_L_HELD_INSTANCE] && l->has[CS_L_HELD_IP] && l->held_bytes &&
	       cs_machine_symbol(m, "debug_locks", &at) && cs_vm_u32(m->vm, at, &on) && on;
}

static unsigned depth_of(const struct cs_machine *m, const struct cs_dump_task *t)
{
	uint64_t n;

	if (!cs_machine_get(m, t->address, CS_L_TASK_LOCKDEP_DEPTH, &n) || n > MAX_LOCK_DEPTH)
		return 0;
	return (unsigned)n;
}

static bool held_at(const struct cs_machine *m, const struct cs_dump_task *t, unsigned i,
		    struct held *h)
{
	uint64_t at =
		t->address + m->layout.at[CS_L_TASK_HELD_LOCKS].offset + i * m->layout.held_bytes;

	return cs_machine_get(m, at, CS_L_HELD_INSTANCE, &h->map) &&
	       cs_machine_get(m, at, CS_L_HELD_IP, &h->ip) && h->map;
}

/* Lockdep notes the return address into the caller of the lock function, which is on the stack
 * while that function waits. */
static bool is_on_trace(const struct cs_machine *m, const struct cs_dump_task *t, uint64_t ip)
{
	if (m->vm->arch == CS_DUMP_ARCH_ARM64)
		ip |= ~0ull << (m->vm->va_bits ? m->vm->va_bits : 48);
	for (size_t i = 0; i < t->pc_count; i++)
		if (t->pcs[i].va == ip)
			return true;
	return false;
}

uint64_t cs_machine_awaited_map(struct cs_machine *m, const struct cs_dump_task *t)
{
	struct held h;

	for (unsigned i = depth_of(m, t); i-- > 0;)
		if (held_at(m, t, i, &h) && is_on_trace(m, t, h.ip))
			return h.map;
	return 0;
}

static bool holds(const struct cs_machine *m, const struct cs_dump_task *t, uint64_t map)
{
	unsigned n = 0, depth = depth_of(m, t);
	struct held h;

	for (unsigned i = 0; i < depth; i++)
		n += held_at(m, t, i, &h) && h.map == map;
	return n > (t->lock_map == map); /* one entry is of its own waiting */
}

struct cs_dump_task *cs_machine_held_by(struct cs_machine *m, const struct cs_dump_task *t,
					unsigned *others)
{
	struct cs_dump_task *first = NULL;

	*others = 0;
	if (m->held_scans++ >= CS_LIMIT_DUMP_WAITS)
		return NULL;
	for (size_t i = 0; i < m->found.n + m->idle.n; i++) {
		struct cs_dump_task *o = i < m->found.n ? m->found.v[i] : m->idle.v[i - m->found.n];

		if (!holds(m, o, t->lock_map))
			continue;
		if (first)
			(*others)++;
		else
			first = o;
	}
	return first;
}
