/* Allocation that does not return on failure, and growing arrays. */
#ifndef CS_BASE_MEM_H
#define CS_BASE_MEM_H

#include <stddef.h>

void *cs_alloc(size_t n);
void *cs_calloc(size_t count, size_t size);
void *cs_realloc(void *p, size_t n);
/* Says so on standard error and ends with exit code 3: the one place the library may exit,
 * because a report without memory cannot be made. */
_Noreturn void cs_die_oom(size_t wanted);

/* struct { T *v; size_t n, cap; }: appends a zeroed element and yields its address. */
#define CS_VEC(T)                                                                                  \
	struct {                                                                                   \
		T *v;                                                                              \
		size_t n;                                                                          \
		size_t cap;                                                                        \
	}
#define CS_VEC_PUSH(vec)                                                                           \
	((vec)->v = cs_vec_grow((vec)->v, &(vec)->n, &(vec)->cap, sizeof(*(vec)->v)),              \
	 &(vec)->v[(vec)->n - 1])
#define CS_VEC_FREE(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)

void *cs_vec_grow(void *v, size_t *n, size_t *cap, size_t size);

#endif
