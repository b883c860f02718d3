#include "analyze/engine.h"

#include <stdlib.h>

#include "analyze/boot_end.h"
#include "analyze/restart.h"
#include "base/mem.h"
#include "iommu/clients.h"
#include "iommu/iommu.h"
#include "iommu/text.h"
#include "log/test_mark.h"
#include "rule/rule.h"

static const struct cs_format_table *const tables[] = {
	&cs_formats_smmu_v2,     &cs_formats_smmu_v2_global,
	&cs_formats_smmu_v3,     &cs_formats_smmu_v3_queues,
	&cs_formats_dmar,        &cs_formats_amd_vi,
	&cs_formats_tegra,       &cs_formats_exynos,
	&cs_formats_rockchip,    &cs_formats_mediatek,
	&cs_formats_msm_iommu,   &cs_formats_adreno,
	&cs_formats_kgsl,        &cs_formats_virtio_iommu,
	&cs_formats_sun50i,      &cs_formats_amd_vi_xen,
	&cs_formats_apple_dart,  &cs_formats_ipmmu,
	&cs_formats_riscv_iommu, &cs_formats_sanitizer,
	&cs_formats_oops,        &cs_formats_lock,
	&cs_formats_stall,       &cs_formats_memory,
	&cs_formats_oom,         &cs_formats_panic,
	&cs_formats_warn,        &cs_formats_hardware,
	&cs_formats_device,      &cs_formats_gpu,
	&cs_formats_fs,          &cs_formats_user,
	&cs_formats_misc,        &cs_formats_rest,
};

static void add_anchors(struct cs_engine *e)
{
	for (size_t i = 0; i < e->formats.count; i++)
		cs_anchor_set_add(e->anchors, cs_formats_get(&e->formats, i)->anchor, (uint32_t)i);
	cs_anchor_set_add(e->anchors, "Linux version ", CS_TAG_BANNER);
	cs_anchor_set_add(e->anchors, "printk messages dropped", CS_TAG_DROPPED);
	cs_anchor_set_add(e->anchors, " kernel messages", CS_TAG_DROPPED);
	cs_anchor_set_add(e->anchors, "/dev/kmsg buffer overrun", CS_TAG_DROPPED);
	cs_anchor_set_add(e->anchors, " messages lost due to rate-limiting", CS_TAG_DROPPED);
	cs_anchor_set_add(e->anchors, "Machine model: ", CS_TAG_MODEL);
	cs_anchor_set_add(e->anchors, "DMI: ", CS_TAG_MODEL);
	for (size_t i = 0; cs_test_mark_anchor(i); i++)
		cs_anchor_set_add(e->anchors, cs_test_mark_anchor(i), CS_TAG_TEST);
	cs_anchor_set_add(e->anchors, " callbacks suppressed", CS_TAG_RATELIMIT);
	for (size_t i = 0; cs_clients_anchor(i); i++)
		cs_anchor_set_add(e->anchors, cs_clients_anchor(i), CS_TAG_CLIENT);
	for (size_t i = 0; cs_restart_anchor(i); i++)
		cs_anchor_set_add(e->anchors, cs_restart_anchor(i), CS_TAG_END);
	for (size_t i = 0; cs_boot_end_anchor(i); i++)
		cs_anchor_set_add(e->anchors, cs_boot_end_anchor(i), CS_TAG_RUNS);
	for (size_t i = 0; cs_iommu_unit_anchor(i); i++)
		cs_anchor_set_add(e->anchors, cs_iommu_unit_anchor(i), CS_TAG_WRAP);
	cs_anchor_set_add(e->anchors, "NETDEV WATCHDOG: ", CS_TAG_WRAP);
	cs_anchor_set_add(e->anchors, "DMA-API: ", CS_TAG_WRAP);
	cs_anchor_set_add(e->anchors, "-- Boot ", CS_TAG_SEAM);
	cs_anchor_set_add(e->anchors, "-- Reboot --", CS_TAG_SEAM);
	cs_anchor_set_add(e->anchors, "-- Next log --", CS_TAG_SEAM);
	cs_anchor_set_add(e->anchors, "-- pstore record ", CS_TAG_SEAM);
}

static void add_fact_anchors(struct cs_engine *e)
{
	const char *literal;
	uint32_t tag;

	if (!e->with.rules)
		return;
	for (size_t i = 0; (literal = cs_rules_fact_literal(e->with.rules, i, &tag)); i++)
		cs_anchor_set_add(e->anchors, literal, CS_TAG_FACT + tag);
}

struct cs_engine *cs_engine_new(const struct cs_companions *with, struct cs_error *err)
{
	struct cs_engine *e = cs_calloc(1, sizeof(*e));

	cs_formats_init(&e->formats, tables, sizeof(tables) / sizeof(*tables));
	e->names = cs_names_new();
	e->anchors = cs_anchor_set_new();
	e->with = *with;
	add_anchors(e);
	add_fact_anchors(e);
	if (cs_anchor_set_compile(e->anchors, err) == CS_OK)
		return e;
	cs_engine_free(e);
	return NULL;
}

void cs_engine_free(struct cs_engine *e)
{
	if (!e)
		return;
	cs_anchor_set_free(e->anchors);
	cs_names_free(e->names);
	free(e);
}
