/* Call frame information: by which rules the caller of a function is found from any of its
 * instructions (DWARF 5, section 6.4). Kernels drop .eh_frame from their images, so it is
 * .debug_frame that is read. libdw splits the section into its entries; their instructions are
 * carried out here, for libdw before 0.192 takes arm64's DW_CFA_AARCH64_negate_ra_state for SPARC's
 * register windows. */
#ifndef CS_SYM_CFI_H
#define CS_SYM_CFI_H

#include "sym/object.h"

#define CS_CFI_REGISTERS 33u /* by DWARF number: x86-64 has 17 of them, arm64 33 */

enum cs_cfi_kind {
	CS_CFI_SAME,      /* the caller's value is still there; also: nothing is told */
	CS_CFI_UNDEFINED, /* lost; of the return address: there is no caller */
	CS_CFI_SAVED,     /* it lies at the CFA plus OFFSET */
	CS_CFI_VALUE,     /* it is the CFA plus OFFSET */
	CS_CFI_REGISTER,  /* it is in the register REG */
	CS_CFI_UNKNOWN,   /* by an expression, which isn't read */
};

struct cs_cfi_rule {
	enum cs_cfi_kind kind;
	unsigned reg;
	int64_t offset;
};

/* The rules at one instruction. */
struct cs_cfi_row {
	struct cs_cfi_rule cfa; /* CS_CFI_REGISTER: REG plus OFFSET */
	struct cs_cfi_rule registers[CS_CFI_REGISTERS];
	unsigned return_address; /* the register that has it */
};

struct cs_cfi;

/* NULL when O has no such section, or none that can be read; O must outlive it. */
struct cs_cfi *cs_cfi_new(struct cs_object *o);
void cs_cfi_free(struct cs_cfi *c);
/* The rules at a link address; false: nothing, or nothing sound, is said of it. */
bool cs_cfi_find(const struct cs_cfi *c, uint64_t address, struct cs_cfi_row *row);

/* Private to cfi*.c: carries out the instructions of a CIE, then those of its FDE, which begins
 * at START, up to ADDRESS. Of ROW only RETURN_ADDRESS is taken over. */
struct cs_cfi_code {
	struct cs_str initial, own;
	uint64_t code_factor;
	int64_t data_factor;
};
bool cs_cfi_run(const struct cs_cfi_code *code, uint64_t start, uint64_t address,
		struct cs_cfi_row *row);

#endif
