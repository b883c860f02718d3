#include "base/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define NAME_SIZE (CS_DIGEST_HEX + 16)

/* ---- where ---- */

/* The folder's descriptor, or -1. */
static int open_folder(const struct cs_cache *c, bool make)
{
	char tail[64], path[PATH_MAX];

	snprintf(tail, sizeof(tail), "crashscan/%s", c->folder);
	if (!cs_user_folder("XDG_CACHE_HOME", ".cache", tail, path, sizeof(path)) ||
	    (make && !cs_make_folders(path, 0700)))
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool file_name(const struct cs_cache *c, const char *key, char *out)
{
	return snprintf(out, NAME_SIZE, "%s%s", key, c->suffix) < NAME_SIZE;
}

/* ---- reading ---- */

static bool is_trusted(const struct cs_cache *c, const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 && st->st_size > CS_DIGEST_HEX &&
	       st->st_size <= (off_t)c->max_bytes;
}

static bool read_file(const struct cs_cache *c, int fd, struct cs_strbuf *out)
{
	char digest[CS_DIGEST_HEX + 1], stored[CS_DIGEST_HEX];
	struct stat st;
	size_t before = out->n, n;
	char *bytes;
	bool ok;

	if (fstat(fd, &st) != 0 || !is_trusted(c, &st) ||
	    cs_read_at(fd, stored, sizeof(stored), 0) != sizeof(stored))
		return false;
	n = (size_t)st.st_size - CS_DIGEST_HEX;
	bytes = cs_strbuf_extend(out, n);
	ok = cs_read_at(fd, bytes, n, CS_DIGEST_HEX) == n;
	if (ok) {
		cs_digest_of((struct cs_str){bytes, n}, digest);
		ok = memcmp(digest, stored, CS_DIGEST_HEX) == 0;
	}
	if (!ok)
		cs_strbuf_cut(out, before);
	return ok;
}

bool cs_cache_get(const struct cs_cache *c, const char key[CS_DIGEST_HEX + 1],
		  struct cs_strbuf *out)
{
	int folder = open_folder(c, false), fd = -1;
	char name[NAME_SIZE];
	bool ok = false;

	if (folder < 0)
		return false;
	if (file_name(c, key, name))
		fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		ok = read_file(c, fd, out);
		close(fd);
	}
	close(folder);
	return ok;
}

/* ---- writing ---- */

static bool write_file(int folder, const char *name, struct cs_str payload)
{
	char digest[CS_DIGEST_HEX + 1];
	bool ok;
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return false;
	cs_digest_of(payload, digest);
	ok = cs_write_at(fd, cs_str_from(digest), 0) && cs_write_at(fd, payload, CS_DIGEST_HEX);
	return close(fd) == 0 && ok;
}

struct found {
	char name[NAME_SIZE];
	struct timespec when;
};

static int newest_first(const void *a, const void *b)
{
	const struct timespec *x = &((const struct found *)a)->when;
	const struct timespec *y = &((const struct found *)b)->when;

	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

/* Keys change with what the things are made from, so old files pile up; temporary files of killed
 * writers too. */
static void prune(const struct cs_cache *c, int folder)
{
	CS_VEC(struct found) all = {0};
	DIR *dir = fdopendir(dup(folder));
	struct dirent *e;
	struct stat st;

	while (dir && (e = readdir(dir))) {
		if (strlen(e->d_name) >= sizeof(all.v->name) ||
		    fstatat(folder, e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		strcpy(CS_VEC_PUSH(&all)->name, e->d_name);
		all.v[all.n - 1].when = st.st_mtim;
	}
	if (dir)
		closedir(dir);
	if (all.n > c->max_files) {
		qsort(all.v, all.n, sizeof(*all.v), newest_first);
		for (size_t i = c->max_files; i < all.n; i++)
			unlinkat(folder, all.v[i].name, 0);
	}
	CS_VEC_FREE(&all);
}

void cs_cache_put(const struct cs_cache *c, const char key[CS_DIGEST_HEX + 1],
		  struct cs_str payload)
{
	char name[NAME_SIZE], temporary[NAME_SIZE];
	int folder;

	if (payload.n == 0 || payload.n + CS_DIGEST_HEX > c->max_bytes || !file_name(c, key, name))
		return;
	folder = open_folder(c, true);
	if (folder < 0)
		return;
	snprintf(temporary, sizeof(temporary), "tmp.%ld", (long)getpid());
	unlinkat(folder, temporary, 0); /* of an earlier process of this number */
	if (!write_file(folder, temporary, payload) ||
	    renameat(folder, temporary, folder, name) != 0)
		unlinkat(folder, temporary, 0);
	prune(c, folder);
	close(folder);
}
