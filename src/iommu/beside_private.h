/* Private to iommu/beside*.c. */
#ifndef CS_IOMMU_BESIDE_PRIVATE_H
#define CS_IOMMU_BESIDE_PRIVATE_H

#include "iommu/beside.h"

void cs_beside_complete_v2(struct cs_event *ev, const struct cs_beside_dump *b);

#endif
