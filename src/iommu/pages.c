#include "iommu/pages.h"

static const struct {
	const char *type, *page;
} pages[] = {
	{"smmu-v2", "docs/iommu/smmu-v2.md"},     {"smmu-v3", "docs/iommu/smmu-v3.md"},
	{"dmar", "docs/iommu/dmar.md"},           {"amd-vi", "docs/iommu/amd-vi.md"},
	{"tegra-mc", "docs/iommu/tegra-mc.md"},   {"exynos", "docs/iommu/exynos.md"},
	{"rockchip", "docs/iommu/rockchip.md"},   {"mediatek", "docs/iommu/mediatek.md"},
	{"msm-iommu", "docs/iommu/msm-iommu.md"}, {"virtio-iommu", "docs/iommu/virtio-iommu.md"},
	{"sun50i", "docs/iommu/sun50i.md"},       {"apple-dart", "docs/iommu/apple-dart.md"},
	{"ipmmu", "docs/iommu/ipmmu.md"},         {"riscv-iommu", "docs/iommu/riscv.md"},
	{"adreno", "docs/iommu/adreno.md"},
};

const char *cs_iommu_page(const char *type)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (strcmp(pages[i].type, type) == 0)
			return pages[i].page;
	return NULL;
}

void cs_iommu_add_pages(struct cs_event *ev)
{
	const char *page = ev->iommu ? cs_iommu_page(ev->iommu->type) : NULL;

	for (size_t i = 0; page && i < ev->finding_count; i++) {
		struct cs_finding *f = &ev->findings[i];
		struct cs_str *v =
			cs_arena_alloc(&ev->arena, (f->reference_count + 1) * sizeof(*v));

		if (f->reference_count)
			memcpy(v, f->references, f->reference_count * sizeof(*v));
		v[f->reference_count++] = cs_str_from(page);
		f->references = v;
	}
}
