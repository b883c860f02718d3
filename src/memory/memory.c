#include "memory/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/str.h"
#include "memory/file.h"

struct segment {
	struct cs_memory_piece pub;
	struct cs_memory_ops ops; /* of those that aren't mapped */
	void *ctx;
	char *name;
	bool unmap; /* PUB.MAPPED is ours to unmap */
};

struct cs_memory {
	struct segment *v;
	size_t n;
	size_t cap;
};

struct cs_memory *cs_memory_new(void)
{
	return cs_calloc(1, sizeof(struct cs_memory));
}

static void release(struct segment *s)
{
	if (s->unmap)
		cs_memory_unmap_file(s->pub.mapped, s->pub.size);
	if (s->ops.free)
		s->ops.free(s->ctx);
	free(s->name);
}

void cs_memory_free(struct cs_memory *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		release(&m->v[i]);
	free(m->v);
	free(m);
}

/* ---- building ---- */

/* The number of segments that begin at or below PHYS. */
static size_t count_up_to(const struct cs_memory *m, uint64_t phys)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (m->v[mid].pub.base <= phys)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static uint64_t last(const struct cs_memory_piece *s)
{
	return s->base + (s->size - 1);
}

static enum cs_status refuse(const struct cs_memory *m, const struct cs_memory_piece *s,
			     struct cs_error *err)
{
	size_t at = count_up_to(m, s->base);
	const struct cs_memory_piece *other = NULL;

	if (s->size == 0)
		return cs_error_set(err, CS_ERR_FORMAT, s->name, "holds no bytes");
	if (s->base > UINT64_MAX - s->size)
		return cs_error_set(err, CS_ERR_FORMAT, s->name,
				    "%#" PRIx64 " bytes at %#" PRIx64
				    " pass the end of the address space",
				    s->size, s->base);
	if (m->n >= CS_LIMIT_MEMORY_SEGMENTS)
		return cs_error_set(err, CS_ERR_FORMAT, s->name, "more than %u pieces of memory",
				    CS_LIMIT_MEMORY_SEGMENTS);
	if (at > 0 && last(&m->v[at - 1].pub) >= s->base)
		other = &m->v[at - 1].pub;
	else if (at < m->n && m->v[at].pub.base <= last(s))
		other = &m->v[at].pub;
	if (!other)
		return CS_OK;
	return cs_error_set(err, CS_ERR_FORMAT, s->name,
			    "its addresses %#" PRIx64 "-%#" PRIx64 " overlap those of %s, %#" PRIx64
			    "-%#" PRIx64,
			    s->base, last(s), other->name, other->base, last(other));
}

/* Takes NEW's name over; it was checked. */
static void insert(struct cs_memory *m, const struct segment *new)
{
	size_t at = count_up_to(m, new->pub.base);

	m->v = cs_vec_grow(m->v, &m->n, &m->cap, sizeof(*m->v));
	memmove(&m->v[at + 1], &m->v[at], (m->n - 1 - at) * sizeof(*m->v));
	m->v[at] = *new;
}

static enum cs_status add(struct cs_memory *m, struct segment *new, const char *name,
			  struct cs_error *err)
{
	enum cs_status rc;

	new->pub.name = name;
	rc = refuse(m, &new->pub, err);
	if (rc != CS_OK)
		return rc;
	new->name = strdup(name);
	if (!new->name)
		cs_die_oom(strlen(name));
	new->pub.name = new->name;
	insert(m, new);
	return CS_OK;
}

enum cs_status cs_memory_add_file(struct cs_memory *m, const char *path, uint64_t base,
				  struct cs_error *err)
{
	struct segment new = {.pub.base = base, .unmap = true};
	enum cs_status rc = cs_memory_map_file(path, &new.pub.mapped, &new.pub.size, err);

	if (rc != CS_OK)
		return rc;
	rc = add(m, &new, path, err);
	if (rc != CS_OK)
		cs_memory_unmap_file(new.pub.mapped, new.pub.size);
	return rc;
}

enum cs_status cs_memory_add_segment(struct cs_memory *m, uint64_t base, uint64_t size,
				     const struct cs_memory_ops *ops, void *ctx, const char *name,
				     struct cs_error *err)
{
	struct segment new = {.pub = {.base = base, .size = size}, .ops = *ops, .ctx = ctx};

	return add(m, &new, name, err);
}

enum cs_status cs_memory_add_bytes(struct cs_memory *m, const void *data, uint64_t size,
				   uint64_t base, const char *name, struct cs_error *err)
{
	struct segment new = {.pub = {.base = base, .size = size, .mapped = data}};

	return add(m, &new, name, err);
}

/* ---- reading ---- */

size_t cs_memory_segment_count(const struct cs_memory *m)
{
	return m->n;
}

const struct cs_memory_piece *cs_memory_segment(const struct cs_memory *m, size_t i)
{
	return &m->v[i].pub;
}

