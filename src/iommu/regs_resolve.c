/* From cells to registers: which one, of which bank. */
#include "iommu/regs_private.h"

/* One slot for each place that a register can have, so that a dump of many lines is read in
 * linear time. */
#define PLACES 257

static uint32_t *slot_of(struct cs_smmu_dump *d, const struct cs_smmu_reg *reg, unsigned index,
			 int bank)
{
	struct cs_smmu_regs table = cs_smmu_registers(cs_smmu_type_of(reg));
	size_t place = reg->page == CS_PAGE_CB ? (size_t)(bank + 1) : index;

	if (!d->slots)
		d->slots = cs_arena_alloc(&d->arena, table.n * PLACES * sizeof(*d->slots));
	return &d->slots[(size_t)(reg - table.v) * PLACES + place];
}

struct cs_smmu_value *cs_regs_value(struct cs_smmu_dump *d, const struct cs_smmu_reg *reg,
				    unsigned index, int bank, uint32_t line)
{
	uint32_t *slot = slot_of(d, reg, index, bank);
	struct cs_smmu_value *v;

	if (*slot)
		return &d->values[*slot - 1];
	v = CS_ARENA_PUSH(&d->arena, d->values, d->value_count);
	*slot = (uint32_t)d->value_count;
	v->reg = reg;
	v->index = index;
	v->bank = bank;
	v->line = line;
	return v;
}

static void set_half(struct cs_smmu_value *v, unsigned half, uint32_t value)
{
	v->value = half ? (v->value & UINT32_MAX) | (uint64_t)value << 32
			: (v->value & ~(uint64_t)UINT32_MAX) | value;
	*(half ? &v->high : &v->low) = true;
}

static const struct cs_smmu_reg *at_v2(const struct cs_regs_frame *f, uint64_t offset,
				       unsigned *index, unsigned *half, int *bank)
{
	uint64_t page = offset / f->page;

	*bank = -1;
	if (page < 2)
		return cs_smmu_register_at(CS_SMMU_V2, page ? CS_PAGE_GR1 : CS_PAGE_GR0,
					   offset % f->page, index, half);
	if (!f->banks || page < f->banks || page - f->banks > 255)
		return NULL;
	*bank = (int)(page - f->banks);
	return cs_smmu_register_at(CS_SMMU_V2, CS_PAGE_CB, offset % f->page, index, half);
}

static void place_words(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			const struct cs_regs_frame *f)
{
	for (size_t i = cs_regs_words_from(t, f->base); i < t->words.n; i++) {
		const struct cs_regs_word *w = &t->words.v[i];
		const struct cs_smmu_reg *reg;
		unsigned index, half;
		int bank = -1;

		if (!cs_regs_in_frame(f, w->address))
			break;
		if (f->mirror && (w->address - f->base) / f->page == f->mirror)
			continue;
		reg = d->type == CS_SMMU_V3
			      ? cs_smmu_register_at(CS_SMMU_V3, CS_PAGE_V3, w->address - f->base,
						    &index, &half)
			      : at_v2(f, w->address - f->base, &index, &half, &bank);
		if (reg && !w->unread)
			set_half(cs_regs_value(d, reg, index, bank, w->line), half, w->value);
	}
}

/* A page whose words repeat those of page 0: the reads went wrong (a window that is too small,
 * a wrong page size). 0: none does. */
static bool repeats_page0(const struct cs_regs_text *t, const struct cs_regs_frame *f,
			  uint64_t page, size_t i)
{
	unsigned same = 0;

	for (; i < t->words.n; i++) {
		const struct cs_regs_word *w = &t->words.v[i], *first;
		uint64_t offset = w->address - f->base;

		if (offset / f->page != page)
			break;
		first = cs_regs_word_at(t, f->base + offset % f->page);
		if (!first || first->unread || w->unread || (!first->value && !w->value))
			continue;
		if (first->value != w->value)
			return false;
		same++;
	}
	return same >= 6;
}

static uint64_t find_mirror(const struct cs_regs_text *t, const struct cs_regs_frame *f)
{
	uint64_t page = 0;

	for (size_t i = cs_regs_words_from(t, f->base + f->page); i < t->words.n; i++) {
		uint64_t offset = t->words.v[i].address - f->base;

		if (!cs_regs_in_frame(f, t->words.v[i].address))
			break;
		if (offset / f->page == page)
			continue;
		page = offset / f->page;
		if (repeats_page0(t, f, page, i))
			return page;
	}
	return 0;
}

