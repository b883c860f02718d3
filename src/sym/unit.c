#include "sym/unit.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sym/detached.h"
#include "sym/path.h"
#include "sym/units.h"

struct unit {
	struct cs_build *b;
	bool one; /* only what holds at the builder's base */
	const char *build_dir;
	const char *root; /* of the kernel's source, or "" */
	Dwarf_Files *files;
	size_t file_count;
	const char *last_src;                /* as libdw gave it */
	uint32_t last_file;                  /* its string */
	CS_VEC(struct cs_unit_range) ranges; /* that it claims, ascending */
	unsigned long budget;                /* DIEs that may still be looked at */
};

/* ---- names ---- */

/* dwarf_attr_integrate() follows references without a limit; a damaged file may hold a loop. */
static bool attr_through(Dwarf_Die *die, unsigned name, Dwarf_Attribute *out)
{
	Dwarf_Die at = *die;

	for (int hops = 0; hops < 8; hops++) {
		Dwarf_Attribute ref;

		if (dwarf_attr(&at, name, out))
			return true;
		if (!dwarf_attr(&at, DW_AT_abstract_origin, &ref) &&
		    !dwarf_attr(&at, DW_AT_specification, &ref))
			return false;
		if (!dwarf_formref_die(&ref, &at))
			return false;
	}
	return false;
}

const char *cs_unit_die_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	return attr_through(die, DW_AT_name, &attr) ? dwarf_formstring(&attr) : NULL;
}

/* ---- files ---- */

static const char *build_dir_of(Dwarf_Die *cu)
{
	Dwarf_Attribute attr;
	const char *dir;

	if (!dwarf_attr(cu, DW_AT_comp_dir, &attr))
		return "";
	dir = dwarf_formstring(&attr);
	return dir ? dir : "";
}

static uint32_t file_string(struct unit *u, const char *src)
{
	char buf[CS_LIMIT_PATH];

	if (!src)
		return 0;
	if (src != u->last_src) {
		u->last_src = src;
		u->last_file = cs_build_string(
			u->b, cs_path_clean(src, u->root, u->build_dir, buf, sizeof(buf)));
	}
	return u->last_file;
}

static uint32_t number(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attr;
	Dwarf_Word v;

	if (!dwarf_attr(die, name, &attr) || dwarf_formudata(&attr, &v) != 0)
		return 0;
	return v <= UINT32_MAX ? (uint32_t)v : 0;
}

/* ---- scopes ---- */

static void take_ranges(struct unit *u, Dwarf_Die *die, uint32_t scope, uint32_t depth)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t off = 0;

	while ((off = dwarf_ranges(die, off, &base, &low, &high)) > 0)
		if (low) /* 0: the linker threw the function away */
			cs_build_interval(u->b, low, high, scope, depth);
}

static bool covers(const struct unit *u, Dwarf_Die *die)
{
	return dwarf_haspc(die, u->b->base) == 1;
}

static uint32_t take_scope(struct unit *u, Dwarf_Die *die, uint32_t parent)
{
	struct cs_scope s = {.parent = parent};
	const char *name = cs_unit_die_name(die);
	const char *file = NULL;

	s.name = cs_build_string(u->b, name ? name : "");
	if (parent) {
		if (u->files)
			file = dwarf_filesrc(u->files, number(die, DW_AT_call_file), NULL, NULL);
		s.call_file = file_string(u, file);
		s.call_line = number(die, DW_AT_call_line);
	}
	return cs_build_scope(u->b, &s);
}

static void walk(struct unit *u, Dwarf_Die *parent, uint32_t scope, uint32_t depth);

static bool has_code(Dwarf_Die *die)
{
	return dwarf_hasattr(die, DW_AT_low_pc) || dwarf_hasattr(die, DW_AT_ranges);
}

static void visit(struct unit *u, Dwarf_Die *die, uint32_t scope, uint32_t depth)
{
	uint32_t own;

	switch (dwarf_tag(die)) {
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
		if (!has_code(die) || (u->one && !covers(u, die)))
			return;
		if (dwarf_tag(die) == DW_TAG_subprogram)
			scope = 0;
		own = take_scope(u, die, scope);
		take_ranges(u, die, own, depth);
		walk(u, die, own, depth + 1);
		if (scope == 0)
			cs_build_end_function(u->b);
		return;
	case DW_TAG_lexical_block:
	case DW_TAG_namespace:
	case DW_TAG_structure_type: /* methods, in Rust and C++ */
	case DW_TAG_class_type:
	case DW_TAG_module:
	case DW_TAG_call_site:
	case DW_TAG_GNU_call_site:
		walk(u, die, scope, depth);
		return;
	default:
		return;
	}
}