static const struct segment *find(const struct cs_memory *m, uint64_t phys)
{
	size_t at = count_up_to(m, phys);

	return at > 0 && last(&m->v[at - 1].pub) >= phys ? &m->v[at - 1] : NULL;
}

const struct cs_memory_piece *cs_memory_find(const struct cs_memory *m, uint64_t phys)
{
	const struct segment *s = find(m, phys);

	return s ? &s->pub : NULL;
}

static enum cs_status read_piece(const struct segment *s, uint64_t offset, void *buf, size_t n,
				 struct cs_error *err)
{
	if (!s->pub.mapped)
		return s->ops.read(s->ctx, offset, buf, n, err);
	memcpy(buf, s->pub.mapped + offset, n);
	return CS_OK;
}

/* From PHYS on, segment by segment, until N bytes are there or a hole begins. */
static enum cs_status gather(const struct cs_memory *m, uint64_t phys, unsigned char *buf, size_t n,
			     size_t *got, struct cs_error *err)
{
	*got = 0;
	while (*got < n && phys <= UINT64_MAX - *got) {
		const struct segment *s = find(m, phys + *got);
		uint64_t offset, have;
		size_t piece;
		enum cs_status rc;

		if (!s)
			break;
		offset = phys + *got - s->pub.base;
		have = s->pub.size - offset;
		piece = have < n - *got ? (size_t)have : n - *got;
		rc = read_piece(s, offset, buf + *got, piece, err);
		if (rc != CS_OK)
			return rc;
		*got += piece;
	}
	return CS_OK;
}

static enum cs_status hole(const struct cs_memory *m, uint64_t phys, struct cs_error *err)
{
	if (m->n == 0)
		return cs_error_set(err, CS_NOT_FOUND, NULL,
				    "physical address %#" PRIx64 ": there is no RAM image", phys);
	return cs_error_set(err, CS_NOT_FOUND, NULL,
			    "physical address %#" PRIx64
			    " is not in the RAM image (%zu piece%s, %#" PRIx64 "-%#" PRIx64 ")",
			    phys, m->n, m->n == 1 ? "" : "s", m->v[0].pub.base,
			    last(&m->v[m->n - 1].pub));
}

enum cs_status cs_memory_read(const struct cs_memory *m, uint64_t phys, void *buf, size_t n,
			      struct cs_error *err)
{
	size_t got;
	enum cs_status rc = gather(m, phys, buf, n, &got, err);

	if (rc == CS_OK && got < n)
		return hole(m, phys + got, err);
	return rc;
}

#define SOME_PAGE 4096u

enum cs_status cs_memory_read_some(const struct cs_memory *m, uint64_t phys, void *buf, size_t n,
				   size_t *got, struct cs_error *err)
{
	*got = 0;
	while (*got < n && phys <= UINT64_MAX - *got) {
		size_t to_page = SOME_PAGE - (size_t)((phys + *got) % SOME_PAGE), piece;
		size_t want = to_page < n - *got ? to_page : n - *got;
		enum cs_status rc =
			gather(m, phys + *got, (unsigned char *)buf + *got, want, &piece, err);

		if (rc == CS_NOT_FOUND) /* a page that the dump left out */
			return CS_OK;
		if (rc != CS_OK)
			return rc;
		*got += piece;
		if (piece < want)
			break;
	}
	return CS_OK;
}

enum cs_status cs_memory_read_u32(const struct cs_memory *m, uint64_t phys, uint32_t *v,
				  struct cs_error *err)
{
	unsigned char b[4];
	enum cs_status rc = cs_memory_read(m, phys, b, sizeof(b), err);

	if (rc == CS_OK)
		*v = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
		     (uint32_t)b[3] << 24;
	return rc;
}

enum cs_status cs_memory_read_u64(const struct cs_memory *m, uint64_t phys, uint64_t *v,
				  struct cs_error *err)
{
	unsigned char b[8];
	enum cs_status rc = cs_memory_read(m, phys, b, sizeof(b), err);

	if (rc != CS_OK)
		return rc;
	*v = 0;
	for (int i = 7; i >= 0; i--)
		*v = *v << 8 | b[i];
	return CS_OK;
}

const void *cs_memory_view(const struct cs_memory *m, uint64_t phys, uint64_t n)
{
	const struct cs_memory_piece *s = cs_memory_find(m, phys);

	if (!s || !s->mapped || n > s->size - (phys - s->base))
		return NULL;
	return s->mapped + (phys - s->base);
}

/* ---- the command line's form ---- */

bool cs_memory_split_spec(const char *spec, char *path, size_t size, uint64_t *base, bool *has_base)
{
	const char *at = strrchr(spec, '@');
	size_t n = strlen(spec);

	*base = 0;
	*has_base = at && at > spec && cs_str_to_hex(cs_str_from(at + 1), base);
	if (*has_base)
		n = (size_t)(at - spec);
	if (n >= size)
		return false;
	memcpy(path, spec, n);
	path[n] = '\0';
	return true;
}
