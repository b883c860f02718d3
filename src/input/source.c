#include "input/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "input/archive.h"
#include "input/copies.h"
#include "input/packed.h"
#include "input/tree.h"

struct cs_source {
	struct cs_archive *open[CS_LIMIT_ARCHIVE_DEPTH]; /* one inside the other */
	size_t depth;
	struct cs_input *single; /* before it is given out */
	struct cs_arena arena;
	const char *path; /* of the file, to go through it once more; NULL: a stream */
	bool listed;
	const char **names; /* of the outermost archive's members, in order; once listed */
	size_t name_count;
};

typedef enum cs_status open_tree(struct cs_input **out, const struct cs_tree *t, const char *name,
				 struct cs_error *err);

/* The directories that are one input, in the order in which they are asked. */
static open_tree *const trees[] = {cs_journal_open_tree, cs_pstore_open_tree, cs_problem_open_tree,
				   cs_rotated_open_tree};

static enum cs_status open_directory(struct cs_input **in, const char *path, struct cs_error *err)
{
	struct cs_tree t;
	enum cs_status rc = cs_tree_read(&t, path, err);

	if (rc == CS_OK)
		rc = CS_NOT_MINE;
	for (size_t i = 0; rc == CS_NOT_MINE && i < sizeof(trees) / sizeof(*trees); i++)
		rc = trees[i](in, &t, path, err);
	if (rc == CS_OK && t.cut)
		cs_input_doubt(*in,
			       "not all files of the directory were looked at: more than "
			       "%u, or deeper than %u folders",
			       CS_LIMIT_TREE_FILES, CS_LIMIT_TREE_DEPTH);
	cs_tree_release(&t);
	if (rc == CS_NOT_MINE)
		return cs_error_set(err, CS_ERR_IO, path,
				    "is a directory; 'crashscan batch %s' scans the "
				    "files in it",
				    path);
	return rc;
}

enum cs_status cs_source_open(struct cs_source **out, const char *path, struct cs_error *err)
{
	struct cs_input *in = NULL;
	enum cs_status rc;
	struct stat st;

	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		rc = open_directory(&in, path, err);
	else
		rc = cs_input_open_file(&in, path, err);
	if (rc != CS_OK)
		return rc;
	*out = cs_calloc(1, sizeof(**out));
	(*out)->single = in;
	if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode))
		(*out)->path = cs_arena_cstr(&(*out)->arena, cs_str_from(path));
	return CS_OK;
}

void cs_source_close(struct cs_source *s)
{
	if (!s)
		return;
	while (s->depth > 0)
		cs_archive_close(s->open[--s->depth]);
	cs_input_close(s->single);
	cs_arena_release(&s->arena);
	free(s);
}

static void mark_copy(struct cs_source *s, struct cs_input *member);

/* The next thing that isn't known to be an archive yet. */
static enum cs_status next_raw(struct cs_source *s, struct cs_input **in, struct cs_error *err)
{
	enum cs_status rc = CS_NOT_FOUND;

	if (s->single) {
		*in = s->single;
		s->single = NULL;
		return CS_OK;
	}
	while (s->depth > 0) {
		rc = cs_archive_next(s->open[s->depth - 1], in, err);
		if (rc == CS_OK && s->depth == 1 && s->path)
			mark_copy(s, *in);
		if (rc != CS_NOT_FOUND)
			return rc;
		cs_archive_close(s->open[--s->depth]);
	}
	return rc;
}

static enum cs_status enter(struct cs_source *s, struct cs_input *packed, struct cs_error *err)
{
	struct cs_archive *a = NULL;
	enum cs_status rc;

	if (s->depth == CS_LIMIT_ARCHIVE_DEPTH) {
		rc = cs_error_set(err, CS_ERR_FORMAT, packed->name,
				  "archives in archives, more than %u deep",
				  CS_LIMIT_ARCHIVE_DEPTH);
		cs_input_close(packed);
		return rc;
	}
	rc = cs_archive_open(&a, packed, err);
	if (rc == CS_OK)
		s->open[s->depth++] = a;
	return rc;
}

