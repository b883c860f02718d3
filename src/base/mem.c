#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void cs_die_oom(size_t wanted)
{
	fprintf(stderr, "crashscan: out of memory (wanted %zu bytes)\n", wanted);
	exit(3);
}

void *cs_alloc(size_t n)
{
	void *p = malloc(n ? n : 1);

	if (!p)
		cs_die_oom(n);
	return p;
}

void *cs_calloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		cs_die_oom(count * size);
	return p;
}

void *cs_realloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		cs_die_oom(n);
	return q;
}

void *cs_vec_grow(void *v, size_t *n, size_t *cap, size_t size)
{
	if (*n == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		v = cs_realloc(v, *cap * size);
	}
	memset((char *)v + *n * size, 0, size);
	(*n)++;
	return v;
}
