/* Of which type a dump's unit is, at which address its registers begin, which of the device
 * tree's units it is. */
#include "iommu/regs_private.h"

/* ---- which type ---- */

enum cs_smmu_type cs_regs_type_by_names(const struct cs_regs_text *t)
{
	unsigned votes[3] = {0};

	for (size_t i = 0; i < t->named.n; i++) {
		struct cs_smmu_name name;
		bool v2 = cs_smmu_name_parse(CS_SMMU_V2, t->named.v[i].name, &name);
		bool v3 = cs_smmu_name_parse(CS_SMMU_V3, t->named.v[i].name, &name);

		if (v2 != v3)
			votes[v2 ? CS_SMMU_V2 : CS_SMMU_V3]++;
	}
	if (votes[CS_SMMU_V2] == votes[CS_SMMU_V3])
		return CS_SMMU_UNKNOWN;
	return votes[CS_SMMU_V2] > votes[CS_SMMU_V3] ? CS_SMMU_V2 : CS_SMMU_V3;
}

static uint32_t peek(const struct cs_regs_text *t, uint64_t address)
{
	const struct cs_regs_word *w = cs_regs_word_at(t, address);

	return w && !w->unread ? w->value : 0;
}

/* Fields with few valid values, and registers that repeat others. */
static unsigned plausible_v3(const struct cs_regs_text *t, uint64_t base)
{
	uint32_t idr1 = peek(t, base + 0x4), cr0 = peek(t, base + 0x20);
	uint32_t cfg = peek(t, base + 0x88), strtab = peek(t, base + 0x80);
	unsigned score = 0;

	if (idr1 && cs_field(idr1, 5, 0) <= 32 && cs_field(idr1, 20, 16) <= 19 &&
	    cs_field(idr1, 25, 21) <= 19)
		score += 2;
	if (cr0 && !(cr0 & ~0x7dfu) && cr0 == peek(t, base + 0x24))
		score += 2;
	if (cfg && !(cfg & ~0x307ffu) && cs_field(cfg, 17, 16) <= 1)
		score++;
	if (strtab && strtab % 64 == 0)
		score++;
	if (peek(t, base + 0x14) && !(peek(t, base + 0x14) & 0xf008))
		score++;
	return score;
}

static unsigned plausible_v2(const struct cs_regs_text *t, uint64_t base)
{
	uint32_t id0 = peek(t, base + 0x20), id1 = peek(t, base + 0x24);
	uint32_t id2 = peek(t, base + 0x28);
	unsigned score = 0;

	if (id0 && cs_field(id0, 30, 29) && cs_field(id0, 7, 0) <= 128)
		score += 2;
	if (cs_field(id1, 7, 0) && cs_field(id1, 7, 0) <= 128 &&
	    cs_field(id1, 23, 16) <= cs_field(id1, 7, 0))
		score += 2;
	if (id2 && cs_field(id2, 3, 0) <= 6 && cs_field(id2, 7, 4) <= 6)
		score++;
	return score;
}

unsigned cs_regs_plausible(const struct cs_regs_text *t, uint64_t base, enum cs_smmu_type type)
{
	if (type == CS_SMMU_V3)
		return plausible_v3(t, base);
	if (type == CS_SMMU_V2)
		return plausible_v2(t, base);
	return plausible_v3(t, base) > plausible_v2(t, base) ? plausible_v3(t, base)
							     : plausible_v2(t, base);
}

static enum cs_smmu_type type_by_words(const struct cs_regs_text *t, uint64_t base)
{
	unsigned v2 = plausible_v2(t, base), v3 = plausible_v3(t, base);

	if (v2 == v3)
		return CS_SMMU_UNKNOWN;
	return v2 > v3 ? CS_SMMU_V2 : CS_SMMU_V3;
}

static bool has_events(const struct cs_regs_text *t)
{
	for (size_t i = 0; i < t->pieces.n; i++)
		if (t->pieces.v[i].kind != CS_REGS_NONE)
			return true;
	return false;
}

/* ---- which frame ---- */

static bool holds_words(const struct cs_regs_text *t, uint64_t base)
{
	size_t i = cs_regs_words_from(t, base);

	return i < t->words.n && t->words.v[i].address - base < 0x200000;
}

/* Under a heading that says so. */
static bool is_record(const struct cs_regs_word *w)
{
	return w->section != CS_REGS_NONE && w->section != CS_REGS_OTHER;
}

/* The 64K-aligned address whose words look most like a unit's. */
static bool guess_base(const struct cs_regs_text *t, enum cs_smmu_type type, uint64_t *base)
{
	unsigned best = 1;
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < t->words.n; i++) {
		uint64_t at = t->words.v[i].address & ~0xffffull;
		unsigned score;

		if (at == last || is_record(&t->words.v[i]))
			continue;
		last = at;
		score = cs_regs_plausible(t, at, type);
		if (score > best) {
			best = score;
			*base = at;
		}
	}
	return best > 1;
}

/* The unit of the device tree that holds most of the words. */
static const struct cs_dtb_unit *unit_of_words(const struct cs_regs_text *t,
					       const struct cs_smmu_options *o)
{
	const struct cs_dtb_unit *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < o->unit_count; i++) {
		const struct cs_dtb_unit *u = &o->units[i];
		size_t n;

		if (!u->type || !u->has_address || u->address + u->size < u->address)
			continue;
		n = cs_regs_words_from(t, u->address + u->size) - cs_regs_words_from(t, u->address);
		if (n > most) {
			most = n;
			best = u;
		}
	}
	return best;
}

