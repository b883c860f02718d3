/* IOMMU faults in logs: which lines are a fault's, what its registers say. Each family is one
 * file with its formats and its parser; docs/iommu/ has a page for each, with the sources. */
#ifndef CS_IOMMU_IOMMU_H
#define CS_IOMMU_IOMMU_H

#include "base/words.h"
#include "event/format.h"
#include "iommu/smmu_v2.h"
#include "iommu/smmu_v3.h"

extern const struct cs_format_table cs_formats_smmu_v2, cs_formats_smmu_v2_global,
	cs_formats_smmu_v3, cs_formats_smmu_v3_queues, cs_formats_dmar, cs_formats_amd_vi,
	cs_formats_tegra, cs_formats_exynos, cs_formats_rockchip, cs_formats_mediatek,
	cs_formats_msm_iommu, cs_formats_adreno, cs_formats_kgsl, cs_formats_virtio_iommu,
	cs_formats_sun50i, cs_formats_amd_vi_xen, cs_formats_apple_dart, cs_formats_ipmmu,
	cs_formats_riscv_iommu;

struct cs_iommu *cs_iommu_new(struct cs_event *ev, const char *type);
/* A word of the contract behind those that are there; at most four, none twice. */
void cs_iommu_add_fault(struct cs_iommu *u, const char *word);
/* Adds a register with its words (may be NULL); the name is lower case. */
void cs_iommu_add_register(struct cs_event *ev, const char *name, uint64_t value,
			   struct cs_words *words);
/* The value of a register that was added; false when it is absent. */
bool cs_iommu_register(const struct cs_iommu *u, const char *name, uint64_t *value);
/* More lines of meaning. */
void cs_iommu_add_meaning(struct cs_event *ev, const struct cs_words *words);
void cs_iommu_set_iova(struct cs_iommu *u, uint64_t iova);
/* All that the first N words of an SMMUv3's event record say. */
void cs_smmu_v3_set_record(struct cs_event *ev, const uint64_t word[4], unsigned n);
/* The flags of an AMD-Vi event in words; of a memory ACCESS its direction and privilege, too. */
void cs_amd_set_flags(struct cs_event *ev, uint64_t flags, bool access);
/* Title and severity, once the fault's fields are set; the note that no CPU's stack may be
 * blamed for it. */
void cs_iommu_finish(struct cs_event *ev);
/* The same for errors that a unit has with itself: the unit stands in the title, and the CPU
 * that reports may well be the one that waits. */
void cs_iommu_finish_unit_error(struct cs_event *ev);

#endif
