/* What a type is: kind, size, name. */
#include <dwarf.h>
#include <stdio.h>

#include "sym/types_private.h"
#include "sym/unit.h"

#define HOPS 64 /* references that are followed: a damaged file may hold a loop */

bool cs_types_of(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Die at = *die;

	for (int i = 0; i < 8; i++) {
		Dwarf_Attribute attr;

		if (dwarf_attr(&at, DW_AT_type, &attr))
			return dwarf_formref_die(&attr, type) != NULL;
		if (!dwarf_attr(&at, DW_AT_abstract_origin, &attr) &&
		    !dwarf_attr(&at, DW_AT_specification, &attr))
			return false;
		if (!dwarf_formref_die(&attr, &at))
			return false;
	}
	return false;
}

static const char *qualifier(int tag)
{
	switch (tag) {
	case DW_TAG_const_type:
		return "const ";
	case DW_TAG_volatile_type:
		return "volatile ";
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
		return "";
	default:
		return NULL;
	}
}

bool cs_types_strip(Dwarf_Die *die)
{
	for (int i = 0; i < HOPS; i++) {
		int tag = dwarf_tag(die);

		if (tag != DW_TAG_typedef && !qualifier(tag))
			return true;
		if (!cs_types_of(die, die))
			return false;
	}
	return false;
}

static enum cs_type_kind kind_of(Dwarf_Die *type)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_base_type:
		return CS_TYPE_INTEGER;
	case DW_TAG_enumeration_type:
		return CS_TYPE_ENUM;
	case DW_TAG_pointer_type:
		return CS_TYPE_POINTER;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return CS_TYPE_STRUCT;
	case DW_TAG_union_type:
		return CS_TYPE_UNION;
	case DW_TAG_array_type:
		return CS_TYPE_ARRAY;
	case DW_TAG_subroutine_type:
		return CS_TYPE_FUNCTION;
	default:
		return CS_TYPE_UNKNOWN;
	}
}

/* ---- names ---- */

static const char *tag_word(int tag)
{
	switch (tag) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
		return "struct ";
	case DW_TAG_union_type:
		return "union ";
	case DW_TAG_enumeration_type:
		return "enum ";
	default:
		return "";
	}
}

static void plain_name(Dwarf_Die *type, const char *before, const char *after, char *buf,
		       size_t size)
{
	const char *name = cs_unit_die_name(type);

	snprintf(buf, size, "%s%s%s%s", before, tag_word(dwarf_tag(type)), name ? name : "{…}",
		 after);
}

void cs_types_name(Dwarf_Die *type, char *buf, size_t size)
{
	Dwarf_Die at = *type, next;
	char after[24] = "", before[24] = "";
	size_t stars = 0;

	for (int i = 0; i < HOPS; i++) {
		int tag = dwarf_tag(&at);
		const char *word = qualifier(tag);

		if (word && !strstr(before, word))
			snprintf(before + strlen(before), sizeof(before) - strlen(before), "%s",
				 word);
		if (tag == DW_TAG_pointer_type && stars < 8) {
			snprintf(after, sizeof(after), " %.*s", (int)++stars, "********");
			before[0] = '\0'; /* a qualifier of the pointer itself */
		} else if (!word && tag != DW_TAG_array_type && tag != DW_TAG_pointer_type) {
			break;
		}
		if (!cs_types_of(&at, &next)) {
			snprintf(buf, size, "%svoid%s", before, after);
			return;
		}
		at = next;
	}
	if (dwarf_tag(&at) == DW_TAG_subroutine_type)
		snprintf(buf, size, "%s(function)%s", before, after);
	else
		plain_name(&at, before, after, buf, size);
}

/* ---- arrays ---- */

static bool dimension(Dwarf_Die *range, uint64_t *n)
{
	Dwarf_Attribute attr;
	Dwarf_Word v;

	if (dwarf_attr(range, DW_AT_count, &attr) && dwarf_formudata(&attr, &v) == 0) {
		*n = v;
		return true;
	}
	if (dwarf_attr(range, DW_AT_upper_bound, &attr) && dwarf_formudata(&attr, &v) == 0) {
		*n = v + 1;
		return true;
	}
	return false;
}

static uint64_t count_elements(Dwarf_Die *array)
{
	Dwarf_Die range;
	uint64_t product = 1, n;
	bool any = false;

	if (dwarf_child(array, &range) != 0)
		return 0;
	for (int i = 0; i < 8; i++) {
		if (dwarf_tag(&range) == DW_TAG_subrange_type) {
			if (!dimension(&range, &n) || __builtin_mul_overflow(product, n, &product))
				return 0;
			any = true;
		}
		if (dwarf_siblingof(&range, &range) != 0)
			break;
	}
	return any ? product : 0;
}

static void describe_array(Dwarf_Die *array, struct cs_type_info *out)
{
	struct cs_type_info element = {0};
	Dwarf_Die type;
	int bytes;

	out->count = count_elements(array);
	if (!cs_types_of(array, &type))
		return;
	cs_types_name(&type, out->name, sizeof(out->name) - 24);
	snprintf(out->name + strlen(out->name), 24, "[%llu]", (unsigned long long)out->count);
	if (!cs_types_strip(&type))
		return;
	if (dwarf_tag(&type) == DW_TAG_array_type)
		return; /* C's arrays of arrays are one DIE with several ranges */
	cs_types_describe(&type, &element);
	bytes = (int)(element.size <= INT32_MAX ? element.size : 0);
	out->element_size = (uint64_t)bytes;
	if (__builtin_mul_overflow(out->count, out->element_size, &out->size))
		out->size = 0;
}

void cs_types_describe(Dwarf_Die *given, struct cs_type_info *out)
{
	Dwarf_Die type = *given;
	Dwarf_Attribute attr;
	Dwarf_Word encoding;
	int bytes;

	*out = (struct cs_type_info){0};
	cs_types_name(given, out->name, sizeof(out->name));
	if (!cs_types_strip(&type))
		return;
	out->kind = kind_of(&type);
	if (out->kind == CS_TYPE_ARRAY) {
		describe_array(&type, out);
		return;
	}
	bytes = dwarf_bytesize(&type);
	out->size = bytes > 0 ? (uint64_t)bytes : out->kind == CS_TYPE_POINTER ? 8 : 0;
	if (!dwarf_attr(&type, DW_AT_encoding, &attr) || dwarf_formudata(&attr, &encoding) != 0)
		return;
	out->is_signed = encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	if (encoding == DW_ATE_float)
		out->kind = CS_TYPE_FLOAT;
}
