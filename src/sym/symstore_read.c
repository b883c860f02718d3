#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "sym/binary.h"
#include "sym/symstore.h"

static char *copy(const char *s)
{
	char *c = strdup(s);

	if (!c)
		cs_die_oom(strlen(s));
	return c;
}

static char *join(const char *folder, const char *name)
{
	char *p = NULL;

	if (asprintf(&p, "%s/%s", folder, name) < 0)
		cs_die_oom(0);
	return p;
}

static bool is_hex(const char *s)
{
	size_t n = 0;

	while (cs_is_hex(s[n]))
		n++;
	return n && s[n] == '\0';
}

bool cs_symstore_entry_folder(const char *root, const char *build_id, char *buf, size_t size)
{
	size_t n = strlen(build_id);

	if (n < 4 || n > CS_BUILD_ID_HEX || !is_hex(build_id))
		return false;
	return snprintf(buf, size, "%s/%.2s/%s", root, build_id, build_id + 2) < (int)size;
}

const char *cs_entry_kind_name(enum cs_entry_kind k)
{
	static const char *const names[] = {"kernel", "module", "other", "names"};

	return names[k];
}

static enum cs_entry_kind kind_named(const char *name)
{
	for (int k = CS_ENTRY_KERNEL; k <= CS_ENTRY_LISTING; k++)
		if (strcmp(name, cs_entry_kind_name((enum cs_entry_kind)k)) == 0)
			return (enum cs_entry_kind)k;
	return CS_ENTRY_OTHER;
}

static void release_entry(struct cs_entry *e)
{
	free(e->folder);
	free(e->path);
	free(e->index);
	free(e->name);
	free(e->release);
	free(e->banner);
	free(e->of_build);
}

/* ---- one entry ---- */

static void take_line(struct cs_entry *e, char *line)
{
	char *value = strchr(line, ' ');

	line[strcspn(line, "\n")] = '\0';
	if (!value)
		return;
	*value++ = '\0';
	if (strcmp(line, "kind") == 0)
		e->kind = kind_named(value);
	else if (strcmp(line, "name") == 0 && !e->name)
		e->name = copy(value);
	else if (strcmp(line, "release") == 0 && !e->release)
		e->release = copy(value);
	else if (strcmp(line, "banner") == 0 && !e->banner)
		e->banner = copy(value);
	else if (strcmp(line, "build-id") == 0 && !e->of_build)
		e->of_build = copy(value);
}

static bool read_meta(struct cs_entry *e)
{
	char *path = join(e->folder, "meta"), line[1024];
	FILE *f = fopen(path, "re");

	free(path);
	if (!f)
		return false;
	e->kind = CS_ENTRY_OTHER;
	for (int i = 0; i < 32 && fgets(line, sizeof(line), f); i++)
		take_line(e, line);
	fclose(f);
	e->name = e->name ? e->name : copy("");
	e->release = e->release ? e->release : copy("");
	e->banner = e->banner ? e->banner : copy("");
	e->of_build = e->of_build ? e->of_build : copy("");
	return true;
}

static void take_entry(struct cs_entries *out, const char *shelf, const char *two, const char *rest)
{
	struct cs_entry e = {.folder = join(shelf, rest)};

	snprintf(e.build_id, sizeof(e.build_id), "%.2s%.*s", two, CS_BUILD_ID_HEX - 2, rest);
	e.path = join(e.folder, "file");
	e.index = join(e.folder, "index");
	if (out->v.n < CS_LIMIT_SYMBOL_FILES * 4 && is_hex(rest) && read_meta(&e))
		*CS_VEC_PUSH(&out->v) = e;
	else
		release_entry(&e);
}

/* ---- all of them ---- */

static void list_shelf(struct cs_entries *out, const char *root, const char *two)
{
	char *shelf = join(root, two);
	DIR *d = opendir(shelf);
	struct dirent *e;

	while (d && (e = readdir(d)))
		take_entry(out, shelf, two, e->d_name);
	if (d)
		closedir(d);
	free(shelf);
}

static int by_kind_and_name(const void *a, const void *b)
{
	const struct cs_entry *x = a, *y = b;
	int c = (int)x->kind - (int)y->kind;

	if (c == 0)
		c = strcmp(x->release, y->release);
	if (c == 0)
		c = strcmp(x->name, y->name);
	return c ? c : strcmp(x->build_id, y->build_id);
}

void cs_symstore_list(struct cs_entries *out, const char *root)
{
	DIR *d = opendir(root);
	struct dirent *e;

	*out = (struct cs_entries){0};
	while (d && (e = readdir(d)))
		if (strlen(e->d_name) == 2 && is_hex(e->d_name))
			list_shelf(out, root, e->d_name);
	if (d)
		closedir(d);
	if (out->v.n)
		qsort(out->v.v, out->v.n, sizeof(*out->v.v), by_kind_and_name);
}

void cs_entries_release(struct cs_entries *e)
{
	for (size_t i = 0; i < e->v.n; i++)
		release_entry(&e->v.v[i]);
	CS_VEC_FREE(&e->v);
}

/* ---- is it good? ---- */

const char *cs_symstore_verify(const struct cs_entry *e, char *buf, size_t size)
{
	struct cs_error err = {0};
	struct cs_binary *b;
	const char *problem = NULL;

	if (cs_binary_open(&b, e->path, &err) != CS_OK) {
		snprintf(buf, size, "%s", err.message);
		return buf;
	}
	if (b->object->is_listing)
		problem = e->kind == CS_ENTRY_LISTING ? NULL : "the file is a list of names now";
	else if (strcmp(cs_binary_build_id(b), e->build_id) != 0)
		problem = "the file has another build ID now";
	else if (cs_binary_use_index(b, e->index, &err) != CS_OK)
		problem = err.message;
	else if (!cs_index_verify(b->index))
		problem = "the index is damaged";
	snprintf(buf, size, "%s", problem ? problem : "");
	cs_binary_close(b);
	return buf[0] ? buf : NULL;
}
