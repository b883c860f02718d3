/* The tables: their layout changed in 6.3 and 6.4, the numbers of the registers between 6.12 and
 * 7.2. */
#include "dump/orc.h"

#include "base/bytes.h"
#include "base/limits.h"

#define ORC_BYTES 6u
#define ORC_FLAGS 4u
#define CODES_LOOKED_AT 1024u
#define OLD_CODE_OF_SP 5
#define NEW_CODE_OF_SP 3

/* ORC_REG_* of 6.1 and 7.2 arch/x86/include/asm/orc_types.h */
static const enum cs_orc_register old_codes[16] = {
	CS_ORC_UNDEFINED, CS_ORC_PREV_SP, CS_ORC_DX,  CS_ORC_DI,          CS_ORC_BP,
	CS_ORC_SP,        CS_ORC_R10,     CS_ORC_R13, CS_ORC_BP_INDIRECT, CS_ORC_SP_INDIRECT,
};
static const enum cs_orc_register new_codes[16] = {
	CS_ORC_UNDEFINED, CS_ORC_AX,          CS_ORC_DX,          CS_ORC_SP,
	CS_ORC_BP,        CS_ORC_DI,          CS_ORC_R10,         CS_ORC_R13,
	CS_ORC_PREV_SP,   CS_ORC_SP_INDIRECT, CS_ORC_BP_INDIRECT,
};

/* "end" stood behind "type", in 6.3 behind "signal". */
static unsigned end_bit(const struct cs_machine *m)
{
	const struct cs_dump_member *end = &m->layout.at[CS_L_ORC_END];
	uint64_t bit = (end->offset - ORC_FLAGS) * 8 + end->bit;

	return bit < 16 ? (unsigned)bit : 10;
}

/* Most entries are relative to sp, and few to di, whose codes changed places: neither a type nor
 * the symbols tell which they are. */
static bool codes_are_new(const struct cs_machine *m)
{
	unsigned old = 0, new = 0;
	unsigned char b[ORC_BYTES];

	for (uint64_t i = 0; i < m->orc_count; i += m->orc_count / CODES_LOOKED_AT + 1) {
		if (!cs_vm_get(m->vm, m->orc + i * ORC_BYTES, b, sizeof(b)))
			continue;
		old += (b[ORC_FLAGS] & 15) == OLD_CODE_OF_SP;
		new += (b[ORC_FLAGS] & 15) == NEW_CODE_OF_SP;
	}
	return new > old;
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
	m->orc_codes_new = codes_are_new(m);
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

static enum cs_orc_register register_of(const struct cs_machine *m, unsigned code)
{
	return m->orc_codes_new ? new_codes[code] : old_codes[code];
}

static void decode(const struct cs_machine *m, const unsigned char *b, struct cs_orc *o)
{
	unsigned flags = cs_le16(b + ORC_FLAGS);

	o->sp_offset = (int16_t)cs_le16(b);
	o->bp_offset = (int16_t)cs_le16(b + 2);
	o->sp_reg = register_of(m, flags & 15);
	o->bp_reg = register_of(m, flags >> 4 & 15);
	if (m->orc_new)
		o->type = (enum cs_orc_type)(flags >> 8 & 7);
	else if (flags >> m->orc_end_bit & 1)
		o->type = CS_ORC_END;
	else if (o->sp_reg == CS_ORC_UNDEFINED)
		o->type = CS_ORC_NOTHING;
	else
		o->type = (flags >> 8 & 3) == 1   ? CS_ORC_REGS
			  : (flags >> 8 & 3) == 2 ? CS_ORC_REGS_PARTIAL
						  : CS_ORC_CALL;
}

/* The last entry at or below IP. */
static bool find_in(const struct cs_machine *m, uint64_t ips, uint64_t entries, uint64_t count,
		    uint64_t ip, struct cs_orc *o)
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

bool cs_orc_find(const struct cs_machine *m, uint64_t ip, struct cs_orc *o)
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
