#include "sym/fetch.h"

#include <elfutils/debuginfod.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/library.h"

#define FUNCTIONS(F)                                                                               \
	F(debuginfod_begin)                                                                        \
	F(debuginfod_end)                                                                          \
	F(debuginfod_find_debuginfo)                                                               \
	F(debuginfod_get_user_data)                                                                \
	F(debuginfod_set_progressfn)                                                               \
	F(debuginfod_set_user_data)

static struct {
	CS_LIBRARY_POINTERS(FUNCTIONS)
} lib;
static struct cs_library library = CS_LIBRARY("libdebuginfod.so.1", FUNCTIONS, lib);

/* The progress function is told the client alone; its data is this. */
struct fetching {
	const struct cs_fetch_how *how;
	bool too_large, ended;
};

static int on_progress(debuginfod_client *c, long done, long total)
{
	struct fetching *f = lib.debuginfod_get_user_data(c);
	uint64_t size = (uint64_t)(done > total ? done : total);

	if (f->how->max_bytes && size > f->how->max_bytes)
		f->too_large = true;
	else if (f->how->progress && !f->how->progress(f->how->ctx, done, total))
		f->ended = true;
	return f->too_large || f->ended;
}

static void set_limit(const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	if (value)
		setenv(name, text, 1);
}

static enum cs_status failed(const struct fetching *f, const char *id, int code,
			     struct cs_error *err)
{
	if (f->too_large || code == -EFBIG)
		return cs_error_set(err, CS_LIMIT, id, "larger than %llu bytes: not fetched",
				    (unsigned long long)f->how->max_bytes);
	if (f->ended)
		return cs_error_set(err, CS_LIMIT, id, "not fetched: ended");
	if (code == -ETIME)
		return cs_error_set(err, CS_LIMIT, id, "not there after %u s", f->how->max_seconds);
	if (code == -ENOENT)
		return cs_error_set(err, CS_NOT_FOUND, id, "no server has it");
	return cs_error_set(err, CS_ERR_IO, id, "cannot fetch: %s", strerror(-code));
}

static enum cs_status fetch(const char *id, const struct cs_fetch_how *how, char **path,
			    struct cs_error *err)
{
	struct fetching f = {.how = how};
	debuginfod_client *c = lib.debuginfod_begin();
	struct stat st;
	int fd;

	if (!c)
		return cs_error_set(err, CS_ERR_IO, id, "cannot fetch: no client");
	/* the client's own limits (debuginfod-client-config(7)), where the progress is not told */
	set_limit("DEBUGINFOD_MAXSIZE", how->max_bytes);
	set_limit("DEBUGINFOD_MAXTIME", how->max_seconds);
	lib.debuginfod_set_user_data(c, &f);
	lib.debuginfod_set_progressfn(c, on_progress);
	fd = lib.debuginfod_find_debuginfo(c, (const unsigned char *)id, 0, path);
	lib.debuginfod_end(c);
	/* a small or a fast file is there before its progress is told */
	if (fd >= 0 && how->max_bytes && fstat(fd, &st) == 0)
		f.too_large = (uint64_t)st.st_size > how->max_bytes;
	if (fd >= 0)
		close(fd);
	return fd < 0 || f.too_large ? failed(&f, id, fd, err) : CS_OK;
}

enum cs_status cs_fetch_debuginfo(const char *build_id, const struct cs_fetch_how *how, char **path,
				  struct cs_error *err)
{
	const char *urls = getenv("DEBUGINFOD_URLS");

	*path = NULL;
	if (!urls || !*urls)
		return cs_error_set(err, CS_ERR_IO, build_id,
				    "no server: set DEBUGINFOD_URLS to those to ask");
	if (!cs_library_load(&library))
		return cs_error_set(err, CS_ERR_IO, build_id,
				    "libdebuginfod.so.1 isn't installed, or too old");
	return fetch(build_id, how, path, err);
}
