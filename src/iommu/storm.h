/* Storms: one bad device can fault a thousand times a second. Equal faults on one page fold
 * into the first, with a count; the first few pages of a storm are events of their own, the
 * rest is told as a range. */
#ifndef CS_IOMMU_STORM_H
#define CS_IOMMU_STORM_H

#include "event/event.h"

#define CS_STORM_HELD 8u  /* faults that are kept back to be folded into */
#define CS_STORM_PAGES 8u /* events that one storm may make before it is told as a range */

struct cs_storm {
	struct cs_event *held[CS_STORM_HELD]; /* oldest first */
	size_t count;
	uint64_t ratelimited; /* of a driver, not yet told */
};

/* Takes over a fault: true when it was folded into one that is held and freed. Else the caller
 * holds it by cs_storm_hold(). */
bool cs_storm_fold(struct cs_storm *s, struct cs_event *ev);
/* Holds EV; the fault that has to go for it, with its notes complete, or NULL. */
struct cs_event *cs_storm_hold(struct cs_storm *s, struct cs_event *ev);
/* The oldest fault that is held, out of the storm, or NULL. */
struct cs_event *cs_storm_release(struct cs_storm *s);
/* Drops what is held. */
void cs_storm_clear(struct cs_storm *s);
/* A line "arm_smmu_context_fault: 116854 callbacks suppressed": the count is told with the
 * newest fault, or the next one. False when it is not an IOMMU driver's. */
bool cs_storm_ratelimit(struct cs_storm *s, struct cs_str text);

#endif
