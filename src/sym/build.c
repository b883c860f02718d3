#include "sym/build.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/limits.h"

#define NO_STRING UINT32_MAX
#define NEST 64 /* levels of inlining that are told apart */

void cs_build_init(struct cs_build *b, uint64_t base, uint64_t limit)
{
	*b = (struct cs_build){.base = base, .limit = limit};
	if (limit - base > UINT32_MAX)
		b->limit = base + UINT32_MAX;
	(void)CS_VEC_PUSH(&b->scopes); /* number 0 means none */
	cs_build_string(b, "");
}

void cs_build_release(struct cs_build *b)
{
	CS_VEC_FREE(&b->lines);
	CS_VEC_FREE(&b->segments);
	CS_VEC_FREE(&b->scopes);
	CS_VEC_FREE(&b->pending);
	free(b->strings);
	free(b->slots);
}

/* ---- strings ---- */

static uint32_t *find_slot(struct cs_build *b, const char *s, size_t n)
{
	size_t at = XXH3_64bits(s, n) & (b->slot_count - 1);

	while (b->slots[at] != NO_STRING && strcmp(b->strings + b->slots[at], s) != 0)
		at = (at + 1) & (b->slot_count - 1);
	return &b->slots[at];
}

static void more_slots(struct cs_build *b)
{
	uint32_t *old = b->slots;
	size_t count = b->slot_count;

	b->slot_count = count ? count * 2 : 64;
	b->slots = cs_alloc(b->slot_count * sizeof(*b->slots));
	memset(b->slots, 0xff, b->slot_count * sizeof(*b->slots));
	for (size_t i = 0; i < count; i++)
		if (old[i] != NO_STRING)
			*find_slot(b, b->strings + old[i], strlen(b->strings + old[i])) = old[i];
	free(old);
}

static uint32_t append_string(struct cs_build *b, const char *s, size_t n)
{
	size_t at = b->strings_size;

	if (at + n + 1 > b->strings_cap) {
		b->strings_cap = (at + n + 1) * 2;
		b->strings = cs_realloc(b->strings, b->strings_cap);
	}
	memcpy(b->strings + at, s, n + 1);
	b->strings_size = at + n + 1;
	b->string_count++;
	return (uint32_t)at;
}

uint32_t cs_build_string(struct cs_build *b, const char *s)
{
	size_t n = strlen(s);
	uint32_t *slot;

	if (b->string_count * 2 >= b->slot_count)
		more_slots(b);
	slot = find_slot(b, s, n);
	if (*slot != NO_STRING)
		return *slot;
	if (b->strings_size + n >= CS_LIMIT_INDEX_STRINGS) {
		b->full = true;
		return 0;
	}
	return *slot = append_string(b, s, n);
}

/* ---- scopes ---- */

uint32_t cs_build_scope(struct cs_build *b, const struct cs_scope *s)
{
	if (b->scopes.n >= CS_LIMIT_INDEX_ROWS) {
		b->full = true;
		return 0;
	}
	*CS_VEC_PUSH(&b->scopes) = *s;
	return (uint32_t)(b->scopes.n - 1);
}

void cs_build_interval(struct cs_build *b, uint64_t low, uint64_t high, uint32_t scope,
		       uint32_t depth)
{
	if (low < b->base)
		low = b->base;
	if (high > b->limit)
		high = b->limit;
	if (low >= high || scope == 0)
		return;
	if (b->pending.n >= CS_LIMIT_FUNCTION_RANGES) {
		b->full = true;
		return;
	}
	*CS_VEC_PUSH(&b->pending) = (struct cs_interval){low, high, scope, depth};
}

static int by_low_then_depth(const void *a, const void *b)
{
	const struct cs_interval *x = a, *y = b;

	if (x->low != y->low)
		return x->low < y->low ? -1 : 1;
	return x->depth < y->depth ? -1 : x->depth > y->depth;
}

static void push_segment(struct cs_build *b, uint64_t at, uint32_t scope)
{
	if (b->segments.n >= CS_LIMIT_INDEX_ROWS) {
		b->full = true;
		return;
	}
	*CS_VEC_PUSH(&b->segments) = (struct cs_segment){(uint32_t)(at - b->base), scope};
}

struct nest {
	struct cs_interval v[NEST];
	size_t n;
};

/* Ends all open intervals that end at or before AT: each gives way to the one around it. */
static void close_to(struct cs_build *b, struct nest *open, uint64_t at)
{
	while (open->n && open->v[open->n - 1].high <= at) {
		uint64_t end = open->v[--open->n].high;

		if (open->n && open->v[open->n - 1].high <= end)
			continue; /* the one around it ends here, too */
		push_segment(b, end, open->n ? open->v[open->n - 1].scope : 0);
	}
}

