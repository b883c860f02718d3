/* SMMUv2: TTBR and TCR of a context bank. Source: Arm IHI0062 16.5; 6.1 arm_smmu_init_domain_
 * context() and arm_smmu_write_context_bank(). */
#include "iommu/walk.h"

static unsigned field(uint64_t v, unsigned high, unsigned low)
{
	return (unsigned)cs_field(v, high, low);
}

static enum cs_pt_format format_of(const struct cs_walk_bank *b)
{
	if (b->format == 2)
		return CS_PT_AARCH64;
	if (b->format == 1)
		return CS_PT_LPAE;
	if (b->format == 0)
		return CS_PT_SHORT;
	if (b->has_tcr && b->tcr >> 31 & 1)
		return CS_PT_LPAE;
	return CS_PT_AARCH64;
}

static unsigned granule_of(unsigned tg0)
{
	return tg0 == 1 ? 65536 : tg0 == 2 ? 16384 : 4096;
}

static void set_aarch64(struct cs_pt *pt, const struct cs_walk_bank *b)
{
	static const signed char level_4k[4] = {2, 1, 0, 3}, level_other[4] = {3, 2, 1, 0};

	pt->root = b->ttbr0 & 0xfffffffffff0ull;
	if (!b->has_tcr)
		return;
	pt->input_bits = 64 - field(b->tcr, 5, 0);
	pt->granule = granule_of(field(b->tcr, 15, 14));
	if (b->stage2)
		pt->start_level = pt->granule == 4096 ? level_4k[field(b->tcr, 7, 6)]
						      : level_other[field(b->tcr, 7, 6)];
}

static void set_aarch32(struct cs_pt *pt, const struct cs_walk_bank *b)
{
	if (pt->format == CS_PT_LPAE) {
		pt->root = b->ttbr0 & 0xfffffffff0ull;
		pt->input_bits = 32 - (b->has_tcr ? field(b->tcr, 2, 0) : 0);
		if (b->stage2)
			pt->start_level = b->has_tcr && field(b->tcr, 7, 6) == 0 ? 2 : 1;
		return;
	}
	pt->input_bits = 32 - (b->has_tcr ? field(b->tcr, 2, 0) : 0);
	pt->root = b->ttbr0 & ~((1ull << (pt->input_bits - 18)) - 1) & UINT32_MAX;
}

struct cs_walk *cs_walk_smmu_v2(struct cs_arena *arena, const struct cs_memory *m,
				const struct cs_walk_bank *b, uint64_t iova,
				struct cs_walk_access how)
{
	struct cs_pt pt = {
		.format = format_of(b), .start_level = CS_PT_BY_SIZE, .stage2 = b->stage2};
	struct cs_walk *w;

	if (pt.format == CS_PT_AARCH64)
		set_aarch64(&pt, b);
	else
		set_aarch32(&pt, b);
	w = cs_walk_table(arena, m, &pt, iova, how);
	if (!b->has_tcr)
		cs_words_add(&w->notes,
			     "TCR isn't known: %s with a 4K granule and %u-bit "
			     "addresses is assumed",
			     pt.format == CS_PT_AARCH64 ? "AArch64" : "AArch32",
			     pt.format == CS_PT_AARCH64 ? 48 : 32);
	if (b->has_sctlr && !(b->sctlr & 1))
		cs_words_add(&w->notes, "translation is off in this bank (SCTLR.M=0)");
	return w;
}
