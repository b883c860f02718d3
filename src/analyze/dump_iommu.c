#include "analyze/dump_iommu.h"

#include <string.h>

#include "dump/devices.h"
#include "dump/smmu.h"
#include "iommu/clients.h"

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
	struct cs_iommu *u = ev->iommu;
	struct cs_dump_device dev;

	if (!u->has_stream || !cs_dump_device_of_stream(d, unit, u->stream_id, !is_v3(u), &dev))
		return;
	cs_clients_drop_guess(ev);
	if (!u->client.n)
		u->client = cs_arena_str(&ev->arena, cs_str_from(dev.name));
	if (!dev.driver[0])
		cs_event_note(ev, "stream %#llx is %s, which no driver has (from the dump)",
			      (unsigned long long)u->stream_id, dev.name);
	else
		cs_event_note(ev, "stream %#llx is %s, driven by %s%s%s%s (from the dump)",
			      (unsigned long long)u->stream_id, dev.name, dev.driver,
			      dev.module[0] ? " [" : "", dev.module, dev.module[0] ? "]" : "");
}

/* The unit by its name; of a fault that names none, the only one of its kind, unless registers say
 * that it is another. */
static bool find_unit(struct cs_dump *d, const struct cs_beside *with, const struct cs_iommu *u,
		      struct cs_dump_device *unit)
{
	const char *driver = is_v3(u) ? "arm-smmu-v3" : "arm-smmu";
	const struct cs_beside_dump *b;
	struct cs_dump_device other;

	if (u->unit.n)
		return cs_dump_device_named(d, u->unit, unit);
	if (!cs_dump_device_driven(d, driver, 0, unit) ||
	    cs_dump_device_driven(d, driver, 1, &other))
		return false;
	b = cs_beside_find(with, u);
	return !b || cs_beside_is_of(b->dump, cs_str_from(unit->name));
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
	if (find_unit(d, &with, ev->iommu, &unit)) {
		take_registers(d, &unit, ev->iommu, &known);
		name_device(d, &unit, ev);
	}
	with.known = &known;
	cs_walk_event(ev, &with);
}

void cs_dump_iommu_name(struct cs_dump *d, struct cs_event *ev)
{
	struct cs_beside nothing = {0};
	struct cs_dump_device unit;

	if (ev->iommu && is_smmu(ev->iommu) && find_unit(d, &nothing, ev->iommu, &unit))
		name_device(d, &unit, ev);
}

void cs_dump_iommu_conclude(struct cs_event *ev)
{
	if (!ev->together)
		return;
	cs_event_put_together(ev);
	ev->together = NULL; /* no second input is needed for it */
}