void cs_build_end_function(struct cs_build *b)
{
	struct nest open = {.n = 0};

	if (b->pending.n)
		qsort(b->pending.v, b->pending.n, sizeof(*b->pending.v), by_low_then_depth);
	for (size_t i = 0; i < b->pending.n; i++) {
		struct cs_interval in = b->pending.v[i];

		close_to(b, &open, in.low);
		if (open.n == NEST)
			continue;
		if (open.n && in.high > open.v[open.n - 1].high)
			in.high = open.v[open.n - 1].high;
		push_segment(b, in.low, in.scope);
		open.v[open.n++] = in;
	}
	close_to(b, &open, UINT64_MAX);
	b->pending.n = 0;
}

/* ---- lines ---- */

void cs_build_line(struct cs_build *b, uint64_t address, uint32_t file, uint32_t line)
{
	struct cs_line_row row = {(uint32_t)(address - b->base), file, line};
	const struct cs_line_row *last = b->lines.n ? &b->lines.v[b->lines.n - 1] : NULL;

	if (address < b->base || address > b->limit)
		return;
	if (last && file && last->file == file && last->line == line && last->at < row.at)
		return; /* the one before it goes on */
	if (b->lines.n >= CS_LIMIT_INDEX_ROWS) {
		b->full = true;
		return;
	}
	*CS_VEC_PUSH(&b->lines) = row;
}

/* ---- sorting ---- */

/* Of rows at one address the last that was told holds, but an end never hides a beginning. A row's
 * address, whether it begins something, and its number, which is below CS_LIMIT_INDEX_ROWS, are one
 * number to sort by. */
#define BEGINS (UINT64_C(1) << 31)
_Static_assert(CS_LIMIT_INDEX_ROWS < BEGINS, "a row's number has 31 bits");

static uint64_t order_of(uint32_t at, bool begins, size_t number)
{
	return (uint64_t)at << 32 | (begins ? BEGINS : 0) | number;
}

static int by_order(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool lines_sorted(const struct cs_build *b)
{
	for (size_t i = 1; i < b->lines.n; i++)
		if (b->lines.v[i].at <= b->lines.v[i - 1].at)
			return false;
	return true;
}

static void sort_lines(struct cs_build *b)
{
	struct cs_line_row *rows;
	uint64_t *order;
	size_t n = 0;

	if (lines_sorted(b))
		return;
	order = cs_alloc(b->lines.n * sizeof(*order));
	for (size_t i = 0; i < b->lines.n; i++)
		order[i] = order_of(b->lines.v[i].at, b->lines.v[i].file != 0, i);
	qsort(order, b->lines.n, sizeof(*order), by_order);
	rows = cs_alloc(b->lines.n * sizeof(*rows));
	for (size_t i = 0; i < b->lines.n; i++) {
		const struct cs_line_row *r = &b->lines.v[order[i] & (BEGINS - 1)];

		if (n && rows[n - 1].at == r->at)
			n--; /* the later one holds */
		if (n && rows[n - 1].file == r->file && rows[n - 1].line == r->line)
			continue;
		rows[n++] = *r;
	}
	free(order);
	free(b->lines.v);
	b->lines.v = rows;
	b->lines.cap = b->lines.n;
	b->lines.n = n;
}

static void sort_segments(struct cs_build *b)
{
	uint64_t *order = cs_alloc((b->segments.n + 1) * sizeof(*order));
	size_t n = 0;

	for (size_t i = 0; i < b->segments.n; i++)
		order[i] = order_of(b->segments.v[i].at, b->segments.v[i].scope != 0,
				    b->segments.v[i].scope);
	qsort(order, b->segments.n, sizeof(*order), by_order);
	for (size_t i = 0; i < b->segments.n; i++) {
		struct cs_segment s = {(uint32_t)(order[i] >> 32), order[i] & (BEGINS - 1)};

		if (n && b->segments.v[n - 1].at == s.at)
			n--; /* deeper scopes have greater numbers and come later */
		b->segments.v[n++] = s;
	}
	b->segments.n = n;
	free(order);
}

struct cs_table cs_build_finish(struct cs_build *b)
{
	sort_lines(b);
	sort_segments(b);
	return (struct cs_table){
		.base = b->base,
		.lines = b->lines.v,
		.line_count = b->lines.n,
		.segments = b->segments.v,
		.segment_count = b->segments.n,
		.scopes = b->scopes.v,
		.scope_count = b->scopes.n,
		.strings = b->strings,
		.strings_size = b->strings_size,
	};
}
