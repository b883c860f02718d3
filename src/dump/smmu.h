/* What an SMMU's driver keeps in RAM of the registers that lead to its tables (6.1 and
 * 6.12 drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h struct arm_smmu_strtab_cfg,
 * arm-smmu/arm-smmu.h struct arm_smmu_cb). */
#ifndef CS_DUMP_SMMU_H
#define CS_DUMP_SMMU_H

#include "dump/devices.h"

/* SMMUv3: STRTAB_BASE and STRTAB_BASE_CFG of UNIT. */
bool cs_dump_smmu_stream_table(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t *base,
			       uint64_t *cfg);

/* SMMUv2: registers of a context bank. */
struct cs_dump_smmu_bank {
	uint64_t ttbr0, ttbr1;
	uint32_t tcr;
};
bool cs_dump_smmu_bank(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t bank,
		       struct cs_dump_smmu_bank *out);

#endif
