#include "cli/hook.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "report/json.h"

#define LOOK_NS 20000000L /* how often a running command is looked at */
#define VARIABLES 10

struct call {
	char *json;
	char *set[VARIABLES]; /* "CRASHSCAN_KIND=oops" */
};

struct cs_hook {
	const char *command;
	unsigned seconds;
	const struct cs_history *history;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct call queue[CS_LIMIT_HOOK_QUEUE];
	size_t first, count;
	bool ending;
	unsigned long dropped, failed;
};

static void release(struct call *c)
{
	free(c->json);
	for (size_t i = 0; i < VARIABLES; i++)
		free(c->set[i]);
}

/* ---- one command ---- */

/* The event as a file: what doesn't read it can't hold anybody up. */
static int open_input(const char *json)
{
	int fd = memfd_create("event", MFD_CLOEXEC);
	size_t n = strlen(json);

	if (fd >= 0 && write(fd, json, n) == (ssize_t)n && write(fd, "\n", 1) == 1 &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Our environment, and behind it what is told of the event. */
static char **make_environment(const struct call *c)
{
	size_t n = 0, k = 0;
	char **v;

	while (environ[n])
		n++;
	v = cs_calloc(n + VARIABLES + 1, sizeof(*v));
	for (size_t i = 0; i < VARIABLES; i++)
		v[k++] = c->set[i];
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "CRASHSCAN_", strlen("CRASHSCAN_")) != 0)
			v[k++] = environ[i];
	return v;
}

static bool start(const struct cs_hook *h, const struct call *c, pid_t *pid)
{
	char shell[] = "sh", option[] = "-c";
	char *argv[] = {shell, option, (char *)h->command, NULL};
	int in = open_input(c->json), rc = EIO;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	char **environment;
	sigset_t usual;

	if (in < 0)
		return false;
	environment = make_environment(c);
	sigemptyset(&usual);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_init(&how);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
					       POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&how, &usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGINT);
	posix_spawnattr_setsigdefault(&how, &usual);
	rc = posix_spawn(pid, "/bin/sh", &files, &how, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&how);
	free(environment);
	close(in);
	return rc == 0;
}

/* False: its time was up, and it and what it began were killed. */
static bool wait_for(pid_t pid, unsigned seconds, int *status)
{
	const struct timespec nap = {.tv_nsec = LOOK_NS};
	const double begun = cs_clock();

	do {
		if (waitpid(pid, status, WNOHANG) != 0)
			return true;
		nanosleep(&nap, NULL);
	} while (cs_clock() - begun < seconds);
	kill(-pid, SIGKILL);
	waitpid(pid, status, 0);
	return false;
}

static bool run(const struct cs_hook *h, const struct call *c)
{
	int status = 0;
	pid_t pid;

	if (!start(h, c, &pid))
		fprintf(stderr, "crashscan: hook: cannot run it\n");
	else if (!wait_for(pid, h->seconds, &status))
		fprintf(stderr, "crashscan: hook: not done after %u s, killed: %s\n", h->seconds,
			c->set[2]);
	else if (WIFSIGNALED(status))
		fprintf(stderr, "crashscan: hook: ended by signal %d: %s\n", WTERMSIG(status),
			c->set[2]);
	else if (WEXITSTATUS(status))
		fprintf(stderr, "crashscan: hook: exit code %d: %s\n", WEXITSTATUS(status),
			c->set[2]);
	else
		return true;
	return false;
}

/* ---- the thread that runs them, one after another ---- */

static bool take(struct cs_hook *h, struct call *c)
{
	bool any;

	pthread_mutex_lock(&h->lock);
	while (h->count == 0 && !h->ending)
		pthread_cond_wait(&h->more, &h->lock);
	any = h->count > 0;
	if (any) {
		*c = h->queue[h->first];
		h->first = (h->first + 1) % CS_LIMIT_HOOK_QUEUE;
		h->count--;
	}
	pthread_mutex_unlock(&h->lock);
	return any;
}

static void *work(void *ctx)
{
	struct cs_hook *h = ctx;
	struct call c;

	while (take(h, &c)) {
		h->failed += !run(h, &c);
		release(&c);
	}
	return NULL;
}

struct cs_hook *cs_hook_new(const char *command, unsigned seconds, const struct cs_history *history)
{
	struct cs_hook *h = cs_calloc(1, sizeof(*h));

	h->command = command;
	h->seconds = seconds;
	h->history = history;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->more, NULL);
	if (pthread_create(&h->thread, NULL, work, h) == 0)
		return h;
	free(h);
	return NULL;
}

bool cs_hook_free(struct cs_hook *h)
{
	bool ok;

	if (!h)
		return true;
	pthread_mutex_lock(&h->lock);
	h->ending = true;
	pthread_cond_signal(&h->more);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	if (h->dropped)
		fprintf(stderr, "crashscan: hook: too slow, not called for %lu events\n",
			h->dropped);
	ok = !h->dropped && !h->failed;
	free(h);
	return ok;
}

/* ---- the sink ---- */

/* Control characters become spaces: a title must stay one line of a mail's head. */
static char *variable(const char *name, struct cs_str value)
{
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	cs_strbuf_addf(&b, "CRASHSCAN_%s=", name);
	for (size_t i = 0; i < value.n && i < CS_LIMIT_HOOK_VALUE; i++)
		cs_strbuf_add_char(&b, (unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f
					       ? ' '
					       : value.p[i]);
	return b.p;
}

static char *number(const char *name, bool known, long long value)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", value);
	return variable(name, cs_str_from(known ? text : ""));
}

static void fill(const struct cs_hook *h, struct call *c, const struct cs_input_info *info,
		 const struct cs_event *ev)
{
	bool filed = h->history && h->history->known;
	char *const set[VARIABLES] = {
		variable("KIND", cs_str_from(cs_kind_name(ev->kind))),
		variable("SEVERITY", cs_str_from(cs_severity_name(ev->severity))),
		variable("TITLE", ev->title),
		variable("FUNCTION", ev->function),
		variable("SIGNATURE", cs_str_from(ev->signature)),
		variable("SOURCE", cs_str_from(info->path)),
		number("LINE", true, (long long)ev->lines[ev->header].number),
		variable("KERNEL", cs_str_from(info->release)),
		number("CASE", filed, filed ? h->history->case_id : 0),
		number("NEW", filed, filed && h->history->fresh),
	};

	c->json = cs_json_event_text(ev);
	memcpy(c->set, set, sizeof(set));
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_hook *h = ctx;
	struct call c;

	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0)
		return;
	fill(h, &c, info, ev);
	pthread_mutex_lock(&h->lock);
	if (h->count < CS_LIMIT_HOOK_QUEUE) {
		h->queue[(h->first + h->count++) % CS_LIMIT_HOOK_QUEUE] = c;
	} else {
		h->dropped++;
		release(&c);
	}
	pthread_cond_signal(&h->more);
	pthread_mutex_unlock(&h->lock);
}

struct cs_sink cs_hook_sink(struct cs_hook *h)
{
	return (struct cs_sink){.event = on_event, .ctx = h};
}
