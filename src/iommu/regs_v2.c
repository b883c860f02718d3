/* SMMUv2: state and faults of context banks and of the whole unit. */
#include <stdio.h>

#include "iommu/iommu.h"
#include "iommu/regs_private.h"

#define FAULT_BITS 0x800001feull /* MULTI, UUT … TF */

static const struct cs_smmu_value *bank_value(const struct cs_smmu_dump *d, const char *name,
					      int bank)
{
	const struct cs_smmu_value *v = cs_smmu_dump_find(d, name, bank, (unsigned)bank);

	return v && cs_smmu_value_whole(v) ? v : NULL;
}

static bool is_fsr(const struct cs_smmu_value *v)
{
	return strcmp(v->reg->name, "FSR") == 0;
}

/* ---- state ---- */

static void judge_bank(struct cs_smmu_dump *d, const struct cs_smmu_value *fsr)
{
	const struct cs_smmu_value *far = bank_value(d, "FAR", fsr->bank);
	const struct cs_smmu_value *sctlr = bank_value(d, "SCTLR", fsr->bank);
	char who[32] = "the context bank";

	if (fsr->bank >= 0)
		snprintf(who, sizeof(who), "context bank %d", fsr->bank);
	if (fsr->value >> 30 & 1)
		cs_regs_note(d, "%s is stalled: its device waits for a resume", who);
	if (fsr->value >> 31)
		cs_regs_note(d,
			     "%s: more faults came before FSR was cleared; only the first "
			     "one's address is kept",
			     who);
	if (!(fsr->value & FAULT_BITS) && far && far->value)
		cs_regs_note(d,
			     "%s: FAR %#llx is left from a fault that was cleared (FSR shows "
			     "none)",
			     who, (unsigned long long)far->value);
	if (sctlr && !(sctlr->value & 1) && (sctlr->value || (fsr->value & FAULT_BITS)))
		cs_regs_note(d, "%s: translation is off (SCTLR.M=0)", who);
}

void cs_regs_judge_v2(struct cs_smmu_dump *d)
{
	const struct cs_smmu_value *cr0 = cs_smmu_dump_find(d, "sCR0", -1, 0);

	if (cr0 && !d->state.implausible.n) {
		d->state.enabled = !(cr0->value & 1);
		if (cr0->value & 1)
			cs_regs_note(d, "the unit is off (sCR0.CLIENTPD=1): everything bypasses "
					"it");
	}
	for (size_t i = 0; i < d->value_count; i++)
		if (is_fsr(&d->values[i]) && (uint32_t)d->values[i].value != UINT32_MAX)
			judge_bank(d, &d->values[i]);
}

/* ---- context faults ---- */

static void add(struct cs_event *ev, const char *name, const struct cs_smmu_value *v)
{
	struct cs_words w = {.arena = &ev->arena};

	if (!v)
		return;
	if (v->reg->explain)
		v->reg->explain(&w, v->value);
	cs_iommu_add_register(ev, name, v->value, &w);
}

static void set_access(struct cs_iommu *u, uint64_t fsynr0)
{
	u->access = cs_field(fsynr0, 6, 6)   ? CS_ACCESS_EXECUTE
		    : cs_field(fsynr0, 4, 4) ? CS_ACCESS_WRITE
					     : CS_ACCESS_READ;
	u->privileged = (int)cs_field(fsynr0, 5, 5);
	u->level = (int)cs_field(fsynr0, 1, 0);
}

static const struct cs_regs_block *block_of(const struct cs_smmu_dump *d, int bank)
{
	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].bank == bank &&
		    (d->blocks[i].has_stream || d->blocks[i].client.n || d->blocks[i].unit.n))
			return &d->blocks[i];
	return NULL;
}

static void set_client(const struct cs_smmu_dump *d, struct cs_event *ev, int bank)
{
	const struct cs_smmu_value *frsynra = bank_value(d, "CBFRSYNRA", bank);
	const struct cs_regs_block *block = block_of(d, bank);
	struct cs_iommu *u = ev->iommu;

	if (frsynra || (block && block->has_stream)) {
		u->has_stream = true;
		u->stream_id = frsynra ? frsynra->value & 0xffff : block->stream;
	}
	if (block && block->client.n)
		u->client = cs_arena_str(&ev->arena, block->client);
	if (block && block->unit.n)
		u->unit = cs_arena_str(&ev->arena, block->unit);
}

