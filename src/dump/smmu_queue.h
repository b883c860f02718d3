/* SMMUv3: what the unit recorded and its driver has not read yet, in the driver's own event queue
 * (6.1 drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h struct arm_smmu_queue; the same in 6.12).
 *
 * How far the unit has written stands in its EVENTQ_PROD alone. The driver keeps the value that it
 * read last, and whoever dies with interrupts off never read it again. The queue is all zero when
 * the driver has it made, so in the first round each record behind that place is a new one; later
 * they can't be told from old ones. An SMMUv2 has its faults in registers, RAM has nothing of them.
 */
#ifndef CS_DUMP_SMMU_QUEUE_H
#define CS_DUMP_SMMU_QUEUE_H

#include "dump/devices.h"

struct cs_dump_smmu_queue {
	uint64_t base;       /* virtual, of the records */
	uint64_t entries;    /* of 32 bytes */
	uint64_t first;      /* slot of the oldest record that is unread */
	uint64_t unread;     /* how many surely are */
	bool round;          /* each slot holds a record: more than UNREAD may be, nobody can say */
	uint32_t prod, cons; /* as the driver has them, with their flags */
};

/* The event queue of UNIT; false when there is none that makes sense. */
bool cs_dump_smmu_queue(struct cs_dump *d, const struct cs_dump_device *unit,
			struct cs_dump_smmu_queue *out);
/* The NTH unread record. */
bool cs_dump_smmu_record(struct cs_dump *d, const struct cs_dump_smmu_queue *q, uint64_t nth,
			 uint64_t word[4]);

#endif
