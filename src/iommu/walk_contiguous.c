/* The contiguous hint of Arm's long descriptors: a run of entries that a TLB may hold as one (Arm
 * DDI0487 D8.7.1). Software must set it in all of the run, with equal attributes and addresses
 * that follow one another; where it doesn't, a TLB may use any entry for the whole run. */
#include "iommu/walk_format.h"

unsigned cs_pt_run_length(const struct cs_pt *pt, int level)
{
	unsigned page = cs_pt_page(pt);

	if (pt->format != CS_PT_AARCH64 && pt->format != CS_PT_LPAE)
		return 0;
	if (level < 1 || level > 3)
		return 0;
	if (page == 16384)
		return level == 3 ? 128 : 32;
	return page == 65536 ? 32 : 16;
}

/* All but the address. */
static uint64_t attributes(uint64_t d, const struct cs_pt_entry *e)
{
	return d & ~(e->address & 0xfffffffff000ull);
}

const char *cs_pt_run_judge(const struct cs_pt *pt, int level, const uint64_t *d, unsigned *bad)
{
	unsigned n = cs_pt_run_length(pt, level);
	struct cs_pt_entry first = cs_pt_decode(pt, level, d[0]);

	for (*bad = 0; *bad < n; ++*bad) {
		struct cs_pt_entry e = cs_pt_decode(pt, level, d[*bad]);

		if (e.state != CS_WALK_PAGE && e.state != CS_WALK_BLOCK)
			return "is not valid";
		if (!e.contiguous)
			return "does not have the hint";
		if (e.address != first.address + *bad * first.span)
			return "maps another address than the run asks for";
		if (attributes(d[*bad], &e) != attributes(d[0], &first))
			return "has other attributes";
	}
	if (first.address & (n * first.span - 1)) {
		*bad = 0;
		return "maps to an address that is not aligned to the run";
	}
	return NULL;
}
