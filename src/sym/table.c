#include "sym/table.h"

static const char *string(const struct cs_table *t, uint32_t at)
{
	if (at >= t->strings_size)
		return "";
	return cs_guard_string(t->guard, t->strings + at, t->strings + t->strings_size);
}

/* Rows of SIZE bytes, each beginning with its uint32_t "at", ascending. */
struct rows {
	struct cs_guard *guard;
	const void *v;
	size_t size;
};

/* How many of the rows [LOW, HIGH) lie at or below AT, plus LOW; 0 when they may not be read. */
static size_t search(const struct rows *r, size_t low, size_t high, uint32_t at)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const uint32_t *row =
			cs_guard_get(r->guard, (const char *)r->v + mid * r->size, r->size);

		if (!row)
			return 0;
		if (*row <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t count_to(const struct rows *r, size_t n, const struct cs_steps *steps, uint32_t at)
{
	const struct rows s = {r->guard, steps->v, sizeof(*steps->v)};
	size_t k = search(&s, 0, steps->n, at), low = k ? (k - 1) * CS_STEP : 0;

	if (steps->n == 0)
		return search(r, 0, n, at);
	if (k == 0 || low >= n)
		return 0;
	return search(r, low, n - low < CS_STEP ? n : low + CS_STEP, at);
}

/* The row that holds at AT, without a file when none does. */
static struct cs_line_row find_line(const struct cs_table *t, uint32_t at)
{
	const struct rows r = {t->guard, t->lines, sizeof(*t->lines)};
	size_t n = count_to(&r, t->line_count, &t->line_steps, at);
	const struct cs_line_row *row = n ? cs_guard_get(t->guard, &t->lines[n - 1], sizeof(*row))
					  : NULL;

	return row ? *row : (struct cs_line_row){0};
}

static uint32_t find_scope(const struct cs_table *t, uint32_t at)
{
	const struct rows r = {t->guard, t->segments, sizeof(*t->segments)};
	size_t n = count_to(&r, t->segment_count, &t->segment_steps, at);
	const struct cs_segment *s = n ? cs_guard_get(t->guard, &t->segments[n - 1], sizeof(*s))
				       : NULL;

	return s && s->scope < t->scope_count ? s->scope : 0;
}

static int line_number(uint32_t line)
{
	return line <= INT32_MAX ? (int)line : 0;
}

size_t cs_table_places(const struct cs_table *t, uint64_t address, struct cs_table_place *out,
		       size_t max)
{
	uint64_t at = address - t->base;
	struct cs_line_row row;
	struct cs_table_place p = {.function = "", .file = ""};
	uint32_t scope;
	size_t n = 0;

	if (address < t->base || at > UINT32_MAX || max == 0)
		return 0;
	row = find_line(t, (uint32_t)at);
	if (row.file) {
		p.file = string(t, row.file);
		p.line = line_number(row.line);
	}
	scope = find_scope(t, (uint32_t)at);
	while (scope && n + 1 < max) {
		const struct cs_scope *s = cs_guard_get(t->guard, &t->scopes[scope], sizeof(*s));

		if (!s)
			return 0;
		p.function = string(t, s->name);
		p.inlined = s->parent != 0;
		out[n++] = p;
		if (s->parent == 0 || s->parent >= scope)
			return n; /* the outermost, or a damaged table */
		p = (struct cs_table_place){"", string(t, s->call_file), line_number(s->call_line),
					    false};
		scope = s->parent;
	}
	if (n == 0 && row.file)
		out[n++] = p;
	return n;
}
