#include "anchor/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

/* ---- where ---- */

/* The folder's descriptor, or -1. Relative variables are ignored, as the XDG specification
 * asks for. */
static int open_folder(bool make)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char path[PATH_MAX];
	int n;

	if (cache && *cache == '/')
		n = snprintf(path, sizeof(path), "%s/crashscan/anchors", cache);
	else if (home && *home == '/')
		n = snprintf(path, sizeof(path), "%s/.cache/crashscan/anchors", home);
	else
		return -1;
	if (n >= (int)sizeof(path) || (make && !cs_make_folders(path, 0700)))
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool file_name(const char *key, char *out, size_t size)
{
	return snprintf(out, size, "%s.hs", key) < (int)size;
}

/* ---- reading ---- */

static bool is_trusted(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == geteuid() &&
	       (st->st_mode & (S_IWGRP | S_IWOTH)) == 0 && st->st_size > CS_DIGEST_HEX &&
	       st->st_size <= (off_t)CS_LIMIT_ANCHOR_BYTES;
}

static hs_database_t *unpack(const char *bytes, size_t size)
{
	struct cs_str payload = {bytes + CS_DIGEST_HEX, size - CS_DIGEST_HEX};
	char digest[CS_DIGEST_HEX + 1];
	hs_database_t *db = NULL;

	cs_digest_of(payload, digest);
	if (memcmp(digest, bytes, CS_DIGEST_HEX) != 0 ||
	    hs_deserialize_database(payload.p, payload.n, &db) != HS_SUCCESS)
		return NULL;
	return db;
}

static hs_database_t *get_from(int fd)
{
	hs_database_t *db = NULL;
	struct stat st;
	char *bytes;

	if (fstat(fd, &st) != 0 || !is_trusted(&st))
		return NULL;
	bytes = cs_alloc((size_t)st.st_size);
	if (cs_read_at(fd, bytes, (size_t)st.st_size, 0) == (size_t)st.st_size)
		db = unpack(bytes, (size_t)st.st_size);
	free(bytes);
	return db;
}

hs_database_t *cs_anchor_cache_get(const char key[CS_DIGEST_HEX + 1])
{
	int folder = open_folder(false), fd = -1;
	char name[CS_DIGEST_HEX + 8];
	hs_database_t *db = NULL;

	if (folder < 0)
		return NULL;
	if (file_name(key, name, sizeof(name)))
		fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0) {
		db = get_from(fd);
		close(fd);
	}
	close(folder);
	return db;
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
	char name[CS_DIGEST_HEX + 8];
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

/* Sets change with the rules, so old ones pile up; temporary files of killed writers too. */
static void prune(int folder)
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
	if (all.n > CS_LIMIT_ANCHOR_FILES) {
		qsort(all.v, all.n, sizeof(*all.v), newest_first);
		for (size_t i = CS_LIMIT_ANCHOR_FILES; i < all.n; i++)
			unlinkat(folder, all.v[i].name, 0);
	}
	CS_VEC_FREE(&all);
}

static void put_bytes(int folder, const char *key, struct cs_str payload)
{
	char name[CS_DIGEST_HEX + 8], temporary[CS_DIGEST_HEX + 8];

	if (!file_name(key, name, sizeof(name)))
		return;
	snprintf(temporary, sizeof(temporary), "tmp.%ld", (long)getpid());
	unlinkat(folder, temporary, 0); /* of an earlier process of this number */
	if (!write_file(folder, temporary, payload) ||
	    renameat(folder, temporary, folder, name) != 0)
		unlinkat(folder, temporary, 0);
	prune(folder);
}

void cs_anchor_cache_put(const char key[CS_DIGEST_HEX + 1], const hs_database_t *db)
{
	char *bytes = NULL;
	size_t size = 0;
	int folder = open_folder(true);

	if (folder < 0)
		return;
	if (hs_serialize_database(db, &bytes, &size) == HS_SUCCESS &&
	    size + CS_DIGEST_HEX <= CS_LIMIT_ANCHOR_BYTES)
		put_bytes(folder, key, (struct cs_str){bytes, size});
	free(bytes);
	close(folder);
}
