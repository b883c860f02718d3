/* Where a task's unwinding begins: a running one at its CPU's registers, a sleeping one where it
 * was switched out. */
#include "base/bytes.h"
#include "base/limits.h"
#include "dump/machine.h"

/* Registers in a note: x86 r15 r14 r13 r12 bp bx r11 r10 r9 r8 ax cx dx si di orig_ax ip cs
 * flags sp; arm64 x0-x30 sp pc pstate (struct user_regs_struct). */
static void start_from_note(const struct cs_machine *m, const struct cs_dump_cpu_note *n,
			    struct cs_unwind_start *s)
{
	bool arm64 = m->vm->arch == CS_DUMP_ARCH_ARM64;

	s->pc = n->regs[arm64 ? 32 : 16];
	s->sp = n->regs[arm64 ? 31 : 19];
	s->fp = n->regs[arm64 ? 29 : 4];
	s->lr = arm64 ? n->regs[30] : 0;
	s->has_lr = arm64;
	s->exact = true;
}

static bool start_asleep_x86(struct cs_machine *m, const struct cs_dump_task *t,
			     struct cs_unwind_start *s)
{
	uint64_t frame;

	if (!cs_machine_get(m, t->address, CS_L_TASK_X86_SP, &frame) ||
	    !cs_machine_get(m, frame, CS_L_INACTIVE_BP, &s->fp) ||
	    !cs_machine_get(m, frame, CS_L_INACTIVE_IP, &s->pc))
		return false;
	s->sp = frame + m->layout.inactive_bytes;
	return true;
}

static bool start_asleep_arm64(struct cs_machine *m, const struct cs_dump_task *t,
			       struct cs_unwind_start *s)
{
	return cs_machine_get(m, t->address, CS_L_TASK_ARM64_FP, &s->fp) &&
	       cs_machine_get(m, t->address, CS_L_TASK_ARM64_SP, &s->sp) &&
	       cs_machine_get(m, t->address, CS_L_TASK_ARM64_PC, &s->pc);
}

static const struct cs_dump_cpu *cpu_of(const struct cs_machine *m, const struct cs_dump_task *t)
{
	for (size_t i = 0; i < m->state->cpu_count; i++)
		if (m->state->cpus[i].current == t)
			return &m->state->cpus[i];
	return NULL;
}

static bool find_start(struct cs_machine *m, const struct cs_dump_task *t,
		       struct cs_unwind_start *s)
{
	const struct cs_dump_cpu *c = t->on_cpu ? cpu_of(m, t) : NULL;
	bool arm64 = m->vm->arch == CS_DUMP_ARCH_ARM64;

	if (c && c->note && c->note->reg_count >= (arm64 ? 33 : 20)) {
		start_from_note(m, c->note, s);
		return cs_vm_is_kernel(m->vm, s->pc);
	}
	if (t->on_cpu)
		return arm64 ? cs_unwind_find_arm64(m, t, s) : cs_unwind_find_x86(m, t, s);
	return arm64 ? start_asleep_arm64(m, t, s) : start_asleep_x86(m, t, s);
}

void cs_machine_unwind(struct cs_machine *m, struct cs_dump_task *t)
{
	struct cs_dump_pc pcs[CS_LIMIT_FRAMES];
	struct cs_unwind_start s = {0};
	size_t n;

	if (t->pc_count || t->unwound)
		return;
	t->unwound = true;
	if (!find_start(m, t, &s))
		return;
	n = m->vm->arch == CS_DUMP_ARCH_ARM64 ? cs_unwind_arm64(m, &s, pcs, CS_LIMIT_FRAMES)
					      : cs_unwind_x86(m, &s, pcs, CS_LIMIT_FRAMES);
	t->pcs = cs_arena_alloc(&m->state->arena, n * sizeof(*pcs) + 1);
	memcpy(t->pcs, pcs, n * sizeof(*pcs));
	t->pc_count = n;
	t->pcs_guessed = s.guessed;
}
