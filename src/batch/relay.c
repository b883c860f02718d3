#include "batch/relay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

enum call { BEGIN, EVENT, END };

struct message {
	enum call call;
	struct cs_arena arena; /* of the strings in info */
	struct cs_input_info info;
	struct cs_error error;
	struct cs_event *ev;
};

struct cs_relay_job {
	struct cs_relay *relay;
	size_t number;
	CS_VEC(struct message) queue;
	bool ended;
};

struct cs_relay {
	const struct cs_sink *sinks;
	size_t sink_count;
	struct cs_relay_after after;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* the turn went on */
	size_t turn;
	struct cs_relay_job *waiting[CS_LIMIT_BATCH_AHEAD]; /* by number, modulo */
};

struct cs_relay *cs_relay_new(const struct cs_sink *sinks, size_t count,
			      const struct cs_relay_after *after)
{
	struct cs_relay *r = cs_calloc(1, sizeof(*r));

	r->sinks = sinks;
	r->sink_count = count;
	if (after)
		r->after = *after;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->moved, NULL);
	return r;
}

void cs_relay_free(struct cs_relay *r)
{
	if (!r)
		return;
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->moved);
	free(r);
}

/* ---- calls of the real sinks: only by who has the turn ---- */

static void call_sinks(const struct cs_relay *r, enum call call, const struct cs_input_info *info,
		       const struct cs_event *ev)
{
	for (size_t i = 0; i < r->sink_count; i++) {
		const struct cs_sink *s = &r->sinks[i];

		if (call == BEGIN && s->begin_input)
			s->begin_input(s->ctx, info);
		else if (call == EVENT && s->event)
			s->event(s->ctx, info, ev);
		else if (call == END && s->end_input)
			s->end_input(s->ctx, info);
	}
}

static void drain(struct cs_relay_job *j)
{
	for (size_t i = 0; i < j->queue.n; i++) {
		struct message *m = &j->queue.v[i];

		if (m->info.error)
			m->info.error = &m->error;
		call_sinks(j->relay, m->call, &m->info, m->ev);
		cs_event_free(m->ev);
		cs_arena_release(&m->arena);
	}
	CS_VEC_FREE(&j->queue);
}

/* ---- copies ---- */

static void copy_strings(struct cs_arena *a, struct cs_str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = cs_arena_str(a, v[i]);
}

static const char *copy_name(struct cs_arena *a, const char *s)
{
	return s ? cs_arena_cstr(a, cs_str_from(s)) : NULL;
}

static void enqueue(struct cs_relay_job *j, enum call call, const struct cs_input_info *info,
		    const struct cs_event *ev)
{
	struct message *m = CS_VEC_PUSH(&j->queue);

	m->call = call;
	cs_arena_init(&m->arena);
	m->info = *info;
	m->info.path = copy_name(&m->arena, info->path);
	m->info.format = copy_name(&m->arena, info->format);
	m->info.encoding = copy_name(&m->arena, info->encoding);
	m->info.symbols = copy_name(&m->arena, info->symbols);
	copy_strings(&m->arena, m->info.reasons, m->info.reason_count);
	copy_strings(&m->arena, m->info.notes, m->info.note_count);
	if (info->error)
		m->error = *info->error;
	if (ev)
		m->ev = cs_event_keep(ev);
}

/* ---- turns ---- */

static bool has_turn(struct cs_relay_job *j)
{
	bool mine;

	pthread_mutex_lock(&j->relay->lock);
	mine = j->relay->turn == j->number;
	pthread_mutex_unlock(&j->relay->lock);
	return mine;
}

static void wait_for_turn(struct cs_relay_job *j)
{
	struct cs_relay *r = j->relay;

	pthread_mutex_lock(&r->lock);
	while (r->turn != j->number)
		pthread_cond_wait(&r->moved, &r->lock);
	pthread_mutex_unlock(&r->lock);
}

static void put(struct cs_relay_job *j, enum call call, const struct cs_input_info *info,
		const struct cs_event *ev)
{
	/* what a dump knows can't be copied, and goes with its input */
	if (info->dump || info->registers || j->queue.n >= CS_LIMIT_BATCH_QUEUE)
		wait_for_turn(j);
	if (has_turn(j)) {
		drain(j);
		call_sinks(j->relay, call, info, ev);
	} else {
		enqueue(j, call, info, ev);
	}
}

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	put(ctx, BEGIN, info, NULL);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	put(ctx, EVENT, info, ev);
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	put(ctx, END, info, NULL);
}

struct cs_sink cs_relay_sink(struct cs_relay_job *j)
{
	return (struct cs_sink){on_begin, on_event, on_end, j};
}

struct cs_relay_job *cs_relay_begin(struct cs_relay *r, size_t number)
{
	struct cs_relay_job *j = cs_calloc(1, sizeof(*j));

	j->relay = r;
	j->number = number;
	pthread_mutex_lock(&r->lock);
	while (number >= r->turn + CS_LIMIT_BATCH_AHEAD)
		pthread_cond_wait(&r->moved, &r->lock);
	r->waiting[number % CS_LIMIT_BATCH_AHEAD] = j;
	pthread_mutex_unlock(&r->lock);
	return j;
}

/* Gives the turn to the next job; returns it when it has ended and so has nobody to write. */
static struct cs_relay_job *pass_on(struct cs_relay *r)
{
	struct cs_relay_job *next;

	pthread_mutex_lock(&r->lock);
	r->waiting[r->turn % CS_LIMIT_BATCH_AHEAD] = NULL;
	r->turn++;
	next = r->waiting[r->turn % CS_LIMIT_BATCH_AHEAD];
	if (next && !next->ended)
		next = NULL;
	pthread_cond_broadcast(&r->moved);
	pthread_mutex_unlock(&r->lock);
	return next;
}

void cs_relay_end(struct cs_relay_job *j)
{
	struct cs_relay *r = j->relay;
	bool mine;

	pthread_mutex_lock(&r->lock);
	j->ended = true;
	mine = r->turn == j->number;
	pthread_mutex_unlock(&r->lock);
	while (mine && j) {
		struct cs_relay_job *done = j;

		drain(done);
		if (r->after.ended)
			r->after.ended(r->after.ctx, done->number);
		j = pass_on(r);
		free(done);
	}
}