/* Implementations that keep the queue pointers in page 0, and dumps that leave page 1 out. */
static void place_page0_pointers(struct cs_smmu_dump *d, const struct cs_regs_text *t,
				 const struct cs_regs_frame *f)
{
	static const struct {
		unsigned offset;
		const char *name;
	} rows[] = {{0xa8, "EVENTQ_PROD"},
		    {0xac, "EVENTQ_CONS"},
		    {0xc8, "PRIQ_PROD"},
		    {0xcc, "PRIQ_CONS"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct cs_regs_word *w = cs_regs_word_at(t, f->base + rows[i].offset);
		struct cs_smmu_name name;

		if (!w || w->unread || cs_smmu_dump_find(d, rows[i].name, -1, 0) ||
		    !cs_smmu_name_parse(CS_SMMU_V3, cs_str_from(rows[i].name), &name))
			continue;
		set_half(cs_regs_value(d, name.reg, 0, -1, w->line), 0, w->value);
	}
}

static void note_unreadable(struct cs_smmu_dump *d, const struct cs_regs_named *n)
{
	uint64_t v;

	if (n->number.unread) {
		d->unread++;
		return;
	}
	if (n->number.prefixed && cs_str_to_dec(n->number.digits, &v) && v <= UINT32_MAX)
		cs_regs_note(d,
			     "line %u: 0x" CS_STR_FMT " has too many digits for " CS_STR_FMT
			     "; it may be decimal (%#llx) behind a wrong 0x and is "
			     "not used",
			     n->line, CS_STR_ARG(n->number.digits), CS_STR_ARG(n->name),
			     (unsigned long long)v);
	else
		cs_regs_note(d, "line %u: '" CS_STR_FMT "' is no value for " CS_STR_FMT, n->line,
			     CS_STR_ARG(n->number.digits), CS_STR_ARG(n->name));
}

static void place_name(struct cs_smmu_dump *d, const struct cs_regs_text *t,
		       const struct cs_smmu_options *o, const struct cs_regs_named *n)
{
	const struct cs_regs_block *block = &t->blocks.v[n->block];
	struct cs_smmu_name name;
	struct cs_smmu_value *v;
	uint64_t value;
	int bank, index;

	if (!cs_smmu_name_parse(d->type, n->name, &name))
		return;
	bank = name.bank >= 0 ? name.bank : block->bank >= 0 ? block->bank : o->context_bank;
	index = name.index >= 0 ? name.index : name.reg->count ? bank : 0;
	if (index < 0)
		return; /* "CBAR" of nobody knows which bank */
	if (!cs_regs_text_value(t, &n->number, name.reg->bytes == 8 && name.half < 0 ? 64 : 32,
				&value)) {
		note_unreadable(d, n);
		return;
	}
	if (name.reg->page != CS_PAGE_CB)
		bank = -1;
	v = cs_regs_value(d, name.reg, (unsigned)index, bank, n->line);
	if (n->comment && v->low)
		return;
	if (name.half >= 0) {
		set_half(v, (unsigned)name.half, (uint32_t)value);
		return;
	}
	if (name.reg->bytes == 8 && v->high && !(value >> 32)) { /* NAME+4 came first */
		set_half(v, 0, (uint32_t)value);
		return;
	}
	v->value = value;
	v->low = true;
	v->high = name.reg->bytes == 8;
}

/* "SID = 0x3c0" in a bank's block is what the driver read from CBFRSYNRA. */
static void place_streams(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	for (size_t i = 0; i < t->blocks.n; i++) {
		const struct cs_regs_block *b = &t->blocks.v[i];
		struct cs_smmu_name name;
		struct cs_smmu_value *v;

		if (!b->has_stream || b->bank < 0 || b->bank > 127 || b->stream > 0xffff ||
		    !cs_smmu_name_parse(CS_SMMU_V2, CS_STR("CBFRSYNRA0"), &name))
			continue;
		v = cs_regs_value(d, name.reg, (unsigned)b->bank, -1, b->stream_line);
		if (v->low)
			continue;
		v->low = true;
		v->value = b->stream;
	}
}

void cs_regs_resolve(struct cs_smmu_dump *d, struct cs_regs_text *t,
		     const struct cs_smmu_options *o)
{
	struct cs_regs_frame f;

	cs_regs_sort_words(t);
	d->type = o->type ? o->type : cs_regs_type_by_names(t);
	if (!d->type)
		d->type = t->type;
	for (size_t i = 0; i < t->named.n && d->type; i++)
		place_name(d, t, o, &t->named.v[i]);
	if (d->type == CS_SMMU_V2)
		place_streams(d, t);
	f = cs_regs_find_frame(d, t, o);
	for (size_t i = 0; i < t->words.n; i++)
		d->unread += t->words.v[i].unread;
	if (f.any && d->type) {
		f.mirror = d->type == CS_SMMU_V2 ? find_mirror(t, &f) : 0;
		if (f.mirror)
			d->state.implausible = cs_arena_strf(
				&d->arena,
				"the register page at offset %#llx repeats page 0: "
				"the reads did not reach it, or the page size is wrong",
				(unsigned long long)(f.mirror * f.page));
		place_words(d, t, &f);
		if (d->type == CS_SMMU_V3)
			place_page0_pointers(d, t, &f);
	}
	cs_regs_read_records(d, t, &f);
}
