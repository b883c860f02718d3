/* A file with the registers of several units: a dump each. Where a unit's lines are is told by the
 * headings above them or by their addresses; another unit's lines are blanked, so that lines and
 * offsets stay. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/regs_private.h"

#define NEEDED 3u      /* registers that both must have, so that they are two of a kind */
#define SURE 4u        /* of cs_regs_plausible() */
#define ANY UINT32_MAX /* a line of no unit in particular */

struct units {
	uint64_t base[CS_LIMIT_REGISTER_UNITS];
	size_t n;
	bool by_address;
	CS_VEC(uint32_t) unit_of_line; /* [0] is line 1; ANY */
};

static size_t unit_of_base(struct units *u, uint64_t base)
{
	for (size_t i = 0; i < u->n; i++)
		if (u->base[i] == base)
			return i;
	if (u->n == CS_LIMIT_REGISTER_UNITS)
		return u->n - 1;
	u->base[u->n] = base;
	return u->n++;
}

/* Each line belongs to the unit that the last heading named; those before the first to all. */
static void by_headings(struct units *u, const struct cs_regs_text *t, size_t lines)
{
	uint32_t unit = ANY;
	size_t next = 0;

	for (size_t line = 1; line <= lines; line++) {
		while (next < t->origins.n && t->origins.v[next].line <= line)
			unit = (uint32_t)unit_of_base(u, t->origins.v[next++].base);
		*CS_VEC_PUSH(&u->unit_of_line) = unit;
	}
}

/* Behind the registers of the unit at BASE. */
static uint64_t end_of_unit(const struct cs_regs_text *t, uint64_t base, enum cs_smmu_type type)
{
	const struct cs_regs_word *id1 = cs_regs_word_at(t, base + 0x24);
	uint64_t page, pages;

	if (type == CS_SMMU_V3)
		return base + 0x20000;
	page = id1 && id1->value >> 31 ? 65536 : 4096;
	pages = id1 ? 2ull << cs_field(id1->value, 30, 28) : 128;
	return base + page * pages * 2;
}

static enum cs_smmu_type type_at(const struct cs_regs_text *t, uint64_t base)
{
	if (cs_regs_plausible(t, base, CS_SMMU_V3) >= SURE)
		return CS_SMMU_V3;
	return cs_regs_plausible(t, base, CS_SMMU_V2) >= SURE ? CS_SMMU_V2 : CS_SMMU_UNKNOWN;
}

static void by_addresses(struct units *u, const struct cs_regs_text *t, size_t lines)
{
	uint64_t end = 0, last = UINT64_MAX;

	u->by_address = true;
	for (size_t i = 0; i < lines; i++)
		*CS_VEC_PUSH(&u->unit_of_line) = ANY;
	for (size_t i = 0; i < t->words.n; i++) {
		uint64_t at = t->words.v[i].address, base = at & ~0xffffull;
		bool may_begin = base != last && (at >= end || u->n == 0);
		enum cs_smmu_type type = may_begin ? type_at(t, base) : CS_SMMU_UNKNOWN;

		if (type != CS_SMMU_UNKNOWN) {
			end = end_of_unit(t, base, type);
			unit_of_base(u, base);
		}
		last = base;
		if (u->n && at < end && t->words.v[i].line <= lines)
			u->unit_of_line.v[t->words.v[i].line - 1] = (uint32_t)u->n - 1;
	}
}

/* TEXT with the lines of all units but UNIT blanked. */
static char *text_of(const struct units *u, struct cs_str text, size_t unit)
{
	char *copy = cs_calloc(1, text.n + 1);
	size_t line = 0;

	for (size_t i = 0; i < text.n; i++) {
		uint32_t of = line < u->unit_of_line.n ? u->unit_of_line.v[line] : ANY;
		bool keep = of == ANY || of == unit || text.p[i] == '\n';

		copy[i] = keep ? text.p[i] : ' ';
		line += text.p[i] == '\n';
	}
	return copy;
}

static struct cs_smmu_dump *read_unit(const struct units *u, struct cs_str text, size_t unit,
				      const struct cs_smmu_options *o)
{
	struct cs_smmu_options mine = *o;
	char *copy = text_of(u, text, unit);
	struct cs_smmu_dump *d;

	if (u->by_address) {
		mine.has_base = true;
		mine.base = u->base[unit];
	}
	d = cs_smmu_dump_read((struct cs_str){copy, text.n}, &mine);
	d->own_text = copy;
	if (!d->has_base) {
		d->has_base = true;
		d->base = u->base[unit];
	}
	if (!d->unit.n) /* faults of two units must be told apart */
		d->unit = cs_arena_strf(&d->arena, "%#llx", (unsigned long long)d->base);
	return d;
}

/* Registers that both A and B have. */
static unsigned in_common(const struct cs_smmu_dump *a, const struct cs_smmu_dump *b)
{
	unsigned n = 0;

	for (size_t i = 0; i < a->value_count && n < NEEDED; i++) {
		const struct cs_smmu_value *v = &a->values[i];

		n += cs_smmu_dump_find(b, v->reg->name, v->bank, v->index) != NULL;
	}
	return n;
}

/* What the unit is by its identification: no part of another has that. */
static bool has_identity(const struct cs_smmu_dump *d)
{
	static const char *const names[] = {"IDR0", "IDR1", "CR0", "ID0", "ID1", "sCR0"};
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		n += cs_smmu_dump_find(d, names[i], -1, 0) != NULL;
	return n >= 2;
}

static bool are_two(const struct cs_smmu_dump *a, const struct cs_smmu_dump *b)
{
	if (a->type != b->type)
		return has_identity(a) && has_identity(b);
	return in_common(a, b) >= NEEDED;
}

/* The units one after the other; NULL when they are parts of one. */
static struct cs_smmu_dump *read_units(const struct units *u, struct cs_str text,
				       const struct cs_smmu_options *o)
{
	struct cs_smmu_dump *first = NULL, **next = &first;

	for (size_t i = 0; i < u->n; i++) {
		*next = read_unit(u, text, i, o);
		if (i && !are_two(first, *next)) {
			cs_smmu_dump_free(first);
			return NULL;
		}
		next = &(*next)->next;
	}
	return first;
}

struct cs_smmu_dump *cs_smmu_dump_read_all(struct cs_str text, const struct cs_smmu_options *o)
{
	struct cs_smmu_dump *one = cs_smmu_dump_read(text, o), *all = NULL;
	struct units u = {0};
	struct cs_regs_text t;

	if (o->has_base || one->value_count < NEEDED)
		return one;
	cs_regs_text_read(&t, text, false);
	by_headings(&u, &t, one->line_count);
	if (u.n < 2) {
		CS_VEC_FREE(&u.unit_of_line);
		u = (struct units){0};
		cs_regs_sort_words(&t);
		by_addresses(&u, &t, one->line_count);
	}
	if (u.n > 1)
		all = read_units(&u, text, o);
	CS_VEC_FREE(&u.unit_of_line);
	cs_regs_text_release(&t);
	if (!all)
		return one;
	cs_smmu_dump_free(one);
	return all;
}
