/* Analyses many inputs on several threads; what comes out is in the order of the inputs. */
#ifndef CS_BATCH_RUN_H
#define CS_BATCH_RUN_H

#include <signal.h>

#include "analyze/analyze.h"

struct cs_batch {
	struct cs_engine *engine;
	char *const *paths;
	size_t count;
	unsigned jobs; /* threads; 0: one a core */
	const struct cs_sink *sinks;
	size_t sink_count;
	/* Called when the sinks were told all of an input, in the order of the inputs; may be NULL.
	 */
	void (*ended)(void *ctx, size_t number);
	void *ended_ctx;
	/* Called after each input, by one thread at a time; may be NULL. */
	void (*progress)(void *ctx, size_t done, size_t of);
	void *progress_ctx;
	/* Set by another thread or a signal handler: no further input is begun. May be NULL. */
	const volatile sig_atomic_t *stop;
};

/* Returns how many inputs were done: COUNT unless it was stopped. */
size_t cs_batch_run(const struct cs_batch *b);

#endif
