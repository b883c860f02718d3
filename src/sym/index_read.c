#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "sym/index.h"
#include "sym/index_format.h"

static const size_t element[CS_PART_COUNT] = {
	[CS_PART_SYMBOLS] = sizeof(struct cs_symbol),
	[CS_PART_SLOTS] = sizeof(uint32_t),
	[CS_PART_SECTIONS] = sizeof(struct cs_symbol_section),
	[CS_PART_NAMES] = 1,
	[CS_PART_LINES] = sizeof(struct cs_line_row),
	[CS_PART_SEGMENTS] = sizeof(struct cs_segment),
	[CS_PART_SCOPES] = sizeof(struct cs_scope),
	[CS_PART_STRINGS] = 1,
	[CS_PART_SYMBOL_STEPS] = sizeof(uint64_t),
	[CS_PART_LINE_STEPS] = sizeof(uint32_t),
	[CS_PART_SEGMENT_STEPS] = sizeof(uint32_t),
	[CS_PART_SUMS] = sizeof(uint64_t),
};

static const struct cs_index_header *header(const struct cs_index *ix)
{
	return ix->map;
}

/* ---- checks ---- */

static bool parts_fit(const struct cs_index_header *h, size_t size)
{
	for (int i = 0; i < CS_PART_COUNT; i++) {
		uint64_t bytes;

		if (__builtin_mul_overflow(h->parts[i].count, (uint64_t)element[i], &bytes) ||
		    h->parts[i].offset % 8 || h->parts[i].offset > size ||
		    bytes > size - h->parts[i].offset)
			return false;
	}
	return true;
}

static bool sums_good(const struct cs_index_header *h, const unsigned char *map)
{
	uint64_t covered = h->parts[CS_PART_SUMS].offset, count = h->parts[CS_PART_SUMS].count;

	return count == (covered + CS_GUARD_BLOCK - 1) / CS_GUARD_BLOCK &&
	       cs_guard_sum(map + covered, count * sizeof(uint64_t)) == h->sums_sum;
}

static bool is_power_of_two(uint64_t n)
{
	return n && (n & (n - 1)) == 0;
}

static enum cs_status damaged(const char *path, const char *what, struct cs_error *err)
{
	return cs_error_set(err, CS_ERR_FORMAT, path, "a damaged index: %s", what);
}

static enum cs_status check(const struct cs_index *ix, const char *path, struct cs_error *err)
{
	const struct cs_index_header *h = header(ix);
	uint64_t slots;

	if (ix->size < sizeof(*h) || h->magic != CS_INDEX_MAGIC)
		return damaged(path, "no header", err);
	if (h->version != CS_INDEX_VERSION)
		return cs_error_set(err, CS_MISMATCH, path, "an index of version %u, not %u",
				    h->version, CS_INDEX_VERSION);
	if (cs_guard_sum(h, offsetof(struct cs_index_header, header_sum)) != h->header_sum)
		return damaged(path, "its header", err);
	if (h->file_size != ix->size || !parts_fit(h, ix->size))
		return damaged(path, "its size", err);
	if (!sums_good(h, ix->map))
		return damaged(path, "its checksums", err);
	slots = h->parts[CS_PART_SLOTS].count;
	if (slots && !is_power_of_two(slots))
		return damaged(path, "its table of names", err);
	return CS_OK;
}

/* ---- views ---- */

/* A part's place, and in *COUNT how many elements it has. */
static const void *part(const struct cs_index *ix, enum cs_index_part p, size_t *count)
{
	*count = header(ix)->parts[p].count;
	return (const char *)ix->map + header(ix)->parts[p].offset;
}

static void view_symbols(struct cs_index *ix, struct cs_symtab *t)
{
	t->v = part(ix, CS_PART_SYMBOLS, &t->n);
	t->steps = part(ix, CS_PART_SYMBOL_STEPS, &t->step_count);
	t->slots = part(ix, CS_PART_SLOTS, &t->slot_count);
	t->names = part(ix, CS_PART_NAMES, &t->names_size);
	t->sections = part(ix, CS_PART_SECTIONS, &t->section_count);
	t->guard = &ix->guard;
}

static void view_table(struct cs_index *ix, struct cs_table *t)
{
	t->base = header(ix)->base;
	t->lines = part(ix, CS_PART_LINES, &t->line_count);
	t->line_steps.v = part(ix, CS_PART_LINE_STEPS, &t->line_steps.n);
	t->segments = part(ix, CS_PART_SEGMENTS, &t->segment_count);
	t->segment_steps.v = part(ix, CS_PART_SEGMENT_STEPS, &t->segment_steps.n);
	t->scopes = part(ix, CS_PART_SCOPES, &t->scope_count);
	t->strings = part(ix, CS_PART_STRINGS, &t->strings_size);
	t->guard = &ix->guard;
}

static void make_views(struct cs_index *ix)
{
	const struct cs_index_header *h = header(ix);
	size_t count;
	const uint64_t *sums = part(ix, CS_PART_SUMS, &count);

	cs_guard_init(&ix->guard, ix->fd, ix->map, h->parts[CS_PART_SUMS].offset, sums, count);
	ix->fd = -1;
	view_symbols(ix, &ix->symbols);
	view_table(ix, &ix->table);
	memcpy(ix->build_id, h->build_id, CS_BUILD_ID_HEX);
	ix->source_size = h->source_size;
	ix->incomplete = h->incomplete != 0;
	memcpy(ix->banner, h->banner, sizeof(ix->banner) - 1);
}

static enum cs_status map_file(struct cs_index *ix, const char *path, struct cs_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return cs_error_set(err, errno == ENOENT ? CS_NOT_FOUND : CS_ERR_IO, path,
				    "cannot read: %s", strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
		close(fd);
		return damaged(path, "an empty file", err);
	}
	ix->size = (size_t)st.st_size;
	ix->map = mmap(NULL, ix->size, PROT_READ, MAP_PRIVATE, fd, 0);
	ix->fd = fd;
	if (ix->map == MAP_FAILED) {
		ix->map = NULL;
		return cs_error_set(err, CS_ERR_IO, path, "cannot map: %s", strerror(errno));
	}
	return CS_OK;
}

enum cs_status cs_index_open(struct cs_index **out, const char *index_path, struct cs_error *err)
{
	struct cs_index *ix = cs_calloc(1, sizeof(*ix));
	enum cs_status rc;

	ix->fd = -1;
	rc = map_file(ix, index_path, err);
	*out = NULL;
	if (rc == CS_OK)
		rc = check(ix, index_path, err);
	if (rc != CS_OK) {
		cs_index_close(ix);
		return rc;
	}
	make_views(ix);
	*out = ix;
	return CS_OK;
}

void cs_index_close(struct cs_index *ix)
{
	if (!ix)
		return;
	cs_guard_release(&ix->guard);
	if (ix->fd >= 0)
		close(ix->fd);
	if (ix->map)
		munmap(ix->map, ix->size);
	free(ix);
}

bool cs_index_verify(struct cs_index *ix)
{
	/* the header has the first block, and a sum of its own */
	return cs_guard_verify(&ix->guard, CS_GUARD_BLOCK);
}
