/* The page of docs/iommu/ about a family: its format table, its bits, what to do. */
#ifndef CS_IOMMU_PAGES_H
#define CS_IOMMU_PAGES_H

#include "event/event.h"

/* "docs/iommu/smmu-v2.md"; NULL for a type that has none. TYPE is the contract's word. */
const char *cs_iommu_page(const char *type);
/* Each finding of an IOMMU fault refers to the page of its family, too. */
void cs_iommu_add_pages(struct cs_event *ev);

#endif
