/* Private to the DTB reader: the binding before "iommus" (bindings/iommu/arm,smmu.txt up to
 * Linux 4.8; 6.1 arm_smmu_register_legacy_master()): a unit's "mmu-masters" lists its devices and
 * their stream IDs, as many as each one's #stream-id-cells. */
#ifndef CS_IOMMU_DTB_MASTERS_H
#define CS_IOMMU_DTB_MASTERS_H

#include "base/mem.h"
#include "iommu/dtb.h"
#include "iommu/dtb_nodes.h"

struct cs_dtb_master {
	size_t unit; /* index */
	uint32_t phandle, stream;
};

struct cs_dtb_masters {
	CS_VEC(struct cs_dtb_master) v; /* at most CS_LIMIT_DTB_MASTERS */
};

/* Of the N units of the tree in BLOB. */
void cs_dtb_masters_read(struct cs_dtb_masters *m, const void *blob,
			 const struct cs_dtb_unit *units, size_t n);
void cs_dtb_masters_release(struct cs_dtb_masters *m);

#endif
