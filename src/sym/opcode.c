#include "sym/opcode.h"

#include <stdio.h>
#include <string.h>

#include "sym/capstone.h"

struct decoding {
	const struct cs_capstone *lib;
	csh handle;
	enum cs_opcode_arch arch;
	struct cs_opcode *out;
};

static const struct {
	cs_arch arch;
	int mode;
} modes[] = {
	[CS_OPCODE_X86_64] = {CS_ARCH_X86, CS_MODE_64},
	[CS_OPCODE_X86] = {CS_ARCH_X86, CS_MODE_32},
	[CS_OPCODE_ARM64] = {CS_ARCH_ARM64, 0},
	[CS_OPCODE_ARM] = {CS_ARCH_ARM, CS_MODE_ARM},
	[CS_OPCODE_THUMB] = {CS_ARCH_ARM, CS_MODE_THUMB},
};

/* ---- names ---- */

/* "eax", "ax", "al", "r8d" … -> "rax", "r8": the names of __show_regs() in
 * arch/x86/kernel/process_64.c. */
static void widen_x86(char name[8])
{
	static const char *const legacy[] = {"ax", "bx", "cx", "dx", "si", "di", "bp", "sp"};
	size_t n = strlen(name);

	if (name[0] == 'r' && name[1] >= '0' && name[1] <= '9') {
		if (strchr("dwb", name[n - 1]))
			name[n - 1] = '\0';
		return;
	}
	for (size_t i = 0; i < sizeof(legacy) / sizeof(*legacy); i++) {
		bool half = n <= 3 && name[0] == legacy[i][0] &&
			    (i < 4 ? n == 2 && (name[1] == 'l' || name[1] == 'h')
				   : n == 3 && name[1] == legacy[i][1] && name[2] == 'l');

		if (half || strcmp(name, legacy[i]) == 0 ||
		    (name[0] == 'e' && strcmp(name + 1, legacy[i]) == 0))
			snprintf(name, 8, "r%s", legacy[i]);
	}
}

/* __show_regs() in arch/arm64/kernel/process.c has x0 … x29, lr, sp. */
static void widen_arm64(char name[8])
{
	if (name[0] == 'w' && name[1] >= '0' && name[1] <= '9')
		name[0] = 'x';
	if (strcmp(name, "x30") == 0)
		strcpy(name, "lr");
	if (strcmp(name, "wzr") == 0 || strcmp(name, "xzr") == 0)
		name[0] = '\0';
}

/* arch/arm/kernel/process.c has r0 … r10, fp, ip, sp, lr, pc. */
static void widen_arm(char name[8])
{
	if (strcmp(name, "sb") == 0)
		strcpy(name, "r9");
	if (strcmp(name, "sl") == 0)
		strcpy(name, "r10");
}

static void name_of(const struct decoding *d, unsigned reg, char out[8])
{
	const char *name = reg ? d->lib->cs_reg_name(d->handle, reg) : NULL;

	snprintf(out, 8, "%s", name ? name : "");
	if (d->arch == CS_OPCODE_X86_64)
		widen_x86(out);
	else if (d->arch == CS_OPCODE_ARM64)
		widen_arm64(out);
	else if (d->arch != CS_OPCODE_X86)
		widen_arm(out);
}

static void add_register(struct decoding *d, unsigned reg)
{
	struct cs_opcode *o = d->out;
	char name[8];

	name_of(d, reg, name);
	for (size_t i = 0; i < o->register_count; i++)
		if (strcmp(o->registers[i], name) == 0)
			return;
	if (name[0] && o->register_count < CS_OPCODE_REGISTERS)
		strcpy(o->registers[o->register_count++], name);
}

/* ---- operands ---- */

struct memory {
	unsigned base, index;
	int scale;
	int64_t displacement;
	bool reads, writes;
	unsigned size;
};

static void take_memory(struct decoding *d, const struct memory *m)
{
	struct cs_opcode *o = d->out;

	name_of(d, m->base, o->base);
	name_of(d, m->index, o->index);
	if (o->base[0])
		add_register(d, m->base);
	if (o->index[0])
		add_register(d, m->index);
	o->has_memory = true;
	o->scale = m->scale;
	o->displacement = m->displacement;
	o->reads = m->reads;
	o->writes = m->writes;
	o->access_size = m->size;
}

