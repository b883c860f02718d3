/* x86-64: the ORC tables that the kernel carries for its own unwinder, read out of the dump
 * (6.1 arch/x86/kernel/unwind_orc.c, arch/x86/include/asm/orc_types.h); frame pointers where
 * there is no entry. */
#include "base/limits.h"
#include "base/mem.h"
#include "dump/bytes.h"
#include "dump/machine.h"

enum { R_UNDEFINED, R_PREV_SP, R_DX, R_DI, R_BP, R_SP, R_R10, R_R13, R_BP_INDIRECT, R_SP_INDIRECT };
enum orc_type { T_UNDEFINED, T_END, T_CALL, T_REGS, T_REGS_PARTIAL };
#define ORC_BYTES 6u
#define ORC_FLAGS 4u
/* struct pt_regs */
#define REG_R13 16u
#define REG_R10 56u
#define REG_DX 96u
#define REG_DI 112u
#define STACK_SWITCHES 8u

struct orc {
	int16_t sp_offset, bp_offset;
	unsigned sp_reg, bp_reg;
	enum orc_type type;
};

struct walker {
	struct cs_machine *m;
	struct cs_dump_pc *pcs;
	size_t n, max;
	uint64_t ip, sp, bp;
	uint64_t regs; /* full pt_regs of this frame, or 0 */
	bool exact;
	unsigned switches;
};

/* ---- tables ---- */

/* "end" stood behind "type", in 6.3 behind "signal". */
static unsigned end_bit(const struct cs_machine *m)
{
	const struct cs_dump_member *end = &m->layout.at[CS_L_ORC_END];
	uint64_t bit = (end->offset - ORC_FLAGS) * 8 + end->bit;

	return bit < 16 ? (unsigned)bit : 10;
}

void cs_orc_learn(struct cs_machine *m)
{
	uint64_t begin, end;
	unsigned major = 0, minor = 0;
	struct cs_str release = cs_str_from(m->dump->kernel.release);
	uint64_t v;

	if (cs_eat_dec(&release, &v) && cs_eat_char(&release, '.')) {
		major = (unsigned)v;
		minor = cs_eat_dec(&release, &v) ? (unsigned)v : 0;
	}
	m->orc_new = !m->layout.has[CS_L_ORC_END] && (major > 6 || (major == 6 && minor >= 4));
	m->orc_end_bit = end_bit(m);
	if (!cs_machine_symbol(m, "__start_orc_unwind_ip", &begin) ||
	    !cs_machine_symbol(m, "__stop_orc_unwind_ip", &end) ||
	    !cs_machine_symbol(m, "__start_orc_unwind", &m->orc) || end < begin)
		return;
	m->orc_ip = begin;
	m->orc_count = (end - begin) / 4;
}

static bool ip_of(const struct cs_machine *m, uint64_t table, uint64_t index, uint64_t *ip)
{
	uint32_t relative;
	uint64_t at = table + 4 * index;

	if (!cs_vm_u32(m->vm, at, &relative))
		return false;
	*ip = at + (uint64_t)(int64_t)(int32_t)relative;
	return true;
}

static void decode(const struct cs_machine *m, const unsigned char *b, struct orc *o)
{
	unsigned flags = cs_le16(b + ORC_FLAGS);

	o->sp_offset = (int16_t)cs_le16(b);
	o->bp_offset = (int16_t)cs_le16(b + 2);
	o->sp_reg = flags & 15;
	o->bp_reg = flags >> 4 & 15;
	if (m->orc_new)
		o->type = (enum orc_type)(flags >> 8 & 7);
	else if (flags >> m->orc_end_bit & 1)
		o->type = T_END;
	else if (o->sp_reg == R_UNDEFINED)
		o->type = T_UNDEFINED;
	else
		o->type = (flags >> 8 & 3) == 1   ? T_REGS
			  : (flags >> 8 & 3) == 2 ? T_REGS_PARTIAL
						  : T_CALL;
}

/* The last entry at or below IP. */
static bool find_in(const struct cs_machine *m, uint64_t ips, uint64_t entries, uint64_t count,
		    uint64_t ip, struct orc *o)
{
	uint64_t lo = 0, hi = count, at;
	unsigned char b[ORC_BYTES];

	while (lo < hi) {
		uint64_t mid = lo + (hi - lo) / 2;

		if (!ip_of(m, ips, mid, &at))
			return false;
		if (at <= ip)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || !cs_vm_get(m->vm, entries + (lo - 1) * ORC_BYTES, b, sizeof(b)))
		return false;
	decode(m, b, o);
	return true;
}

