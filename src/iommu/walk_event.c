#include "iommu/walk_event.h"

#include <string.h>

#include "iommu/iommu.h"

/* How near a mapping must be for the address to count as an overrun of it. */
#define NEAR_BYTES 65536
/* Among likely findings: behind a rule that knows of the unmap, in front of those that guess. */
#define RANK 65

static bool value(const struct cs_smmu_dump *d, const char *name, int bank, uint64_t *v)
{
	const struct cs_smmu_value *r = d ? cs_smmu_dump_find(d, name, bank, (unsigned)bank) : NULL;

	if (!r)
		return false;
	*v = r->value;
	return true;
}

/* ---- the walk ---- */

static bool find_stream_table(const struct cs_smmu_dump *d, const struct cs_walk_known *k,
			      struct cs_walk_stream *s)
{
	if (value(d, "STRTAB_BASE", -1, &s->strtab_base) &&
	    value(d, "STRTAB_BASE_CFG", -1, &s->strtab_base_cfg))
		return s->strtab_base != 0;
	if (!k || !k->has_strtab)
		return false;
	s->strtab_base = k->strtab_base;
	s->strtab_base_cfg = k->strtab_base_cfg;
	return true;
}

static struct cs_walk *walk_v3(struct cs_event *ev, const struct cs_memory *m,
			       const struct cs_smmu_dump *d, const struct cs_walk_known *k,
			       struct cs_walk_access how)
{
	const struct cs_iommu *u = ev->iommu;
	struct cs_walk_stream s = {.stream = u->stream_id,
				   .has_substream = u->has_substream,
				   .substream = u->substream_id};

	if (!u->has_stream || !find_stream_table(d, k, &s))
		return NULL;
	return cs_walk_smmu_v3(&ev->arena, m, &s, u->iova, how);
}

/* A register of the fault's bank: as the fault printed it, else from the dump. */
static bool bank_register(const struct cs_iommu *u, const struct cs_smmu_dump *d, const char *lower,
			  const char *name, uint64_t *v)
{
	return cs_iommu_register(u, lower, v) || (u->has_bank && value(d, name, (int)u->bank, v));
}

static struct cs_walk *walk_v2(struct cs_event *ev, const struct cs_memory *m,
			       const struct cs_smmu_dump *d, const struct cs_walk_known *k,
			       struct cs_walk_access how)
{
	const struct cs_iommu *u = ev->iommu;
	struct cs_walk_bank b = {.format = -1, .stage2 = u->stage == 2};
	uint64_t fsr;

	b.has_tcr = bank_register(u, d, "tcr", "TCR", &b.tcr);
	if (!bank_register(u, d, "ttbr0", "TTBR0", &b.ttbr0) && k && k->has_bank) {
		b.ttbr0 = k->ttbr0;
		b.tcr = k->tcr;
		b.has_tcr = true;
	}
	if (!(b.ttbr0 & 0xfffffffff000ull))
		return NULL;
	b.has_sctlr = bank_register(u, d, "sctlr", "SCTLR", &b.sctlr);
	if (bank_register(u, d, "fsr", "FSR", &fsr) && cs_field(fsr, 10, 9) < 3)
		b.format = (int)cs_field(fsr, 10, 9);
	return cs_walk_smmu_v2(&ev->arena, m, &b, u->iova, how);
}

static struct cs_walk *walk_in(struct cs_event *ev, const struct cs_memory *m,
			       const struct cs_smmu_dump *d, const struct cs_walk_known *k)
{
	struct cs_walk_access how = {ev->iommu->access, ev->iommu->privileged};

	if (!m || cs_memory_segment_count(m) == 0)
		return NULL;
	return strcmp(ev->iommu->type, "smmu-v3") == 0 ? walk_v3(ev, m, d, k, how)
						       : walk_v2(ev, m, d, k, how);
}

/* RAM first; the words that the dump itself shows may still hold the few that are needed. */
static struct cs_walk *walk(struct cs_event *ev, const struct cs_beside *with,
			    const struct cs_smmu_dump *d)
{
	struct cs_walk *w = walk_in(ev, with->ram, d, with->known), *own;

	if ((w && w->result) || !d)
		return w;
	own = walk_in(ev, d->memory, d, NULL);
	return own && (own->result || !w) ? own : w;
}

/* ---- what it means ---- */

static struct cs_str owner(struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;

	if (u->client.n)
		return cs_arena_strf(&ev->arena, CS_STR_FMT "'s mapping", CS_STR_ARG(u->client));
	if (u->has_stream)
		return cs_arena_strf(&ev->arena, "the mapping of stream %#llx",
				     (unsigned long long)u->stream_id);
	return CS_STR("the mapping");
}

