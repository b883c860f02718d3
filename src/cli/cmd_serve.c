/* crashscan serve: the case page on loopback, through lighttpd and the CGI program. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/session.h"

extern const char cs_lighttpd_conf[]; /* web/lighttpd.conf.in, by the build */

#define START_TRIES 100 /* of 50 ms: until the server answers */
#define PORT_TRIES 5

struct server {
	char database[PATH_MAX];
	char program[PATH_MAX];
	char folder[64]; /* ours, with all that lighttpd writes */
	uint16_t port;
	pid_t pid;
};

static bool fail(const char *what, const char *why)
{
	fprintf(stderr, "crashscan: %s: %s\n", what, why);
	return false;
}

/* ---- what is needed ---- */

/* Beside us in a build folder, else where it was installed. */
static bool find_program(struct server *s)
{
	const char *set = getenv("CRASHSCAN_CGI");
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (set)
		return realpath(set, s->program) || fail(set, strerror(errno));
	if (n > 0) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		*slash = '\0';
		if ((size_t)snprintf(s->program, sizeof(s->program), "%s/crashscan-cgi", self) <
			    sizeof(s->program) &&
		    access(s->program, X_OK) == 0)
			return true;
		/* the whole tree was moved, or made for another prefix (a package) */
		if ((size_t)snprintf(s->program, sizeof(s->program),
				     "%s/../libexec/crashscan/crashscan-cgi",
				     self) < sizeof(s->program) &&
		    access(s->program, X_OK) == 0 && realpath(s->program, self)) {
			memcpy(s->program, self, sizeof(s->program));
			return true;
		}
	}
	snprintf(s->program, sizeof(s->program), "%s", CS_CGI_DIR "/crashscan-cgi");
	return access(s->program, X_OK) == 0 || fail(s->program, strerror(errno));
}

/* The database must be there and be ours before a server is started for it. */
static bool find_database(struct server *s, const char *db)
{
	struct cs_error err = {0};
	struct cs_store *store;
	struct cs_strbuf path;
	enum cs_status rc;
	bool ok;

	cs_strbuf_init(&path);
	if (db)
		cs_strbuf_add_c(&path, db);
	else
		cs_store_default_path(&path);
	rc = cs_store_open(&store, path.p, CS_STORE_READ, &err);
	if (rc == CS_MISMATCH) /* of an older crashscan: brought up to date */
		rc = cs_store_open(&store, path.p, CS_STORE_WRITE, &err);
	ok = rc == CS_OK;
	if (!ok)
		cs_session_tell(&err);
	else
		cs_store_close(store);
	if (ok && !realpath(path.p, s->database))
		ok = fail(path.p, strerror(errno));
	cs_strbuf_release(&path);
	return ok;
}

static bool quotable(const char *path)
{
	for (const char *p = path; *p; p++)
		if (strchr("\"\\", *p) || (unsigned char)*p < ' ')
			return fail(path, "a path with this character can't be served");
	return true;
}

static bool make_folder(struct server *s)
{
	snprintf(s->folder, sizeof(s->folder), "/tmp/crashscan-serve-XXXXXX");
	if (mkdtemp(s->folder))
		return true;
	s->folder[0] = '\0';
	return fail("/tmp", strerror(errno));
}

/* A port that is free now; lighttpd says so if it isn't any more. */
static uint16_t free_port(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint16_t port = 0;

	if (fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0 &&
	    getsockname(fd, (struct sockaddr *)&a, &n) == 0)
		port = ntohs(a.sin_port);
	if (fd >= 0)
		close(fd);
	return port;
}

/* ---- the server ---- */

static const char *value_of(const struct server *s, const char *at, size_t n, char *port)
{
	if (n == 4 && memcmp(at, "PORT", n) == 0)
		return port;
	if (n == 6 && memcmp(at, "FOLDER", n) == 0)
		return s->folder;
	if (n == 8 && memcmp(at, "DATABASE", n) == 0)
		return s->database;
	return n == 7 && memcmp(at, "PROGRAM", n) == 0 ? s->program : "";
}

static bool write_config(const struct server *s)
{
	char path[96], port[8];
	const char *p = cs_lighttpd_conf, *at, *end;
	FILE *f;

	snprintf(path, sizeof(path), "%s/conf", s->folder);
	snprintf(port, sizeof(port), "%u", s->port);
	f = fopen(path, "we");
	if (!f)
		return fail(path, strerror(errno));
	while ((at = strchr(p, '@')) && (end = strchr(at + 1, '@'))) {
		fwrite(p, 1, (size_t)(at - p), f);
		fputs(value_of(s, at + 1, (size_t)(end - at - 1), port), f);
		p = end + 1;
	}
	fputs(p, f);
	return fclose(f) == 0 || fail(path, strerror(errno));
}

