/* A RAM dump as an input. Its kernel log goes through the same stages as a
 * text's, and what only the dump knows stands beside it in the input's facts. */
#ifndef CS_ANALYZE_DUMP_INPUT_H
#define CS_ANALYZE_DUMP_INPUT_H

#include "dump/state.h"
#include "report/sink.h"
#include "sym/sym.h"

/* N bytes of log text, whole lines. */
typedef void cs_dump_feed_fn(void *ctx, const char *p, size_t n);

/* What is known of the kernel before its log is read. INFO points into D. */
void cs_dump_input_begin(struct cs_dump *d, struct cs_input_info *info);
/* CPUs, tasks and stacks, when SYM (NULL: no symbols) is of this kernel. */
void cs_dump_input_state(struct cs_dump *d, struct cs_input_info *info, struct cs_sym *sym);
/* For commands that look at one thing: reads the state, or says in D's notes why not. */
bool cs_dump_input_open_state(struct cs_dump *d, struct cs_sym *sym);
/* Unwinds and names one task's stack. */
void cs_dump_input_place(struct cs_dump *d, struct cs_sym *sym, struct cs_dump_task *t);
/* Feeds the log. A dump without one is no error: INFO says that it isn't complete. */
void cs_dump_input_read(struct cs_dump *d, struct cs_input_info *info, cs_dump_feed_fn *feed,
			void *ctx);

#endif
