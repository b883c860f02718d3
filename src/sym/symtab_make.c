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

static int by_address(const void *a, const void *b)
{
	const struct cs_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static uint32_t *find_slot(uint32_t *slots, const struct cs_symtab *t, const char *name)
{
	size_t at = XXH3_64bits(name, strlen(name)) & (t->slot_count - 1);

	while (slots[at] != CS_NO_SYMBOL && strcmp(t->names + t->v[slots[at]].name, name) != 0)
		at = (at + 1) & (t->slot_count - 1);
	return &slots[at];
}

static void hash_names(struct cs_symtab *t, struct cs_symbol *v)
{
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

void cs_symtab_make(struct cs_symtab *t, struct cs_symbol *v, size_t n)
{
	qsort(v, n, sizeof(*v), by_address);
	t->v = t->owned[1] = v;
	t->n = n;
	hash_names(t, v);
}
