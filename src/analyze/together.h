/* Several inputs as one analysis: the SMMU register dumps among the inputs are read before any
 * of them is reported, so that the faults of a log find their unit's registers, wherever in the
 * list they stand; a RAM dump among them is the memory that the tables lie in. */
#ifndef CS_ANALYZE_TOGETHER_H
#define CS_ANALYZE_TOGETHER_H

#include "iommu/beside.h"

struct cs_together;

/* Reads what is a register dump among PATHS ("-" is left alone); what can't be read is told
 * when its turn comes. RAM is what the user gave; when it is empty and exactly one of PATHS is a
 * dump of RAM, that dump is added to it. RAM, PATHS and OPTIONS must outlive the result. */
struct cs_together *cs_together_new(const char *const *paths, size_t n,
				    const struct cs_smmu_options *options, struct cs_memory *ram);
void cs_together_free(struct cs_together *t);
const struct cs_beside *cs_together_beside(const struct cs_together *t);

#endif