static void take_x86(struct decoding *d, const cs_x86 *x, unsigned id)
{
	for (int i = 0; i < x->op_count; i++) {
		const cs_x86_op *op = &x->operands[i];

		if (op->type == X86_OP_REG && (op->access & CS_AC_READ))
			add_register(d, op->reg);
		/* a segment's base is not in the registers that are printed under its name */
		if (op->type != X86_OP_MEM || op->mem.segment || id == X86_INS_LEA ||
		    id == X86_INS_NOP)
			continue;
		take_memory(d, &(struct memory){op->mem.base, op->mem.index, op->mem.scale,
						op->mem.disp, op->access & CS_AC_READ,
						op->access & CS_AC_WRITE, op->size});
	}
}

/* Bytes that a load or store of arm64 moves: by its name, else by the register's width. */
static unsigned arm64_size(const char *mnemonic, const cs_arm64 *x)
{
	size_t n = strlen(mnemonic);
	unsigned each = 8;
	bool wide = x->op_count && x->operands[0].type == ARM64_OP_REG &&
		    x->operands[0].reg >= ARM64_REG_W0 && x->operands[0].reg <= ARM64_REG_W30;

	if (wide || x->operands[0].reg == ARM64_REG_WZR)
		each = 4;
	if (strncmp(mnemonic, "ldp", 3) == 0 || strncmp(mnemonic, "stp", 3) == 0)
		return 2 * each;
	if (mnemonic[n - 1] == 'b')
		return 1;
	if (mnemonic[n - 1] == 'h')
		return 2;
	return strcmp(mnemonic, "ldrsw") == 0 ? 4 : each;
}

static void take_arm64(struct decoding *d, const cs_arm64 *x, const char *mnemonic)
{
	bool load = strncmp(mnemonic, "ld", 2) == 0, store = strncmp(mnemonic, "st", 2) == 0;

	for (int i = 0; i < x->op_count; i++) {
		const cs_arm64_op *op = &x->operands[i];

		if (op->type == ARM64_OP_REG && (i || store))
			add_register(d, op->reg);
		if (op->type != ARM64_OP_MEM)
			continue;
		take_memory(d, &(struct memory){op->mem.base, op->mem.index,
						op->shift.type == ARM64_SFT_LSL
							? 1 << (op->shift.value & 7)
							: 1,
						op->mem.disp, load, store,
						load || store ? arm64_size(mnemonic, x) : 0});
	}
}

static void take_arm(struct decoding *d, const cs_arm *x, const char *mnemonic)
{
	bool load = strncmp(mnemonic, "ldr", 3) == 0, store = strncmp(mnemonic, "str", 3) == 0;

	for (int i = 0; i < x->op_count; i++) {
		const cs_arm_op *op = &x->operands[i];
		unsigned size = mnemonic[3] == 'b' ? 1 : mnemonic[3] == 'h' ? 2 : 4;

		if (op->type == ARM_OP_REG && (i || store))
			add_register(d, (unsigned)op->reg);
		if (op->type == ARM_OP_MEM && op->shift.type == ARM_SFT_INVALID)
			take_memory(d, &(struct memory){op->mem.base, op->mem.index, op->mem.scale,
							op->mem.disp, load, store,
							load || store ? size : 0});
	}
}

static void take(struct decoding *d, const cs_insn *in)
{
	snprintf(d->out->text, sizeof(d->out->text), "%s%s%s", in->mnemonic,
		 in->op_str[0] ? " " : "", in->op_str);
	d->out->size = in->size;
	if (!in->detail)
		return;
	if (modes[d->arch].arch == CS_ARCH_X86)
		take_x86(d, &in->detail->x86, in->id);
	else if (modes[d->arch].arch == CS_ARCH_ARM64)
		take_arm64(d, &in->detail->arm64, in->mnemonic);
	else
		take_arm(d, &in->detail->arm, in->mnemonic);
}

bool cs_opcode_decode(enum cs_opcode_arch arch, const unsigned char *bytes, size_t n,
		      struct cs_opcode *out)
{
	struct decoding d = {.lib = cs_capstone(), .arch = arch, .out = out};
	cs_insn *in;
	size_t count;

	*out = (struct cs_opcode){.scale = 1};
	if (n == 0 || !d.lib ||
	    d.lib->cs_open(modes[arch].arch, (cs_mode)modes[arch].mode, &d.handle) != CS_ERR_OK)
		return false;
	d.lib->cs_option(d.handle, CS_OPT_DETAIL, CS_OPT_ON);
	if (modes[arch].arch == CS_ARCH_X86)
		d.lib->cs_option(d.handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	count = d.lib->cs_disasm(d.handle, bytes, n, 0, 1, &in);
	if (count) {
		take(&d, in);
		d.lib->cs_free(in, count);
	}
	d.lib->cs_close(&d.handle);
	return count > 0;
}

bool cs_opcode_is_available(void)
{
	return cs_capstone() != NULL;
}
