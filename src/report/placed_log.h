/* The log itself, with the places of its frames put behind them (--annotate):
 *
 *   [    1.2]  vfs_write+0xec/0x4a0 (vfs_write at fs/read_write.c:582)
 *   [    1.2]  cs_submit+0x1c/0x5f [m] (run at m.c:442, inlined by cs_submit at m.c:450)
 *
 * Lines wait while a report is being read that they may belong to, then they are written as
 * they are, byte for byte but for what is added at their end. */
#ifndef CS_REPORT_PLACED_LOG_H
#define CS_REPORT_PLACED_LOG_H

#include <stdio.h>

#include "report/sink.h"

struct cs_placed_log;

/* Gives places to a frame of a line that is of no report; strings and places into ARENA. */
typedef void cs_place_frame_fn(void *ctx, struct cs_arena *arena, struct cs_frame *f);

struct cs_placed_log *cs_placed_log_new(FILE *notes);
void cs_placed_log_free(struct cs_placed_log *l);
/* Writes to OUT. Its events must have their places. What is missing, and the input's notes, go to
 * NOTES at its end. */
struct cs_sink cs_placed_log_sink(struct cs_placed_log *l, FILE *out);
/* The next bytes of the input, decoded; from then on release() may be called. */
void cs_placed_log_text(struct cs_placed_log *l, struct cs_str text);
/* What lies before byte OFFSET of the input is in no report that is still being read: it is
 * written. Of what is behind it at most CS_LIMIT_PLACED_BYTES wait. */
void cs_placed_log_release(struct cs_placed_log *l, uint64_t offset, cs_place_frame_fn *fn,
			   void *ctx);

#endif
