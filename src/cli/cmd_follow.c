/* crashscan follow [SOURCE]: live. A source is /dev/kmsg, another file or device, "journal", or
 * "netconsole:[ADDRESS:]PORT", where each sender is a stream of its own. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/command.h"
#include "cli/follow_stream.h"
#include "cli/hook.h"
#include "cli/session.h"

#define GROWS_MS 200 /* how often a regular file is looked at again */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

/* Without SA_RESTART: a blocked read or poll ends. */
static void catch_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal};

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
}

static bool complain(const char *source, const char *what)
{
	fprintf(stderr, "crashscan: %s: %s\n", source, what);
	return false;
}

/* ---- a file, a device, a pipe ---- */

static bool follow_fd(struct cs_streams *streams, int fd, const char *name)
{
	struct cs_stream *to = cs_streams_get(streams, name);
	static char buf[65536];
	struct stat st;
	bool grows = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);

	while (to && !stopped) {
		ssize_t n = read(fd, buf, sizeof(buf));

		if (n > 0)
			cs_stream_put(to, buf, (size_t)n, true);
		else if (n < 0 && errno == EPIPE) /* /dev/kmsg: the ring ran over us */
			complain(name, "records were overwritten before they were read");
		else if (n == 0 && grows)
			poll(NULL, 0, GROWS_MS);
		else if (n == 0)
			return true;
		else if (errno != EINTR)
			return complain(name, strerror(errno));
	}
	return to || complain(name, "cannot begin a thread");
}

static bool follow_path(struct cs_streams *streams, const char *path)
{
	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return complain(path, strerror(errno));
	ok = follow_fd(streams, fd, path);
	close(fd);
	return ok;
}

static bool follow_journal(struct cs_streams *streams)
{
	FILE *p = popen("exec journalctl --dmesg --follow --lines=all --output=short-monotonic "
			"--no-hostname --quiet",
			"re");
	bool ok = p && follow_fd(streams, fileno(p), "journal");

	return (p && pclose(p) >= 0 && ok) || complain("journal", "journalctl failed");
}

/* ---- netconsole ---- */

/* "[ADDRESS:]PORT"; an IPv6 address in brackets. Returns a socket, or -1. */
static int listen_on(const char *where)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_DGRAM}, *found;
	char host[64] = "";
	const char *colon = strrchr(where, ':'), *port = colon ? colon + 1 : where;
	int fd = -1, bytes = 8 << 20;

	if (colon && (size_t)(colon - where) < sizeof(host))
		memcpy(host, where, (size_t)(colon - where));
	if (host[0] == '[' && strlen(host) > 2) {
		memmove(host, host + 1, strlen(host));
		host[strlen(host) - 1] = '\0';
	}
	if (getaddrinfo(host[0] ? host : NULL, port, &hints, &found) != 0)
		return -1;
	for (struct addrinfo *a = found; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd >= 0 && bind(fd, a->ai_addr, a->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(found);
	if (fd >= 0) /* bursts wait here, not in our pipes; less is fine, too */
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return fd;
}

static void take_datagram(struct cs_streams *streams, const struct sockaddr_storage *from,
			  socklen_t size, char *buf, size_t n, unsigned long *refused)
{
	char host[NI_MAXHOST], name[NI_MAXHOST + 16];
	struct cs_stream *to;

	if (getnameinfo((const struct sockaddr *)from, size, host, sizeof(host), NULL, 0,
			NI_NUMERICHOST) != 0)
		return;
	snprintf(name, sizeof(name), "netconsole:%s", host);
	to = cs_streams_get(streams, name);
	if (!to) {
		if ((*refused)++ == 0)
			complain(name, "more senders than are followed; theirs is dropped");
		return;
	}
	if (n && buf[n - 1] != '\n')
		buf[n++] = '\n';
	cs_stream_put(to, buf, n, false);
}

static bool follow_netconsole(struct cs_streams *streams, const char *source)
{
	int fd = listen_on(source + strlen("netconsole:"));
	unsigned long refused = 0;
	static char buf[65536 + 1];

	if (fd < 0)
		return complain(source, "cannot listen there");
	fprintf(stderr, "crashscan: listening on %s\n", source);
	while (!stopped) {
		struct sockaddr_storage from;
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(fd, buf, sizeof(buf) - 1, 0, (struct sockaddr *)&from, &size);

		if (n >= 0)
			take_datagram(streams, &from, size, buf, (size_t)n, &refused);
	}
	close(fd);
	if (cs_streams_lost(streams) || refused)
		fprintf(stderr, "crashscan: %s: %lu datagrams were lost here, %lu refused\n",
			source, cs_streams_lost(streams), refused);
	return true;
}

/* ---- the command ---- */

static bool follow_one(struct cs_streams *streams, const char *source)
{
	if (strcmp(source, "journal") == 0)
		return follow_journal(streams);
	if (strncmp(source, "netconsole:", strlen("netconsole:")) == 0)
		return follow_netconsole(streams, source);
	return follow_path(streams, source);
}

/* Formats whose events say for themselves where they come from. */
static bool format_fits(const char *format)
{
	return !format || strcmp(format, "brief") == 0 || strcmp(format, "ndjson") == 0 ||
	       strcmp(format, "text") == 0;
}

static bool open_hook(struct cs_hook **hook, struct cs_session *s)
{
	const struct cs_options *o = s->options;

	*hook = cs_hook_new(o->hook, o->hook_seconds,
			    s->filing ? cs_filing_history(s->filing) : NULL);
	if (!*hook)
		return complain("hook", "cannot begin a thread");
	cs_session_add_sink(s, cs_hook_sink(*hook));
	return true;
}

static int follow(const struct cs_options *o)
{
	const char *source = o->inputs.n ? o->inputs.v[0] : "/dev/kmsg";
	struct cs_streams *streams;
	struct cs_hook *hook = NULL;
	struct cs_session s;
	bool ok;
	int code;

	if (!cs_session_open(&s, o, "text"))
		return CS_EXIT_ERROR;
	if (o->hook && !open_hook(&hook, &s)) {
		cs_session_close(&s);
		return CS_EXIT_ERROR;
	}
	catch_signals();
	streams = cs_streams_new(s.engine, s.sinks, s.sink_count);
	ok = follow_one(streams, source);
	ok &= cs_streams_free(streams);
	ok &= cs_hook_free(hook);
	code = cs_session_close(&s);
	return ok ? code : CS_EXIT_ERROR;
}

int cs_cmd_follow(int argc, char **argv)
{
	struct cs_options o;
	bool help;
	int code = CS_EXIT_USAGE;

	if (!cs_options_parse(&o, argc, argv, &help)) {
		if (help)
			cs_options_print_help();
		code = help ? CS_EXIT_CLEAN : CS_EXIT_USAGE;
	} else if (!cs_options_fit(&o, CS_USE_FOLLOW)) {
		code = CS_EXIT_USAGE;
	} else if (o.inputs.n > 1 || !format_fits(o.format)) {
		fprintf(stderr, "usage: crashscan follow [--format text|brief|ndjson] [SOURCE]\n"
				"SOURCE: /dev/kmsg, a file or device, journal, "
				"netconsole:[ADDRESS:]PORT\n");
	} else {
		code = follow(&o);
	}
	cs_options_release(&o);
	return code;
}
