/* One machine instruction in words, out of its bytes alone (Capstone): what the "Code:" line of
 * an oops holds. */
#ifndef CS_SYM_OPCODE_H
#define CS_SYM_OPCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cs_opcode_arch {
	CS_OPCODE_X86_64,
	CS_OPCODE_X86,
	CS_OPCODE_ARM64,
	CS_OPCODE_ARM,
	CS_OPCODE_THUMB
};

#define CS_OPCODE_REGISTERS 6
#define CS_OPCODE_BYTES 16 /* no instruction is longer */

struct cs_opcode {
	char text[192]; /* as the kernel's disassembly has it: AT&T on x86 */
	size_t size;
	/* registers that it reads, as the kernel prints their names: "rax", "x0", "fp" */
	char registers[CS_OPCODE_REGISTERS][8];
	size_t register_count;
	/* its memory operand, if it has just one: BASE + INDEX * SCALE + DISPLACEMENT */
	bool has_memory;
	bool reads, writes;
	char base[8], index[8]; /* "" none */
	int scale;
	int64_t displacement;
	unsigned access_size; /* bytes; 0 not known */
};

/* The instruction at the front of the N bytes; false when they are none. */
bool cs_opcode_decode(enum cs_opcode_arch arch, const unsigned char *bytes, size_t n,
		      struct cs_opcode *out);
/* False: Capstone isn't installed, and nothing is ever decoded. */
bool cs_opcode_is_available(void);

#endif
