#include "sym/branch.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/capstone.h"
#include "sym/relocation.h"

static bool open_for(const struct cs_object *o, const struct cs_capstone **lib, csh *handle)
{
	cs_err rc = CS_ERR_ARCH;

	*lib = cs_capstone();
	if (!*lib)
		return false;
	if (o->machine == EM_X86_64)
		rc = (*lib)->cs_open(CS_ARCH_X86, CS_MODE_64, handle);
	else if (o->machine == EM_AARCH64)
		rc = (*lib)->cs_open(CS_ARCH_ARM64, CS_MODE_ARM, handle);
	if (rc != CS_ERR_OK)
		return false;
	(*lib)->cs_option(*handle, CS_OPT_DETAIL, CS_OPT_ON);
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
static bool relocated(struct cs_object *o, uint64_t address, size_t size, struct cs_branch *b)
{
	uint64_t at = o->machine == EM_X86_64 ? address + size - 4 : address;
	struct cs_relocation r;

	if (!cs_object_is_relocatable(o) || size < 4 || !cs_relocation_at(o, at, &r))
		return false;
	b->known = true;
	b->name = r.name;
	/* x86 counts from the end of the instruction */
	b->address = r.address + (o->machine == EM_X86_64 ? 4 : 0);
	return true;
}

/* What kind of branch IN is; false: none. */
static bool take(const struct cs_capstone *lib, csh handle, struct cs_object *o, const cs_insn *in,
		 struct cs_branch *b)
{
	bool arm = o->machine == EM_AARCH64;
	/* Capstone 4 has arm64's bl and blr in no group */
	bool call = arm ? in->id == ARM64_INS_BL || in->id == ARM64_INS_BLR
			: lib->cs_insn_group(handle, in, CS_GRP_CALL);

	*b = (struct cs_branch){.call = call};
	if (!call && !lib->cs_insn_group(handle, in, CS_GRP_JUMP))
		return false;
	if (!relocated(o, in->address, in->size, b))
		b->known = arm ? target_arm64(in, &b->address) : target_x86(in, &b->address);
	return true;
}

/* "call" with 32 bits of distance (Intel SDM, CALL), "bl" with 26 (Arm ARM, C6.2.33). Decoded by
 * hand: it is asked of every pair of frames, and Capstone takes longer to load than they take to
 * place. */
struct cs_branch cs_branch_before(struct cs_object *o, uint64_t return_address)
{
	bool arm = o->machine == EM_AARCH64;
	size_t n = arm ? 4 : 5;
	uint64_t at = return_address - n;
	struct cs_branch b = {0};
	unsigned char code[5];
	int32_t distance;
	uint32_t word;

	if ((!arm && o->machine != EM_X86_64) || cs_object_read(o, at, code, n) != n)
		return b;
	memcpy(&word, code, 4);
	memcpy(&distance, code + n - 4, 4);
	if (arm ? word >> 26 != 0x25 : code[0] != 0xe8)
		return b;
	b.call = b.known = true;
	if (relocated(o, at, n, &b))
		return b;
	if (arm) /* the field's sign is bit 25 */
		b.address = at + (uint64_t)(int64_t)((int32_t)(word << 6) >> 4);
	else
		b.address = return_address + (uint64_t)(int64_t)distance;
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
	const struct cs_capstone *lib;
	csh handle;
	cs_insn *in;

	if (end <= begin || !open_for(o, &lib, &handle))
		return;
	at = code = cs_alloc(n);
	n = cs_object_read(o, begin, code, n);
	in = lib->cs_malloc(handle);
	while (more && n && lib->cs_disasm_iter(handle, &at, &n, &address, in)) {
		struct cs_branch b;

		more = !take(lib, handle, o, in, &b) || told(ctx, &b);
	}
	lib->cs_free(in, 1);
	lib->cs_close(&handle);
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
