/* Private to analyze/: reports whose frames are bare addresses of a kernel that was moved
 * (CONFIG_KALLSYMS=n, CONFIG_RANDOMIZE_BASE=y). By how much, only the panic behind them tells: its
 * "Kernel Offset:" line is dump_kernel_offset()'s (arch/{x86,arm64}/kernel/setup.c, Linux 6.1). So
 * they, and what comes behind them, wait for it. */
#ifndef CS_ANALYZE_UNPLACED_H
#define CS_ANALYZE_UNPLACED_H

#include "analyze/place.h"

#define CS_UNPLACED_EVENTS 16u
#define CS_UNPLACED_LINES 1000u /* of the log, from the first that waits on */

struct cs_unplaced {
	struct cs_event *events[CS_UNPLACED_EVENTS]; /* owned, in their order */
	size_t count;
};

/* True: EV waits, and is U's. False: neither it nor what waits needs to wait any longer. */
bool cs_unplaced_take(struct cs_unplaced *u, const struct cs_placer *p,
		      const struct cs_input_info *info, struct cs_event *ev);
/* LINE of the log is reached, and no offset came: nothing need wait any longer. */
bool cs_unplaced_is_over(const struct cs_unplaced *u, uint64_t line);
/* The oldest, the caller's now; NULL: none waits. */
struct cs_event *cs_unplaced_next(struct cs_unplaced *u);

#endif
