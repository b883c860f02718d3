/* x86-64: the ORC tables that the kernel carries for its own unwinder, read out of the dump
 * (6.1 arch/x86/kernel/unwind_orc.c, arch/x86/include/asm/orc_types.h). Where there is no entry,
 * and in kernels without these tables: call frame information of the image, else what
 * entries and frame pointers have in common. */
#include <string.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/machine.h"
#include "dump/orc.h"

/* struct pt_regs */
#define REG_R13 16u
#define REG_R10 56u
#define REG_AX 80u
#define REG_DX 96u
#define REG_DI 112u
#define DWARF_BP 6u
#define DWARF_SP 7u
#define STACK_SWITCHES 8u
#define CALL_OPCODE 0xe8u
#define CALL_BYTES 5u /* with its 32-bit distance */

struct walker {
	struct cs_machine *m;
	struct cs_dump_pc *pcs;
	size_t n, max;
	uint64_t ip, sp, bp;
	uint64_t regs;     /* full pt_regs of this frame, or 0 */
	bool exact, ended; /* ENDED: the stack's first frame was reached, nothing is missing */
	unsigned switches;
};

static bool register_of(const struct walker *w, unsigned offset, uint64_t *v)
{
	return w->regs && cs_vm_u64(w->m->vm, w->regs + offset, v);
}

static bool previous_sp(const struct walker *w, const struct cs_orc *o, uint64_t *sp)
{
	uint64_t add = (uint64_t)(int64_t)o->sp_offset;

	switch (o->sp_reg) {
	case CS_ORC_SP:
		*sp = w->sp + add;
		return true;
	case CS_ORC_BP:
		*sp = w->bp + add;
		return true;
	case CS_ORC_SP_INDIRECT:
		if (!cs_vm_u64(w->m->vm, w->sp, sp))
			return false;
		*sp += add;
		return true;
	case CS_ORC_BP_INDIRECT:
		return cs_vm_u64(w->m->vm, w->bp + add, sp);
	case CS_ORC_AX:
		return register_of(w, REG_AX, sp);
	case CS_ORC_R10:
		return register_of(w, REG_R10, sp);
	case CS_ORC_R13:
		return register_of(w, REG_R13, sp);
	case CS_ORC_DI:
		return register_of(w, REG_DI, sp);
	case CS_ORC_DX:
		return register_of(w, REG_DX, sp);
	default:
		return false;
	}
}

static void previous_bp(struct walker *w, const struct cs_orc *o, uint64_t sp)
{
	uint64_t bp = 0, add = (uint64_t)(int64_t)o->bp_offset;

	if (o->bp_reg == CS_ORC_PREV_SP && cs_vm_u64(w->m->vm, sp + add, &bp))
		w->bp = bp;
	else if (o->bp_reg == CS_ORC_BP && cs_vm_u64(w->m->vm, w->bp + add, &bp))
		w->bp = bp;
	else if (o->bp_reg == CS_ORC_UNDEFINED && w->regs &&
		 cs_machine_get(w->m, w->regs, CS_L_REGS_BP, &bp))
		w->bp = bp;
}

/* By call frame information, from what is known of most functions: sp and bp. */
static bool step_by_cfi(struct walker *w)
{
	struct cs_unwind_registers r = {0};

	cs_unwind_set(&r, DWARF_BP, w->bp);
	cs_unwind_set(&r, DWARF_SP, w->sp);
	if (!cs_unwind_by_cfi(w->m, &w->ip, w->exact, &r))
		return false;
	w->sp = r.v[DWARF_SP];
	if (r.known >> DWARF_BP & 1)
		w->bp = r.v[DWARF_BP];
	w->exact = false;
	w->regs = 0;
	return true;
}

/* From the pt_regs at SP; false when it interrupted a program. */
static bool take_regs(struct walker *w, uint64_t sp)
{
	uint64_t ip_at = w->m->layout.at[CS_L_REGS_IP].offset, cs;

	if (!cs_vm_u64(w->m->vm, sp + ip_at + 8, &cs))
		return false;
	w->ended = (cs & 3) == 3; /* a program's */
	if (cs & 3 || !cs_vm_u64(w->m->vm, sp + ip_at, &w->ip) ||
	    !cs_vm_u64(w->m->vm, sp + ip_at + 24, &w->sp))
		return false;
	w->exact = true;
	return true;
}

static bool take_call(struct walker *w, uint64_t sp)
{
	if (!cs_vm_u64(w->m->vm, sp - 8, &w->ip))
		return false;
	w->sp = sp;
	w->exact = false;
	return true;
}

/* Without any table: the entry of an exception has just called its handler, with the stack at the
 * pt_regs (5.8 on, arch/x86/entry/entry_64.S); with frame pointers, an odd one is that address plus
 * one (ENCODE_FRAME_POINTER, arch/x86/include/asm/frame.h), an even one is a frame (orc_fp_entry).
 */
static struct cs_orc convention(const struct walker *w)
{
	struct cs_dump_function f;

	if (!w->exact && cs_machine_function(w->m, w->ip - 1, &f, NULL) &&
	    strncmp(f.name, "asm_", 4) == 0)
		return (struct cs_orc){0, 0, CS_ORC_SP, CS_ORC_UNDEFINED, CS_ORC_REGS};
	if (w->bp & 1)
		return (struct cs_orc){-1, 0, CS_ORC_BP, CS_ORC_UNDEFINED, CS_ORC_REGS};
	return (struct cs_orc){16, -16, CS_ORC_BP, CS_ORC_PREV_SP, CS_ORC_CALL};
}

