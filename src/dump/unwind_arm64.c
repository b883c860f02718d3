/* arm64: chains of frame records {x29, x30} (6.1 arch/arm64/kernel/stacktrace.c). An exception
 * leaves a record inside of its pt_regs whose return address is the interrupted pc; since 6.13
 * that record is {0, 0} and a word behind it tells its kind. What was interrupted may have no
 * record: then the image's call frame information tells its caller, else (a module) the saved lr.
 */
#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/machine.h"

#define STACK_SWITCHES 8u
#define SAME_STACK (64u << 10)
#define STACK_TOP 1024u
#define META_FINAL 1u /* 6.13 asm/stacktrace/frame.h */
#define META_PT_REGS 2u
#define X29 (29u * 8)
#define X30 (30u * 8)

struct walker {
	struct cs_machine *m;
	struct cs_dump_pc *pcs;
	size_t n, max;
	uint64_t fp;
	unsigned switches;
};

/* The address without the signature that pointer authentication put into its top bits. */
static uint64_t strip(const struct cs_machine *m, uint64_t lr)
{
	return lr | ~0ull << (m->vm->va_bits ? m->vm->va_bits : 48);
}

static bool add(struct walker *w, uint64_t pc, bool exact)
{
	if (w->n >= w->max || !cs_machine_is_text(w->m, exact ? pc : pc - 4))
		return false;
	w->pcs[w->n++] = (struct cs_dump_pc){pc, exact};
	return true;
}

/* Whether LR is the return address of a leaf that was interrupted at PC and has no record: it
 * leads into another function, and not where the next record does. */
static bool is_leaf_return(const struct walker *w, uint64_t pc, uint64_t lr, uint64_t fp)
{
	struct cs_dump_function f;
	uint64_t next;

	if (!cs_machine_function(w->m, pc, &f, NULL) || !cs_machine_is_text(w->m, lr - 4))
		return false;
	if (lr > f.start && lr - f.start <= f.size)
		return false;
	return !cs_vm_u64(w->m->vm, fp + 8, &next) || strip(w->m, next) != lr;
}

/* The instruction at PC and, where its function has no record yet, or none any more, its caller.
 * From there on W goes along the records. */
static void add_interrupted(struct walker *w, uint64_t pc, uint64_t lr, uint64_t sp, uint64_t fp)
{
	struct cs_unwind_registers r = {0};
	uint64_t caller = pc;

	w->fp = fp;
	lr = strip(w->m, lr);
	if (!add(w, pc, true))
		return;
	cs_unwind_set(&r, 29, fp);
	cs_unwind_set(&r, 30, lr);
	cs_unwind_set(&r, 31, sp);
	if (cs_unwind_by_cfi(w->m, &caller, true, &r) && r.known >> 29 & 1) {
		if (add(w, strip(w->m, caller), false))
			w->fp = r.v[29];
	} else if (is_leaf_return(w, pc, lr, fp)) {
		add(w, lr, false);
	}
}

/* The pt_regs that hold the record at FP, if any do. */
static bool regs_around(const struct walker *w, uint64_t fp, uint64_t *regs)
{
	const struct cs_layout *l = &w->m->layout;

	if (!l->has[CS_L_REGS_ARM64_STACKFRAME] || !l->has[CS_L_REGS_ARM64_PC])
		return false;
	*regs = fp - l->at[CS_L_REGS_ARM64_STACKFRAME].offset;
	return true;
}

/* Goes on behind the exception whose pt_regs are at REGS. */
static bool cross_exception(struct walker *w, uint64_t regs)
{
	uint64_t pc, lr, sp, fp;

	if (!cs_machine_get(w->m, regs, CS_L_REGS_ARM64_PC, &pc) ||
	    !cs_machine_get(w->m, regs, CS_L_REGS_ARM64_SP, &sp) ||
	    !cs_vm_u64(w->m->vm, regs + X29, &fp) || !cs_vm_u64(w->m->vm, regs + X30, &lr) ||
	    !cs_vm_is_kernel(w->m->vm, pc))
		return false;
	add_interrupted(w, pc, lr, sp, fp);
	return true;
}

