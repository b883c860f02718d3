#include "sym/units.h"

#include <stdlib.h>

#include "base/limits.h"

void cs_units_init(struct cs_units *u, Dwarf *dwarf, struct cs_budget *budget)
{
	*u = (struct cs_units){.dwarf = dwarf, .budget = budget};
}

void cs_units_release(struct cs_units *u)
{
	CS_VEC_FREE(&u->ranges);
}

static void add_ranges(struct cs_units *u, Dwarf_Die *cu)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t off = 0;

	while ((off = dwarf_ranges(cu, off, &base, &low, &high)) > 0 &&
	       u->ranges.n < CS_LIMIT_ELF_SYMBOLS)
		if (low && low < high)
			*CS_VEC_PUSH(&u->ranges) =
				(struct cs_unit_range){low, high, dwarf_dieoffset(cu)};
}

static int by_low(const void *a, const void *b)
{
	const struct cs_unit_range *x = a, *y = b;

	return x->low < y->low ? -1 : x->low > y->low;
}

static void list(struct cs_units *u)
{
	Dwarf_Off off = 0, next;
	size_t header;

	u->listed = true;
	for (unsigned i = 0; i < CS_LIMIT_UNITS && cs_budget_has_time(u->budget); i++, off = next) {
		Dwarf_Die cu;

		if (dwarf_nextcu(u->dwarf, off, &next, &header, NULL, NULL, NULL) != 0)
			break;
		if (dwarf_offdie(u->dwarf, off + header, &cu))
			add_ranges(u, &cu);
	}
	if (u->ranges.n)
		qsort(u->ranges.v, u->ranges.n, sizeof(*u->ranges.v), by_low);
}

static bool find_listed(struct cs_units *u, Dwarf_Addr address, Dwarf_Die *cu)
{
	size_t low = 0, high = u->ranges.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (u->ranges.v[mid].low <= address)
			low = mid + 1;
		else
			high = mid;
	}
	return low && address < u->ranges.v[low - 1].high &&
	       dwarf_offdie(u->dwarf, u->ranges.v[low - 1].die, cu);
}

bool cs_units_find(struct cs_units *u, Dwarf_Addr address, Dwarf_Die *cu)
{
	if (dwarf_addrdie(u->dwarf, address, cu))
		return true;
	if (!u->listed)
		list(u);
	return find_listed(u, address, cu);
}
