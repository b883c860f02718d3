/* Private to analyze/: whether a boot, and the log, end where they should. Rings and levels leave
 * out much, so that only what can't be otherwise is told: a boot that has its banner, didn't die,
 * and never came to run programs. */
#ifndef CS_ANALYZE_BOOT_END_H
#define CS_ANALYZE_BOOT_END_H

#include <stdbool.h>
#include <stddef.h>

struct cs_analysis;

/* The I-th literal of a line that shows that programs run, or NULL: sets A->runs. */
const char *cs_boot_end_anchor(size_t i);
/* This boot is over; LAST: so is the log. Adds a reason when it shouldn't be. */
void cs_boot_end_judge(struct cs_analysis *a, bool last);
/* The same for the end of the log, and its last line. */
void cs_boot_end_of_text(struct cs_analysis *a);

#endif
