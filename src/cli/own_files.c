#include "cli/own_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "cli/reports.h"
#include "store/store.h"

/* Devices and pipes give and take at once. */
static void add(struct cs_own_files *own, const struct stat *st, bool written)
{
	if (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode))
		*CS_VEC_PUSH(&own->v) = (struct cs_own_file){st->st_dev, st->st_ino, written};
}

static void add_path(struct cs_own_files *own, const char *path, bool written)
{
	struct stat st;

	if (path && stat(path, &st) == 0)
		add(own, &st, written);
}

/* With the files that SQLite keeps beside it, and the runs' journals. */
static void add_database(struct cs_own_files *own, const struct cs_options *o)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".runs"};
	struct cs_strbuf path;
	size_t n;

	cs_strbuf_init(&path);
	if (o->db)
		cs_strbuf_add_c(&path, o->db);
	else
		cs_store_default_path(&path);
	n = path.n;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		cs_strbuf_cut(&path, n);
		cs_strbuf_add_c(&path, ends[i]);
		add_path(own, path.p, false);
	}
	cs_strbuf_release(&path);
}

void cs_own_files_init(struct cs_own_files *own, const struct cs_options *o)
{
	const char *beside[] = {o->baseline, o->known, o->dtb, o->vmlinux};
	struct stat st;

	*own = (struct cs_own_files){0};
	add_path(own, o->output, true);
	add_path(own, o->write_baseline, true);
	for (size_t i = 0; i < o->reports.n; i++)
		add_path(own, cs_reports_path(o->reports.v[i]), true);
	if (fstat(STDOUT_FILENO, &st) == 0) /* the shell has emptied it, if it wanted to */
		add(own, &st, false);
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++)
		add_path(own, beside[i], false);
	add_database(own, o);
}

void cs_own_files_release(struct cs_own_files *own)
{
	CS_VEC_FREE(&own->v);
}

static const struct cs_own_file *find(const struct cs_own_files *own, const struct stat *st)
{
	for (size_t i = 0; i < own->v.n; i++)
		if (own->v.v[i].dev == st->st_dev && own->v.v[i].ino == st->st_ino)
			return &own->v.v[i];
	return NULL;
}

bool cs_own_files_has(const void *ctx, const struct stat *st)
{
	return find(ctx, st) != NULL;
}

bool cs_own_files_spare_inputs(const struct cs_own_files *own, const struct cs_options *o)
{
	for (size_t i = 0; i < o->inputs.n; i++) {
		const char *path = o->inputs.v[i];
		const struct cs_own_file *f;
		struct stat st;

		if (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) : stat(path, &st))
			continue;
		f = S_ISREG(st.st_mode) ? find(own, &st) : NULL;
		if (!f || !f->written)
			continue;
		fprintf(stderr, "crashscan: %s: is an input, and would be written over\n", path);
		return false;
	}
	return true;
}
