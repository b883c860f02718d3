/* The instruction that the kernel stopped at, out of the "Code:" line and the registers of an
 * event: ev->trap. Needs no symbols. */
#ifndef CS_ANALYZE_TRAP_H
#define CS_ANALYZE_TRAP_H

#include "event/event.h"

void cs_trap_read(struct cs_event *ev);

#endif
