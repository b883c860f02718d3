/* Bytes out of a file, a pipe or a terminal. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "input/input.h"

static enum cs_status read_fd(struct cs_input *in, char *buf, size_t size, int wait_ms, size_t *got,
			      struct cs_error *err)
{
	struct pollfd p = {.fd = in->fd, .events = POLLIN};
	ssize_t n;

	if (wait_ms >= 0 && poll(&p, 1, wait_ms) == 0)
		return CS_NOT_FOUND;
	do {
		n = read(in->fd, buf, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return cs_error_set(err, CS_ERR_IO, in->name, "cannot read: %s", strerror(errno));
	*got = (size_t)n;
	return CS_OK;
}

static int64_t seek_fd(struct cs_input *in, int64_t offset, int whence)
{
	return lseek(in->fd, offset, whence);
}

static void close_fd(struct cs_input *in)
{
	if (in->fd > 0)
		close(in->fd);
}

static const struct cs_input_ops fd_ops = {read_fd, seek_fd, close_fd};

/* "pmsg-ramoops-0": what programs wrote to /dev/pmsg0, which nothing in it tells. */
static bool is_pmsg(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct cs_str s = cs_str_from(slash ? slash + 1 : name);
	uint64_t v;

	return cs_eat(&s, "pmsg-") && (s = cs_str_after(s, "-"), cs_str_to_dec(s, &v));
}

struct cs_input *cs_input_from_fd(int fd, const char *name)
{
	struct cs_input *in = cs_input_new(&fd_ops, name, is_pmsg(name) ? "pmsg" : "text");

	in->fd = fd;
	return in;
}

enum cs_status cs_input_open_file(struct cs_input **out, const char *path, struct cs_error *err)
{
	int fd = 0;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	*out = cs_input_from_fd(fd, path);
	return CS_OK;
}
