/* Faults that an SMMUv3 recorded and that its driver never read: in no log, but in the event queue
 * in RAM. As events of their own, in the driver's words. */
#ifndef CS_ANALYZE_DUMP_FAULTS_H
#define CS_ANALYZE_DUMP_FAULTS_H

#include "analyze/dump_report.h"
#include "dump/smmu_queue.h"
#include "report/sink.h"

struct cs_dump_faults {
	struct cs_dump *dump;       /* with its state read; NULL: no fault is ever found */
	struct cs_input_info *info; /* whose notes tell what can't be told; NULL nobody's */
	unsigned units;             /* that are begun */
	struct cs_dump_device unit;
	struct cs_dump_smmu_queue queue;
	uint64_t next; /* unread record of the queue */
};

/* The next fault, of at most CS_LIMIT_REGISTER_QUEUE a unit; NULL: no more. */
struct cs_event *cs_dump_faults_next(struct cs_dump_faults *f, const struct cs_dump_place *at);

#endif
