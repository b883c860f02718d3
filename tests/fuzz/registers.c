/* Any text as a register dump: reading, judging, faults, and walks through its own words. */
#include "iommu/regs_dump.h"
#include "iommu/walk_event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take(void *ctx, struct cs_event *ev)
{
	cs_beside_complete(ev, ctx);
	cs_walk_event(ev, ctx);
	cs_event_free(ev);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_str text = {(const char *)data, size};
	struct cs_smmu_options o;

	for (int type = CS_SMMU_UNKNOWN; type <= CS_SMMU_V3; type++) {
		struct cs_smmu_dump *d;
		struct cs_beside_dump own;

		cs_smmu_options_init(&o);
		o.type = (enum cs_smmu_type)type;
		cs_smmu_dump_sniff(text, &o);
		d = cs_smmu_dump_read_all(text, &o);
		own = (struct cs_beside_dump){"own", d};
		cs_smmu_dump_faults(d, take, &(struct cs_beside){.dumps = &own, .dump_count = 1});
		cs_smmu_dump_free(d);
	}
	return 0;
}
