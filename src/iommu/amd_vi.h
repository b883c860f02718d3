/* AMD-Vi event log records in words. Sources: the AMD IOMMU specification (48882) 2.5, 6.1
 * drivers/iommu/amd/iommu.c iommu_print_event(). */
#ifndef CS_IOMMU_AMD_VI_H
#define CS_IOMMU_AMD_VI_H

#include "base/words.h"

struct cs_amd_event {
	unsigned code;     /* bits 31:28 of the record's second word; 0 none */
	const char *name;  /* as the kernel prints it */
	const char *fault; /* the contract's word */
	const char *meaning;
};

/* NULL when unknown. */
const struct cs_amd_event *cs_amd_event(unsigned code);
const struct cs_amd_event *cs_amd_event_by_name(struct cs_str name);
/* The flags of IO_PAGE_FAULT and its relatives. Of an ACCESS it is said, too, what isn't set. */
void cs_amd_explain_flags(struct cs_words *w, uint64_t flags, bool access);
/* The contract's word for a page fault with these flags. */
const char *cs_amd_page_fault(uint64_t flags);
/* A record of four 32-bit words. */
void cs_amd_explain_record(struct cs_words *w, const uint32_t event[4]);

#endif
