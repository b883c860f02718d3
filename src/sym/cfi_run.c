/* The instructions of call frame information (DWARF 5, section 6.4.2). */
#include <dwarf.h>

#include "sym/cfi.h"

#define STATES 8u /* remembered at a time; compilers need one or two */

struct run {
	const struct cs_cfi_code *code;
	struct cs_str rest;
	struct cs_cfi_row *row, initial, remembered[STATES];
	struct cs_cfi_rule nobody;
	unsigned depth;
	uint64_t location, address;
};

static bool byte(struct run *r, uint8_t *v)
{
	if (!r->rest.n)
		return false;
	*v = (uint8_t)r->rest.p[0];
	r->rest = cs_str_tail(r->rest, 1);
	return true;
}

static bool little(struct run *r, unsigned bytes, uint64_t *v)
{
	uint8_t b;

	*v = 0;
	for (unsigned i = 0; i < bytes; i++) {
		if (!byte(r, &b))
			return false;
		*v |= (uint64_t)b << (8 * i);
	}
	return true;
}

static bool leb(struct run *r, bool is_signed, uint64_t *v)
{
	unsigned shift = 0;
	uint8_t b = 0;

	*v = 0;
	do {
		if (!byte(r, &b))
			return false;
		if (shift < 64)
			*v |= (uint64_t)(b & 0x7f) << shift;
		shift += 7;
	} while (b & 0x80);
	if (is_signed && b & 0x40 && shift < 64)
		*v |= ~0ull << shift;
	return true;
}

static bool uleb(struct run *r, uint64_t *v)
{
	return leb(r, false, v);
}

/* The number of a register; one that nobody asks for (vector registers, arm64's pseudo register
 * of signatures) is read and forgotten. */
static bool read_rule(struct run *r, struct cs_cfi_rule **rule)
{
	uint64_t n;

	if (!uleb(r, &n))
		return false;
	*rule = n < CS_CFI_REGISTERS ? &r->row->registers[n] : &r->nobody;
	return true;
}

static int64_t factored(const struct run *r, uint64_t v)
{
	return (int64_t)(v * (uint64_t)r->code->data_factor);
}

enum taken { OTHER, TAKEN, BAD };

static enum taken taken(bool well)
{
	return well ? TAKEN : BAD;
}

static bool skip_block(struct run *r)
{
	uint64_t n;

	if (!uleb(r, &n) || n > r->rest.n)
		return false;
	r->rest = cs_str_tail(r->rest, n);
	return true;
}

/* ---- the groups of instructions ---- */

static enum taken advance(struct run *r, uint8_t op)
{
	uint64_t by;

	if (op == DW_CFA_set_loc)
		return taken(little(r, 8, &r->location));
	if (op >> 6 == 1)
		by = op & 0x3f;
	else if (op < DW_CFA_advance_loc1 || op > DW_CFA_advance_loc4)
		return OTHER;
	else if (!little(r, 1u << (op - DW_CFA_advance_loc1), &by))
		return BAD;
	r->location += by * r->code->code_factor;
	return TAKEN;
}

static bool read_cfa_register(struct run *r)
{
	uint64_t n;

	if (!uleb(r, &n) || n >= CS_CFI_REGISTERS)
		return false;
	r->row->cfa = (struct cs_cfi_rule){CS_CFI_REGISTER, (unsigned)n, r->row->cfa.offset};
	return true;
}

static bool read_cfa_offset(struct run *r, bool is_signed)
{
	uint64_t v;

	if (!leb(r, is_signed, &v))
		return false;
	r->row->cfa.offset = is_signed ? factored(r, v) : (int64_t)v;
	return true;
}

static enum taken define_cfa(struct run *r, uint8_t op)
{
	switch (op) {
	case DW_CFA_def_cfa:
	case DW_CFA_def_cfa_sf:
		return taken(read_cfa_register(r) && read_cfa_offset(r, op == DW_CFA_def_cfa_sf));
	case DW_CFA_def_cfa_register:
		return taken(read_cfa_register(r));
	case DW_CFA_def_cfa_offset:
	case DW_CFA_def_cfa_offset_sf:
		return taken(read_cfa_offset(r, op == DW_CFA_def_cfa_offset_sf));
	case DW_CFA_def_cfa_expression:
		r->row->cfa.kind = CS_CFI_UNKNOWN;
		return taken(skip_block(r));
	default:
		return OTHER;
	}
}

static enum taken set_offset(struct run *r, enum cs_cfi_kind kind, bool is_signed)
{
	struct cs_cfi_rule *rule;
	uint64_t v;