static enum cs_status expand(struct cs_source *s, struct cs_input *packed,
			     const struct cs_codec *codec, struct cs_error *err)
{
	enum cs_status rc;

	if (packed->packings < CS_LIMIT_PACKINGS) {
		s->single = cs_packed_open(packed, codec); /* what is in it is looked at now */
		return CS_OK;
	}
	rc = cs_error_set(err, CS_ERR_FORMAT, packed->name,
			  "compressed data in compressed data, more than %u deep",
			  CS_LIMIT_PACKINGS);
	cs_input_close(packed);
	return rc;
}

/* One layer off: *IN is what isn't packed, or NULL when there is more to look at. */
static enum cs_status unwrap(struct cs_source *s, struct cs_input **in,
			     const struct cs_input_kind **kind, struct cs_error *err)
{
	struct cs_input *raw;
	struct cs_str head;
	enum cs_status rc = next_raw(s, &raw, err);

	*in = NULL;
	if (rc != CS_OK)
		return rc;
	rc = cs_input_peek(raw, &head, err);
	if (rc != CS_OK) {
		cs_input_close(raw);
		return rc;
	}
	*kind = cs_input_kind_of(head);
	if ((*kind)->holds == CS_HOLDS_JOURNAL) /* its text is looked at next */
		return cs_journal_open_stream(&s->single, raw, err);
	if ((*kind)->holds == CS_HOLDS_PACKED)
		return (*kind)->codec ? expand(s, raw, (*kind)->codec, err) : enter(s, raw, err);
	*in = raw;
	return CS_OK;
}

enum cs_status cs_source_next(struct cs_source *s, struct cs_input **in,
			      const struct cs_input_kind **kind, struct cs_error *err)
{
	enum cs_status rc;

	do
		rc = unwrap(s, in, kind, err);
	while (rc == CS_OK && !*in);
	return rc;
}

/* ---- copies of logs in an archive ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Goes through the archive once more, for names alone. What can't be read has none. */
static void list(struct cs_source *s)
{
	const struct cs_input_kind *kind;
	struct cs_source *again;
	struct cs_input *in = NULL;
	struct cs_error err;
	enum cs_status rc = cs_source_open(&again, s->path, &err);

	s->listed = true;
	if (rc != CS_OK)
		return;
	while (rc == CS_OK && !in && again->depth == 0)
		rc = unwrap(again, &in, &kind, &err);
	cs_input_close(in);
	while (again->depth && cs_archive_next(again->open[0], &in, &err) == CS_OK) {
		*CS_ARENA_PUSH(&s->arena, s->names, s->name_count) =
			cs_arena_cstr(&s->arena, cs_str_from(in->name));
		cs_input_close(in);
	}
	cs_source_close(again);
	if (s->name_count)
		qsort(s->names, s->name_count, sizeof(*s->names), by_name);
}

struct beside {
	struct cs_source *source;
	struct cs_str folder; /* its slash, or the archive's '!', at the end */
};

static bool has(void *ctx, const char *name)
{
	struct beside *b = ctx;
	struct cs_source *s = b->source;
	struct cs_strbuf path;
	bool found;

	if (!s->listed)
		list(s);
	cs_strbuf_init(&path);
	cs_strbuf_add(&path, b->folder);
	cs_strbuf_add_c(&path, name);
	found = s->name_count &&
		bsearch(&path.p, s->names, s->name_count, sizeof(*s->names), by_name);
	cs_strbuf_release(&path);
	return found;
}

static void mark_copy(struct cs_source *s, struct cs_input *member)
{
	const char *slash = strrchr(member->name, '/'),
		   *mark = strchr(member->name + strlen(s->path), '!');
	const char *name = slash && slash > mark ? slash + 1 : mark ? mark + 1 : NULL;
	struct beside beside = {s, {member->name, 0}};
	struct cs_strbuf whole;

	if (!name)
		return;
	beside.folder.n = (size_t)(name - member->name);
	cs_strbuf_init(&whole);
	if (cs_is_copy(name, has, &beside, &whole))
		member->copy_of = cs_arena_cstr(&member->arena, cs_strbuf_str(&whole));
	cs_strbuf_release(&whole);
}
