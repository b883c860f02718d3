#include "sym/modules.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>

#include "base/limits.h"

static bool is_module_suffix(const char *s)
{
	static const char *const known[] = {".ko",     ".ko.xz",    ".ko.zst", ".ko.gz",
					    ".ko.bz2", ".ko.debug", ".debug"};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(s, known[i]) == 0)
			return true;
	return false;
}

char *cs_module_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strchr(base, '.');
	char *name;

	if (!dot || dot == base || !is_module_suffix(dot))
		return NULL;
	name = cs_calloc((size_t)(dot - base) + 1, 1);
	for (size_t i = 0; base + i < dot; i++)
		name[i] = base[i] == '-' ? '_' : base[i];
	return name;
}

static void add_file(struct cs_modules *m, const char *path)
{
	char *name = cs_module_name(path);
	struct cs_module_file *f;

	if (!name)
		return;
	if (m->files.n >= CS_LIMIT_SYMBOL_FILES) {
		m->full = true;
		free(name);
		return;
	}
	f = CS_VEC_PUSH(&m->files);
	f->name = name;
	f->path = strdup(path);
	if (!f->path)
		cs_die_oom(strlen(path));
}

/* So that the answer doesn't hang on the order of a folder. */
static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

enum cs_status cs_modules_add(struct cs_modules *m, const char *path, struct cs_error *err)
{
	char *roots[2] = {(char *)(uintptr_t)path, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, by_name);
	FTSENT *e;
	enum cs_status rc = CS_OK;

	if (!fts)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read: %s", strerror(errno));
	while ((e = fts_read(fts)) && rc == CS_OK) {
		if (e->fts_info == FTS_F || e->fts_info == FTS_SL)
			add_file(m, e->fts_path);
		else if (e->fts_level == 0 && (e->fts_info == FTS_NS || e->fts_info == FTS_DNR))
			rc = cs_error_set(err, CS_ERR_IO, path, "cannot read: %s",
					  strerror(e->fts_errno));
	}
	fts_close(fts);
	return rc;
}

void cs_modules_release(struct cs_modules *m)
{
	for (size_t i = 0; i < m->files.n; i++) {
		cs_binary_close(m->files.v[i].binary);
		free(m->files.v[i].path);
		free(m->files.v[i].name);
		free(m->files.v[i].problem);
	}
	CS_VEC_FREE(&m->files);
}

struct cs_module_file *cs_modules_next(struct cs_modules *m, struct cs_str name, size_t *at)
{
	while (*at < m->files.n) {
		struct cs_module_file *f = &m->files.v[(*at)++];

		if (cs_str_is(name, f->name))
			return f;
	}
	return NULL;
}

struct cs_binary *cs_module_binary(struct cs_module_file *f)
{
	struct cs_error err = {0};
	char text[1700];

	if (f->tried)
		return f->binary;
	f->tried = true;
	if (cs_binary_open(&f->binary, f->path, &err) == CS_OK)
		return f->binary;
	f->problem = strdup(cs_error_text(&err, text, sizeof(text)));
	return NULL;
}
