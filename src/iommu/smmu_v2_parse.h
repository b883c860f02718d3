/* Private to the SMMUv2 family: a context fault while it is being read. */
#ifndef CS_IOMMU_SMMU_V2_PARSE_H
#define CS_IOMMU_SMMU_V2_PARSE_H

#include "iommu/iommu.h"

struct cs_smmu_v2_parse {
	struct cs_event *ev;
	struct cs_iommu *u;
	struct cs_str text;
	bool qcom; /* the msm kernels' block */
};

/* Registers, address, bank, stream and client, as they are printed. */
void cs_smmu_v2_read_lines(struct cs_smmu_v2_parse *p);
/* What needs the fault's fields: pointers that may be hashed, the driver's own walks. */
void cs_smmu_v2_read_tables(struct cs_smmu_v2_parse *p);

#endif
