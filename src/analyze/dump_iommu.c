#include "analyze/dump_iommu.h"

#include <string.h>

#include "dump/devices.h"
#include "dump/smmu.h"

static bool is_v3(const struct cs_iommu *u)
{
	return strcmp(u->type, "smmu-v3") == 0;
}

static bool is_smmu(const struct cs_iommu *u)
{
	return is_v3(u) || strcmp(u->type, "smmu-v2") == 0;
}

static void name_device(struct cs_dump *d, const struct cs_dump_device *unit, struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;
	struct cs_dump_device dev;

	if (!u->has_stream || !cs_dump_device_of_stream(d, unit, u->stream_id, !is_v3(u), &dev))
		return;
	if (!dev.driver[0])
		cs_event_note(ev, "stream %#llx is %s, which no driver has (from the dump)",
			      (unsigned long long)u->stream_id, dev.name);
	else
		cs_event_note(ev, "stream %#llx is %s, driven by %s%s%s%s (from the dump)",
			      (unsigned long long)u->stream_id, dev.name, dev.driver,
			      dev.module[0] ? " [" : "", dev.module, dev.module[0] ? "]" : "");
}

/* What the driver of UNIT remembers of the registers that lead to the tables. */
static void take_registers(struct cs_dump *d, const struct cs_dump_device *unit,
			   const struct cs_iommu *u, struct cs_walk_known *k)
{
	struct cs_dump_smmu_bank b;

	if (is_v3(u)) {
		k->has_strtab =
			cs_dump_smmu_stream_table(d, unit, &k->strtab_base, &k->strtab_base_cfg);
	} else if (u->has_bank && cs_dump_smmu_bank(d, unit, u->bank, &b)) {
		k->has_bank = true;
		k->ttbr0 = b.ttbr0;
		k->tcr = b.tcr;
	}
}

void cs_dump_iommu_join(struct cs_dump *d, const struct cs_memory *ram,
			const struct cs_beside *beside, struct cs_event *ev)
{
	struct cs_beside with = {.ram = ram};
	struct cs_walk_known known = {0};
	struct cs_dump_device unit;

	if (!ev->iommu || !is_smmu(ev->iommu))
		return;
	if (beside) {
		with.dumps = beside->dumps;
		with.dump_count = beside->dump_count;
	}
	if (cs_dump_device_named(d, ev->iommu->unit, &unit)) {
		take_registers(d, &unit, ev->iommu, &known);
		name_device(d, &unit, ev);
	}
	with.known = &known;
	cs_walk_event(ev, &with);
}

void cs_dump_iommu_conclude(struct cs_event *ev)
{
	if (!ev->together)
		return;
	cs_event_put_finding_first(ev, ev->together);
	ev->together = NULL; /* no second input is needed for it */
}