static void exec_server(const struct server *s, pid_t parent)
{
	static const char *const places[] = {"/usr/sbin/lighttpd", "/usr/local/sbin/lighttpd"};
	char path[96];
	sigset_t none;

	snprintf(path, sizeof(path), "%s/conf", s->folder);
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* it ends with us, however we end */
	if (getppid() != parent)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		execl(places[i], "lighttpd", "-D", "-f", path, (char *)NULL);
	execlp("lighttpd", "lighttpd", "-D", "-f", path, (char *)NULL);
	fprintf(stderr, "crashscan: lighttpd: %s (Debian package 'lighttpd')\n", strerror(errno));
	_exit(127);
}

static bool answers(uint16_t port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons(port),
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static void print_errors(const struct server *s)
{
	char path[96], line[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/errors", s->folder);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		fprintf(stderr, "crashscan: lighttpd: %s", line);
	if (f)
		fclose(f);
}

/* Starts the server on s->port and waits until it answers. False: it ended, *EXITED. */
static bool start(struct server *s)
{
	pid_t self = getpid();
	int status;

	if (!write_config(s))
		return false;
	s->pid = fork();
	if (s->pid < 0)
		return fail("cannot start a process", strerror(errno));
	if (s->pid == 0)
		exec_server(s, self);
	for (int i = 0; i < START_TRIES; i++) {
		if (waitpid(s->pid, &status, WNOHANG) == s->pid) {
			s->pid = 0;
			return false;
		}
		if (answers(s->port))
			return true;
		poll(NULL, 0, 50);
	}
	return fail("lighttpd", "does not answer");
}

/* PORT 0: any free one. */
static bool start_somewhere(struct server *s, uint16_t port)
{
	for (int i = 0; i < (port ? 1 : PORT_TRIES); i++) {
		s->port = port ? port : free_port();
		if (port && answers(port)) {
			fprintf(stderr, "crashscan: port %u is in use\n", port);
			return false;
		}
		if (start(s))
			return true;
	}
	print_errors(s);
	return false;
}

static void stop(struct server *s)
{
	static const char *const files[] = {"conf", "errors", "pid"};
	char path[96];

	if (s->pid > 0) {
		kill(s->pid, SIGTERM);
		waitpid(s->pid, NULL, 0);
	}
	for (size_t i = 0; s->folder[0] && i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->folder, files[i]);
		unlink(path);
	}
	if (s->folder[0])
		rmdir(s->folder);
}

/* Until we are told to end, or the server does. */
static int wait_for_end(struct server *s, const sigset_t *signals)
{
	int got, status;

	printf("http://127.0.0.1:%u/\n", s->port);
	fflush(stdout);
	fprintf(stderr, "crashscan: the cases of %s; Ctrl-C ends it\n", s->database);
	for (;;) {
		sigwait(signals, &got);
		if (got != SIGCHLD)
			return CS_EXIT_CLEAN;
		if (waitpid(s->pid, &status, WNOHANG) != s->pid)
			continue;
		s->pid = 0;
		print_errors(s);
		fail("lighttpd", "ended");
		return CS_EXIT_ERROR;
	}
}

static int serve(const char *db, uint16_t port)
{
	struct server s = {0};
	sigset_t signals;
	int code = CS_EXIT_ERROR;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	if (find_program(&s) && find_database(&s, db) && quotable(s.program) &&
	    quotable(s.database) && make_folder(&s) && start_somewhere(&s, port))
		code = wait_for_end(&s, &signals);
	stop(&s);
	return code;
}

static int usage(int code)
{
	fputs("usage: crashscan serve [--port N] [--db FILE]\n"
	      "Serves the case page on 127.0.0.1 and prints its address.\n",
	      code ? stderr : stdout);
	return code;
}

int cs_cmd_serve(int argc, char **argv)
{
	static const struct option options[] = {
		{"port", required_argument, NULL, 'p'},
		{"db", required_argument, NULL, 'd'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	const char *db = NULL;
	uint64_t port = 0;
	int opt;

	optind = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == 'h')
			return usage(CS_EXIT_CLEAN);
		if (opt == 'd')
			db = optarg;
		else if (opt != 'p')
			return usage(CS_EXIT_USAGE);
		else if (!cs_str_to_dec(cs_str_from(optarg), &port) || port == 0 || port > 65535)
			return fail("--port", "not a number from 1 to 65535"), CS_EXIT_USAGE;
	}
	return optind < argc ? usage(CS_EXIT_USAGE) : serve(db, (uint16_t)port);
}
