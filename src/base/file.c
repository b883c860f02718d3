#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool cs_make_folders(char *path, mode_t mode)
{
	for (char *p = path + 1; *path; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(path, mode) != 0 && errno != EEXIST)
			return false;
		*p = c;
		if (c == '\0')
			break;
	}
	return true;
}

size_t cs_read_at(int fd, void *buf, size_t n, uint64_t at)
{
	size_t have = 0;

	while (have < n) {
		ssize_t got = pread(fd, (char *)buf + have, n - have, (off_t)(at + have));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		have += (size_t)got;
	}
	return have;
}

bool cs_write_at(int fd, struct cs_str s, uint64_t at)
{
	while (s.n) {
		ssize_t n = pwrite(fd, s.p, s.n, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = cs_str_tail(s, (size_t)n);
		at += (uint64_t)n;
	}
	return true;
}

bool cs_user_folder(const char *variable, const char *under_home, const char *tail, char *out,
		    size_t size)
{
	const char *folder = getenv(variable), *home = getenv("HOME");
	int n = -1;

	if (folder && *folder == '/')
		n = snprintf(out, size, "%s/%s", folder, tail);
	else if (home && *home == '/')
		n = snprintf(out, size, "%s/%s/%s", home, under_home, tail);
	return n > 0 && (size_t)n < size;
}
