/* Several inputs as one analysis: the SMMU register dumps among the inputs are read before any
 * of them is reported, so that the faults of a log find their unit's registers, wherever in the
 * list they stand. */
#ifndef CS_ANALYZE_TOGETHER_H
#define CS_ANALYZE_TOGETHER_H

#include "iommu/walk_event.h"

struct cs_together;

/* Reads what is a register dump among PATHS ("-" is left alone); what can't be read is told
 * when its turn comes. RAM (may be NULL) and OPTIONS must outlive the result. */
struct cs_together *cs_together_new(const char *const *paths, size_t n,
				    const struct cs_smmu_options *options,
				    const struct cs_memory *ram);
void cs_together_free(struct cs_together *t);
const struct cs_walk_context *cs_together_walks(const struct cs_together *t);

#endif
