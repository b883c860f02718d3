/* Many threads in, one order out. */
#include "batch/relay.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "unit/test.h"

#define JOBS 200u
#define THREADS 8u

struct written {
	size_t next_job, events, ended;
	bool inside, wrong;
};

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	struct written *w = ctx;

	w->wrong |= w->inside || strtoul(info->path, NULL, 10) != w->next_job;
	w->inside = true;
	w->events = 0;
}

static size_t events_of(size_t job)
{
	return job % 50 == 7 ? CS_LIMIT_BATCH_QUEUE + 100 : job % 4;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct written *w = ctx;

	w->wrong |= !w->inside || (size_t)ev->index != w->events++ ||
		    strtoul(info->path, NULL, 10) != w->next_job;
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	struct written *w = ctx;

	w->wrong |= !w->inside || w->events != events_of(w->next_job) ||
		    !cs_str_is(info->reasons[0], "because");
	w->inside = false;
	w->next_job++;
}

static void on_ended(void *ctx, size_t number)
{
	struct written *w = ctx;

	w->wrong |= w->inside || number != w->ended || w->next_job != number + 1;
	w->ended++;
}

struct shared {
	struct cs_relay *relay;
	pthread_mutex_t lock;
	size_t next;
};

static void one_job(struct cs_relay *relay, size_t number)
{
	struct cs_relay_job *job = cs_relay_begin(relay, number);
	struct cs_sink sink = cs_relay_sink(job);
	char path[32], reason[] = "because";
	struct cs_input_info info = {.path = path};

	snprintf(path, sizeof(path), "%zu", number);
	sink.begin_input(sink.ctx, &info);
	for (size_t i = 0; i < events_of(number); i++) {
		struct cs_event *ev = cs_event_new();

		ev->index = (long)i;
		if (number % 3 == 0)
			usleep(10);
		sink.event(sink.ctx, &info, ev);
		cs_event_free(ev);
	}
	info.reasons[info.reason_count++] = cs_str_from(reason);
	sink.end_input(sink.ctx, &info);
	memset(reason, 'x', sizeof(reason)); /* what waits must be a copy */
	memset(path, 'x', sizeof(path));
	cs_relay_end(job);
}

static void *work(void *ctx)
{
	struct shared *s = ctx;

	for (;;) {
		size_t number;

		pthread_mutex_lock(&s->lock);
		number = s->next++;
		pthread_mutex_unlock(&s->lock);
		if (number >= JOBS)
			return NULL;
		one_job(s->relay, number);
	}
}

static void order_does_not_depend_on_threads(void **state)
{
	struct written w = {0};
	struct cs_sink sink = {on_begin, on_event, on_end, &w};
	struct cs_relay_after after = {on_ended, &w};
	struct shared s = {.relay = cs_relay_new(&sink, 1, &after),
			   .lock = PTHREAD_MUTEX_INITIALIZER};
	pthread_t threads[THREADS];

	(void)state;
	for (unsigned i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, work, &s), 0);
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	cs_relay_free(s.relay);
	assert_int_equal(w.next_job, JOBS);
	assert_int_equal(w.ended, JOBS);
	assert_false(w.wrong);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_does_not_depend_on_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
