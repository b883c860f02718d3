/* A fault and the tables that were in force: which registers and which RAM belong to it, the
 * walk, and what it means. The stream table's base comes from a register dump of the fault's
 * unit; an SMMUv2 bank's TTBR0 from the fault's own registers, or from a dump. Where neither tells,
 * what the driver knew does. */
#ifndef CS_IOMMU_WALK_EVENT_H
#define CS_IOMMU_WALK_EVENT_H

#include "iommu/beside.h"
#include "iommu/walk.h"

/* Sets ev->iommu->walk and ->together, and adds a note; leaves them alone when the fault has no
 * address, or nothing tells where its tables are. */
void cs_walk_event(struct cs_event *ev, const struct cs_beside *with);

#endif
