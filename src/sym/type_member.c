/* Inside structures: members by path and by offset. */
#include <dwarf.h>
#include <stdio.h>

#include "base/limits.h"
#include "sym/types_private.h"
#include "sym/unit.h"

#define MEMBERS_MAX 65536u /* of one structure that are looked at */
#define NEST_MAX 16        /* structures in structures */

static bool is_struct(Dwarf_Die *die)
{
	int tag = dwarf_tag(die);

	return tag == DW_TAG_structure_type || tag == DW_TAG_union_type || tag == DW_TAG_class_type;
}

/* ---- one member ---- */

static bool udata(Dwarf_Die *die, unsigned name, uint64_t *out)
{
	Dwarf_Attribute attr;
	Dwarf_Word v;

	if (!dwarf_attr(die, name, &attr) || dwarf_formudata(&attr, &v) != 0)
		return false;
	*out = v;
	return true;
}

static bool member_type(Dwarf_Die *member, Dwarf_Die *type)
{
	return cs_types_of(member, type) && cs_types_strip(type);
}

/* DWARF 4 and later: DW_AT_data_bit_offset from the structure's beginning; before: from the
 * most significant bit of the storage unit (little endian here). */
static void place_bits(Dwarf_Die *member, uint64_t *offset, struct cs_member *out)
{
	uint64_t size = 0, at, unit;
	Dwarf_Die type;

	if (!udata(member, DW_AT_bit_size, &size))
		return;
	out->bit_size = (uint32_t)size;
	if (udata(member, DW_AT_data_bit_offset, &at)) {
		*offset = at / 8;
		out->bit_offset = at % 8;
	} else if (udata(member, DW_AT_bit_offset, &at) && member_type(member, &type)) {
		int bytes = dwarf_bytesize(&type);

		if (!udata(member, DW_AT_byte_size, &unit))
			unit = bytes > 0 ? (uint64_t)bytes : 0;
		at = unit * 8 - at - size;
		*offset += at / 8;
		out->bit_offset = at % 8;
	}
}

static uint64_t member_offset(Dwarf_Die *member, struct cs_member *out)
{
	uint64_t offset = 0;

	udata(member, DW_AT_data_member_location, &offset);
	place_bits(member, &offset, out);
	return offset;
}

static uint64_t size_of(Dwarf_Die *type)
{
	struct cs_type_info info;

	cs_types_describe(type, &info);
	return info.size;
}

/* ---- walking members ---- */

struct walk {
	Dwarf_Die die;
	unsigned count;
};

static bool first_member(struct walk *w, Dwarf_Die *type)
{
	w->count = 0;
	return is_struct(type) && dwarf_child(type, &w->die) == 0;
}

static bool next_member(struct walk *w)
{
	const void *before = w->die.addr;

	return ++w->count < MEMBERS_MAX && dwarf_siblingof(&w->die, &w->die) == 0 &&
	       (const char *)w->die.addr > (const char *)before;
}

/* ---- by path ---- */

struct search {
	struct cs_str name;
	struct cs_budget *budget;
	Dwarf_Die *member;
	struct cs_member *out;
};

/* Members without a name are gone through as often as they are met: a made-up file can nest them
 * so that only the budget makes an end. */
static bool find_named(const struct search *s, Dwarf_Die *type, uint64_t base, unsigned depth)
{
	struct walk w;

	if (depth > NEST_MAX || !first_member(&w, type))
		return false;
	do {
		struct cs_member m = {0};
		const char *have;
		Dwarf_Die inner;

		if (dwarf_tag(&w.die) != DW_TAG_member)
			continue;
		m.offset = base + member_offset(&w.die, &m);
		have = cs_unit_die_name(&w.die);
		if (have && cs_str_is(s->name, have)) {
			*s->member = w.die;
			*s->out = m;
			return true;
		}
		if (!have && member_type(&w.die, &inner) &&
		    find_named(s, &inner, m.offset, depth + 1))
			return true;
	} while (cs_budget_has_time(s->budget) && next_member(&w));
	return false;
}

