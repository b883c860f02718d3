/* SMMUv3 event records and errors in words. Sources: Arm IHI0070 7.3 (event records), 6.3.18
 * (GERROR), 4.1 (commands); 6.1 drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h. */
#ifndef CS_IOMMU_SMMU_V3_H
#define CS_IOMMU_SMMU_V3_H

#include "base/words.h"

/* Which fields an event record has besides its ID and StreamID. */
enum {
	CS_V3_SSV = 1 << 0,    /* SubstreamID, when bit 11 says so */
	CS_V3_SSID = 1 << 1,   /* SubstreamID, always */
	CS_V3_ACCESS = 1 << 2, /* PnU, InD, RnW and the input address */
	CS_V3_STAGE = 1 << 3,  /* S2, CLASS */
	CS_V3_STALL = 1 << 4,  /* STAG, STALL, NSIPA, IPA */
	CS_V3_FETCH = 1 << 5,  /* the address of the fetch in word 3 */
	CS_V3_REASON = 1 << 6, /* 16 implementation defined bits */
	CS_V3_RNW = 1 << 7,    /* RnW and the input address alone */
	CS_V3_IPA = 1 << 8,    /* IPA without a stall */
	CS_V3_TTRNW = 1 << 9,  /* TTRnW when CLASS is TT */
	CS_V3_PAGE = 1 << 10,  /* the permissions that a page request asks for */
};

struct cs_smmu_v3_event {
	const char *name;  /* F_TRANSLATION …, NULL unknown */
	const char *fault; /* the contract's word */
	unsigned fields;
	const char *meaning; /* what went wrong, in words */
};

/* What event ID means; never NULL. */
const struct cs_smmu_v3_event *cs_smmu_v3_event(unsigned id);
/* The ID of a name that the kernel prints, or -1. */
int cs_smmu_v3_event_id(struct cs_str name);
/* Every field of a record in words; only the first WORDS of the four are known. */
void cs_smmu_v3_explain_record(struct cs_words *w, const uint64_t word[4], unsigned words);
void cs_smmu_v3_explain_gerror(struct cs_words *w, uint64_t active);
/* CMDQ_CONS: the error and the index. */
void cs_smmu_v3_explain_cons(struct cs_words *w, uint64_t cons);
/* The name of a command's opcode, or NULL. */
const char *cs_smmu_v3_command(unsigned opcode);

#endif
