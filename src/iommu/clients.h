/* Who is behind a stream: what one boot's log says about devices and IOMMUs, and the DTB. The
 * log's own words win; nothing is derived from how numbers usually are. */
#ifndef CS_IOMMU_CLIENTS_H
#define CS_IOMMU_CLIENTS_H

#include "event/event.h"
#include "iommu/dtb.h"
#include "log/record.h"

struct cs_clients;

struct cs_clients *cs_clients_new(void);
void cs_clients_free(struct cs_clients *c);
/* A new boot: what was known is void. */
void cs_clients_clear(struct cs_clients *c);
/* Literals for the anchors, NULL behind the last: lines that cs_clients_read() wants. */
const char *cs_clients_anchor(size_t i);
/* "dev: Adding to iommu group 3" (5.4+), "iommu: Adding device dev to group 3" (before); "DRHD:
 * handling fault status reg 3". */
void cs_clients_read(struct cs_clients *c, const struct cs_record *r);
/* Adds the status register that an Intel unit's faults were announced with. Names the client of a
 * fault whose line has none: from an earlier fault of the same stream in
 * this boot, else from the DTB (which may be NULL). Says what group the device is in, and for a
 * stream that stays unknown, which PCI function has that requester ID. The title and the
 * signature stay what the fault's own lines made them. */
void cs_clients_name(struct cs_clients *c, const struct cs_dtb *dtb, struct cs_event *ev);
/* Another source named the client: the note that guesses who it may be goes. */
void cs_clients_drop_guess(struct cs_event *ev);
/* The frame of a crash stack that handles an IOMMU's fault, or NULL. */
const struct cs_frame *cs_clients_fault_handler(const struct cs_event *ev);
/* A report whose stack is only the end of an IOMMU fault (BUG() or panic() in the fault
 * interrupt) says so: FAULT is that fault's index among the events. */
void cs_clients_note_aftermath(struct cs_event *ev, long fault);

#endif
