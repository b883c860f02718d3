/* Sets of numbers that a rule may ask for: a number, a range, a class of addresses with a
 * name, bits under a mask, or nearness to another value of the event. */
#ifndef CS_RULE_VALUE_H
#define CS_RULE_VALUE_H

#include "rule/yaml.h"

struct cs_value {
	uint64_t min, max; /* inclusive */
	uint64_t mask, is; /* (v & mask) == is */
	const struct cs_address_class *in;
	struct cs_str near; /* name of a field, register or capture, or empty */
	bool below;         /* on the lower side only */
	bool cut;           /* NEAR is what is left of it when upper bits get lost */
	bool page;          /* the struct page that virt_to_page() computes for NEAR */
	bool alias; /* NEAR taken through another mapping: phys_to_virt(virt_to_phys(NEAR)) */
	uint64_t within,
		beyond; /* at most so many bytes away (of page: pages), and more than so many */
};

/* Any of them. */
struct cs_values {
	struct cs_value *v;
	size_t n;
};

struct cs_address_class {
	const char *name;
	const char *words;
	bool (*holds)(uint64_t v);
};

/* Every class, for the manual: NULL beyond the last. */
const struct cs_address_class *cs_address_class_at(size_t i);

/* Looks a number of the event up for "near". False: the event has none of that name. */
typedef bool cs_value_lookup_fn(void *ctx, struct cs_str name, uint64_t *value);

/* A scalar ("0x10", "16", "0-0xfff", "slab-poison"), a mapping {min, max, mask, is, class, near,
 * below, cut_to, page_of, alias_of, within, beyond} or a list of those. False when it is none; told
 * in P. */
bool cs_values_parse(struct cs_arena *arena, const struct cs_yaml *y, struct cs_values *out,
		     struct cs_problems *p);
bool cs_values_hold(const struct cs_values *set, uint64_t v, cs_value_lookup_fn *lookup, void *ctx);
/* Decimal, or hex behind 0x. */
bool cs_value_number(struct cs_str s, uint64_t *out);

#endif
