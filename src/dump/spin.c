/* Tasks that run in the loop of a spinlock: which lock, as lockdep tells it, else the one whose
 * address stands in a register of the loop (6.1 kernel/locking/qspinlock.c, spinlock_debug.c). */
#include <string.h>

#include "base/bytes.h"
#include "dump/machine.h"

#define SPINLOCK_MAGIC 0xdead4eadu
#define LOCKED 0xffu
#define PENDING 0x100u
#define TAIL_CPU 18u
#define X86_RDI 14u /* in a note's registers */

static bool is_loop(const char *function)
{
	return strstr(function, "spin_lock_slowpath") || strstr(function, "write_lock_slowpath") ||
	       strstr(function, "read_lock_slowpath");
}

static bool is_spinning(const struct cs_machine *m, const struct cs_dump_task *t)
{
	struct cs_dump_function f;

	for (size_t i = 0; i < t->pc_count && !t->pcs_guessed; i++)
		if (cs_machine_function(m, t->pcs[i].va - !t->pcs[i].exact, &f, NULL) &&
		    is_loop(f.name))
			return true;
	return false;
}

/* What DEBUG_SPINLOCK keeps in each lock; without it any word will do. */
static bool has_magic(struct cs_machine *m, uint64_t at)
{
	uint64_t magic;

	return !m->layout.has[CS_L_SPIN_MAGIC] ||
	       (cs_machine_get(m, at, CS_L_SPIN_MAGIC, &magic) && magic == SPINLOCK_MAGIC);
}

/* A lock that is taken and that CPU is in the queue of, or waits for as the only one. */
static bool is_awaited(struct cs_machine *m, uint64_t at, int cpu)
{
	uint32_t v;

	if (at % 4 || !cs_vm_is_kernel(m->vm, at) || !cs_vm_u32(m->vm, at, &v) || !(v & LOCKED) ||
	    (v & LOCKED) > 3 || !has_magic(m, at))
		return false;
	return v >> TAIL_CPU == (uint32_t)cpu + 1 || (v & ~LOCKED) == PENDING;
}

static const struct cs_dump_cpu_note *note_of(const struct cs_machine *m,
					      const struct cs_dump_task *t)
{
	for (size_t i = 0; i < m->state->cpu_count; i++)
		if (m->state->cpus[i].current == t)
			return m->state->cpus[i].note;
	return NULL;
}

/* In a virtual machine x86 has no queue: whoever comes looks at the word until it is 0 (6.1
 * arch/x86/include/asm/qspinlock.h virt_spin_lock()). The word of such a lock has too few looks to
 * be told by them: it has to be the loop's argument. */
static bool is_awaited_without_queue(struct cs_machine *m, uint64_t at)
{
	uint32_t v;

	return m->vm->arch == CS_DUMP_ARCH_X86_64 && at % 4 == 0 && cs_vm_is_kernel(m->vm, at) &&
	       cs_vm_u32(m->vm, at, &v) && v == 1 && has_magic(m, at);
}

static uint64_t lock_in_registers(struct cs_machine *m, const struct cs_dump_task *t)
{
	const struct cs_dump_cpu_note *n = note_of(m, t);

	for (size_t i = 0; n && i < n->reg_count; i++)
		if (is_awaited(m, n->regs[i], t->cpu))
			return n->regs[i];
	if (n && n->reg_count > X86_RDI && is_awaited_without_queue(m, n->regs[X86_RDI]))
		return n->regs[X86_RDI];
	return 0;
}

void cs_machine_find_spinlock(struct cs_machine *m, struct cs_dump_task *t)
{
	if (!is_spinning(m, t))
		return;
	t->spins = true;
	t->lock_kind = "spinlock";
	t->lock = lock_in_registers(m, t);
}