static bool step(struct walker *w)
{
	struct cs_orc o = {.type = CS_ORC_CALL};
	uint64_t sp, before = w->sp, regs = 0;

	if (!cs_orc_find(w->m, w->exact ? w->ip : w->ip - 1, &o)) {
		if (step_by_cfi(w))
			return w->sp > before;
		o = convention(w);
	}
	w->ended = o.type == CS_ORC_END;
	if (w->ended || o.type == CS_ORC_NOTHING || !previous_sp(w, &o, &sp) || sp % 8)
		return false;
	if (o.type == CS_ORC_CALL) {
		if (!take_call(w, sp))
			return false;
	} else if (!take_regs(w, o.type == CS_ORC_REGS
					 ? sp
					 : sp - w->m->layout.at[CS_L_REGS_IP].offset)) {
		return false;
	} else if (o.type == CS_ORC_REGS) {
		regs = sp;
	}
	w->regs = regs ? regs : o.type == CS_ORC_REGS_PARTIAL ? w->regs : 0;
	previous_bp(w, &o, sp);
	return w->sp > before || w->switches++ < STACK_SWITCHES;
}

/* ENDED: whether it came to the first frame. */
static size_t unwind(struct cs_machine *m, const struct cs_unwind_start *s, struct cs_dump_pc *pcs,
		     size_t max, bool *ended)
{
	struct walker w = {.m = m,
			   .pcs = pcs,
			   .max = max,
			   .ip = s->pc,
			   .sp = s->sp,
			   .bp = s->fp,
			   .exact = s->exact};

	do {
		if (!cs_machine_is_text(m, w.exact ? w.ip : w.ip - 1))
			break;
		pcs[w.n++] = (struct cs_dump_pc){w.ip, w.exact};
	} while (w.n < max && step(&w));
	*ended = w.ended;
	return w.n;
}

size_t cs_unwind_x86(struct cs_machine *m, const struct cs_unwind_start *s, struct cs_dump_pc *pcs,
		     size_t max)
{
	bool ended;

	return unwind(m, s, pcs, max, &ended);
}

/* ---- a running task whose registers nobody saved ---- */

/* Whether the return address IP stands behind a direct call of the function at START. */
static bool is_call_of(const struct cs_machine *m, uint64_t ip, uint64_t start)
{
	unsigned char b[CALL_BYTES];

	return cs_machine_is_text(m, ip - CALL_BYTES) &&
	       cs_vm_get(m->vm, ip - CALL_BYTES, b, sizeof(b)) && b[0] == CALL_OPCODE &&
	       ip + (uint64_t)(int64_t)(int32_t)cs_le32(b + 1) == start;
}

/* The frame pointer that the function at START made, which was called from above AT; 0: unknown. */
static uint64_t find_frame(struct cs_machine *m, const struct cs_dump_task *t, uint64_t at,
			   uint64_t start)
{
	uint64_t ip;

	for (; at < t->stack + m->stack_bytes; at += 8)
		if (cs_vm_u64(m->vm, at, &ip) && is_call_of(m, ip, start))
			return at - 8;
	return 0;
}

static bool find_in_panic(struct cs_machine *m, const struct cs_dump_task *t,
			  struct cs_unwind_start *s)
{
	struct cs_dump_function f;

	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8) {
		uint64_t ip;

		if (!cs_vm_u64(m->vm, at, &ip) || !cs_vm_is_kernel(m->vm, ip) ||
		    ip - t->stack < m->stack_bytes || !cs_machine_function(m, ip - 1, &f, NULL) ||
		    (strcmp(f.name, "panic") != 0 && strcmp(f.name, "vpanic") != 0))
			continue;
		*s = (struct cs_unwind_start){
			.pc = ip, .sp = at + 8, .fp = find_frame(m, t, at + 8, f.start)};
		return true;
	}
	return false;
}

/* Whether a direct call stands in front of IP. */
static bool is_behind_call(const struct cs_machine *m, uint64_t ip)
{
	unsigned char b;

	return cs_machine_is_text(m, ip - CALL_BYTES) && cs_vm_get(m->vm, ip - CALL_BYTES, &b, 1) &&
	       b == CALL_OPCODE;
}

/* The deepest return address from which the tables lead to the first frame. It may be of a call
 * that has returned since. */
static bool find_that_leads_to_end(struct cs_machine *m, const struct cs_dump_task *t,
				   struct cs_unwind_start *s)
{
	struct cs_dump_pc pcs[CS_LIMIT_FRAMES];

	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8) {
		uint64_t ip;
		bool ended;

		if (!cs_vm_u64(m->vm, at, &ip) || !is_behind_call(m, ip))
			continue;
		*s = (struct cs_unwind_start){.pc = ip, .sp = at + 8, .guessed = true};
		if (unwind(m, s, pcs, CS_LIMIT_FRAMES, &ended) > 1 && ended)
			return true;
	}
	return false;
}

bool cs_unwind_find_x86(struct cs_machine *m, const struct cs_dump_task *t,
			struct cs_unwind_start *s)
{
	return find_in_panic(m, t, s) || find_that_leads_to_end(m, t, s);
}
