/* Each family has a page, and the page is there. */
#include <stdio.h>
#include <unistd.h>

#include "iommu/pages.h"
#include "unit/test.h"

static void every_type_has_a_page(void **state)
{
	static const char *const types[] = {"smmu-v2",   "smmu-v3",      "dmar",       "amd-vi",
					    "tegra-mc",  "exynos",       "rockchip",   "mediatek",
					    "msm-iommu", "virtio-iommu", "sun50i",     "adreno",
					    "ipmmu",     "apple-dart",   "riscv-iommu"};
	char path[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const char *page = cs_iommu_page(types[i]);

		assert_non_null(page);
		snprintf(path, sizeof(path), "%s/%s", CS_SOURCE_DIR, page);
		if (access(path, R_OK) != 0)
			fail_msg("%s: no %s", types[i], page);
	}
	assert_null(cs_iommu_page("something else"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_type_has_a_page)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
