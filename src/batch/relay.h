/* Many threads analyse, one order comes out: each job's calls to its sink are handed on to the
 * real sinks job by job, in the order of the jobs' numbers, so that the output is the same however
 * many threads there are. A job whose turn it is writes straight through; others queue what they
 * have, up to a limit, and then wait. The sinks are never called by two threads at once. */
#ifndef CS_BATCH_RELAY_H
#define CS_BATCH_RELAY_H

#include "report/sink.h"

struct cs_relay;
struct cs_relay_job;

/* What is called, by who has the turn, when all of a job was handed on. */
struct cs_relay_after {
	void (*ended)(void *ctx, size_t number);
	void *ctx;
};

/* SINKS must outlive the relay; AFTER may be NULL. */
struct cs_relay *cs_relay_new(const struct cs_sink *sinks, size_t count,
			      const struct cs_relay_after *after);
void cs_relay_free(struct cs_relay *r);
/* Jobs are numbered from 0 without gaps; each must begin and end. Waits while NUMBER is more
 * than CS_LIMIT_BATCH_AHEAD ahead of the job whose turn it is. */
struct cs_relay_job *cs_relay_begin(struct cs_relay *r, size_t number);
/* For the one thread that works on the job, until cs_relay_end(). */
struct cs_sink cs_relay_sink(struct cs_relay_job *j);
/* The job is done; frees it when everything was handed on. */
void cs_relay_end(struct cs_relay_job *j);

#endif
