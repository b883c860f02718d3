/* The registers of SMMUs: names, places, widths, fields in words.
 *
 * Names are the architecture's, without "SMMU_": SMMUv2 sCR0, sGFSR, SMR14, CB14_FSR (Arm
 * IHI0062); SMMUv3 CR0, GERROR, EVENTQ_PROD (Arm IHI0070). A table row is one register or, with
 * COUNT, an array of them; COUNT rows of a context bank's page stand once and are told apart
 * by the bank. Write-only registers (TLB invalidation, RESUME) are no rows: reading them tells
 * nothing. Offsets were checked against 6.1 drivers/iommu/arm/arm-smmu/arm-smmu.h and
 * arm-smmu-v3/arm-smmu-v3.h. */
#ifndef CS_IOMMU_REGS_TABLE_H
#define CS_IOMMU_REGS_TABLE_H

#include "base/words.h"

enum cs_smmu_type { CS_SMMU_UNKNOWN, CS_SMMU_V2, CS_SMMU_V3 };

/* Where a register lives; pages of SMMUv2 move with the page size. */
enum cs_smmu_page {
	CS_PAGE_V3,  /* offsets from the base, page 1 at 0x10000 */
	CS_PAGE_GR0, /* SMMUv2 page 0 */
	CS_PAGE_GR1, /* SMMUv2 page 1 */
	CS_PAGE_CB,  /* SMMUv2, one page each context bank */
};

struct cs_smmu_reg {
	const char *name;    /* without index and bank: "SMR", "FSR" */
	unsigned offset;     /* in its page */
	unsigned char bytes; /* 4 or 8 */
	unsigned char count; /* 0: one; else an array, 4 bytes apart */
	enum cs_smmu_page page;
	void (*explain)(struct cs_words *w, uint64_t value); /* NULL: nothing to say */
};

struct cs_smmu_regs {
	const struct cs_smmu_reg *v;
	size_t n;
};

/* All rows of a type, in ascending order of page and offset. */
struct cs_smmu_regs cs_smmu_registers(enum cs_smmu_type type);
/* The row that covers OFFSET of PAGE; *INDEX and *HALF (0 low, 1 high) say which word of it. */
const struct cs_smmu_reg *cs_smmu_register_at(enum cs_smmu_type type, enum cs_smmu_page page,
					      uint64_t offset, unsigned *index, unsigned *half);
/* "SMMU_sCR0", "scr0", "GR0_sCR0", "ARM_SMMU_EVTQ_PROD", "CB14_FSR", "cb[14].fsr",
 * "S2CR014" …: what people call registers. */
struct cs_smmu_name {
	const struct cs_smmu_reg *reg;
	int index;  /* of an array, -1 not said */
	int bank;   /* of a bank's register, -1 not said */
	int half;   /* 0 low, 1 high, -1 the name says neither */
	bool plain; /* nothing but the bare name was said: no prefix, index or bank */
};
/* TYPE may be CS_SMMU_UNKNOWN: SMMUv3's names first. False: no register's name. */
bool cs_smmu_name_parse(enum cs_smmu_type type, struct cs_str text, struct cs_smmu_name *out);
/* "CB14_FSR", into BUF. */
const char *cs_smmu_name_text(const struct cs_smmu_reg *reg, unsigned index, unsigned bank,
			      char *buf, size_t size);
/* The type a row belongs to. */
enum cs_smmu_type cs_smmu_type_of(const struct cs_smmu_reg *reg);

#endif
