#include "rule/value.h"

#include "arch/arch.h"

static bool is_null_page(uint64_t v)
{
	return v < 0x1000;
}
static bool is_near_null(uint64_t v)
{
	return v < 0x10000;
}
static bool is_err_ptr(uint64_t v)
{
	return v >= (uint64_t)-4095;
}
static bool is_32bit(uint64_t v)
{
	return v <= UINT32_MAX;
}
static bool is_above_32bit(uint64_t v)
{
	return v > UINT32_MAX;
}
static bool is_page_aligned(uint64_t v)
{
	return (v & 0xfff) == 0;
}
static bool is_vmalloc_x86(uint64_t v)
{
	return v >> 40 >= 0xffffc9 && v >> 40 <= 0xffffe8;
}
static bool is_kernel_half(uint64_t v)
{
	return v >> 56 == 0xff;
}
static bool is_user_half(uint64_t v)
{
	return v >= 0x10000 && v >> 48 == 0;
}
static bool is_all_ones(uint64_t v)
{
	return v == UINT32_MAX || v == UINT64_MAX;
}

/* A kernel address but for one of its 17 top bits. Of those that also look like a poison or an
 * encoded pointer the rules' other conditions must take care. */
static bool is_bit_flip(uint64_t v)
{
	return __builtin_popcountll(v >> 47) == 16;
}

static bool repeats(uint64_t v, uint64_t byte)
{
	uint64_t full = byte * 0x0101010101010101ull, half = byte * 0x01010101ull;

	return v - full + 0x1000 < 0x11000 || (v >> 32 == 0 && v - half + 0x1000 < 0x11000);
}

/* include/linux/poison.h (6.1): POISON_FREE, POISON_INUSE, SLUB_RED_*, PAGE_POISON */
static bool is_slab_freed(uint64_t v)
{
	return repeats(v, 0x6b);
}
static bool is_slab_unset(uint64_t v)
{
	return repeats(v, 0x5a);
}
static bool is_page_poison(uint64_t v)
{
	return repeats(v, 0xaa);
}
static bool is_redzone(uint64_t v)
{
	return repeats(v, 0xbb) || repeats(v, 0xcc);
}

/* LIST_POISON1/2: 0x100 and 0x122 (0x200 before 4.x) over POISON_POINTER_DELTA; arm 32: over 0
 * with 0x00100100 before 4.4 */
static bool is_list_poison(uint64_t v)
{
	return v - 0xdead000000000000ull < 0x1000 || v - 0x00100100 < 0x200 ||
	       v - 0x00200200 < 0x200;
}

static bool is_poison(uint64_t v)
{
	return is_slab_freed(v) || is_slab_unset(v) || is_list_poison(v) || is_redzone(v) ||
	       is_page_poison(v);
}

static const struct cs_address_class classes[] = {
	{"null-page", "within the first 4 KiB", is_null_page},
	{"near-null", "within the first 64 KiB", is_near_null},
	{"err-ptr", "one of the last 4095 addresses: an error number as a pointer", is_err_ptr},
	{"non-canonical", "neither user space nor kernel memory, on any 64-bit CPU",
	 cs_address_is_garbage},
	{"bit-flip", "one bit away from a kernel address", is_bit_flip},
	{"slab-freed", "0x6b in every byte: memory that SLUB poisoned when it was freed",
	 is_slab_freed},
	{"slab-unset", "0x5a in every byte: slab memory that was never written", is_slab_unset},
	{"list-poison", "LIST_POISON1 or 2: a list entry that was removed", is_list_poison},
	{"redzone", "0xbb or 0xcc in every byte: the red zone around a slab object", is_redzone},
	{"page-poison", "0xaa in every byte: a freed page", is_page_poison},
	{"poison", "any of the kernel's poison patterns", is_poison},
	{"vmalloc-x86", "the x86-64 vmalloc area of a kernel without KASLR", is_vmalloc_x86},
	{"kernel", "the upper half of the address space", is_kernel_half},
	{"user", "the lower half of the address space, above 64 KiB", is_user_half},
	{"32bit", "below 4 GiB", is_32bit},
	{"above-32bit", "4 GiB or more", is_above_32bit},
	{"page-aligned", "a multiple of 4096", is_page_aligned},
	{"all-ones", "0xffffffff or 0xffffffffffffffff", is_all_ones},
};

