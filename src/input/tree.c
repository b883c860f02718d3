#include "input/tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"

static void add_file(struct cs_tree *t, const char *path, const struct stat *st)
{
	struct cs_tree_file *f;
	const char *slash;

	if (t->count == CS_LIMIT_TREE_FILES) {
		t->cut = true;
		return;
	}
	f = CS_ARENA_PUSH(&t->arena, t->files, t->count);
	f->path = cs_arena_cstr(&t->arena, cs_str_from(path));
	slash = strrchr(f->path, '/');
	f->name = slash ? slash + 1 : f->path;
	f->size = (uint64_t)st->st_size;
}

static enum cs_status read_folder(struct cs_tree *t, const char *path, unsigned depth,
				  struct cs_error *err)
{
	DIR *d = opendir(path);
	struct dirent *e;
	struct stat st;
	char below[4096];

	if (!d)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	while (!t->cut && (e = readdir(d))) {
		int n;

		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		n = snprintf(below, sizeof(below), "%s/%s", path, e->d_name);
		if (n >= (int)sizeof(below) || lstat(below, &st) != 0)
			continue;
		if (S_ISREG(st.st_mode))
			add_file(t, below, &st);
		else if (S_ISDIR(st.st_mode) && depth + 1 == CS_LIMIT_TREE_DEPTH)
			t->cut = true;
		else if (S_ISDIR(st.st_mode) && read_folder(t, below, depth + 1, err) != CS_OK)
			t->cut = true; /* one that can't be read keeps no other from it */
	}
	closedir(d);
	return CS_OK;
}

static int by_path(const void *a, const void *b)
{
	const struct cs_tree_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

enum cs_status cs_tree_read(struct cs_tree *t, const char *path, struct cs_error *err)
{
	enum cs_status rc;

	*t = (struct cs_tree){0};
	cs_arena_init(&t->arena);
	rc = read_folder(t, path, 0, err);
	if (t->count)
		qsort(t->files, t->count, sizeof(*t->files), by_path);
	return rc;
}

void cs_tree_release(struct cs_tree *t)
{
	cs_arena_release(&t->arena);
}

/* ---- text in memory ---- */

struct text {
	char *p;
	size_t n, at;
};

static enum cs_status read_text(struct cs_input *in, char *buf, size_t size, int wait_ms,
				size_t *got, struct cs_error *err)
{
	struct text *t = in->ctx;

	(void)wait_ms;
	(void)err;
	*got = t->n - t->at < size ? t->n - t->at : size;
	memcpy(buf, t->p + t->at, *got);
	t->at += *got;
	return CS_OK;
}

static void close_text(struct cs_input *in)
{
	free(((struct text *)in->ctx)->p);
}

static const struct cs_input_ops text_ops = {read_text, NULL, close_text};

struct cs_input *cs_input_from_text(char *text, size_t n, const char *name, const char *format)
{
	struct cs_input *in = cs_input_new(&text_ops, name, format);
	struct text *t = cs_arena_alloc(&in->arena, sizeof(*t));

	*t = (struct text){text, n, 0};
	in->ctx = t;
	return in;
}
