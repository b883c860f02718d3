#include "iommu/walk_format.h"

#define ADDRESS_48 0xfffffffff000ull
#define ADDRESS_50 0x3fffffffff000ull
#define ADDRESS_52 0xffffffffff000ull

bool cs_pt_format_parse(struct cs_str name, enum cs_pt_format *out)
{
	static const struct {
		const char *name;
		enum cs_pt_format format;
	} names[] = {{"aarch64", CS_PT_AARCH64},     {"lpae", CS_PT_LPAE},
		     {"short", CS_PT_SHORT},         {"vtd", CS_PT_VTD},
		     {"vtd-first", CS_PT_VTD_FIRST}, {"amd-v1", CS_PT_AMD_V1}};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (cs_str_is(name, names[i].name)) {
			*out = names[i].format;
			return true;
		}
	}
	return false;
}

static bool is_arm_long(const struct cs_pt *pt)
{
	return pt->format == CS_PT_AARCH64 || pt->format == CS_PT_LPAE;
}

unsigned cs_pt_page(const struct cs_pt *pt)
{
	return pt->format == CS_PT_AARCH64 && pt->granule ? pt->granule : 4096;
}

static unsigned page_shift(const struct cs_pt *pt)
{
	return cs_pt_page(pt) == 65536 ? 16 : cs_pt_page(pt) == 16384 ? 14 : 12;
}

/* DDI0487 D8.2: 48 bits, 52 with the 64K granule or with DS. */
static unsigned most_bits(const struct cs_pt *pt)
{
	if (pt->format != CS_PT_AARCH64)
		return 64;
	return pt->lpa2 || pt->granule == 65536 ? 52 : 48;
}

void cs_pt_note_size(const struct cs_pt *pt, struct cs_words *notes)
{
	if (pt->input_bits > most_bits(pt))
		cs_words_add(notes,
			     "a size of %u bits (T0SZ=%u) is more than these tables have: %u are "
			     "taken; the unit may refuse that",
			     pt->input_bits, 64 - pt->input_bits, most_bits(pt));
}

unsigned cs_pt_input_bits(const struct cs_pt *pt)
{
	if (pt->input_bits)
		return pt->input_bits < most_bits(pt) ? pt->input_bits : most_bits(pt);
	switch (pt->format) {
	case CS_PT_LPAE:
	case CS_PT_SHORT:
		return 32;
	default:
		return 48;
	}
}

unsigned cs_pt_entry_bytes(const struct cs_pt *pt)
{
	return pt->format == CS_PT_SHORT ? 4 : 8;
}

unsigned cs_pt_shift(const struct cs_pt *pt, int level)
{
	unsigned page = page_shift(pt);

	if (is_arm_long(pt))
		return page + (page - 3) * (unsigned)(3 - level);
	if (pt->format == CS_PT_SHORT)
		return level == 1 ? 20 : 12;
	return 12 + 9 * (unsigned)(level - 1);
}

static unsigned stride(const struct cs_pt *pt, int level)
{
	if (is_arm_long(pt))
		return page_shift(pt) - 3;
	if (pt->format == CS_PT_SHORT)
		return level == 1 ? 12 : 8;
	return 9;
}

/* Arm counts levels downwards to 3, the others to 1. */
int cs_pt_first_level(const struct cs_pt *pt)
{
	unsigned bits = cs_pt_input_bits(pt), page = page_shift(pt), levels;

	if (pt->start_level != CS_PT_BY_SIZE)
		return pt->start_level;
	if (pt->format == CS_PT_SHORT)
		return 1;
	levels = bits > page ? (bits - page + page - 3 - 1) / (page - 3) : 1;
	if (is_arm_long(pt)) {
		/* up to 16 tables side by side save stage 2 a level */
		if (pt->stage2 && levels > 1 && bits - page - (levels - 1) * (page - 3) <= 4)
			levels--;
		return 4 - (int)levels;
	}
	levels = (bits - 12 + 8) / 9;
	return levels ? (int)levels : 1;
}

