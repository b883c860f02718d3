/* Records out of the lines that name them: put together from their pieces. */
#include "iommu/regs_private.h"

/* A record that is being put together. */
struct assembly {
	enum cs_regs_kind kind;
	int index;
	unsigned have; /* bit set of words */
	uint64_t word[8];
	uint32_t first_line, last_line;
	bool has_stream;
	uint64_t stream;
};

static void finish(struct cs_smmu_dump *d, struct assembly *a)
{
	struct cs_smmu_record *r;

	if (a->kind == CS_REGS_NONE || !a->have)
		return;
	if (a->have == (1u << cs_regs_record_words(a->kind)) - 1) {
		r = cs_regs_push_record(d, a->kind, a->first_line);
		memcpy(r->word, a->word, sizeof(r->word));
		r->last_line = a->last_line;
		r->has_stream = a->has_stream;
		r->stream = a->stream;
	} else {
		cs_regs_note(d, "line %u: a record is cut: %u of its %u words are there",
			     a->first_line, (unsigned)__builtin_popcount(a->have),
			     cs_regs_record_words(a->kind));
	}
	*a = (struct assembly){.index = -1};
}

static void begin(struct assembly *a, const struct cs_regs_piece *p)
{
	*a = (struct assembly){.kind = p->kind,
			       .index = p->index,
			       .first_line = p->line,
			       .has_stream = p->has_stream,
			       .stream = p->stream};
}

/* Where the piece's first word goes: told, or (with a lone index) the index itself, or next. */
static unsigned place_of(const struct assembly *a, const struct cs_regs_piece *p)
{
	unsigned size = cs_regs_record_words(p->kind);

	if (p->at >= 0)
		return (unsigned)p->at;
	if (p->index >= 0 && p->count == 1)
		return (unsigned)p->index % size;
	return (unsigned)__builtin_popcount(a->have);
}

static void add_piece(struct cs_smmu_dump *d, struct assembly *a, const struct cs_regs_piece *p)
{
	unsigned size = cs_regs_record_words(p->kind), at;
	bool same = a->kind == p->kind && (p->at < 0 || a->index == p->index);

	if (!same || place_of(a, p) >= size || (a->have >> place_of(a, p) & 1)) {
		finish(d, a);
		begin(a, p);
	}
	at = place_of(a, p);
	for (unsigned i = 0; i < p->count && at + i < size; i++) {
		a->word[at + i] = p->word[i];
		a->have |= 1u << (at + i);
	}
	a->last_line = p->line;
	if (a->have == (1u << size) - 1)
		finish(d, a);
}

/* "evt[0]: " with eight 32-bit words, lowest first */
static bool is_half_words(const struct cs_regs_piece *p)
{
	if (p->kind != CS_REGS_EVENT || p->count != 8)
		return false;
	for (unsigned i = 0; i < 8; i++)
		if (p->word[i] >> 32)
			return false;
	return true;
}

static void add_whole(struct cs_smmu_dump *d, struct assembly *a, const struct cs_regs_piece *p)
{
	struct cs_regs_piece part = *p;
	unsigned size = cs_regs_record_words(p->kind);

	finish(d, a);
	if (is_half_words(p)) {
		part.count = 4;
		for (unsigned i = 0; i < 4; i++)
			part.word[i] = p->word[2 * i] | p->word[2 * i + 1] << 32;
		add_piece(d, a, &part);
		return;
	}
	for (unsigned i = 0; i + size <= p->count; i += size) {
		part.count = size;
		memcpy(part.word, p->word + i, size * sizeof(*part.word));
		add_piece(d, a, &part);
	}
}

void cs_regs_read_pieces(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	struct assembly a = {.index = -1};

	for (size_t i = 0; i < t->pieces.n; i++) {
		const struct cs_regs_piece *p = &t->pieces.v[i];

		if (p->count >= cs_regs_record_words(p->kind) && p->at <= 0)
			add_whole(d, &a, p);
		else
			add_piece(d, &a, p);
	}
	finish(d, &a);
}
