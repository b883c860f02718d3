/* Records: out of lines that name them, and out of words at the addresses that the registers
 * and tables give. */
#include "iommu/regs_private.h"

unsigned cs_regs_record_words(enum cs_regs_kind kind)
{
	switch (kind) {
	case CS_REGS_EVENT:
		return 4;
	case CS_REGS_COMMAND:
		return 2;
	default:
		return 8;
	}
}

struct cs_smmu_record *cs_regs_push_record(struct cs_smmu_dump *d, enum cs_regs_kind kind,
					   uint32_t line)
{
	struct cs_smmu_record *r = CS_ARENA_PUSH(&d->arena, d->records, d->record_count);

	r->kind = kind;
	r->count = cs_regs_record_words(kind);
	r->first_line = r->last_line = line;
	r->unread = -1;
	return r;
}

/* ---- words at addresses ---- */

/* COUNT 64-bit words at ADDRESS; false when one isn't there. */
static bool take(const struct cs_regs_text *t, uint64_t address, uint64_t *word, unsigned count,
		 uint32_t lines[2])
{
	lines[0] = UINT32_MAX;
	lines[1] = 0;
	for (unsigned i = 0; i < count * 2; i++) {
		const struct cs_regs_word *w = cs_regs_word_at(t, address + 4 * i);

		if (!w || w->unread)
			return false;
		if (i % 2)
			word[i / 2] |= (uint64_t)w->value << 32;
		else
			word[i / 2] = w->value;
		lines[0] = w->line < lines[0] ? w->line : lines[0];
		lines[1] = w->line > lines[1] ? w->line : lines[1];
	}
	return true;
}

static struct cs_smmu_record *add_at(struct cs_smmu_dump *d, const struct cs_regs_text *t,
				     enum cs_regs_kind kind, uint64_t address)
{
	uint64_t word[8] = {0};
	struct cs_smmu_record *r;
	uint32_t lines[2];

	if (!take(t, address, word, cs_regs_record_words(kind), lines))
		return NULL;
	r = cs_regs_push_record(d, kind, lines[0]);
	memcpy(r->word, word, sizeof(word));
	r->last_line = lines[1];
	r->has_address = true;
	r->address = address;
	return r;
}

/* The records of one kind in [BASE, BASE + SIZE), where words of them are. */
static void scan(struct cs_smmu_dump *d, const struct cs_regs_text *t, enum cs_regs_kind kind,
		 uint64_t base, uint64_t size)
{
	uint64_t each = cs_regs_record_words(kind) * 8, done = UINT64_MAX;

	for (size_t i = cs_regs_words_from(t, base); i < t->words.n; i++) {
		uint64_t at = t->words.v[i].address - base;

		if (at >= size)
			break;
		at -= at % each;
		if (at == done)
			continue;
		done = at;
		add_at(d, t, kind, base + at);
	}
}

static bool queue(const struct cs_smmu_dump *d, const char *name, unsigned entry_bytes,
		  uint64_t *base, uint64_t *size)
{
	const struct cs_smmu_value *v = cs_smmu_dump_find(d, name, -1, 0);

	if (!v || !cs_smmu_value_whole(v) || !v->value)
		return false;
	*base = v->value & 0xfffffffffffe0ull;
	*size = (uint64_t)entry_bytes << (v->value & 31);
	return *base != 0;
}

static void mark_unread(struct cs_smmu_dump *d, struct cs_smmu_record *r, uint64_t base,
			uint64_t entries)
{
	const struct cs_smmu_value *prod = cs_smmu_dump_find(d, "EVENTQ_PROD", -1, 0);
	const struct cs_smmu_value *cons = cs_smmu_dump_find(d, "EVENTQ_CONS", -1, 0);
	uint64_t slot = (r->address - base) / 32, mask = 2 * entries - 1, unread;

	if (!prod || !cons)
		return;
	unread = (prod->value - cons->value) & mask;
	r->unread = ((slot - cons->value) & (entries - 1)) < unread;
}

static bool is_zero(const struct cs_smmu_record *r)
{
	for (unsigned i = 0; i < r->count; i++)
		if (r->word[i])
			return false;
	return true;
}

static void read_events(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	uint64_t base, size;
	size_t from = d->record_count, n = from;

	if (!queue(d, "EVENTQ_BASE", 32, &base, &size))
		return;
	scan(d, t, CS_REGS_EVENT, base, size);
	for (size_t i = from; i < d->record_count; i++) {
		if (is_zero(&d->records[i]))
			continue;
		mark_unread(d, &d->records[i], base, size / 32);
		d->records[n++] = d->records[i];
	}
	d->record_count = n;
}