uint64_t cs_pt_entries(const struct cs_pt *pt, int level)
{
	unsigned bits = cs_pt_input_bits(pt), shift = cs_pt_shift(pt, level);

	if (level != cs_pt_first_level(pt))
		return 1ull << stride(pt, level);
	return bits > shift ? 1ull << (bits - shift) : 1;
}

/* ---- Arm long descriptors ---- */

static bool may_be_block(const struct cs_pt *pt, int level)
{
	unsigned page = cs_pt_page(pt);

	if (level == 0)
		return pt->lpa2 && page == 4096;
	return level == 2 || (level == 1 && (page != 16384 || pt->lpa2));
}

/* Bits 51:48 of an address lie in 15:12 of a 64K descriptor; with FEAT_LPA2 bits 51:50 lie where
 * the shareability was, in 9:8 (DDI0487 D8.3.1). */
static uint64_t arm_address(const struct cs_pt *pt, uint64_t d, unsigned low)
{
	uint64_t above = ~((1ull << low) - 1);

	if (cs_pt_page(pt) == 65536)
		return (d & ADDRESS_48 & above) | cs_field(d, 15, 12) << 48;
	if (pt->lpa2)
		return (d & ADDRESS_50 & above) | cs_field(d, 9, 8) << 50;
	return d & ADDRESS_48 & above;
}

static void arm_permissions(const struct cs_pt *pt, uint64_t d, struct cs_pt_entry *e)
{
	if (pt->stage2) {
		e->readable = d >> 6 & 1;
		e->writable = d >> 7 & 1;
		e->unprivileged = true;
	} else {
		e->readable = true;
		e->writable = !(d >> 7 & 1);
		e->unprivileged = d >> 6 & 1;
	}
	e->executable = !(d >> 54 & 1);
	e->accessed = pt->ignore_af || (d >> 10 & 1);
	e->contiguous = d >> 52 & 1;
}

static struct cs_pt_entry decode_arm(const struct cs_pt *pt, int level, uint64_t d)
{
	struct cs_pt_entry e = {.state = CS_WALK_INVALID, .next_level = level + 1};
	bool table = d >> 1 & 1;

	if (!(d & 1))
		return e;
	if (level < 3 && table) {
		e.state = CS_WALK_TABLE;
		e.address = arm_address(pt, d, page_shift(pt));
		return e;
	}
	if ((level == 3 && !table) || (level < 3 && !may_be_block(pt, level))) {
		e.wrong = "a reserved kind of descriptor";
		return e;
	}
	e.state = level == 3 ? CS_WALK_PAGE : CS_WALK_BLOCK;
	e.span = 1ull << cs_pt_shift(pt, level);
	e.address = arm_address(pt, d, cs_pt_shift(pt, level));
	arm_permissions(pt, d, &e);
	return e;
}

/* ---- AArch32 short descriptors ---- */

static struct cs_pt_entry decode_section(uint32_t d)
{
	struct cs_pt_entry e = {.state = CS_WALK_BLOCK, .readable = true, .accessed = true};

	if (d >> 18 & 1) {
		e.span = 1u << 24;
		e.address = (d & 0xff000000u) | (uint64_t)cs_field(d, 23, 20) << 32 |
			    (uint64_t)cs_field(d, 8, 5) << 36;
	} else {
		e.span = 1u << 20;
		e.address = d & 0xfff00000u;
	}
	e.writable = !(d >> 15 & 1);
	e.unprivileged = d >> 11 & 1;
	e.executable = !(d >> 4 & 1);
	return e;
}

static struct cs_pt_entry decode_small(uint32_t d)
{
	struct cs_pt_entry e = {.state = CS_WALK_PAGE, .readable = true, .accessed = true};
	bool large = !(d & 2);

	e.span = large ? 65536 : 4096;
	e.address = d & (large ? 0xffff0000u : 0xfffff000u);
	e.writable = !(d >> 9 & 1);
	e.unprivileged = d >> 5 & 1;
	e.executable = !(large ? d >> 15 & 1 : d & 1);
	return e;
}

static struct cs_pt_entry decode_short(int level, uint32_t d)
{
	struct cs_pt_entry e = {.state = CS_WALK_INVALID};

