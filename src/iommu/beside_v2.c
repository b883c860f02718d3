/* A fault of an SMMUv2 and the registers of its unit: banks, stream match entries. */
#include <stdio.h>
#include <string.h>

#include "iommu/beside_private.h"
#include "iommu/iommu.h"
#include "iommu/regs_private.h"

#define NO_BANK (-1)

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

/* Why the bank's registers are not those of this fault, in words; NULL: they are. */
static const char *held_instead(const struct cs_iommu *u, const struct cs_smmu_value *far,
				const struct cs_smmu_value *fsr)
{
	const char *words[4];

	if (far->value >> 12 != u->iova >> 12)
		return "another address";
	if (!fsr)
		return NULL;
	if (cs_smmu_v2_faults(fsr->value, words) == 0)
		return "a FAR whose fault was cleared since";
	return strcmp(words[0], u->fault[0]) == 0 ? NULL : words[0];
}

static void tell_held(struct cs_event *ev, const struct cs_beside_dump *b,
		      const struct cs_smmu_value *far, const struct cs_smmu_value *fsr)
{
	char status[32] = "";

	if (fsr)
		snprintf(status, sizeof(status), ", FSR %#llx", (unsigned long long)fsr->value);
	cs_event_note(ev, "context bank %llu in %s holds this fault (line %u%s)%s",
		      (unsigned long long)ev->iommu->bank, b->path, far->line, status,
		      fsr && cs_field(fsr->value, 30, 30)
			      ? "; its device is stalled and waits for a resume"
			      : "");
}

/* Whether the bank's registers still hold this fault; says what they hold. */
static bool holds_fault(struct cs_event *ev, const struct cs_beside_dump *b)
{
	struct cs_iommu *u = ev->iommu;
	const struct cs_smmu_value *far = whole(b->dump, "FAR", (int)u->bank, 0);
	const struct cs_smmu_value *fsr = whole(b->dump, "FSR", (int)u->bank, 0);
	const struct cs_smmu_value *sctlr = whole(b->dump, "SCTLR", (int)u->bank, 0);
	const char *instead;

	if (sctlr && sctlr->value && !(sctlr->value & 1))
		cs_event_note(ev, "context bank %llu was off (SCTLR.M=0) when %s was made",
			      (unsigned long long)u->bank, b->path);
	if (!far || !u->has_iova || b->dump->state.implausible.n)
		return false;
	instead = held_instead(u, far, fsr);
	if (instead)
		cs_event_note(ev, "context bank %llu in %s holds %s: FAR %#llx (line %u)",
			      (unsigned long long)u->bank, b->path, instead,
			      (unsigned long long)far->value, far->line);
	else
		tell_held(ev, b, far, fsr);
	return !instead;
}

void cs_beside_complete_v2(struct cs_event *ev, const struct cs_beside_dump *b)
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
	if (same)
		cs_regs_add_bank(b->dump, ev, (int)u->bank);
}
