#include "dump/parts.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

struct part {
	struct cs_dump_file *file;
	bool owns; /* the file */
	uint64_t pa, offset, size;
};

struct cs_parts {
	CS_VEC(struct part) v; /* by pa */
};

struct cs_parts *cs_parts_new(void)
{
	return cs_calloc(1, sizeof(struct cs_parts));
}

void cs_parts_free(struct cs_parts *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->v.n; i++)
		if (p->v.v[i].owns)
			cs_dump_file_close(p->v.v[i].file);
	CS_VEC_FREE(&p->v);
	free(p);
}

enum cs_status cs_parts_add_slice(struct cs_parts *p, struct cs_dump_file *file, bool adopt,
				  uint64_t pa, uint64_t offset, uint64_t size)
{
	size_t i;

	if (p->v.n >= CS_LIMIT_DUMP_FILES || pa + size < pa || offset + size < offset)
		return CS_LIMIT;
	(void)CS_VEC_PUSH(&p->v);
	for (i = p->v.n - 1; i && p->v.v[i - 1].pa > pa; i--)
		p->v.v[i] = p->v.v[i - 1];
	p->v.v[i] = (struct part){file, adopt, pa, offset, size};
	return CS_OK;
}

enum cs_status cs_parts_add(struct cs_parts *p, struct cs_dump_file *file, uint64_t pa,
			    uint64_t size)
{
	enum cs_status rc = cs_parts_add_slice(p, file, true, pa, 0, size);

	if (rc != CS_OK)
		cs_dump_file_close(file);
	return rc;
}

size_t cs_parts_count(const struct cs_parts *p)
{
	return p->v.n;
}

uint64_t cs_parts_bytes(const struct cs_parts *p)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < p->v.n; i++)
		sum += p->v.v[i].size;
	return sum;
}

static size_t read_parts(void *state, uint64_t pa, void *buf, size_t n)
{
	const struct cs_parts *p = state;
	size_t have = 0;

	for (size_t i = 0; i < p->v.n && have < n; i++) {
		const struct part *q = &p->v.v[i];
		uint64_t at = pa + have, in = at - q->pa;
		size_t take = n - have, got;

		if (at < q->pa || in >= q->size)
			continue;
		if (take > q->size - in)
			take = (size_t)(q->size - in);
		got = cs_dump_file_read(q->file, q->offset + in, (char *)buf + have, take);
		have += got;
		if (got < take)
			break;
	}
	return have;
}

static bool next_part(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	const struct cs_parts *p = state;

	for (size_t i = 0; i < p->v.n; i++) {
		const struct part *q = &p->v.v[i];

		if (q->pa + q->size <= from)
			continue;
		r->begin = q->pa > from ? q->pa : from;
		r->end = q->pa + q->size;
		return true;
	}
	return false;
}

static void close_parts(void *state)
{
	cs_parts_free(state);
}

static uint64_t skip_part(void *state, uint64_t from)
{
	const struct cs_parts *p = state;

	for (size_t i = 0; i < p->v.n; i++) {
		const struct part *q = &p->v.v[i];
		uint64_t data;

		if (from < q->pa || from - q->pa >= q->size)
			continue;
		data = cs_dump_file_data(q->file, q->offset + (from - q->pa)) - q->offset;
		return q->pa + (data < q->size ? data : q->size);
	}
	return from;
}

static const struct cs_dump_image_ops ops = {read_parts, next_part, close_parts, skip_part};

void cs_parts_into(struct cs_parts *p, struct cs_dump_image *im)
{
	im->ops = &ops;
	im->state = p;
}

bool cs_parts_is(const struct cs_dump_image *im)
{
	return im->ops == &ops;
}

void cs_parts_rebase(struct cs_dump_image *im, uint64_t base)
{
	struct cs_parts *p = im->state;

	p->v.v[0].pa = base;
}
