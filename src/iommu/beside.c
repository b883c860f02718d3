#include "iommu/beside.h"

#include <stdio.h>
#include <string.h>

#include "iommu/beside_private.h"
#include "iommu/iommu.h"

/* ---- whose registers ---- */

/* "15000000.apps-smmu" is the unit at 0x15000000. */
static bool unit_address(struct cs_str unit, uint64_t *address)
{
	return cs_eat_hex(&unit, address) && unit.n && *unit.p == '.';
}

/* How sure it is that D is of the unit that a log calls UNIT. */
enum whose { ANOTHERS, MAY_BE, ITS };

static enum whose whose(const struct cs_smmu_dump *d, struct cs_str unit)
{
	uint64_t mine, other;

	if (!unit.n || (!d->unit.n && !d->has_base))
		return MAY_BE;
	if (d->unit.n && cs_str_eq(d->unit, unit))
		return ITS;
	if (!unit_address(unit, &mine))
		return MAY_BE;
	if (d->has_base)
		return d->base == mine ? ITS : ANOTHERS;
	if (!unit_address(d->unit, &other))
		return MAY_BE;
	return other == mine ? ITS : ANOTHERS;
}

bool cs_beside_is_of(const struct cs_smmu_dump *d, struct cs_str unit)
{
	return whose(d, unit) != ANOTHERS;
}

const struct cs_beside_dump *cs_beside_find(const struct cs_beside *with, const struct cs_iommu *u)
{
	enum cs_smmu_type type = strcmp(u->type, "smmu-v3") == 0 ? CS_SMMU_V3 : CS_SMMU_V2;
	const struct cs_beside_dump *only = NULL;
	size_t candidates = 0;

	for (size_t i = 0; i < with->dump_count; i++) {
		const struct cs_beside_dump *b = &with->dumps[i];
		enum whose w = b->dump->type == type ? whose(b->dump, u->unit) : ANOTHERS;

		if (w == ITS)
			return b;
		if (w == MAY_BE && candidates++ == 0)
			only = b;
	}
	return candidates == 1 ? only : NULL;
}

/* ---- whose fault ---- */

#define PAGE(v) ((v) >> 12)

/* Neither says that it came from elsewhere, and both tell one thing, or none does. */
static bool same_source(const struct cs_iommu *a, const struct cs_iommu *b)
{
	bool bank = a->has_bank && b->has_bank, stream = a->has_stream && b->has_stream;

	if ((bank && a->bank != b->bank) || (stream && a->stream_id != b->stream_id))
		return false;
	if (a->has_substream && b->has_substream && a->substream_id != b->substream_id)
		return false;
	return bank || stream || (!a->has_bank && !b->has_bank && !a->has_stream && !b->has_stream);
}

static bool in_storm(const struct cs_iommu *storm, uint64_t iova)
{
	return storm->repeats && PAGE(storm->iova_low) <= PAGE(iova) &&
	       PAGE(iova) <= PAGE(storm->iova_high);
}

static bool same_address(const struct cs_iommu *a, const struct cs_iommu *b)
{
	if (!a->has_iova || !b->has_iova)
		return a->has_iova == b->has_iova;
	return PAGE(a->iova) == PAGE(b->iova) || in_storm(a, b->iova) || in_storm(b, a->iova);
}

bool cs_beside_same_fault(const struct cs_iommu *a, const struct cs_iommu *b)
{
	return strcmp(a->type, b->type) == 0 && a->fault_count && b->fault_count &&
	       strcmp(a->fault[0], b->fault[0]) == 0 && same_source(a, b) && same_address(a, b) &&
	       (!a->access || !b->access || a->access == b->access);
}

/* ---- SMMUv3 ---- */

static bool is_record_of(const struct cs_smmu_record *r, const struct cs_iommu *u)
{
	const struct cs_smmu_v3_event *e = cs_smmu_v3_event((unsigned)(r->word[0] & 0xff));

	return r->kind == CS_REGS_EVENT && u->has_stream && r->word[0] >> 32 == u->stream_id &&
	       u->fault_count && strcmp(e->fault, u->fault[0]) == 0 &&
	       (!u->has_iova || PAGE(r->word[2]) == PAGE(u->iova));
}

/* Which slot of the queue it is, where address and base tell; else -1. */
static long slot_of(const struct cs_smmu_dump *d, const struct cs_smmu_record *r)
{
	const struct cs_smmu_value *base = cs_smmu_dump_find(d, "EVENTQ_BASE", -1, 0);
	uint64_t first = base ? base->value & 0xfffffffffffe0ull : 0;

	return first && r->has_address && r->address >= first ? (long)((r->address - first) / 32)
							      : -1;
}

static void complete_v3(struct cs_event *ev, const struct cs_beside_dump *b)
{
	const struct cs_iommu *u = ev->iommu;
	const struct cs_smmu_record *first = NULL;
	unsigned long more = 0, unread = 0;
	char entry[32] = "", others[96] = "";
	long slot;

	for (size_t i = 0; i < b->dump->record_count; i++) {
		const struct cs_smmu_record *r = &b->dump->records[i];

		if (!is_record_of(r, u))
			continue;
		more += first != NULL;
		unread += r->unread == 1;
		if (!first)
			first = r;
	}
	if (!first)
		return;
	slot = slot_of(b->dump, first);
	if (slot >= 0)
		snprintf(entry, sizeof(entry), ", entry %ld", slot);
	if (more)
		snprintf(others, sizeof(others), ", and %lu more of its page (%lu of all unread)",
			 more, unread);
	else if (unread)
		snprintf(others, sizeof(others), ", unread");
	cs_event_note(ev, "the event queue %s %s, line %u%s, holds this fault%s",
		      first->from_ram ? "in RAM, told by" : "in", b->path, first->first_line, entry,
		      others);
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
		cs_beside_complete_v2(ev, b);
	else
		complete_v3(ev, b);
}