static void near_mapping(struct cs_event *ev, const struct cs_walk *w, struct cs_finding *f)
{
	struct cs_str whose = owner(ev);
	bool past = w->below.known && w->below.bytes_away < NEAR_BYTES &&
		    (!w->above.known || w->below.bytes_away < w->above.bytes_away);

	f->rule = past ? CS_STR("iommu/walk-past-the-end") : CS_STR("iommu/walk-before-the-start");
	ev->iommu->walk_word = past ? "past-the-end" : "before-the-start";
	f->title = cs_arena_strf(
		&ev->arena, "%#llx is unmapped, %llu bytes %s of " CS_STR_FMT,
		(unsigned long long)w->iova,
		(unsigned long long)(past ? w->below.bytes_away : w->above.bytes_away),
		past ? "past the end" : "before the start", CS_STR_ARG(whose));
	f->cause = past ? CS_STR("the device went on behind its buffer: a length or a "
				 "descriptor is too long, or the buffer was unmapped in part")
			: CS_STR("the device went below its buffer, or used one that lay there "
				 "and was unmapped before the device was done");
	f->confidence = CS_LIKELY;
}

static void unmapped(struct cs_event *ev, const struct cs_walk *w, struct cs_finding *f)
{
	const struct cs_walk_level *last = w->level_count ? &w->levels[w->level_count - 1] : NULL;

	if ((w->below.known && w->below.bytes_away < NEAR_BYTES) ||
	    (w->above.known && w->above.bytes_away < NEAR_BYTES)) {
		near_mapping(ev, w, f);
		return;
	}
	ev->iommu->walk_word = "far-from-any";
	f->rule = CS_STR("iommu/walk-unmapped");
	f->title = cs_arena_strf(&ev->arena,
				 "%#llx is unmapped (level %d), and nothing within "
				 "64 KiB of it is mapped",
				 (unsigned long long)w->iova, last ? last->level : 0);
	f->cause = CS_STR("the device used an address that it was never given, or that was "
			  "unmapped with all around it");
	f->confidence = CS_LIKELY;
}

static void mapped(struct cs_event *ev, const struct cs_walk *w, struct cs_finding *f)
{
	bool denied = w->result == CS_WALK_PERMISSION;

	ev->iommu->walk_word = denied ? "permission" : "mapped";
	f->rule = denied ? CS_STR("iommu/walk-permission") : CS_STR("iommu/walk-mapped-now");
	f->confidence = denied ? CS_CERTAIN : CS_POSSIBLE;
	if (denied) {
		f->title = cs_arena_strf(
			&ev->arena,
			"%#llx is mapped to %#llx as %s%s%s%s, which a %s is not "
			"allowed to use",
			(unsigned long long)w->iova, (unsigned long long)w->pa,
			w->readable ? "r" : "-", w->writable ? "w" : "-", w->executable ? "x" : "-",
			w->unprivileged ? "" : " (privileged)",
			ev->iommu->access ? cs_access_name(ev->iommu->access) : "transaction");
		f->cause = CS_STR("the tables refuse what the device did: the buffer was mapped "
				  "for the other direction, or the device was given the wrong one");
		f->fix = CS_STR("find the dma_map_*() or iommu_map() call that made this mapping: "
				"which direction or protection did it ask for?");
		return;
	}
	f->title = cs_arena_strf(&ev->arena, "%#llx is mapped to %#llx when the RAM was taken",
				 (unsigned long long)w->iova, (unsigned long long)w->pa);
	f->cause = CS_STR("it was mapped after the fault, or the unit used an old translation");
}

static void conclude(struct cs_event *ev, const struct cs_walk *w)
{
	struct cs_finding *f = cs_arena_alloc(&ev->arena, sizeof(*f));
	const struct cs_line *line = ev->line_count ? &ev->lines[ev->header] : NULL;

	f->version = 1;
	f->rank = RANK;
	f->severity = ev->severity;
	f->fix = CS_STR("compare the address with the driver's dma_map and dma_unmap calls and "
			"the lengths in the device's descriptors");
	if (w->result == CS_WALK_UNMAPPED)
		unmapped(ev, w, f);
	else
		mapped(ev, w, f);
	if (line) {
		struct cs_evidence *e = CS_ARENA_PUSH(&ev->arena, f->evidence, f->evidence_count);

		*e = (struct cs_evidence){line->number, line->offset, line->end, line->text,
					  CS_STR("the fault whose address was looked up")};
	}
	ev->together = f;
}

static bool is_smmu(const struct cs_iommu *u)
{
	return strcmp(u->type, "smmu-v2") == 0 || strcmp(u->type, "smmu-v3") == 0;
}

void cs_walk_event(struct cs_event *ev, const struct cs_beside *with)
{
	struct cs_iommu *u = ev->iommu;
	const struct cs_beside_dump *beside;
	struct cs_walk *w;

	if (!u || !is_smmu(u) || !u->has_iova || u->walk)
		return;
	beside = cs_beside_find(with, u);
	w = walk(ev, with, beside ? beside->dump : NULL);
	if (!w)
		return;
	u->walk = w;
	if (w->result)
		conclude(ev, w);
	else if (w->notes.n)
		cs_event_note(ev, "page tables: " CS_STR_FMT, CS_STR_ARG(w->notes.v[0]));
}
