#include "input/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

struct cs_input {
	int fd;
	char *path;
};

enum cs_status cs_input_open(struct cs_input **out, const char *path, struct cs_error *err)
{
	struct cs_input *in;
	struct stat st;
	int fd = 0;

	if (strcmp(path, "-") != 0) {
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return cs_error_set(err, CS_ERR_IO, path,
					    "is a directory; 'crashscan batch %s' scans the "
					    "files in it", path);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s",
					    strerror(errno));
	}
	in = cs_calloc(1, sizeof(*in));
	in->fd = fd;
	in->path = strdup(path);
	if (!in->path)
		cs_die_oom(strlen(path));
	*out = in;
	return CS_OK;
}

void cs_input_close(struct cs_input *in)
{
	if (!in)
		return;
	if (in->fd > 0)
		close(in->fd);
	free(in->path);
	free(in);
}

enum cs_status cs_input_read(struct cs_input *in, char *buf, size_t size, int wait_ms,
			     size_t *got, struct cs_error *err)
{
	struct pollfd p = {.fd = in->fd, .events = POLLIN};
	ssize_t n;

	*got = 0;
	if (wait_ms >= 0 && poll(&p, 1, wait_ms) == 0)
		return CS_NOT_FOUND;
	do {
		n = read(in->fd, buf, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return cs_error_set(err, CS_ERR_IO, in->path, "cannot read: %s",
				    strerror(errno));
	*got = (size_t)n;
	return CS_OK;
}

static const struct {
	const char *magic;
	size_t n;
	const char *what;
} magics[] = {
	{"\x7f" "ELF", 4, "an ELF file (no vmcore reader yet)"},
	{"KDUMP   ", 8, "a kdump-compressed vmcore (no reader yet)"},
	{"makedumpfile", 12, "a flattened vmcore (no reader yet)"},
	{"\x1f\x8b", 2, "gzip-compressed; decompress it first"},
	{"\xfd" "7zXZ", 5, "xz-compressed; decompress it first"},
	{"\x28\xb5\x2f\xfd", 4, "zstd-compressed; decompress it first"},
	{"BZh", 3, "bzip2-compressed; decompress it first"},
	{"PK\x03\x04", 4, "a zip archive; unpack it first"},
	{"SQLite format 3", 15, "an SQLite database"},
};

enum cs_sniff cs_input_sniff(const char *buf, size_t n, const char **what)
{
	size_t odd = 0;

	*what = "binary data";
	if (n == 0)
		return CS_SNIFF_EMPTY;
	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++) {
		if (n >= magics[i].n && memcmp(buf, magics[i].magic, magics[i].n) == 0) {
			*what = magics[i].what;
			return CS_SNIFF_BINARY;
		}
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)buf[i];

		odd += (c < 32 && c != '\n' && c != '\r' && c != '\t' && c != 27 && c != 0) ||
		       c == 127;
	}
	/* noise has one control byte in nine; a log with some garbage in it far fewer */
	return odd * 20 > n && n > 64 ? CS_SNIFF_BINARY : CS_SNIFF_TEXT;
}
