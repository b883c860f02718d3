/* Intel VT-d's fault reasons in words. Sources: 6.1 drivers/iommu/intel/dmar.c (the kernel's
 * texts), the VT-d specification 4.0, chapter 7 and table 25 ff. */
#ifndef CS_IOMMU_DMAR_H
#define CS_IOMMU_DMAR_H

#include "base/words.h"

struct cs_dmar_reason {
	unsigned code;
	const char *text;     /* as the kernel prints it */
	const char *fault[2]; /* the contract's words; the second may be NULL */
	const char *meaning;  /* what to think of it, NULL: the text says it */
};

/* NULL when the code isn't assigned. */
const struct cs_dmar_reason *cs_dmar_reason(unsigned code);
/* The row whose text stands in S, for lines whose number was lost; or NULL. */
const struct cs_dmar_reason *cs_dmar_reason_by_text(struct cs_str s);
/* The fault status register, "DRHD: handling fault status reg 3". */
void cs_dmar_explain_fsts(struct cs_words *w, uint64_t fsts);
/* A fault recording register (two words, low first) in words. */
void cs_dmar_explain_record(struct cs_words *w, uint64_t low, uint64_t high);

#endif
