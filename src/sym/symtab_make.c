#include <stdlib.h>
#include <xxhash.h>

#include "base/mem.h"
#include "sym/symtab_private.h"

/* Local labels, mapping symbols and what else the kernel's own table leaves out
 * (scripts/kallsyms.c is_ignored_symbol(), include/linux/module_symbol.h is_mapping_symbol()). */
bool cs_symtab_is_noise(const char *name)
{
	static const char *const prefixes[] = {
		"$",
		".L",
		"__crc_",
		"__cfi_",
		"__efistub_",
		"__AArch64ADRPThunk_",
		"__ARMV5PILongThunk_",
		"__ARMV7PILongThunk_",
		"__kvm_nvhe_$",
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	return name[0] == '\0';
}

static int by_name(const void *a, const void *b)
{
	const struct cs_symbol *x = a, *y = b;

	return x->name < y->name ? -1 : x->name > y->name;
}

#define DIGIT 11u
#define DIGIT_MASK ((1u << DIGIT) - 1)

static void spread(const struct cs_symbol *from, struct cs_symbol *to, size_t n, unsigned shift)
{
	size_t start[DIGIT_MASK + 1] = {0}, at = 0;

	for (size_t i = 0; i < n; i++)
		start[from[i].address >> shift & DIGIT_MASK]++;
	for (size_t d = 0; d <= DIGIT_MASK; d++) {
		size_t count = start[d];

		start[d] = at;
		at += count;
	}
	for (size_t i = 0; i < n; i++)
		to[start[from[i].address >> shift & DIGIT_MASK]++] = from[i];
}

static uint32_t *find_slot(uint32_t *slots, const struct cs_symtab *t, const char *name)
{
	struct cs_str key = cs_symtab_key(cs_str_from(name));
	size_t at = XXH3_64bits(key.p, key.n) & (t->slot_count - 1);

	while (slots[at] != CS_NO_SYMBOL &&
	       !cs_str_eq(cs_symtab_key(cs_str_from(t->names + t->v[slots[at]].name)), key))
		at = (at + 1) & (t->slot_count - 1);
	return &slots[at];
}

void cs_symtab_hash(struct cs_symtab *t)
{
	struct cs_symbol *v = t->owned[1];
	uint32_t *slots;

	t->slot_count = 16;
	while (t->slot_count < t->n * 2)
		t->slot_count *= 2;
	slots = cs_alloc(t->slot_count * sizeof(*slots));
	memset(slots, 0xff, t->slot_count * sizeof(*slots));
	for (size_t i = t->n; i-- > 0;) { /* backwards: chains ascend */
		uint32_t *slot = find_slot(slots, t, t->names + v[i].name);

		v[i].next = *slot;
		*slot = (uint32_t)i;
	}
	t->slots = t->owned[2] = slots;
}

/* By 11 bits of the address at a time, and what lies at one address by name. Most bits are the same
 * in all addresses of a kernel, so that few passes move anything: a third of the time of qsort().
 */
static struct cs_symbol *sorted(struct cs_symbol *v, size_t n)
{
	struct cs_symbol *other = cs_alloc((n + 1) * sizeof(*v));
	uint64_t all = UINT64_MAX, any = 0;

	for (size_t i = 0; i < n; i++) {
		all &= v[i].address;
		any |= v[i].address;
	}
	for (unsigned shift = 0; shift < 64; shift += DIGIT) {
		struct cs_symbol *swap = v;

		if (!((all ^ any) >> shift & DIGIT_MASK))
			continue;
		spread(v, other, n, shift);
		v = other;
		other = swap;
	}
	free(other);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && v[end].address == v[i].address;)
			end++;
		if (end - i > 1)
			qsort(v + i, end - i, sizeof(*v), by_name);
	}
	return v;
}

void cs_symtab_make(struct cs_symtab *t, struct cs_symbol *v, size_t n)
{
	v = sorted(v, n);
	t->v = t->owned[1] = v;
	t->n = n;
}
