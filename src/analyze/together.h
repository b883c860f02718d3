/* Several inputs as one analysis: the SMMU register dumps among the inputs are read before any
 * of them is reported, so that the faults of a log find their unit's registers, wherever in the
 * list they stand; a RAM dump among them is the memory that the tables lie in. */
#ifndef CS_ANALYZE_TOGETHER_H
#define CS_ANALYZE_TOGETHER_H

#include "analyze/told.h"
#include "analyze/unsaid.h"
#include "iommu/beside.h"

struct cs_dtb;
struct cs_dump;
struct cs_sym;
struct cs_together;

/* Reads what is a register dump among PATHS ("-" is left alone); what can't be read is told
 * when its turn comes. RAM is what the user gave; when it is empty and exactly one of PATHS is a
 * dump of RAM, that dump is added to it. DTB (may be NULL) names devices. All of them must outlive
 * the result. */
struct cs_together *cs_together_new(const char *const *paths, size_t n,
				    const struct cs_smmu_options *options, struct cs_memory *ram,
				    const struct cs_dtb *dtb);
void cs_together_free(struct cs_together *t);
const struct cs_beside *cs_together_beside(const struct cs_together *t);
/* What the inputs told so far; NULL: nothing stands beside the one input, so nothing is told twice.
 */
struct cs_told *cs_together_told(const struct cs_together *t);
/* The faults that the register dumps among the inputs hold; NULL likewise. */
struct cs_unsaid *cs_together_unsaid(const struct cs_together *t);
/* The inputs whose turn is last: what they hold may stand in a log, too. */
bool cs_together_is_registers(const struct cs_together *t, const char *path);
/* The only RAM dump among the inputs, with its kernel's state; opened at the first call. NULL:
 * there is none, or no symbols for it. */
struct cs_dump *cs_together_dump(struct cs_together *t, struct cs_sym *sym);

#endif