/* Rows under a heading that calls them events, when no register tells where the queue is. */
static void read_headed_events(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			       const struct cs_regs_frame *f)
{
	uint64_t base, size;

	if (queue(d, "EVENTQ_BASE", 32, &base, &size))
		return;
	for (size_t i = 0; i < t->words.n; i++) {
		const struct cs_regs_word *w = &t->words.v[i];

		if (w->section != CS_REGS_EVENT || cs_regs_in_frame(f, w->address) ||
		    w->address % 32)
			continue;
		if (add_at(d, t, CS_REGS_EVENT, w->address) &&
		    is_zero(&d->records[d->record_count - 1]))
			d->record_count--;
	}
}

/* ---- stream table ---- */

static void read_context(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			 const struct cs_smmu_record *ste)
{
	uint64_t at = ste->word[0] & 0xfffffffffffc0ull;
	bool has_stream = ste->has_stream;
	uint64_t stream = ste->stream;
	struct cs_smmu_record *r;

	if (!(cs_field(ste->word[0], 3, 1) & 1) || !at)
		return;
	r = add_at(d, t, CS_REGS_CD, at);
	if (!r)
		return;
	r->has_stream = has_stream;
	r->stream = stream;
}

static void read_entries(struct cs_smmu_dump *d, const struct cs_regs_text *t, uint64_t base,
			 uint64_t entries, uint64_t first_stream)
{
	size_t from = d->record_count, to;

	scan(d, t, CS_REGS_STE, base, entries * 64);
	to = d->record_count;
	for (size_t i = from; i < to; i++) {
		d->records[i].has_stream = true;
		d->records[i].stream = first_stream + (d->records[i].address - base) / 64;
		read_context(d, t, &d->records[i]);
	}
}

static void read_first_level(struct cs_smmu_dump *d, const struct cs_regs_text *t, uint64_t base,
			     uint64_t entries, unsigned split)
{
	for (size_t i = cs_regs_words_from(t, base); i < t->words.n; i++) {
		uint64_t at = t->words.v[i].address - base, word;
		uint32_t lines[2];
		unsigned span;

		if (at >= entries * 8)
			break;
		if (at % 8 || !take(t, base + at, &word, 1, lines))
			continue;
		span = (unsigned)(word & 31);
		if (span == 0 || span > 12)
			continue;
		read_entries(d, t, word & 0xfffffffffffc0ull, 1ull << (span - 1), at / 8 << split);
	}
}

static void read_stream_table(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	const struct cs_smmu_value *base = cs_smmu_dump_find(d, "STRTAB_BASE", -1, 0);
	const struct cs_smmu_value *cfg = cs_smmu_dump_find(d, "STRTAB_BASE_CFG", -1, 0);
	unsigned log2size, split;

	if (!base || !cfg || !cs_smmu_value_whole(base) || !base->value)
		return;
	log2size = (unsigned)cs_field(cfg->value, 5, 0);
	split = (unsigned)cs_field(cfg->value, 10, 6);
	if (log2size > 32)
		return;
	if (cs_field(cfg->value, 17, 16) == 0)
		read_entries(d, t, base->value & 0xfffffffffffc0ull, 1ull << log2size, 0);
	else if (split <= log2size)
		read_first_level(d, t, base->value & 0xfffffffffffc0ull, 1ull << (log2size - split),
				 split);
}

/* ---- RAM that the text shows ---- */

static void add_run(struct cs_smmu_dump *d, const struct cs_regs_text *t, size_t from, size_t to)
{
	size_t bytes = (to - from) * 4;
	unsigned char *data = cs_arena_alloc(&d->arena, bytes);

	for (size_t i = from; i < to; i++)
		for (unsigned k = 0; k < 4; k++)
			data[(i - from) * 4 + k] = (unsigned char)(t->words.v[i].value >> (8 * k));
	if (cs_memory_add_bytes(d->memory, data, bytes, t->words.v[from].address,
				"the dump's own words", NULL) != CS_OK)
		cs_regs_note(d, "words at %#llx are left out of page-table walks",
			     (unsigned long long)t->words.v[from].address);
}

static void keep_memory(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			const struct cs_regs_frame *f)
{
	size_t from = 0;

	while (from < t->words.n) {
		size_t to = from + 1;

		while (to < t->words.n && !t->words.v[to].unread &&
		       t->words.v[to].address == t->words.v[to - 1].address + 4)
			to++;
		if (!t->words.v[from].unread && !cs_regs_in_frame(f, t->words.v[from].address))
			add_run(d, t, from, to);
		from = to;
	}
}

void cs_regs_read_records(struct cs_smmu_dump *d, const struct cs_regs_text *t,
			  const struct cs_regs_frame *f)
{
	uint64_t base, size;

	if (d->type != CS_SMMU_V3) {
		if (t->pieces.n && d->type == CS_SMMU_V2)
			cs_regs_note(d, "records of an SMMUv3 in a dump of an SMMUv2 are not read");
		return;
	}
	cs_regs_read_pieces(d, t);
	read_events(d, t);
	read_headed_events(d, t, f);
	read_stream_table(d, t);
	if (queue(d, "CMDQ_BASE", 16, &base, &size))
		scan(d, t, CS_REGS_COMMAND, base, size);
	keep_memory(d, t, f);
}