	if (!read_rule(r, &rule) || !leb(r, is_signed, &v))
		return BAD;
	*rule = (struct cs_cfi_rule){kind, 0, factored(r, v)};
	return TAKEN;
}

static enum taken set_kind(struct run *r, enum cs_cfi_kind kind)
{
	struct cs_cfi_rule *rule;

	if (!read_rule(r, &rule))
		return BAD;
	*rule = (struct cs_cfi_rule){.kind = kind};
	return taken(kind != CS_CFI_UNKNOWN || skip_block(r));
}

static enum taken set_register(struct run *r)
{
	struct cs_cfi_rule *rule;
	uint64_t n;

	if (!read_rule(r, &rule) || !uleb(r, &n) || n >= CS_CFI_REGISTERS)
		return BAD;
	*rule = (struct cs_cfi_rule){.kind = CS_CFI_REGISTER, .reg = (unsigned)n};
	return TAKEN;
}

static enum taken set_rule(struct run *r, uint8_t op)
{
	switch (op) {
	case DW_CFA_offset_extended:
	case DW_CFA_offset_extended_sf:
		return set_offset(r, CS_CFI_SAVED, op == DW_CFA_offset_extended_sf);
	case DW_CFA_val_offset:
	case DW_CFA_val_offset_sf:
		return set_offset(r, CS_CFI_VALUE, op == DW_CFA_val_offset_sf);
	case DW_CFA_undefined:
		return set_kind(r, CS_CFI_UNDEFINED);
	case DW_CFA_same_value:
		return set_kind(r, CS_CFI_SAME);
	case DW_CFA_expression:
	case DW_CFA_val_expression:
		return set_kind(r, CS_CFI_UNKNOWN);
	case DW_CFA_register:
		return set_register(r);
	default:
		return OTHER;
	}
}

/* Those that have the register in their lowest six bits. */
static enum taken set_short(struct run *r, uint8_t op)
{
	unsigned n = op & 0x3f;
	struct cs_cfi_rule *rule = n < CS_CFI_REGISTERS ? &r->row->registers[n] : &r->nobody;
	uint64_t v;

	if (op >> 6 == 3) {
		*rule = n < CS_CFI_REGISTERS ? r->initial.registers[n] : r->nobody;
		return TAKEN;
	}
	if (op >> 6 != 2)
		return OTHER;
	if (!uleb(r, &v))
		return BAD;
	*rule = (struct cs_cfi_rule){CS_CFI_SAVED, 0, factored(r, v)};
	return TAKEN;
}

static enum taken restore_initial(struct run *r)
{
	struct cs_cfi_rule *rule;

	if (!read_rule(r, &rule))
		return BAD;
	*rule = rule == &r->nobody ? r->nobody : r->initial.registers[rule - r->row->registers];
	return TAKEN;
}

static enum taken keep(struct run *r, uint8_t op)
{
	uint64_t size;

	switch (op) {
	case DW_CFA_nop:
	case DW_CFA_AARCH64_negate_ra_state: /* signatures are stripped whether one is told or not
					      */
		return TAKEN;
	case DW_CFA_GNU_args_size:
		return taken(uleb(r, &size));
	case DW_CFA_restore_extended:
		return restore_initial(r);
	case DW_CFA_remember_state:
		if (r->depth == STATES)
			return BAD;
		r->remembered[r->depth++] = *r->row;
		return TAKEN;
	case DW_CFA_restore_state:
		if (r->depth == 0)
			return BAD;
		*r->row = r->remembered[--r->depth];
		return TAKEN;
	default:
		return OTHER;
	}
}

static bool carry_out(struct run *r, struct cs_str instructions)
{
	static enum taken (*const groups[])(struct run * r, uint8_t op) = {
		advance, set_short, define_cfa, set_rule, keep,
	};
	uint8_t op;

	r->rest = instructions;
	while (byte(r, &op)) {
		enum taken t = OTHER;

		for (size_t i = 0; i < sizeof(groups) / sizeof(*groups) && t == OTHER; i++)
			t = groups[i](r, op);
		if (t != TAKEN)
			return false;
		if (r->location > r->address)
			break;
	}
	return true;
}

bool cs_cfi_run(const struct cs_cfi_code *code, uint64_t start, uint64_t address,
		struct cs_cfi_row *row)
{
	struct run r = {.code = code, .row = row, .location = start, .address = address};

	*row = (struct cs_cfi_row){.return_address = row->return_address};
	if (!carry_out(&r, code->initial))
		return false;
	r.initial = *row;
	return carry_out(&r, code->own) && row->cfa.kind == CS_CFI_REGISTER;
}