static bool find_orc(const struct cs_machine *m, uint64_t ip, struct orc *o)
{
	const struct cs_dump_module *mod = cs_machine_module_at(m, ip);
	uint64_t count, ips, entries;

	if (!mod)
		return m->orc_count && find_in(m, m->orc_ip, m->orc, m->orc_count, ip, o);
	return cs_machine_get(m, mod->address, CS_L_MODULE_ORCS, &count) &&
	       cs_machine_get(m, mod->address, CS_L_MODULE_ORC_IP, &ips) &&
	       cs_machine_get(m, mod->address, CS_L_MODULE_ORC, &entries) &&
	       count <= CS_LIMIT_DUMP_ORCS && find_in(m, ips, entries, count, ip, o);
}

/* ---- a step ---- */

static bool register_of(const struct walker *w, unsigned offset, uint64_t *v)
{
	return w->regs && cs_vm_u64(w->m->vm, w->regs + offset, v);
}

static bool previous_sp(const struct walker *w, const struct orc *o, uint64_t *sp)
{
	uint64_t add = (uint64_t)(int64_t)o->sp_offset;

	switch (o->sp_reg) {
	case R_SP:
		*sp = w->sp + add;
		return true;
	case R_BP:
		*sp = w->bp + add;
		return true;
	case R_SP_INDIRECT:
		if (!cs_vm_u64(w->m->vm, w->sp, sp))
			return false;
		*sp += add;
		return true;
	case R_BP_INDIRECT:
		return cs_vm_u64(w->m->vm, w->bp + add, sp);
	case R_R10:
		return register_of(w, REG_R10, sp);
	case R_R13:
		return register_of(w, REG_R13, sp);
	case R_DI:
		return register_of(w, REG_DI, sp);
	case R_DX:
		return register_of(w, REG_DX, sp);
	default:
		return false;
	}
}

static void previous_bp(struct walker *w, const struct orc *o, uint64_t sp)
{
	uint64_t bp = 0, add = (uint64_t)(int64_t)o->bp_offset;

	if (o->bp_reg == R_PREV_SP && cs_vm_u64(w->m->vm, sp + add, &bp))
		w->bp = bp;
	else if (o->bp_reg == R_BP && cs_vm_u64(w->m->vm, w->bp + add, &bp))
		w->bp = bp;
	else if (o->bp_reg == R_UNDEFINED && w->regs &&
		 cs_machine_get(w->m, w->regs, CS_L_REGS_BP, &bp))
		w->bp = bp;
}

/* From the pt_regs at SP; false when it interrupted a program. */
static bool take_regs(struct walker *w, uint64_t sp)
{
	uint64_t ip_at = w->m->layout.at[CS_L_REGS_IP].offset, cs;

	if (!cs_vm_u64(w->m->vm, sp + ip_at + 8, &cs) || cs & 3 ||
	    !cs_vm_u64(w->m->vm, sp + ip_at, &w->ip) ||
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

static bool step(struct walker *w)
{
	struct orc o = {-16, 0, 0, 0, T_CALL};
	uint64_t sp, before = w->sp, regs = 0;

	if (!find_orc(w->m, w->exact ? w->ip : w->ip - 1, &o)) /* orc_fp_entry */
		o = (struct orc){16, -16, R_BP, R_PREV_SP, T_CALL};
	if (o.type == T_END || o.type == T_UNDEFINED || !previous_sp(w, &o, &sp) || sp % 8)
		return false;
	if (o.type == T_CALL) {
		if (!take_call(w, sp))
			return false;
	} else if (!take_regs(w,
			      o.type == T_REGS ? sp : sp - w->m->layout.at[CS_L_REGS_IP].offset)) {
		return false;
	} else if (o.type == T_REGS) {
		regs = sp;
	}
	w->regs = regs ? regs : o.type == T_REGS_PARTIAL ? w->regs : 0;
	previous_bp(w, &o, sp);
	return w->sp > before || w->switches++ < STACK_SWITCHES;
}

size_t cs_unwind_x86(struct cs_machine *m, const struct cs_unwind_start *s, struct cs_dump_pc *pcs,
		     size_t max)
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
	return w.n;
}

bool cs_unwind_find_x86(struct cs_machine *m, const struct cs_dump_task *t,
			struct cs_unwind_start *s)
{
	for (uint64_t at = t->stack; at < t->stack + m->stack_bytes; at += 8) {
		uint64_t ip;

		if (!cs_vm_u64(m->vm, at, &ip) || !cs_vm_is_kernel(m->vm, ip) ||
		    ip - t->stack < m->stack_bytes)
			continue;
		if (!cs_machine_in(m, ip - 1, "panic") && !cs_machine_in(m, ip - 1, "vpanic"))
			continue;
		*s = (struct cs_unwind_start){.pc = ip, .sp = at + 8};
		return true;
	}
	return false;
}
