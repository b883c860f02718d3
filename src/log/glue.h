/* Several records in one line: a console lost the end of the first, or another CPU wrote into its
 * midst: "[   12.345678] RIP: 0010:fo[   12.345680] Kernel panic - not syncing". */
#ifndef CS_LOG_GLUE_H
#define CS_LOG_GLUE_H

#include "log/record.h"

/* How many bytes of R's line are of its first record: up to the stamp, or the level before it, with
 * which another begins as printk writes it. All of them when R is alone. */
size_t cs_glue_first(const struct cs_record *r);

#endif
