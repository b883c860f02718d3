/* A fault and the tables that were in force: which registers and which RAM belong to it, the
 * walk, and what it means. The stream table's base comes from a register dump of the fault's
 * unit; an SMMUv2 bank's TTBR0 from the fault's own registers, or from a dump. Where neither tells,
 * what the driver knew does. */
#ifndef CS_IOMMU_WALK_EVENT_H
#define CS_IOMMU_WALK_EVENT_H

#include "iommu/regs_dump.h"
#include "iommu/walk.h"

/* What the driver remembers of the unit's registers, read in a RAM dump. */
struct cs_walk_known {
	bool has_strtab; /* SMMUv3 */
	uint64_t strtab_base, strtab_base_cfg;
	bool has_bank; /* SMMUv2: of the fault's context bank */
	uint64_t ttbr0, tcr;
};

struct cs_walk_context {
	const struct cs_memory *ram; /* NULL: only what the dumps show themselves */
	const struct cs_smmu_dump *const *dumps;
	size_t dump_count;
	const struct cs_walk_known *known; /* where no register dump tells; may be NULL */
};

/* Sets ev->iommu->walk and ->together, and adds a note; leaves them alone when the fault has no
 * address, or nothing tells where its tables are. */
void cs_walk_event(struct cs_event *ev, const struct cs_walk_context *with);

#endif