const struct cs_address_class *cs_address_class_at(size_t i)
{
	return i < sizeof(classes) / sizeof(*classes) ? &classes[i] : NULL;
}

static const struct cs_address_class *find_class(struct cs_str name)
{
	const struct cs_address_class *c;

	for (size_t i = 0; (c = cs_address_class_at(i)); i++)
		if (cs_str_is(name, c->name))
			return c;
	return NULL;
}

bool cs_value_number(struct cs_str s, uint64_t *out)
{
	if (cs_str_starts(s, "0x"))
		return cs_str_to_hex(s, out);
	return cs_str_to_dec(s, out);
}

static bool parse_range(struct cs_str s, struct cs_value *v)
{
	ptrdiff_t dash = cs_str_find_char(s, '-');

	if (dash <= 0)
		return false;
	return cs_value_number(cs_str_trim(cs_str_head(s, (size_t)dash)), &v->min) &&
	       cs_value_number(cs_str_trim(cs_str_tail(s, (size_t)dash + 1)), &v->max) &&
	       v->min <= v->max;
}

static bool parse_scalar(const struct cs_yaml *y, struct cs_value *v, struct cs_problems *p)
{
	*v = (struct cs_value){.max = UINT64_MAX};
	if (cs_value_number(y->text, &v->min)) {
		v->max = v->min;
		return true;
	}
	if ((v->in = find_class(y->text)) || parse_range(y->text, v))
		return true;
	cs_problem_add(p, cs_yaml_spot(y),
		       "'" CS_STR_FMT "' is neither a number (12, 0x1f), a range (0-0xfff) nor a "
		       "class of addresses (see docs/rules.md)",
		       CS_STR_ARG(y->text));
	return false;
}

static bool parse_number(const struct cs_yaml *y, uint64_t *out, struct cs_problems *p)
{
	if (y->type == CS_YAML_SCALAR && cs_value_number(y->text, out))
		return true;
	cs_problem_add(p, cs_yaml_spot(y), "wants a number");
	return false;
}

static bool parse_part(const struct cs_yaml *y, struct cs_value *v, struct cs_problems *p)
{
	if (cs_str_is(y->key, "min"))
		return parse_number(y, &v->min, p);
	if (cs_str_is(y->key, "max"))
		return parse_number(y, &v->max, p);
	if (cs_str_is(y->key, "mask"))
		return parse_number(y, &v->mask, p);
	if (cs_str_is(y->key, "is"))
		return parse_number(y, &v->is, p);
	if (cs_str_is(y->key, "within"))
		return parse_number(y, &v->within, p);
	if (cs_str_is(y->key, "beyond"))
		return parse_number(y, &v->beyond, p);
	if (cs_str_is(y->key, "near") || cs_str_is(y->key, "below") ||
	    cs_str_is(y->key, "cut_to") || cs_str_is(y->key, "page_of") ||
	    cs_str_is(y->key, "alias_of")) {
		v->near = y->text;
		v->cut = cs_str_is(y->key, "cut_to");
		v->page = cs_str_is(y->key, "page_of");
		v->alias = cs_str_is(y->key, "alias_of");
		v->below = cs_str_is(y->key, "below");
		return true;
	}
	if (cs_str_is(y->key, "class") && (v->in = find_class(y->text)))
		return true;
	cs_problem_add(p, cs_yaml_key_spot(y),
		       "not known here; a value has min, max, mask, is, class, near, below, "
		       "cut_to, page_of, alias_of, within, beyond");
	return false;
}

