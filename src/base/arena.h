/* Memory that lives and dies together: an event owns one. */
#ifndef CS_BASE_ARENA_H
#define CS_BASE_ARENA_H

#include "base/str.h"

struct cs_arena_block;

struct cs_arena {
	struct cs_arena_block *head;
	size_t used; /* bytes handed out since init */
};

void cs_arena_init(struct cs_arena *a);
void cs_arena_release(struct cs_arena *a);
/* Zeroed, aligned for any type. */
void *cs_arena_alloc(struct cs_arena *a, size_t n);
struct cs_str cs_arena_str(struct cs_arena *a, struct cs_str s);
struct cs_str cs_arena_strf(struct cs_arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* NUL-terminated copy. */
const char *cs_arena_cstr(struct cs_arena *a, struct cs_str s);
/* Room for one more in a growing array: a copy of V with N elements of SIZE, doubled at
 * powers of two. Returns the (perhaps moved) array; element N is zeroed. */
void *cs_arena_grow(struct cs_arena *a, void *v, size_t n, size_t size);
#define CS_ARENA_PUSH(arena, vec, count)                                                           \
	((vec) = cs_arena_grow((arena), (vec), (count), sizeof(*(vec))), &(vec)[(count)++])

#endif
