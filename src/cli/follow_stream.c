#include "cli/follow_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

#define PIPE_BYTES (1 << 20) /* what an unprivileged process may ask for */

struct cs_stream {
	struct cs_streams *all;
	char *name;
	int in, out; /* the pipe: the thread reads IN */
	pthread_t thread;
	bool failed;
};

struct cs_streams {
	struct cs_engine *engine;
	const struct cs_sink *sinks;
	size_t sink_count;
	pthread_mutex_t lock; /* of the sinks */
	struct cs_stream *v[CS_LIMIT_STREAMS];
	size_t n;
	unsigned long lost;
};

/* ---- one sink for a thread: the shared ones, one call at a time ---- */

enum call { BEGIN, EVENT, END };

static void call_all(struct cs_streams *s, enum call call, const struct cs_input_info *info,
		     const struct cs_event *ev)
{
	pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < s->sink_count; i++) {
		const struct cs_sink *k = &s->sinks[i];

		if (call == BEGIN && k->begin_input)
			k->begin_input(k->ctx, info);
		else if (call == EVENT && k->event)
			k->event(k->ctx, info, ev);
		else if (call == END && k->end_input)
			k->end_input(k->ctx, info);
	}
	pthread_mutex_unlock(&s->lock);
}

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	call_all(ctx, BEGIN, info, NULL);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	call_all(ctx, EVENT, info, ev);
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	call_all(ctx, END, info, NULL);
}

static void *work(void *ctx)
{
	struct cs_stream *s = ctx;
	struct cs_sink sink = {on_begin, on_event, on_end, s->all};
	struct cs_error err = {0};

	s->failed = cs_analyze_live(s->all->engine, s->in, s->name, &sink, 1, &err) != CS_OK;
	return NULL;
}

/* ---- streams ---- */

struct cs_streams *cs_streams_new(struct cs_engine *engine, const struct cs_sink *sinks,
				  size_t count)
{
	struct cs_streams *s = cs_calloc(1, sizeof(*s));

	s->engine = engine;
	s->sinks = sinks;
	s->sink_count = count;
	pthread_mutex_init(&s->lock, NULL);
	return s;
}

bool cs_streams_free(struct cs_streams *s)
{
	bool ok = true;

	for (size_t i = 0; i < s->n; i++)
		close(s->v[i]->out);
	for (size_t i = 0; i < s->n; i++) {
		pthread_join(s->v[i]->thread, NULL);
		ok &= !s->v[i]->failed;
		free(s->v[i]->name);
		free(s->v[i]);
	}
	pthread_mutex_destroy(&s->lock);
	free(s);
	return ok;
}

unsigned long cs_streams_lost(const struct cs_streams *s)
{
	return s->lost;
}

static struct cs_stream *begin(struct cs_streams *all, const char *name)
{
	struct cs_stream *s = cs_calloc(1, sizeof(*s));
	int fds[2];

	s->all = all;
	s->name = strdup(name);
	if (!s->name)
		cs_die_oom(strlen(name));
	if (pipe2(fds, O_CLOEXEC) == 0) {
		s->in = fds[0];
		s->out = fds[1];
		fcntl(s->out, F_SETPIPE_SZ, PIPE_BYTES); /* smaller is fine, too */
		fcntl(s->out, F_SETFL, O_NONBLOCK);
		if (pthread_create(&s->thread, NULL, work, s) == 0)
			return s;
		close(s->in);
		close(s->out);
	}
	free(s->name);
	free(s);
	return NULL;
}

struct cs_stream *cs_streams_get(struct cs_streams *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->v[i]->name, name) == 0)
			return s->v[i];
	if (s->n == CS_LIMIT_STREAMS)
		return NULL;
	s->v[s->n] = begin(s, name);
	return s->v[s->n] ? s->v[s->n++] : NULL;
}

bool cs_stream_put(struct cs_stream *s, const char *p, size_t n, bool wait)
{
	while (n) {
		ssize_t k = write(s->out, p, n);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
			wait = true; /* half a line would spoil the next one */
		} else if (k < 0 && errno == EAGAIN && wait) {
			struct pollfd f = {.fd = s->out, .events = POLLOUT};

			poll(&f, 1, -1);
		} else if (!(k < 0 && errno == EINTR)) {
			s->all->lost++;
			return false;
		}
	}
	return true;
}
