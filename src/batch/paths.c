#include "batch/paths.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/strbuf.h"
#include "input/copies.h"

void cs_paths_init(struct cs_paths *p)
{
	*p = (struct cs_paths){0};
}

void cs_paths_release(struct cs_paths *p)
{
	for (size_t i = 0; i < p->v.n; i++)
		free(p->v.v[i]);
	CS_VEC_FREE(&p->v);
	free(p->first_copy);
}

static enum cs_status push(struct cs_paths *p, const char *path, struct cs_error *err)
{
	char *copy;

	if (p->v.n >= CS_LIMIT_BATCH_INPUTS)
		return cs_error_set(err, CS_LIMIT, path, "more than %u inputs",
				    CS_LIMIT_BATCH_INPUTS);
	copy = strdup(path);
	if (!copy)
		cs_die_oom(strlen(path));
	*CS_VEC_PUSH(&p->v) = copy;
	return CS_OK;
}

/* All names of a folder, bytewise in order. */
struct folder {
	struct dirent **v;
	size_t n;
};

static enum cs_status walk(struct cs_paths *p, const char *dir, unsigned depth,
			   struct cs_error *err);

static void count_copy(struct cs_paths *p, const char *path, const char *whole)
{
	struct cs_strbuf words;

	if (p->copies++)
		return;
	cs_strbuf_init(&words);
	cs_strbuf_addf(&words, "%s, of %s beside it", path, whole);
	p->first_copy = strdup(words.p);
	if (!p->first_copy)
		cs_die_oom(words.n);
	cs_strbuf_release(&words);
}

static int by_name(const void *name, const void *entry)
{
	return strcmp(name, (*(struct dirent *const *)entry)->d_name);
}

static bool has(void *ctx, const char *name)
{
	const struct folder *f = ctx;

	return bsearch(name, f->v, f->n, sizeof(*f->v), by_name) != NULL;
}

static enum cs_status file(struct cs_paths *p, struct folder *folder, const char *name,
			   const char *path, struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	struct cs_strbuf whole;

	cs_strbuf_init(&whole);
	if (cs_is_copy(name, has, folder, &whole))
		count_copy(p, path, whole.p);
	else
		rc = push(p, path, err);
	cs_strbuf_release(&whole);
	return rc;
}

static bool passes(struct cs_paths *p, const struct stat *st)
{
	bool yes = p->passes && p->passes(p->passes_ctx, st);

	p->passed += yes;
	return yes;
}

static enum cs_status entry(struct cs_paths *p, const char *dir, struct folder *folder,
			    const char *name, unsigned depth, struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	struct cs_strbuf path;
	struct stat st;

	cs_strbuf_init(&path);
	cs_strbuf_addf(&path, "%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", name);
	if (lstat(path.p, &st) == 0 && S_ISDIR(st.st_mode))
		rc = passes(p, &st) ? CS_OK : walk(p, path.p, depth + 1, err);
	else if (stat(path.p, &st) == 0 && S_ISREG(st.st_mode))
		rc = passes(p, &st) ? CS_OK : file(p, folder, name, path.p, err);
	else
		p->skipped++;
	cs_strbuf_release(&path);
	return rc;
}

static int no_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

static int bytewise(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum cs_status walk(struct cs_paths *p, const char *dir, unsigned depth,
			   struct cs_error *err)
{
	struct dirent **list;
	enum cs_status rc = CS_OK;
	int n;

	if (depth > CS_LIMIT_BATCH_DEPTH)
		return cs_error_set(err, CS_LIMIT, dir, "folders nest deeper than %u",
				    CS_LIMIT_BATCH_DEPTH);
	n = scandir(dir, &list, no_dots, bytewise);
	if (n < 0) /* told when it is read */
		return push(p, dir, err);
	for (int i = 0; i < n && rc == CS_OK; i++)
		rc = entry(p, dir, &(struct folder){list, (size_t)n}, list[i]->d_name, depth, err);
	for (int i = 0; i < n; i++)
		free(list[i]);
	free(list);
	return rc;
}

enum cs_status cs_paths_add(struct cs_paths *p, const char *path, struct cs_error *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return push(p, path, err);
	if (S_ISREG(st.st_mode) && passes(p, &st))
		return CS_OK;
	if (S_ISDIR(st.st_mode))
		return walk(p, path, 0, err);
	return push(p, path, err);
}

enum cs_status cs_paths_add_list(struct cs_paths *p, FILE *list, bool zero, struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while (rc == CS_OK && (n = getdelim(&line, &size, zero ? '\0' : '\n', list)) > 0) {
		if (line[n - 1] == (zero ? '\0' : '\n'))
			line[--n] = '\0';
		if (n)
			rc = cs_paths_add(p, line, err);
	}
	if (rc == CS_OK && ferror(list))
		rc = cs_error_set(err, CS_ERR_IO, "-", "cannot read the list: %s", strerror(errno));
	free(line);
	return rc;
}
