#include "dump/as_memory.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dump/ram.h"

/* An opened image, shared by its runs of memory. */
struct shared {
	struct cs_dump_image own;
	struct cs_dump_image *image; /* that, or somebody else's */
	unsigned users;
};

struct run {
	struct shared *shared;
	uint64_t begin;
};

static enum cs_status read_run(void *ctx, uint64_t offset, void *buf, size_t n,
			       struct cs_error *err)
{
	struct run *r = ctx;

	if (cs_ram_get(r->shared->image, r->begin + offset, buf, n))
		return CS_OK;
	return cs_error_set(err, CS_NOT_FOUND, NULL, "physical address %#llx is not in the dump",
			    (unsigned long long)(r->begin + offset));
}

static void leave(struct shared *s)
{
	if (--s->users)
		return;
	if (s->image == &s->own)
		cs_dump_image_close(&s->own);
	free(s);
}

static void free_run(void *ctx)
{
	struct run *r = ctx;

	leave(r->shared);
	free(r);
}

static enum cs_status add_runs(struct cs_memory *m, struct shared *s, const char *path,
			       struct cs_error *err)
{
	static const struct cs_memory_ops ops = {read_run, free_run};
	struct cs_dump_image_range range;
	uint64_t from = 0;
	enum cs_status rc = CS_OK;

	while (rc == CS_OK && s->image->ops->next(s->image->state, from, &range) &&
	       range.end > from) {
		struct run *r = cs_calloc(1, sizeof(*r));

		*r = (struct run){s, range.begin};
		s->users++;
		rc = cs_memory_add_segment(m, range.begin, range.end - range.begin, &ops, r, path,
					   err);
		if (rc != CS_OK)
			free_run(r);
		from = range.end;
	}
	return rc;
}

enum cs_status cs_dump_add_memory(struct cs_memory *m, const char *spec, struct cs_error *err)
{
	struct shared *s;
	enum cs_status rc;
	char path[4096];
	uint64_t base;
	bool has_base;

	if (!cs_memory_split_spec(spec, path, sizeof(path), &base, &has_base))
		return cs_error_set(err, CS_ERR_USAGE, NULL,
				    "a file name of %zu bytes is too "
				    "long",
				    sizeof(path));
	if (has_base)
		return cs_memory_add_file(m, path, base, err);
	s = cs_calloc(1, sizeof(*s));
	s->users = 1;
	s->image = &s->own;
	rc = cs_dump_image_open(&s->own, path, err);
	if (rc != CS_OK) {
		free(s);
		return rc == CS_NOT_MINE ? cs_memory_add_file(m, path, 0, err) : rc;
	}
	rc = add_runs(m, s, path, err);
	leave(s);
	return rc;
}

struct cs_memory *cs_dump_image_memory(struct cs_dump_image *im)
{
	struct cs_memory *m = cs_memory_new();
	struct shared *s = cs_calloc(1, sizeof(*s));
	struct cs_error err = {0};

	s->image = im;
	s->users = 1;
	if (add_runs(m, s, "the dump", &err) != CS_OK)
		err.status = CS_OK; /* too many runs: those that are there will do */
	leave(s);
	return m;
}
