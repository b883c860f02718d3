#include "sym/branch.h"

#include <capstone/capstone.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/relocation.h"

static bool open_for(const struct cs_object *o, csh *handle)
{
	cs_err rc = CS_ERR_ARCH;

	if (o->machine == EM_X86_64)
		rc = cs_open(CS_ARCH_X86, CS_MODE_64, handle);
	else if (o->machine == EM_AARCH64)
		rc = cs_open(CS_ARCH_ARM64, CS_MODE_ARM, handle);
	if (rc != CS_ERR_OK)
		return false;
	cs_option(*handle, CS_OPT_DETAIL, CS_OPT_ON);
	return true;
}

/* The immediate target, or false: through a register or memory. */
static bool target_x86(const cs_insn *in, uint64_t *to)
{
	const cs_x86 *x = &in->detail->x86;

	*to = x->op_count == 1 && x->operands[0].type == X86_OP_IMM ? (uint64_t)x->operands[0].imm
								    : 0;
	return *to != 0;
}

static bool target_arm64(const cs_insn *in, uint64_t *to)
{
	const cs_arm64 *x = &in->detail->arm64;

	for (int i = 0; i < x->op_count; i++)
		if (x->operands[i].type == ARM64_OP_IMM && i == x->op_count - 1) {
			*to = (uint64_t)x->operands[i].imm;
			return true;
		}
	return false;
}

/* A relocation of a call or jump: in its last four bytes on x86, in all of it on arm64. */
static bool relocated(struct cs_object *o, const cs_insn *in, struct cs_branch *b)
{
	uint64_t at = o->machine == EM_X86_64 ? in->address + in->size - 4 : in->address;
	struct cs_relocation r;

	if (!cs_object_is_relocatable(o) || in->size < 4 || !cs_relocation_at(o, at, &r))
		return false;
	b->known = true;
	b->name = r.name;
	/* x86 counts from the end of the instruction */
	b->address = r.address + (o->machine == EM_X86_64 ? 4 : 0);
	return true;
}

/* What kind of branch IN is; false: none. */
static bool take(csh handle, struct cs_object *o, const cs_insn *in, struct cs_branch *b)
{
	bool arm = o->machine == EM_AARCH64;
	/* Capstone 4 has arm64's bl and blr in no group */
	bool call = arm ? in->id == ARM64_INS_BL || in->id == ARM64_INS_BLR
			: cs_insn_group(handle, in, CS_GRP_CALL);

	*b = (struct cs_branch){.call = call};
	if (!call && !cs_insn_group(handle, in, CS_GRP_JUMP))
		return false;
	if (!relocated(o, in, b))
		b->known = arm ? target_arm64(in, &b->address) : target_x86(in, &b->address);
	return true;
}

struct cs_branch cs_branch_before(struct cs_object *o, uint64_t return_address)
{
	struct cs_branch b = {0};
	unsigned char code[5];
	size_t n = o->machine == EM_AARCH64 ? 4 : 5;
	csh handle;
	cs_insn *in;

	if (cs_object_read(o, return_address - n, code, n) != n || !open_for(o, &handle))
		return b;
	if (cs_disasm(handle, code, n, return_address - n, 1, &in) == 1) {
		if (in->size != n || !take(handle, o, in, &b) || !b.call)
			b = (struct cs_branch){0};
		cs_free(in, 1);
	}
	cs_close(&handle);
	return b;
}

void cs_branch_each(struct cs_object *o, uint64_t begin, uint64_t end,
		    bool (*told)(void *ctx, const struct cs_branch *b), void *ctx)
{
	size_t n = end - begin < CS_LIMIT_BRANCH_BYTES ? end - begin : CS_LIMIT_BRANCH_BYTES;
	unsigned char *code;
	const uint8_t *at;
	uint64_t address = begin;
	bool more = true;
	csh handle;
	cs_insn *in;

	if (end <= begin || !open_for(o, &handle))
		return;
	at = code = cs_alloc(n);
	n = cs_object_read(o, begin, code, n);
	in = cs_malloc(handle);
	while (more && n && cs_disasm_iter(handle, &at, &n, &address, in)) {
		struct cs_branch b;

		more = !take(handle, o, in, &b) || told(ctx, &b);
	}
	cs_free(in, 1);
	cs_close(&handle);
	free(code);
}

/* jmp and jcc with 32 bits of distance (Intel SDM, JMP and Jcc). */
static bool jumps_x86(const unsigned char *p, size_t n, uint64_t address, uint64_t target)
{
	for (size_t i = 0; i + 5 <= n; i++) {
		bool jcc = p[i] == 0x0f && (p[i + 1] & 0xf0) == 0x80;
		size_t at = i + 1 + jcc;
		int32_t distance;

		if ((p[i] != 0xe9 && !jcc) || at + 4 > n)
			continue;
		memcpy(&distance, p + at, 4);
		if (address + at + 4 + (uint64_t)(int64_t)distance == target)
			return true;
	}
	return false;
}

/* B with 26 bits of distance (Arm ARM, C6.2.26). */
static bool jumps_arm64(const unsigned char *p, size_t n, uint64_t address, uint64_t target)
{
	for (size_t i = 0; i + 4 <= n; i += 4) {
		uint32_t word;

		memcpy(&word, p + i, 4);
		if (word >> 26 == 5 &&
		    ((target - address - i) & 0xfffffff) == (uint64_t)(word & 0x3ffffff) << 2)
			return true;
	}
	return false;
}

bool cs_branch_jumps(struct cs_object *o, uint64_t begin, uint64_t end, uint64_t target)
{
	size_t n = end - begin < CS_LIMIT_BRANCH_BYTES ? end - begin : CS_LIMIT_BRANCH_BYTES;
	unsigned char *code;
	bool found;

	if (end <= begin || (o->machine != EM_X86_64 && o->machine != EM_AARCH64))
		return false;
	code = cs_alloc(n);
	n = cs_object_read(o, begin, code, n);
	found = o->machine == EM_X86_64 ? jumps_x86(code, n, begin, target)
					: jumps_arm64(code, n, begin, target);
	free(code);
	return found;
}