bool cs_regs_in_a_unit(const struct cs_regs_text *t, const struct cs_smmu_options *o)
{
	return unit_of_words(t, o);
}

/* The unit of the device tree that the dump is of: by its address, by its name, or the only one
 * there is. */
static const struct cs_dtb_unit *unit_in_tree(const struct cs_smmu_dump *d,
					      const struct cs_smmu_options *o)
{
	const struct cs_dtb_unit *only = NULL;
	unsigned n = 0;

	for (size_t i = 0; i < o->unit_count; i++) {
		const struct cs_dtb_unit *u = &o->units[i];

		if (!u->type || (d->type && u->type != d->type))
			continue;
		if (d->has_base && u->has_address && u->address == d->base)
			return u;
		if (d->unit.n && (cs_str_is(d->unit, u->name) || cs_str_is(d->unit, u->path)))
			return u;
		only = u;
		n++;
	}
	return n == 1 && !d->has_base && !d->unit.n ? only : NULL;
}

static void learn_unit(struct cs_smmu_dump *d, const struct cs_smmu_options *o)
{
	const struct cs_dtb_unit *u = unit_in_tree(d, o);

	if (!u)
		return;
	if (!d->type)
		d->type = u->type;
	if (!d->has_base && u->has_address) {
		d->has_base = true;
		d->base = u->address;
	}
	if (!d->unit.n || d->base == u->address) /* Linux's own name is the better one */
		d->unit = cs_arena_str(&d->arena, cs_str_from(u->name[0] ? u->name : u->path));
}

static bool find_base(const struct cs_regs_text *t, const struct cs_smmu_options *o,
		      enum cs_smmu_type type, uint64_t *base)
{
	const struct cs_dtb_unit *unit;

	if (o->has_base && holds_words(t, o->base)) {
		*base = o->base;
		return true;
	}
	unit = unit_of_words(t, o);
	if (unit) {
		*base = unit->address;
		return true;
	}
	if (t->has_base && holds_words(t, t->base)) {
		*base = t->base;
		return true;
	}
	if (t->words.n && t->words.v[0].address < 0x1000) {
		*base = 0; /* offsets */
		return true;
	}
	if (guess_base(t, type, base))
		return true;
	if (type == CS_SMMU_UNKNOWN || !t->words.n || is_record(&t->words.v[0]))
		return false;
	*base = t->words.v[0].address & ~0xffffull;
	return t->words.v[0].address < 0x200000; /* offsets that leave the first page out */
}

/* SMMUv2: where the context banks begin, from ID1, else from where words are. */
static void find_banks(const struct cs_smmu_dump *d, const struct cs_regs_text *t,
		       const struct cs_smmu_options *o, struct cs_regs_frame *f)
{
	const struct cs_smmu_value *named = cs_smmu_dump_find(d, "ID1", -1, 0);
	uint32_t id1 = named ? (uint32_t)named->value : peek(t, f->base + 0x24);
	size_t i;

	f->page = o->page_size ? o->page_size : t->page_size;
	if (id1 && id1 != UINT32_MAX) {
		f->page = id1 >> 31 ? 65536 : 4096;
		f->banks = 2u << cs_field(id1, 30, 28);
		return;
	}
	if (!f->page) {
		i = cs_regs_words_from(t, f->base + 0x1000);
		f->page = i < t->words.n && t->words.v[i].address < f->base + 0x10000 ? 4096
										      : 65536;
	}
	i = cs_regs_words_from(t, f->base + 2ull * f->page);
	if (i < t->words.n) {
		uint64_t first = (t->words.v[i].address - f->base) / f->page;

		if (o->context_bank >= 0 && first > (unsigned)o->context_bank)
			f->banks = (unsigned)(first - (unsigned)o->context_bank);
		for (unsigned p = 2; !f->banks && p <= 256; p *= 2)
			if (p * 2 > first)
				f->banks = p;
	}
}

bool cs_regs_in_frame(const struct cs_regs_frame *f, uint64_t address)
{
	return f->any && address >= f->base && address - f->base < f->size;
}

struct cs_regs_frame cs_regs_find_frame(struct cs_smmu_dump *d, const struct cs_regs_text *t,
					const struct cs_smmu_options *o)
{
	struct cs_regs_frame f = {0};

	f.any = t->words.n && find_base(t, o, d->type, &f.base);
	if (f.any && f.base) {
		d->has_base = true;
		d->base = f.base;
	} else if (o->has_base || t->has_base) {
		d->has_base = true;
		d->base = o->has_base ? o->base : t->base;
	}
	learn_unit(d, o);
	if (f.any && !d->type)
		d->type = type_by_words(t, f.base);
	if (!d->type && has_events(t))
		d->type = CS_SMMU_V3; /* only it has records */
	f.size = d->type == CS_SMMU_V3 ? 0x20000 : 0;
	if (d->type == CS_SMMU_V2) {
		find_banks(d, t, o, &f);
		f.size = (uint64_t)f.page * ((f.banks ? f.banks : 128) + 256u);
	}
	return f;
}
