#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

#define BLOCK_BYTES 8192
#define ALIGNMENT 16

struct cs_arena_block {
	struct cs_arena_block *next;
	size_t used;
	size_t size;
	_Alignas(ALIGNMENT) char data[];
};

void cs_arena_init(struct cs_arena *a)
{
	*a = (struct cs_arena){0};
}

void cs_arena_release(struct cs_arena *a)
{
	struct cs_arena_block *b = a->head;

	while (b) {
		struct cs_arena_block *next = b->next;

		free(b);
		b = next;
	}
	*a = (struct cs_arena){0};
}

void *cs_arena_alloc(struct cs_arena *a, size_t n)
{
	size_t need = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct cs_arena_block *b = a->head;
	void *p;

	if (!b || b->size - b->used < need) {
		size_t size = need > BLOCK_BYTES ? need : BLOCK_BYTES;

		b = cs_alloc(sizeof(*b) + size);
		*b = (struct cs_arena_block){.next = a->head, .size = size};
		a->head = b;
	}
	p = b->data + b->used;
	b->used += need;
	a->used += need;
	memset(p, 0, need);
	return p;
}

const char *cs_arena_cstr(struct cs_arena *a, struct cs_str s)
{
	char *p = cs_arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

struct cs_str cs_arena_str(struct cs_arena *a, struct cs_str s)
{
	if (!s.p)
		return s;
	return (struct cs_str){cs_arena_cstr(a, s), s.n};
}

struct cs_str cs_arena_strf(struct cs_arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	p = cs_arena_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
	if (n > 0)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return (struct cs_str){p, (size_t)(n < 0 ? 0 : n)};
}

void *cs_arena_grow(struct cs_arena *a, void *v, size_t n, size_t size)
{
	void *w;

	if (n && (n & (n - 1)))
		return v; /* below the next power of two: there is room */
	w = cs_arena_alloc(a, (n ? n * 2 : 1) * size);
	if (n)
		memcpy(w, v, n * size);
	return w;
}
