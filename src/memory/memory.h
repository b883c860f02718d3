/* The physical memory of one machine, as far as we have it: segments of known address, with
 * holes between them. Raw images are mapped (a page is read from disk only when somebody looks
 * at it); readers of compressed dumps bring their own segments with a read function.
 *
 * Everybody who looks at RAM (page-table walks, the dump's log, its tasks) goes through here,
 * so that an address that isn't in the image fails in one way: CS_NOT_FOUND, with the address
 * and the segments' bounds in the error. Reads may cross from a segment into one that adjoins.
 * Values are little endian, as all machines of our dumps are.
 *
 * Building a cs_memory is not thread-safe; reading one is, when its segments' ops are. */
#ifndef CS_MEMORY_MEMORY_H
#define CS_MEMORY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct cs_memory;

/* How a segment that isn't a mapped file is read. */
struct cs_memory_ops {
	/* Exactly N bytes at OFFSET of the segment into BUF; OFFSET + N is within it. A page
	 * that the dump left out is CS_NOT_FOUND, a damaged one CS_ERR_FORMAT; on either
	 * BUF's content is unspecified. Caching is the provider's business. */
	enum cs_status (*read)(void *ctx, uint64_t offset, void *buf, size_t n,
			       struct cs_error *err);
	/* Called once for the segment's CTX when the memory is freed; may be NULL. */
	void (*free)(void *ctx);
};

struct cs_memory_piece {
	uint64_t base;               /* physical address of its first byte */
	uint64_t size;               /* base + size does not exceed 2^64 - 1 */
	const char *name;            /* the file, for messages; lives as long as the memory */
	const unsigned char *mapped; /* NULL unless it is a mapped file */
};

struct cs_memory *cs_memory_new(void);
void cs_memory_free(struct cs_memory *m);

/* Maps the whole of the regular file PATH at BASE. Its size needn't be a multiple of pages.
 * An empty file, one that overlaps a segment or passes the end of the address space, and more
 * than CS_LIMIT_MEMORY_SEGMENTS are errors that leave M as it was. */
enum cs_status cs_memory_add_file(struct cs_memory *m, const char *path, uint64_t base,
				  struct cs_error *err) CS_MUST_CHECK;
/* A segment that OPS read; NAME is copied. On success M owns CTX. */
enum cs_status cs_memory_add_segment(struct cs_memory *m, uint64_t base, uint64_t size,
				     const struct cs_memory_ops *ops, void *ctx, const char *name,
				     struct cs_error *err) CS_MUST_CHECK;
/* SIZE bytes at DATA, not copied: they outlive M. For tests, and for pages read elsewhere. */
enum cs_status cs_memory_add_bytes(struct cs_memory *m, const void *data, uint64_t size,
				   uint64_t base, const char *name,
				   struct cs_error *err) CS_MUST_CHECK;

/* In ascending order of address; they don't overlap, but may adjoin. */
size_t cs_memory_segment_count(const struct cs_memory *m);
const struct cs_memory_piece *cs_memory_segment(const struct cs_memory *m, size_t i);
/* The segment that holds PHYS, or NULL. */
const struct cs_memory_piece *cs_memory_find(const struct cs_memory *m, uint64_t phys);

/* N bytes or an error, nothing between: CS_NOT_FOUND when any of them lies in a hole (the
 * error tells the first such address), else what the segment's reader said. */
enum cs_status cs_memory_read(const struct cs_memory *m, uint64_t phys, void *buf, size_t n,
			      struct cs_error *err) CS_MUST_CHECK;
/* As many as there are from PHYS on, up to N; for readers that can use less (text, scanning).
 * *GOT may be 0. Only damage is an error; what was read before it stands, *GOT says how much. */
enum cs_status cs_memory_read_some(const struct cs_memory *m, uint64_t phys, void *buf, size_t n,
				   size_t *got, struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_memory_read_u32(const struct cs_memory *m, uint64_t phys, uint32_t *v,
				  struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_memory_read_u64(const struct cs_memory *m, uint64_t phys, uint64_t *v,
				  struct cs_error *err) CS_MUST_CHECK;
/* The bytes themselves, without a copy, valid as long as M; NULL when they aren't all within
 * one mapped segment (then cs_memory_read() may still have them). */
const void *cs_memory_view(const struct cs_memory *m, uint64_t phys, uint64_t n);

/* "FILE@BASE" as the command line has it: BASE is hex, 0x may lead. Copies FILE's part into
 * PATH and sets *BASE; *HAS_BASE is false, and *BASE 0, when no "@number" ends SPEC (a file
 * whose name holds an '@' is then just a file). False when PATH's SIZE is too small. */
bool cs_memory_split_spec(const char *spec, char *path, size_t size, uint64_t *base,
			  bool *has_base);

#endif