/* "[3]": TYPE becomes the element's. */
static bool take_index(struct cs_str *path, Dwarf_Die *type, uint64_t *offset)
{
	uint64_t index;
	Dwarf_Die element;

	if (!cs_eat_dec(path, &index) || !cs_eat_char(path, ']'))
		return false;
	if (dwarf_tag(type) != DW_TAG_array_type || !cs_types_of(type, &element) ||
	    !cs_types_strip(&element))
		return false;
	*offset += index * size_of(&element);
	*type = element;
	return true;
}

bool cs_types_find_member(Dwarf_Die *type, struct cs_str path, struct cs_budget *budget,
			  struct cs_member *out)
{
	Dwarf_Die at = *type, member;
	struct search s = {.budget = budget, .member = &member, .out = out};
	uint64_t base = 0;

	while (path.n) {
		size_t n = 0;

		if (cs_eat_char(&path, '[')) {
			if (!take_index(&path, &at, &base))
				return false;
			*out = (struct cs_member){.offset = base};
			continue;
		}
		cs_eat_char(&path, '.');
		while (n < path.n && path.p[n] != '.' && path.p[n] != '[')
			n++;
		s.name = cs_str_head(path, n);
		if (!find_named(&s, &at, base, 0) || !member_type(&member, &at))
			return false;
		base = out->offset;
		path = cs_str_tail(path, n);
	}
	cs_types_describe(&at, &out->type);
	return true;
}

/* ---- by offset ---- */

struct trail {
	char *p;
	size_t n, size;
};

static void grown(struct trail *t, int n)
{
	if (n > 0 && (size_t)n < t->size - t->n)
		t->n += (size_t)n;
}

static void add_name(struct trail *t, const char *name)
{
	grown(t, snprintf(t->p + t->n, t->size - t->n, "%s%s", t->n ? "." : "", name));
}

static void add_index(struct trail *t, unsigned long long index)
{
	grown(t, snprintf(t->p + t->n, t->size - t->n, "[%llu]", index));
}

static void enter_array(Dwarf_Die *type, uint64_t *offset, struct trail *t)
{
	Dwarf_Die element;

	while (dwarf_tag(type) == DW_TAG_array_type && cs_types_of(type, &element) &&
	       cs_types_strip(&element)) {
		uint64_t size = size_of(&element);

		if (size == 0)
			return;
		add_index(t, *offset / size);
		*offset %= size;
		*type = element;
	}
}

static bool covers(Dwarf_Die *member, Dwarf_Die *type, uint64_t offset, uint64_t *begin)
{
	struct cs_member m = {0};
	uint64_t size = size_of(type);

	*begin = member_offset(member, &m);
	return offset >= *begin && offset - *begin < (size ? size : 1);
}

static bool descend(Dwarf_Die *type, uint64_t offset, unsigned depth, struct trail *t)
{
	struct walk w;

	if (depth > NEST_MAX || !first_member(&w, type))
		return false;
	do {
		const char *name;
		uint64_t begin, inside;
		Dwarf_Die inner;

		if (dwarf_tag(&w.die) != DW_TAG_member || !member_type(&w.die, &inner) ||
		    !covers(&w.die, &inner, offset, &begin))
			continue;
		name = cs_unit_die_name(&w.die);
		if (name)
			add_name(t, name);
		inside = offset - begin;
		enter_array(&inner, &inside, t);
		descend(&inner, inside, depth + 1, t);
		return true;
	} while (next_member(&w));
	return false;
}

bool cs_types_member_at(Dwarf_Die *type, uint64_t offset, char *path, size_t size)
{
	struct trail t = {path, 0, size};

	path[0] = '\0';
	return descend(type, offset, 0, &t) && t.n;
}
