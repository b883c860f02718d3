/* Registers of SMMUv1/v2 in words; the log families and the register dumps share them.
 * Sources: Arm IHI0062 (SMMUv2), 6.1 drivers/iommu/arm/arm-smmu/arm-smmu.h; for what Qualcomm
 * made of FSYNR1, msm-4.19 arm-smmu.c arm_smmu_context_fault(). */
#ifndef CS_IOMMU_SMMU_V2_H
#define CS_IOMMU_SMMU_V2_H

#include "base/words.h"

/* SMMU_CBn_FSR, FSYNR0, SCTLR, PAR, TTBRn, MAIRn; CBAR, CBFRSYNRA, sGFSR, sGFSYNRn by name (lower
 * case "fsr", "gfsr") in words; false when the name is not known. */
bool cs_smmu_v2_explain(struct cs_words *w, struct cs_str name, uint64_t value);
/* The words of the contract for the fault bits in an FSR; the count. */
size_t cs_smmu_v2_faults(uint64_t fsr, const char *out[4]);
/* The same for sGFSR. */
size_t cs_smmu_v2_global_faults(uint64_t gfsr, const char *out[4]);
/* Names of all registers that can be explained, NULL behind the last. */
const char *cs_smmu_v2_register_name(size_t i);
/* Qualcomm's use of FSYNR1: who on the bus it was. */
void cs_smmu_v2_explain_qcom_fsynr1(struct cs_words *w, uint64_t value);

#endif