	if (!(d & 3))
		return e;
	if (level == 2)
		return decode_small(d);
	if (d & 2)
		return decode_section(d);
	e.state = CS_WALK_TABLE;
	e.address = d & 0xfffffc00u;
	e.next_level = 2;
	return e;
}

/* ---- x86 ---- */

static struct cs_pt_entry decode_vtd(int level, uint64_t d, bool first)
{
	struct cs_pt_entry e = {.state = CS_WALK_INVALID, .next_level = level - 1};

	if (first ? !(d & 1) : !(d & 3))
		return e;
	e.address = d & ADDRESS_52;
	if (level > 1 && !(d >> 7 & 1)) {
		e.state = CS_WALK_TABLE;
		return e;
	}
	if (level > 3) {
		e.wrong = "a large page where none can be";
		return e;
	}
	e.state = level == 1 ? CS_WALK_PAGE : CS_WALK_BLOCK;
	e.span = 1ull << (12 + 9 * (level - 1));
	e.address &= ~(e.span - 1);
	e.readable = first || (d & 1);
	e.writable = d >> 1 & 1;
	e.unprivileged = !first || (d >> 2 & 1);
	e.executable = first && !(d >> 63);
	e.accessed = true;
	return e;
}

/* A page of a size that its level doesn't have: the address ends in zeros and ones, as many as
 * tell the size (AMD 48882, 2.2.3). */
static uint64_t amd_odd_span(uint64_t d)
{
	unsigned ones = 0;

	while (ones < 40 && d >> (12 + ones) & 1)
		ones++;
	return 1ull << (13 + ones);
}

static struct cs_pt_entry decode_amd(int level, uint64_t d)
{
	struct cs_pt_entry e = {.state = CS_WALK_INVALID};
	int next = (int)cs_field(d, 11, 9);

	if (!(d & 1))
		return e;
	e.address = d & ADDRESS_52;
	e.next_level = next;
	e.readable = d >> 61 & 1;
	e.writable = d >> 62 & 1;
	e.accessed = e.unprivileged = true;
	if (next == 0 || next == 7) {
		e.span = next == 7 ? amd_odd_span(d) : 1ull << (12 + 9 * (level - 1));
		e.address &= ~(e.span - 1);
		e.state = e.span == 4096 ? CS_WALK_PAGE : CS_WALK_BLOCK;
		return e;
	}
	if (next >= level) {
		e.wrong = "a next level that isn't below";
		return e;
	}
	e.state = CS_WALK_TABLE;
	return e;
}

struct cs_pt_entry cs_pt_decode(const struct cs_pt *pt, int level, uint64_t d)
{
	switch (pt->format) {
	case CS_PT_SHORT:
		return decode_short(level, (uint32_t)d);
	case CS_PT_VTD:
	case CS_PT_VTD_FIRST:
		return decode_vtd(level, d, pt->format == CS_PT_VTD_FIRST);
	case CS_PT_AMD_V1:
		return decode_amd(level, d);
	default:
		return decode_arm(pt, level, d);
	}
}

struct cs_pt_limits cs_pt_limit(const struct cs_pt *pt, uint64_t d)
{
	switch (pt->format) {
	case CS_PT_SHORT:
		return (struct cs_pt_limits){0};
	case CS_PT_VTD:
		return (struct cs_pt_limits){.no_read = !(d & 1), .no_write = !(d & 2)};
	case CS_PT_VTD_FIRST:
		return (struct cs_pt_limits){
			.no_write = !(d & 2), .no_unprivileged = !(d & 4), .no_execute = d >> 63};
	case CS_PT_AMD_V1:
		return (struct cs_pt_limits){.no_read = !(d >> 61 & 1), .no_write = !(d >> 62 & 1)};
	default:
		if (pt->stage2)
			return (struct cs_pt_limits){0};
		return (struct cs_pt_limits){.no_write = d >> 62 & 1,
					     .no_unprivileged = d >> 61 & 1,
					     .no_execute = d >> 60 & 1};
	}
}
