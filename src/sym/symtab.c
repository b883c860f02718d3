#include <stdlib.h>
#include <xxhash.h>

#include "sym/symtab_private.h"
#include "sym/table.h"

void cs_symtab_release(struct cs_symtab *t)
{
	for (size_t i = 0; i < sizeof(t->owned) / sizeof(*t->owned); i++)
		free(t->owned[i]);
	*t = (struct cs_symtab){0};
}

/* ---- asking ---- */

const char *cs_symtab_name(const struct cs_symtab *t, const struct cs_symbol *s)
{
	if (s->name >= t->names_size)
		return "";
	return cs_guard_string(t->guard, t->names + s->name, t->names + t->names_size);
}

/* A mapped table may hold anything: every number is checked before it is followed. */
static const struct cs_symbol *symbol(const struct cs_symtab *t, size_t i)
{
	return i < t->n ? cs_guard_get(t->guard, &t->v[i], sizeof(*t->v)) : NULL;
}

static const struct cs_symbol_section *section(const struct cs_symtab *t, size_t i)
{
	return i < t->section_count ? cs_guard_get(t->guard, &t->sections[i], sizeof(*t->sections))
				    : NULL;
}

const char *cs_symtab_module(const struct cs_symtab *t, const struct cs_symbol *s)
{
	const struct cs_symbol_section *sec = section(t, s->section);

	if (!sec || sec->name >= t->names_size)
		return "";
	return cs_guard_string(t->guard, t->names + sec->name, t->names + t->names_size);
}

struct cs_str cs_symtab_key(struct cs_str name)
{
	const char *dot = memchr(name.p, '.', name.n);

	return dot ? cs_str_until(name, ".llvm.") : name;
}

const struct cs_symbol *cs_symtab_first(const struct cs_symtab *t, struct cs_str name)
{
	size_t at;

	if (!t->slot_count && t->n && !t->guard)
		cs_symtab_hash((struct cs_symtab *)t); /* one that was loaded is never constant */
	if (!t->slot_count)
		return NULL;
	name = cs_symtab_key(name);
	at = XXH3_64bits(name.p, name.n) & (t->slot_count - 1);
	for (size_t tries = 0; tries < t->slot_count; tries++) {
		const uint32_t *slot = cs_guard_get(t->guard, &t->slots[at], sizeof(*slot));
		const struct cs_symbol *s = slot ? symbol(t, *slot) : NULL;

		if (!s)
			return NULL;
		if (cs_str_eq(cs_symtab_key(cs_str_from(cs_symtab_name(t, s))), name))
			return s;
		at = (at + 1) & (t->slot_count - 1);
	}
	return NULL;
}

const struct cs_symbol *cs_symtab_next(const struct cs_symtab *t, const struct cs_symbol *s)
{
	const struct cs_symbol *next = symbol(t, s->next);

	/* chains ascend: no loop in a damaged table */
	if (next &&
	    (next->address > s->address || (next->address == s->address && next->name > s->name)))
		return next;
	return NULL;
}

static bool is_code(const struct cs_symbol *s)
{
	return s->kind == CS_SYMBOL_FUNCTION || s->kind == CS_SYMBOL_LABEL;
}

/* How many steps lie at or below ADDRESS. */
static size_t steps_to(const struct cs_symtab *t, uint64_t address)
{
	size_t low = 0, high = t->step_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		const uint64_t *step = cs_guard_get(t->guard, &t->steps[mid], sizeof(*step));

		if (!step)
			return 0;
		if (*step <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* How many symbols lie at or below ADDRESS. */
static size_t count_to(const struct cs_symtab *t, uint64_t address)
{
	size_t k = steps_to(t, address), low = k ? (k - 1) * CS_STEP : 0, high = t->n;

	if (t->step_count)
		high = k * CS_STEP < t->n ? k * CS_STEP : t->n;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct cs_symbol *s = symbol(t, mid);

		if (!s)
			return 0;
		if (s->address <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

uint64_t cs_symtab_text(const struct cs_symtab *t)
{
	for (size_t i = 0; i < t->section_count; i++) {
		const struct cs_symbol_section *s = section(t, i);

		if (s && s->code && s->begin < s->end)
			return s->begin;
	}
	return 0;
}

static const struct cs_symbol *better(const struct cs_symbol *a, const struct cs_symbol *b)
{
	if (!a)
		return b;
	if (a->kind != b->kind)
		return b->kind == CS_SYMBOL_FUNCTION ? b : a;
	return b->global > a->global ? b : a;
}

const struct cs_symbol *cs_symtab_at(const struct cs_symtab *t, uint64_t address)
{
	const struct cs_symbol *best = NULL;

	for (size_t i = count_to(t, address); i-- > 0;) {
		const struct cs_symbol *s = symbol(t, i);
		const struct cs_symbol_section *sec;

		if (!s || (best && s->address != best->address))
			break;
		if (!is_code(s))
			continue;
		sec = section(t, s->section);
		if (!sec || address >= sec->end)
			return NULL;
		best = better(best, s);
	}
	return best;
}

static bool same_section(const struct cs_symbol *a, const struct cs_symbol *b)
{
	return a->section == b->section;
}

uint64_t cs_symtab_span(const struct cs_symtab *t, const struct cs_symbol *s)
{
	if (t->is_listing)
		return s->size;
	for (size_t i = count_to(t, s->address); i < t->n; i++) {
		const struct cs_symbol *o = symbol(t, i);

		if (!o)
			return 0;
		if (is_code(o))
			return same_section(s, o) ? o->address - s->address : 0;
	}
	return 0;
}

/* The logged end must be where a symbol begins; no function that has a size of its own may
 * begin before it. */
static bool ends_at_symbol(const struct cs_symtab *t, const struct cs_symbol *s, uint64_t end)
{
	for (size_t i = count_to(t, s->address); i < t->n; i++) {
		const struct cs_symbol *o = symbol(t, i);

		if (!o)
			return false;
		if (!is_code(o) && o->kind != CS_SYMBOL_DATA)
			continue;
		if (!same_section(s, o))
			return true; /* the last one: the section's end is padded */
		if (o->address >= end)
			return o->address == end;
		if (o->kind == CS_SYMBOL_FUNCTION && o->size)
			return false;
	}
	return true;
}

bool cs_symtab_agrees(const struct cs_symtab *t, const struct cs_symbol *s, uint64_t size)
{
	if (size == s->size && size)
		return true;
	return size >= s->size && ends_at_symbol(t, s, s->address + size);
}