static void set_tables(struct cs_iommu *u, const struct cs_smmu_value *ttbr0, uint64_t fsr)
{
	if (!ttbr0 || !ttbr0->value)
		return;
	u->has_ttbr0 = true;
	u->ttbr0 = ttbr0->value;
	if (cs_field(fsr, 10, 9) == 0) /* AArch32 short: no ASID in it */
		return;
	u->has_asid = cs_field(ttbr0->value, 63, 48) != 0;
	u->asid = cs_field(ttbr0->value, 63, 48);
}

static void set_stage(struct cs_iommu *u, const struct cs_smmu_value *cbar,
		      const struct cs_smmu_value *ipa)
{
	if (!cbar)
		return;
	u->stage = cs_field(cbar->value, 17, 16) == 0 ? 2 : 1;
	if (u->stage == 2 && ipa && ipa->value) {
		u->has_ipa = true;
		u->ipa = ipa->value;
	}
}

static void add_registers(const struct cs_smmu_dump *d, struct cs_event *ev, int bank)
{
	static const struct {
		const char *name, *lower;
	} rows[] = {{"FSR", "fsr"},
		    {"FAR", "far"},
		    {"FSYNR0", "fsynr0"},
		    {"FSYNR1", "fsynr1"},
		    {"SCTLR", "sctlr"},
		    {"ACTLR", "actlr"},
		    {"TTBR0", "ttbr0"},
		    {"TTBR1", "ttbr1"},
		    {"TCR", "tcr"},
		    {"TCR2", "tcr2"},
		    {"CBAR", "cbar"},
		    {"CBA2R", "cba2r"},
		    {"CBFRSYNRA", "cbfrsynra"},
		    {"MAIR0", "mair0"},
		    {"MAIR1", "mair1"},
		    {"PAR", "par"},
		    {"IPAFAR", "ipafar"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		add(ev, rows[i].lower, bank_value(d, rows[i].name, bank));
}

void cs_regs_add_bank(const struct cs_smmu_dump *d, struct cs_event *ev, int bank)
{
	const struct cs_smmu_value *fsr = bank_value(d, "FSR", bank);
	const struct cs_smmu_value *fsynr0 = bank_value(d, "FSYNR0", bank);
	struct cs_iommu *u = ev->iommu;

	if (fsynr0 && !u->access)
		set_access(u, fsynr0->value);
	if (u->stage < 0)
		set_stage(u, bank_value(d, "CBAR", bank), bank_value(d, "IPAFAR", bank));
	if (fsr && !u->has_ttbr0)
		set_tables(u, bank_value(d, "TTBR0", bank), fsr->value);
	add_registers(d, ev, bank);
}

static void bank_lines(const struct cs_smmu_dump *d, int bank, uint32_t *first, uint32_t *last)
{
	static const char *const names[] = {"FAR", "FSYNR0", "FSYNR1"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct cs_smmu_value *v = bank_value(d, names[i], bank);

		if (!v)
			continue;
		*first = v->line < *first ? v->line : *first;
		*last = v->line > *last ? v->line : *last;
	}
}

static void context_fault(const struct cs_smmu_dump *d, const struct cs_smmu_value *fsr,
			  cs_regs_fault_fn *fn, void *ctx)
{
	const struct cs_smmu_value *far = bank_value(d, "FAR", fsr->bank);
	const struct cs_smmu_value *fsynr0 = bank_value(d, "FSYNR0", fsr->bank);
	uint32_t first = fsr->line, last = fsr->line;
	struct cs_words w;
	struct cs_event *ev;
	struct cs_iommu *u;

	bank_lines(d, fsr->bank, &first, &last);
	ev = cs_regs_begin_event(d, first, last, "smmu-v2");
	u = ev->iommu;
	u->fault_count = cs_smmu_v2_faults(fsr->value, u->fault);
	u->stalled = (int)(fsr->value >> 30 & 1);
	u->multi = (int)(fsr->value >> 31 & 1);
	u->has_bank = fsr->bank >= 0;
	u->bank = fsr->bank >= 0 ? (uint64_t)fsr->bank : 0;
	u->has_iova = far != NULL;
	u->iova = far ? far->value : 0;
	if (fsynr0)
		set_access(u, fsynr0->value);
	set_client(d, ev, fsr->bank);
	set_stage(u, bank_value(d, "CBAR", fsr->bank), bank_value(d, "IPAFAR", fsr->bank));
	set_tables(u, bank_value(d, "TTBR0", fsr->bank), fsr->value);
	add_registers(d, ev, fsr->bank);
	w = (struct cs_words){.arena = &ev->arena};
	fsr->reg->explain(&w, fsr->value);
	if (fsynr0)
		fsynr0->reg->explain(&w, fsynr0->value);
	u->meaning = w.v;
	u->meaning_count = w.n;
	cs_regs_end_event(ev);
	fn(ctx, ev);
}

/* ---- global faults ---- */

static void global_fault(const struct cs_smmu_dump *d, const struct cs_smmu_value *gfsr,
			 const char *prefix, cs_regs_fault_fn *fn, void *ctx)
{
	static const struct {
		const char *name, *lower;
	} rows[] = {{"GFSR", "gfsr"},
		    {"GFSYNR0", "gfsynr0"},
		    {"GFSYNR1", "gfsynr1"},
		    {"GFSYNR2", "gfsynr2"},
		    {"GFAR", "gfar"}};
	const struct cs_smmu_value *v[5];
	uint32_t first = gfsr->line, last = gfsr->line;
	struct cs_words w;
	struct cs_event *ev;
	struct cs_iommu *u;

	for (size_t i = 0; i < 5; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%s%s", prefix, rows[i].name);
		v[i] = bank_value(d, name, -1);
		if (v[i]) {
			first = v[i]->line < first ? v[i]->line : first;
			last = v[i]->line > last ? v[i]->line : last;
		}
	}
	ev = cs_regs_begin_event(d, first, last, "smmu-v2");
	u = ev->iommu;
	u->fault_count = cs_smmu_v2_global_faults(gfsr->value, u->fault);
	u->multi = (int)(gfsr->value >> 31 & 1);
	for (size_t i = 0; i < 5; i++)
		add(ev, rows[i].lower, v[i]);
	if (v[1]) {
		u->access = cs_field(v[1]->value, 3, 3)   ? CS_ACCESS_EXECUTE
			    : cs_field(v[1]->value, 1, 1) ? CS_ACCESS_WRITE
							  : CS_ACCESS_READ;
		u->privileged = (int)cs_field(v[1]->value, 2, 2);
	}
	if (v[2]) {
		u->has_stream = true;
		u->stream_id = v[2]->value & 0xffff;
	}
	if (v[4] && v[4]->value) {
		u->has_iova = true;
		u->iova = v[4]->value;
	}
	w = (struct cs_words){.arena = &ev->arena};
	gfsr->reg->explain(&w, gfsr->value);
	u->meaning = w.v;
	u->meaning_count = w.n;
	cs_regs_end_event(ev);
	fn(ctx, ev);
}

void cs_regs_faults_v2(const struct cs_smmu_dump *d, cs_regs_fault_fn *fn, void *ctx)
{
	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];

		if ((uint32_t)v->value == UINT32_MAX)
			continue; /* no clock, no fault */
		if (is_fsr(v) && (v->value & FAULT_BITS))
			context_fault(d, v, fn, ctx);
		else if (strcmp(v->reg->name, "sGFSR") == 0 && (v->value & 0x800001ffu))
			global_fault(d, v, "s", fn, ctx);
		else if (strcmp(v->reg->name, "NSGFSR") == 0 && (v->value & 0x800001ffu))
			global_fault(d, v, "NS", fn, ctx);
	}
}
