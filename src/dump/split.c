#include "dump/split.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"

#define HEADER_BYTES 464u /* struct disk_dump_header: equal in all parts */
#define FILES_LOOKED_AT 4096u

struct piece {
	struct cs_dump_image image;
	struct cs_kdump_part part;
};

struct split {
	CS_VEC(struct piece) v; /* by their first pages */
	char header[HEADER_BYTES];
};

/* ---- as one memory ---- */

static size_t read_split(void *state, uint64_t pa, void *buf, size_t n)
{
	struct split *s = state;
	size_t have = 0;

	for (size_t i = 0; i < s->v.n && have < n; i++) {
		struct cs_dump_image *im = &s->v.v[i].image;

		have += im->ops->read(im->state, pa + have, (char *)buf + have, n - have);
	}
	return have;
}

static bool next_split(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	struct split *s = state;
	struct cs_dump_image_range one;
	bool any = false;

	for (size_t i = 0; i < s->v.n; i++) {
		struct cs_dump_image *im = &s->v.v[i].image;

		if (!im->ops->next(im->state, from, &one) || (any && one.begin >= r->begin))
			continue;
		*r = one;
		any = true;
	}
	return any;
}

static void close_split(void *state)
{
	struct split *s = state;

	for (size_t i = 0; i < s->v.n; i++)
		cs_dump_image_close(&s->v.v[i].image);
	CS_VEC_FREE(&s->v);
	free(s);
}

static const struct cs_dump_image_ops ops = {
	.read = read_split, .next = next_split, .close = close_split};

/* ---- its parts ---- */

static void insert(struct split *s, const struct piece *p)
{
	size_t i;

	(void)CS_VEC_PUSH(&s->v);
	for (i = s->v.n - 1; i && s->v.v[i - 1].part.first > p->part.first; i--)
		s->v.v[i] = s->v.v[i - 1];
	s->v.v[i] = *p;
}

static bool has_range(const struct split *s, const struct cs_kdump_part *part)
{
	for (size_t i = 0; i < s->v.n; i++)
		if (s->v.v[i].part.first == part->first)
			return true;
	return false;
}

/* Regular files only: opening a pipe would wait. */
static bool read_header(const char *path, char *header)
{
	struct stat st;
	FILE *f;
	bool whole;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	f = fopen(path, "rb");
	if (!f)
		return false;
	whole = fread(header, 1, HEADER_BYTES, f) == HEADER_BYTES;
	fclose(f);
	return whole && memcmp(header, "KDUMP   ", 8) == 0;
}

static bool open_piece(struct piece *p, const char *path)
{
	struct cs_dump_file *file;
	struct cs_error err;

	*p = (struct piece){0};
	if (cs_dump_file_open(&file, path, &err) != CS_OK)
		return false;
	if (cs_dump_image_kdump.open(&p->image, file, &err) != CS_OK) {
		cs_dump_file_close(file);
		return false;
	}
	p->image.bytes = cs_dump_file_size(file);
	if (cs_kdump_part(&p->image, &p->part))
		return true;
	cs_dump_image_close(&p->image);
	return false;
}

static void consider(struct split *s, const char *path)
{
	char header[HEADER_BYTES];
	struct piece p;

	if (s->v.n >= CS_LIMIT_DUMP_FILES || !read_header(path, header) ||
	    (s->header[0] && memcmp(header, s->header, HEADER_BYTES) != 0) || !open_piece(&p, path))
		return;
	memcpy(s->header, header, HEADER_BYTES);
	if (has_range(s, &p.part))
		cs_dump_image_close(&p.image);
	else
		insert(s, &p);
}

static void look_in(struct split *s, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char path[4096];

	for (unsigned n = 0; d && n < FILES_LOOKED_AT && (e = readdir(d)); n++)
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", dir, e->d_name) < sizeof(path))
			consider(s, path);
	if (d)
		closedir(d);
}

/* ---- the whole ---- */

static void tell_gaps(struct cs_dump_image *im, const struct split *s)
{
	uint64_t have = 0;

	for (size_t i = 0; i < s->v.n; i++) {
		const struct cs_kdump_part *p = &s->v.v[i].part;

		if (p->first > have)
			break;
		if (p->last > have)
			have = p->last;
	}
	if (have < s->v.v[0].part.pages)
		cs_dump_image_set_damage(im,
					 "parts of a split dump are missing: of %llu pages those "
					 "from %llu on",
					 (unsigned long long)s->v.v[0].part.pages,
					 (unsigned long long)have);
}

/* IM becomes the image of all parts; notes and damage are the first part's. */
static void take_over(struct cs_dump_image *im, struct split *s)
{
	struct cs_dump_image *first = &s->v.v[0].image;

	*im = (struct cs_dump_image){.format = "kdump", .arch = first->arch, .ops = &ops};
	im->state = s;
	im->notes = first->notes;
	first->notes = (struct cs_dump_notes){0};
	for (size_t i = 0; i < s->v.n; i++) {
		im->bytes += s->v.v[i].image.bytes;
		if (s->v.v[i].image.damage[0])
			cs_dump_image_set_damage(im, "%s", s->v.v[i].image.damage);
	}
	tell_gaps(im, s);
}

void cs_split_join(struct cs_dump_image *im, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct split *s = cs_calloc(1, sizeof(*s));
	char dir[4096];

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	consider(s, path); /* the one that was asked for comes in whatever else is there */
	if (s->v.n == 0) { /* flattened: it stands alone */
		free(s);
		cs_dump_image_set_damage(im, "one part of a split dump: other pages are missing");
		return;
	}
	look_in(s, slash == path ? "/" : dir);
	cs_dump_image_close(im);
	take_over(im, s);
}

enum cs_status cs_split_open(struct cs_dump_image *im, const char *dir, struct cs_error *err)
{
	struct split *s = cs_calloc(1, sizeof(*s));

	(void)err;
	look_in(s, dir);
	if (s->v.n == 0) {
		free(s);
		return CS_NOT_MINE;
	}
	take_over(im, s);
	return CS_OK;
}
