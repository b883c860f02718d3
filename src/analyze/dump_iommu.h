/* IOMMU faults of a dump's log, walked in the dump's own RAM. */
#ifndef CS_ANALYZE_DUMP_IOMMU_H
#define CS_ANALYZE_DUMP_IOMMU_H

#include "dump/dump.h"
#include "event/event.h"
#include "iommu/walk_event.h"

/* Walks the tables that were in force for EV's fault, and names the device and its driver from
 * the dump's device core. BESIDE (may be NULL): register dumps that were given, which come
 * first. Nothing happens for events of other kinds. */
void cs_dump_iommu_join(struct cs_dump *d, const struct cs_memory *ram,
			const struct cs_beside *beside, struct cs_event *ev);

/* Of that the names alone. */
void cs_dump_iommu_name(struct cs_dump *d, struct cs_event *ev);

/* After the rules: what the walk in the dump says comes before what they guess from the log; it is
 * no finding over several inputs. */
void cs_dump_iommu_conclude(struct cs_event *ev);

#endif