static bool parse_one(const struct cs_yaml *y, struct cs_value *v, struct cs_problems *p)
{
	if (y->type == CS_YAML_SCALAR)
		return parse_scalar(y, v, p);
	if (y->type != CS_YAML_MAP) {
		cs_problem_add(p, cs_yaml_spot(y), "a list in a list of values");
		return false;
	}
	*v = (struct cs_value){.max = UINT64_MAX};
	for (size_t i = 0; i < y->count; i++)
		if (!parse_part(&y->kids[i], v, p))
			return false;
	if (v->is & ~v->mask) {
		cs_problem_add(p, cs_yaml_spot(y), "'is' has bits that 'mask' takes away");
		return false;
	}
	return true;
}

bool cs_values_parse(struct cs_arena *arena, const struct cs_yaml *y, struct cs_values *out,
		     struct cs_problems *p)
{
	const struct cs_yaml *items = y->type == CS_YAML_LIST ? y->kids : y;
	size_t count = y->type == CS_YAML_LIST ? y->count : 1;

	for (size_t i = 0; i < count; i++) {
		struct cs_value *v = CS_ARENA_PUSH(arena, out->v, out->n);

		if (!parse_one(&items[i], v, p))
			return false;
	}
	if (count == 0)
		cs_problem_add(p, cs_yaml_spot(y), "an empty list matches nothing");
	return count > 0;
}

/* The widths that registers and descriptors have for addresses. */
static bool is_cut_to(uint64_t v, uint64_t left)
{
	static const unsigned char bits[] = {32, 36, 40, 48};

	for (size_t i = 0; left && v != left && i < sizeof(bits); i++)
		if ((v & ((1ull << bits[i]) - 1)) == left)
			return true;
	return false;
}

/* virt_to_page() with SPARSEMEM_VMEMMAP: vmemmap + (address - PAGE_OFFSET) / PAGE_SIZE * 64. It
 * gives a page for any address, one that does not exist for those outside of the linear mapping.
 * Both bases are multiples of 2 MiB at least, with KASLR too, so of 4 KiB pages the lowest 15 bits
 * of the index are known (arch/x86/include/asm/page.h, arch/arm64/include/asm/memory.h; 6.1). */
static bool is_page_of(uint64_t v, uint64_t address, uint64_t within)
{
	const uint64_t mask = 0x7fff;
	uint64_t away = ((v >> 6) - (address >> 12)) & mask;

	return away <= within || mask + 1 - away <= within;
}

/* virt_to_phys() of an address outside of the linear mapping, and phys_to_virt() of what comes out:
 * on arm64 __kimg_to_phys() and __phys_to_virt() (arch/arm64/include/asm/memory.h), on x86 a sum
 * (__phys_addr_nodebug(); 6.1). What they add is a multiple of 2 MiB, with KASLR too. */
static bool is_alias_of(uint64_t v, uint64_t address, uint64_t within)
{
	const uint64_t mask = 0x1fffff;
	uint64_t away = (v - address) & mask;

	return away <= within || mask + 1 - away <= within;
}

static bool holds(const struct cs_value *x, uint64_t v, cs_value_lookup_fn *lookup, void *ctx)
{
	uint64_t other, away;

	if (v < x->min || v > x->max || (v & x->mask) != x->is)
		return false;
	if (x->in && !x->in->holds(v))
		return false;
	if (x->near.n == 0)
		return true;
	if (!lookup || !lookup(ctx, x->near, &other))
		return false;
	if (x->cut)
		return is_cut_to(v, other);
	if (x->page)
		return is_page_of(v, other, x->within);
	if (x->alias)
		return is_alias_of(v, other, x->within);
	if (x->below && v >= other)
		return false;
	away = v > other ? v - other : other - v;
	return away <= x->within && (!x->beyond || away > x->beyond);
}

bool cs_values_hold(const struct cs_values *set, uint64_t v, cs_value_lookup_fn *lookup, void *ctx)
{
	for (size_t i = 0; i < set->n; i++)
		if (holds(&set->v[i], v, lookup, ctx))
			return true;
	return false;
}
