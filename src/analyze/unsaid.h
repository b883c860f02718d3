/* Faults that stand in an SMMU's registers or in its event queue, and that no log tells: the kernel
 * died, hung or had its interrupts off before it could print them. The report of a CPU that does
 * stand in a log then has a stack of whatever ran at that moment; the device's fault is what to
 * look at first. */
#ifndef CS_ANALYZE_UNSAID_H
#define CS_ANALYZE_UNSAID_H

#include "analyze/told.h"
#include "iommu/dtb.h"

struct cs_unsaid;

/* DTB names the devices; it may be NULL, and must outlive the result. */
struct cs_unsaid *cs_unsaid_new(const struct cs_dtb *dtb);
void cs_unsaid_free(struct cs_unsaid *u);
/* The devices' faults in D, which PATH holds; both must outlive U. At most CS_LIMIT_UNSAID. */
void cs_unsaid_add(struct cs_unsaid *u, const char *path, const struct cs_smmu_dump *d);
/* EV, which it takes over: lies in the event queue in the RAM that PATH holds. */
void cs_unsaid_add_fault(struct cs_unsaid *u, const char *path, struct cs_event *ev);
/* EV is a panic, an oops, a lockup or the like, its findings are there: those of the faults that
 * TOLD has not seen become a finding over several inputs, in front of all that are no surer than it
 * is; TOLD may be NULL. It is likely when EV comes out of a fault's handler or speaks of the IOMMU,
 * else only possible, and says what would decide. Reports of other kinds are left alone. */
void cs_unsaid_tell(struct cs_unsaid *u, const struct cs_told *told, struct cs_event *ev);

#endif
