/* Any text as lines that IOMMU drivers print: the families' extents and parsers, and the
 * storm. Three groups of families have targets of their own, so that a fuzzer's time is not spent
 * on telling them apart. */
#include <stdlib.h>

#include "event/tracker.h"
#include "iommu/clients.h"
#include "iommu/iommu.h"
#include "iommu/storm.h"
#include "log/record.h"
#include "log/transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#if defined(FAMILY_IOMMU_ARM)
#define ARM 1
#elif defined(FAMILY_IOMMU_PC)
#define PC 1
#elif defined(FAMILY_IOMMU_SOC)
#define SOC 1
#else
#define ARM 1
#define PC 1
#define SOC 1
#endif

static const struct cs_format_table *const tables[] = {
#ifdef ARM
	&cs_formats_smmu_v2,        &cs_formats_smmu_v2_global, &cs_formats_smmu_v3,
	&cs_formats_smmu_v3_queues, &cs_formats_msm_iommu,      &cs_formats_adreno,
	&cs_formats_kgsl,
#endif
#ifdef PC
	&cs_formats_dmar,           &cs_formats_amd_vi,         &cs_formats_amd_vi_xen,
	&cs_formats_virtio_iommu,
#endif
#ifdef SOC
	&cs_formats_tegra,          &cs_formats_exynos,         &cs_formats_rockchip,
	&cs_formats_mediatek,       &cs_formats_sun50i,         &cs_formats_apple_dart,
	&cs_formats_ipmmu,          &cs_formats_riscv_iommu,
#endif
};

struct state {
	struct cs_storm storm;
	struct cs_clients *clients;
};

static void take(void *ctx, struct cs_event *ev)
{
	struct state *s = ctx;

	cs_clients_name(s->clients, NULL, ev);
	if (!cs_storm_fold(&s->storm, ev))
		cs_event_free(cs_storm_hold(&s->storm, ev));
}

static void feed(struct cs_tracker *t, struct state *s, const struct cs_formats *f,
		 struct cs_str text)
{
	uint32_t tags[128];
	struct cs_record r;

	for (uint32_t i = 0; i < f->count; i++)
		tags[i] = i;
	for (uint64_t number = 1; text.n; number++) {
		cs_record_split(&r, cs_transport_next_line(&text));
		r.number = number;
		cs_storm_ratelimit(&s->storm, r.text);
		cs_clients_read(s->clients, &r);
		cs_tracker_feed(t, &r, tags, f->count, NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cs_names *names;
	static struct cs_formats formats;
	struct state s = {.clients = cs_clients_new()};
	struct cs_tracker *t;
	struct cs_event *ev;

	if (!names) {
		names = cs_names_new();
		cs_formats_init(&formats, tables, sizeof(tables) / sizeof(*tables));
	}
	t = cs_tracker_new(&formats, names, take, &s);
	feed(t, &s, &formats, (struct cs_str){(const char *)data, size});
	cs_tracker_flush(t, true);
	while ((ev = cs_storm_release(&s.storm)))
		cs_event_free(ev);
	cs_tracker_free(t);
	cs_clients_free(s.clients);
	return 0;
}
