#include "iommu/beside.h"

#include <string.h>

#include "iommu/iommu.h"

#define NO_BANK (-1)

/* ---- whose registers ---- */

/* "15000000.apps-smmu" is the unit at 0x15000000. */
static bool unit_address(struct cs_str unit, uint64_t *address)
{
	return cs_eat_hex(&unit, address) && unit.n && *unit.p == '.';
}

static bool same_unit(const struct cs_smmu_dump *d, const struct cs_iommu *u)
{
	uint64_t mine, other;

	if (!u->unit.n || (!d->unit.n && !d->has_base))
		return true; /* nobody says it is another one */
	if (d->unit.n && cs_str_eq(d->unit, u->unit))
		return true;
	if (!unit_address(u->unit, &mine))
		return true;
	if (d->has_base)
		return d->base == mine;
	return !unit_address(d->unit, &other) || other == mine;
}

const struct cs_beside_dump *cs_beside_find(const struct cs_beside *with, const struct cs_iommu *u)
{
	enum cs_smmu_type type = strcmp(u->type, "smmu-v3") == 0 ? CS_SMMU_V3 : CS_SMMU_V2;

	for (size_t i = 0; i < with->dump_count; i++)
		if (with->dumps[i].dump->type == type && same_unit(with->dumps[i].dump, u))
			return &with->dumps[i];
	return NULL;
}

/* ---- SMMUv2 ---- */

static const struct cs_smmu_value *whole(const struct cs_smmu_dump *d, const char *name, int bank,
					 unsigned index)
{
	const struct cs_smmu_value *v = cs_smmu_dump_find(d, name, bank, index);

	return v && cs_smmu_value_whole(v) ? v : NULL;
}

/* The bank that a stream match entry sends its stream to, or NO_BANK: bypass, fault, no S2CR. */
static int bank_of_entry(const struct cs_smmu_dump *d, unsigned entry)
{
	const struct cs_smmu_value *s2cr = whole(d, "S2CR", NO_BANK, entry);

	return s2cr && cs_field(s2cr->value, 17, 16) == 0 ? (int)cs_field(s2cr->value, 7, 0)
							  : NO_BANK;
}

static bool is_entry(const struct cs_smmu_value *v)
{
	return strcmp(v->reg->name, "SMR") == 0 && cs_field(v->value, 31, 31);
}

/* The entry that matches STREAM, or NULL. */
static const struct cs_smmu_value *entry_of_stream(const struct cs_smmu_dump *d, uint64_t stream)
{
	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];

		if (is_entry(v) && !((v->value ^ stream) & 0x7fff & ~cs_field(v->value, 30, 16)))
			return v;
	}
	return NULL;
}

/* The only entry that leads to BANK, if it is of one stream; else NULL. */
static const struct cs_smmu_value *entry_of_bank(const struct cs_smmu_dump *d, uint64_t bank)
{
	const struct cs_smmu_value *only = NULL;

	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];

		if (!is_entry(v) || bank_of_entry(d, v->index) != (int)bank)
			continue;
		if (only || cs_field(v->value, 30, 16))
			return NULL;
		only = v;
	}
	return only;
}

static void set_bank(struct cs_event *ev, const struct cs_beside_dump *b)
{
	struct cs_iommu *u = ev->iommu;
	const struct cs_smmu_value *entry = entry_of_stream(b->dump, u->stream_id);
	int bank = entry ? bank_of_entry(b->dump, entry->index) : NO_BANK;

	if (bank == NO_BANK)
		return;
	u->has_bank = true;
	u->bank = (uint64_t)bank;
	cs_event_note(ev,
		      "stream %#llx is translated by context bank %d: SMR%u and S2CR%u "
		      "in %s, line %u",
		      (unsigned long long)u->stream_id, bank, entry->index, entry->index, b->path,
		      entry->line);
}

static void set_stream(struct cs_event *ev, const struct cs_beside_dump *b, bool same_fault)
{
	struct cs_iommu *u = ev->iommu;
	const struct cs_smmu_value *v = NULL;

	if (same_fault)
		v = whole(b->dump, "CBFRSYNRA", NO_BANK, (unsigned)u->bank);
	if (!v)
		v = entry_of_bank(b->dump, u->bank);
	if (!v)
		return;
	u->has_stream = true;
	u->stream_id = v->value & 0xffff & ~(strcmp(v->reg->name, "SMR") == 0 ? 0x8000ull : 0);
	cs_event_note(ev, "context bank %llu's stream is %#llx: " CS_STR_FMT " in %s, line %u",
		      (unsigned long long)u->bank, (unsigned long long)u->stream_id,
		      CS_STR_ARG(v->name), b->path, v->line);
}

/* Whether the bank's registers still hold this fault; says what they hold. */
static bool holds_fault(struct cs_event *ev, const struct cs_beside_dump *b)
{
	struct cs_iommu *u = ev->iommu;
	const struct cs_smmu_value *far = whole(b->dump, "FAR", (int)u->bank, 0);
	const struct cs_smmu_value *fsr = whole(b->dump, "FSR", (int)u->bank, 0);
	const struct cs_smmu_value *sctlr = whole(b->dump, "SCTLR", (int)u->bank, 0);

	if (sctlr && sctlr->value && !(sctlr->value & 1))
		cs_event_note(ev, "context bank %llu was off (SCTLR.M=0) when %s was made",
			      (unsigned long long)u->bank, b->path);
	if (!far || !u->has_iova)
		return false;
	if (far->value != u->iova) {
		cs_event_note(ev, "context bank %llu in %s holds another address, %#llx (line %u)",
			      (unsigned long long)u->bank, b->path, (unsigned long long)far->value,
			      far->line);
		return false;
	}
	cs_event_note(ev, "context bank %llu in %s holds this fault (line %u)%s",
		      (unsigned long long)u->bank, b->path, far->line,
		      fsr && cs_field(fsr->value, 30, 30)
			      ? "; its device is stalled and waits for a resume"
			      : "");
	return true;
}

static void complete_v2(struct cs_event *ev, const struct cs_beside_dump *b)
{
	struct cs_iommu *u = ev->iommu;
	bool same;

	if (!u->has_bank && u->has_stream)
		set_bank(ev, b);
	if (!u->has_bank)
		return;
	same = holds_fault(ev, b);
	if (!u->has_stream)
		set_stream(ev, b, same);
}

/* ---- SMMUv3 ---- */

static void complete_v3(struct cs_event *ev, const struct cs_beside_dump *b)
{
	const struct cs_iommu *u = ev->iommu;

	for (size_t i = 0; i < b->dump->record_count; i++) {
		const struct cs_smmu_record *r = &b->dump->records[i];

		if (r->kind != CS_REGS_EVENT || !u->has_stream || !u->has_iova ||
		    r->word[0] >> 32 != u->stream_id || r->word[2] != u->iova)
			continue;
		cs_event_note(ev, "the event queue in %s holds this event (line %u)", b->path,
			      r->first_line);
		return;
	}
}

void cs_beside_complete(struct cs_event *ev, const struct cs_beside *with)
{
	const struct cs_iommu *u = ev->iommu;
	const struct cs_beside_dump *b;

	if (!u || (strcmp(u->type, "smmu-v2") != 0 && strcmp(u->type, "smmu-v3") != 0))
		return;
	b = cs_beside_find(with, u);
	if (!b)
		return;
	if (b->dump->type == CS_SMMU_V2)
		complete_v2(ev, b);
	else
		complete_v3(ev, b);
}
