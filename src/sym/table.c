#include "sym/table.h"

static const char *string(const struct cs_table *t, uint32_t at)
{
	if (at >= t->strings_size)
		return "";
	return cs_guard_string(t->guard, t->strings + at, t->strings + t->strings_size);
}

static const struct cs_line_row *find_line(const struct cs_table *t, uint32_t at)
{
	size_t low = 0, high = t->line_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (!cs_guard_ok(t->guard, &t->lines[mid], sizeof(*t->lines)))
			return NULL;
		if (t->lines[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low && t->lines[low - 1].file ? &t->lines[low - 1] : NULL;
}

static uint32_t find_scope(const struct cs_table *t, uint32_t at)
{
	size_t low = 0, high = t->segment_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (!cs_guard_ok(t->guard, &t->segments[mid], sizeof(*t->segments)))
			return 0;
		if (t->segments[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low && t->segments[low - 1].scope < t->scope_count ? t->segments[low - 1].scope : 0;
}

static int line_number(uint32_t line)
{
	return line <= INT32_MAX ? (int)line : 0;
}

size_t cs_table_places(const struct cs_table *t, uint64_t address, struct cs_table_place *out,
		       size_t max)
{
	uint64_t at = address - t->base;
	const struct cs_line_row *row;
	struct cs_table_place p = {.function = "", .file = ""};
	uint32_t scope;
	size_t n = 0;

	if (address < t->base || at > UINT32_MAX || max == 0)
		return 0;
	row = find_line(t, (uint32_t)at);
	if (row) {
		p.file = string(t, row->file);
		p.line = line_number(row->line);
	}
	scope = find_scope(t, (uint32_t)at);
	while (scope && n + 1 < max) {
		const struct cs_scope *s = &t->scopes[scope];

		if (!cs_guard_ok(t->guard, s, sizeof(*s)))
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
	if (n == 0 && row)
		out[n++] = p;
	return n;
}
