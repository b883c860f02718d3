#include "batch/run.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "batch/relay.h"

struct run {
	const struct cs_batch *batch;
	struct cs_relay *relay;
	pthread_mutex_t lock;
	size_t next, done;
};

static bool take(struct run *r, size_t *number)
{
	bool more;

	pthread_mutex_lock(&r->lock);
	more = r->next < r->batch->count && !(r->batch->stop && *r->batch->stop);
	if (more)
		*number = r->next++;
	pthread_mutex_unlock(&r->lock);
	return more;
}

static void finish(struct run *r)
{
	const struct cs_batch *b = r->batch;

	pthread_mutex_lock(&r->lock);
	r->done++;
	if (b->progress)
		b->progress(b->progress_ctx, r->done, b->count);
	pthread_mutex_unlock(&r->lock);
}

static void *work(void *ctx)
{
	struct run *r = ctx;
	size_t number;

	while (take(r, &number)) {
		struct cs_relay_job *job = cs_relay_begin(r->relay, number);
		struct cs_sink sink = cs_relay_sink(job);
		struct cs_error err = {0};

		/* an error is told by the sinks: it is that input's, in its place */
		if (cs_analyze(r->batch->engine, r->batch->paths[number], false, &sink, 1, &err) !=
		    CS_OK)
			err.message[0] = '\0';
		cs_relay_end(job);
		finish(r);
	}
	return NULL;
}

static unsigned threads_for(const struct cs_batch *b)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = b->jobs ? b->jobs : cores > 0 ? (unsigned)cores : 1;

	if (n > CS_LIMIT_BATCH_JOBS)
		n = CS_LIMIT_BATCH_JOBS;
	return n < b->count ? n : (unsigned)(b->count ? b->count : 1);
}

size_t cs_batch_run(const struct cs_batch *b)
{
	struct cs_relay_after after = {b->ended, b->ended_ctx};
	struct run r = {.batch = b, .relay = cs_relay_new(b->sinks, b->sink_count, &after)};
	unsigned n = threads_for(b), started = 0;
	pthread_t *threads = cs_calloc(n, sizeof(*threads));

	pthread_mutex_init(&r.lock, NULL);
	while (started + 1 < n && pthread_create(&threads[started], NULL, work, &r) == 0)
		started++;
	work(&r); /* this thread, too; alone where no other could be had */
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_mutex_destroy(&r.lock);
	cs_relay_free(r.relay);
	free(threads);
	return r.done;
}
