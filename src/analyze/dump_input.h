/* Private to analyze/: a RAM dump as an input. Its kernel log goes through the same stages as a
 * text's, and what only the dump knows stands beside it in the input's facts. */
#ifndef CS_ANALYZE_DUMP_INPUT_H
#define CS_ANALYZE_DUMP_INPUT_H

#include "dump/dump.h"
#include "report/sink.h"

/* N bytes of log text, whole lines. */
typedef void cs_dump_feed_fn(void *ctx, const char *p, size_t n);

/* What is known of the kernel before its log is read. INFO points into D. */
void cs_dump_input_begin(struct cs_dump *d, struct cs_input_info *info);
/* Feeds the log. A dump without one is no error: INFO says that it isn't complete. */
void cs_dump_input_read(struct cs_dump *d, struct cs_input_info *info, cs_dump_feed_fn *feed,
			void *ctx);

#endif