/* Siblings must lie behind each other: a damaged DW_AT_sibling may point back. */
static void walk(struct unit *u, Dwarf_Die *parent, uint32_t scope, uint32_t depth)
{
	Dwarf_Die die;

	if (depth > CS_LIMIT_DIE_DEPTH || dwarf_child(parent, &die) != 0)
		return;
	for (;;) {
		const void *before = die.addr;

		if (u->budget == 0 || !cs_budget_has_time(u->b->budget)) {
			u->b->full = true;
			return;
		}
		u->budget--;
		visit(u, &die, scope, depth);
		if (dwarf_siblingof(&die, &die) != 0 ||
		    (const char *)die.addr <= (const char *)before)
			return;
	}
}

/* ---- lines ---- */

static int by_low(const void *a, const void *b)
{
	const struct cs_unit_range *x = a, *y = b;

	return x->low < y->low ? -1 : x->low > y->low;
}

static bool is_claimed(const struct unit *u, Dwarf_Addr at)
{
	size_t low = 0, high = u->ranges.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (u->ranges.v[mid].low <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return u->ranges.n == 0 || (low && at < u->ranges.v[low - 1].high);
}

/* Code that the unit doesn't claim (asm() at the top level of a C file) has no line, though the
 * row before it goes on: no lookup by unit would find it. */
static void list_ranges(struct unit *u, Dwarf_Die *cu)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t off = 0;

	while ((off = dwarf_ranges(cu, off, &base, &low, &high)) > 0 &&
	       u->ranges.n < CS_LIMIT_FUNCTION_RANGES) {
		if (low < high)
			*CS_VEC_PUSH(&u->ranges) = (struct cs_unit_range){.low = low, .high = high};
	}
	if (u->ranges.n)
		qsort(u->ranges.v, u->ranges.n, sizeof(*u->ranges.v), by_low);
	for (size_t i = 0; i < u->ranges.n; i++)
		if (!is_claimed(u, u->ranges.v[i].high))
			cs_build_line(u->b, u->ranges.v[i].high, 0, 0);
}

static void take_row(struct unit *u, Dwarf_Line *row)
{
	Dwarf_Addr at;
	bool end;
	int line = 0;

	if (dwarf_lineaddr(row, &at) != 0 || dwarf_lineendsequence(row, &end) != 0 ||
	    (!end && !is_claimed(u, at)))
		return;
	dwarf_lineno(row, &line);
	if (end)
		cs_build_line(u->b, at, 0, 0);
	else
		cs_build_line(u->b, at, file_string(u, dwarf_linesrc(row, NULL, NULL)),
			      (uint32_t)line);
}

static void take_lines(struct unit *u, Dwarf_Die *cu)
{
	Dwarf_Lines *lines;
	size_t count;

	if (dwarf_getsrclines(cu, &lines, &count) != 0)
		return;
	list_ranges(u, cu);
	for (size_t i = 0; i < count && cs_budget_has_time(u->b->budget); i++) {
		Dwarf_Line *row = dwarf_onesrcline(lines, i);

		if (row)
			take_row(u, row);
	}
	CS_VEC_FREE(&u->ranges);
}

static void take_line_at(struct unit *u, Dwarf_Die *cu)
{
	Dwarf_Line *row = dwarf_getsrc_die(cu, u->b->base);
	int line = 0;

	if (!row)
		return;
	dwarf_lineno(row, &line);
	cs_build_line(u->b, u->b->base, file_string(u, dwarf_linesrc(row, NULL, NULL)),
		      (uint32_t)line);
}

static void unit_init(struct unit *u, struct cs_build *b, Dwarf_Die *cu, const char *root)
{
	*u = (struct unit){.b = b, .root = root, .budget = CS_LIMIT_UNIT_DIES};
	u->build_dir = build_dir_of(cu);
	if (dwarf_getsrcfiles(cu, &u->files, &u->file_count) != 0)
		u->files = NULL;
}

static void take_functions(struct unit *u, Dwarf_Die *cu)
{
	Dwarf_Die body;

	if (!cs_detached_body(cu, &body) && u->b->lost++ == 0)
		snprintf(u->b->lost_file, sizeof(u->b->lost_file), "%s", cs_detached_name(cu));
	if (body.cu != cu->cu && dwarf_getsrcfiles(&body, &u->files, &u->file_count) != 0)
		u->files = NULL;
	walk(u, &body, 0, 0);
}

void cs_unit_take(struct cs_build *b, Dwarf_Die *cu, const char *root)
{
	struct unit u;

	unit_init(&u, b, cu, root);
	take_lines(&u, cu);
	take_functions(&u, cu);
}

void cs_unit_take_at(struct cs_build *b, Dwarf_Die *cu, const char *root)
{
	struct unit u;

	unit_init(&u, b, cu, root);
	u.one = true;
	take_line_at(&u, cu);
	take_functions(&u, cu);
}
