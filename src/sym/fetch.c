#include "sym/fetch.h"

#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct library {
	void *handle;
	debuginfod_client *(*begin)(void);
	void (*end)(debuginfod_client *c);
	int (*find)(debuginfod_client *c, const unsigned char *id, int n, char **path);
	void (*set_progress)(debuginfod_client *c, debuginfod_progressfn_t fn);
	void (*set_data)(debuginfod_client *c, void *data);
	void *(*get_data)(debuginfod_client *c);
};

/* The progress function is told the client alone; its data is this. */
struct fetching {
	const struct library *lib;
	const struct cs_fetch_how *how;
	bool too_large, ended;
};

static const struct library *current; /* for on_progress(): one fetch at a time */

static bool load(struct library *l)
{
	l->handle = dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL);
	if (!l->handle)
		return false;
	*(void **)&l->begin = dlsym(l->handle, "debuginfod_begin");
	*(void **)&l->end = dlsym(l->handle, "debuginfod_end");
	*(void **)&l->find = dlsym(l->handle, "debuginfod_find_debuginfo");
	*(void **)&l->set_progress = dlsym(l->handle, "debuginfod_set_progressfn");
	*(void **)&l->set_data = dlsym(l->handle, "debuginfod_set_user_data");
	*(void **)&l->get_data = dlsym(l->handle, "debuginfod_get_user_data");
	if (l->begin && l->end && l->find && l->set_progress && l->set_data && l->get_data)
		return true;
	dlclose(l->handle);
	l->handle = NULL;
	return false;
}

static int on_progress(debuginfod_client *c, long done, long total)
{
	struct fetching *f = current->get_data(c);
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

static enum cs_status fetch(const struct library *l, const char *id, const struct cs_fetch_how *how,
			    char **path, struct cs_error *err)
{
	struct fetching f = {.lib = l, .how = how};
	debuginfod_client *c = l->begin();
	struct stat st;
	int fd;

	if (!c)
		return cs_error_set(err, CS_ERR_IO, id, "cannot fetch: no client");
	/* the client's own limits (debuginfod-client-config(7)), where the progress is not told */
	set_limit("DEBUGINFOD_MAXSIZE", how->max_bytes);
	set_limit("DEBUGINFOD_MAXTIME", how->max_seconds);
	current = l;
	l->set_data(c, &f);
	l->set_progress(c, on_progress);
	fd = l->find(c, (const unsigned char *)id, 0, path);
	l->end(c);
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
	static struct library l; /* stays: libcurl below it isn't made to be unloaded */

	*path = NULL;
	if (!urls || !*urls)
		return cs_error_set(err, CS_ERR_IO, build_id,
				    "no server: set DEBUGINFOD_URLS to those to ask");
	if (!l.handle && !load(&l))
		return cs_error_set(err, CS_ERR_IO, build_id,
				    "libdebuginfod.so.1 isn't installed, or too old");
	return fetch(&l, build_id, how, path, err);
}