/* Records lie ever higher in one stack; to another one may be gone a few times. */
static bool may_go_to(struct walker *w, uint64_t fp)
{
	if (fp > w->fp && fp - w->fp < SAME_STACK)
		return true;
	return fp != w->fp && w->switches++ < STACK_SWITCHES;
}

static bool step(struct walker *w)
{
	uint64_t next, lr, regs, pc, x29, kind, fp = w->fp;

	if (fp % 8 || !cs_vm_u64(w->m->vm, fp, &next) || !cs_vm_u64(w->m->vm, fp + 8, &lr))
		return false;
	if (next == 0 && lr == 0)
		return cs_vm_u64(w->m->vm, fp + 16, &kind) && kind == META_PT_REGS &&
		       regs_around(w, fp, &regs) && cross_exception(w, regs);
	if (regs_around(w, fp, &regs) && cs_machine_get(w->m, regs, CS_L_REGS_ARM64_PC, &pc) &&
	    pc == lr && cs_vm_u64(w->m->vm, regs + X29, &x29) && x29 == next)
		return may_go_to(w, next) && cross_exception(w, regs);
	if (!add(w, strip(w->m, lr), false) || !may_go_to(w, next))
		return false;
	w->fp = next;
	return true;
}

size_t cs_unwind_arm64(struct cs_machine *m, const struct cs_unwind_start *s,
		       struct cs_dump_pc *pcs, size_t max)
{
	struct walker w = {.m = m, .pcs = pcs, .max = max, .fp = s->fp};

	if (s->has_lr)
		add_interrupted(&w, s->pc, s->lr, s->sp, s->fp);
	else
		add(&w, s->exact ? s->pc : strip(m, s->pc), s->exact);
	while (w.n < max && step(&w))
		;
	return w.n;
}

/* ---- a running task whose registers nobody saved ---- */

/* Whether the record at AT leads to the end of the stack, through code alone. */
static bool leads_to_end(struct cs_machine *m, const struct cs_dump_task *t, uint64_t at)
{
	for (unsigned n = 0; n < CS_LIMIT_FRAMES; n++) {
		uint64_t next, lr;

		if (at < t->stack || at >= t->stack + m->stack_bytes || at % 16 ||
		    !cs_vm_u64(m->vm, at, &next) || !cs_vm_u64(m->vm, at + 8, &lr))
			return false;
		if (next == 0) /* beside the registers that user space left at the top */
			return at >= t->stack + m->stack_bytes - STACK_TOP;
		if (next <= at || !cs_machine_is_text(m, strip(m, lr) - 4))
			return false;
		at = next;
	}
	return false;
}

/* The record at AT, if its chain leads to the end of the stack. */
static bool read_record(struct cs_machine *m, const struct cs_dump_task *t, uint64_t at,
			uint64_t *next, uint64_t *lr)
{
	if (!cs_vm_u64(m->vm, at, next) || !cs_vm_u64(m->vm, at + 8, lr) || *lr == 0 ||
	    *next <= at || *next >= t->stack + m->stack_bytes)
		return false;
	*lr = strip(m, *lr);
	return leads_to_end(m, t, *next);
}

static bool is_in_panic(const struct cs_machine *m, uint64_t lr)
{
	return cs_machine_in(m, lr - 4, "panic") || cs_machine_in(m, lr - 4, "vpanic");
}

/* A call of panic()'s leaves a record whose return address is in panic(); stale ones of earlier
 * calls lead to the same frames. Without a panic the deepest record that leads to the end
 * is shown, as a guess: it may be of a call that has returned. */
bool cs_unwind_find_arm64(struct cs_machine *m, const struct cs_dump_task *t,
			  struct cs_unwind_start *s)
{
	bool found = false;

	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 16) {
		uint64_t next, lr;
		bool panic;

		if (!read_record(m, t, at, &next, &lr))
			continue;
		panic = is_in_panic(m, lr);
		if (panic || (!found && cs_machine_is_text(m, lr - 4))) {
			*s = (struct cs_unwind_start){.pc = lr, .fp = next, .guessed = !panic};
			found = true;
		}
		if (panic)
			break;
	}
	return found;
}
