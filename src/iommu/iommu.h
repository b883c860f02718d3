/* IOMMU faults in logs: which lines are a fault's, what its registers say. Each family is one
 * file with its formats and its parser; docs/iommu.md lists the sources. */
#ifndef CS_IOMMU_IOMMU_H
#define CS_IOMMU_IOMMU_H

#include "base/words.h"
#include "event/format.h"

extern const struct cs_format_table cs_formats_smmu_v2, cs_formats_smmu_v3, cs_formats_dmar;

/* SMMU_CBn_FSR, FSYNR0, SCTLR, CBAR … by name (lower case "fsr") in words; false when the name
 * is not known. Source: Arm IHI0062, 6.1 drivers/iommu/arm/arm-smmu/arm-smmu.h. */
bool cs_smmu_v2_explain(struct cs_words *w, struct cs_str name, uint64_t value);
/* The words of the contract for the fault bits in an FSR; the count. */
size_t cs_smmu_v2_faults(uint64_t fsr, const char *out[4]);

struct cs_smmu_v3_event {
	const char *name;  /* F_TRANSLATION …, NULL unknown */
	const char *fault; /* the contract's word */
};
/* What event ID means; never NULL. Source: Arm IHI0070 7.3. */
const struct cs_smmu_v3_event *cs_smmu_v3_event(unsigned id);

/* Title and severity, once the fault's fields are set. */
void cs_iommu_finish(struct cs_event *ev);
/* Adds a register with its words (may be NULL); the name is lower case. */
void cs_iommu_add_register(struct cs_event *ev, const char *name, uint64_t value,
			   struct cs_words *words);
struct cs_iommu *cs_iommu_new(struct cs_event *ev, const char *type);
/* Two faults that a storm folds into one: same unit, fault, access and client. */
bool cs_iommu_same(const struct cs_event *a, const struct cs_event *b);
/* "arm-smmu 15000000.apps-smmu: rest": the device and the rest. DRIVER is matched anywhere
 * near the beginning, so that "(XEN) smmu: …" and odd prefixes pass. */
bool cs_iommu_device(struct cs_str text, const char *driver, struct cs_str *device,
		     struct cs_str *rest);

#endif
