/* SMMUv3: the faults in a dump: event records, active global errors. */
#include "event/complete.h"
#include "iommu/iommu.h"
#include "iommu/regs_private.h"

static void record_fault(const struct cs_smmu_dump *d, const struct cs_smmu_record *r,
			 cs_regs_fault_fn *fn, void *ctx)
{
	struct cs_event *ev = cs_regs_begin_event(d, r->first_line, r->last_line, "smmu-v3");

	cs_smmu_v3_set_record(ev, r->word, 4);
	if (r->unread == 0)
		cs_event_note(ev, "the record was consumed already when the dump was made");
	cs_regs_end_event(ev);
	fn(ctx, ev);
}

static void global_fault(const struct cs_smmu_dump *d, uint32_t bits, const char *const *faults,
			 size_t fault_count, cs_regs_fault_fn *fn, void *ctx)
{
	static const char *const names[] = {"GERROR",    "GERRORN",     "CMDQ_CONS",
					    "CMDQ_PROD", "EVENTQ_PROD", "EVENTQ_CONS"};
	static const char *const lower[] = {"gerror",    "gerrorn",     "cmdq_cons",
					    "cmdq_prod", "eventq_prod", "eventq_cons"};
	const struct cs_smmu_value *gerror = cs_smmu_dump_find(d, "GERROR", -1, 0);
	uint32_t line = gerror ? gerror->line : 1;
	struct cs_event *ev = cs_regs_begin_event(d, line, line, "smmu-v3");
	struct cs_words w = {.arena = &ev->arena};
	struct cs_iommu *u = ev->iommu;

	for (size_t i = 0; i < fault_count; i++)
		u->fault[u->fault_count++] = faults[i];
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct cs_smmu_value *v = cs_smmu_dump_find(d, names[i], -1, 0);
		struct cs_words own = {.arena = &ev->arena};

		if (!v)
			continue;
		if (v->reg->explain)
			v->reg->explain(&own, v->value);
		cs_iommu_add_register(ev, lower[i], v->value, &own);
	}
	if (gerror)
		gerror->reg->explain(&w, bits);
	if (bits & 1)
		cs_words_add(&w, "CMDQ_CONS.ERR=%u at index %#llx", d->state.cmdq_error,
			     (unsigned long long)(cs_smmu_dump_find(d, "CMDQ_CONS", -1, 0)
							  ? cs_smmu_dump_find(d, "CMDQ_CONS", -1, 0)
									    ->value &
								    0xfffff
							  : 0));
	u->meaning = w.v;
	u->meaning_count = w.n;
	cs_iommu_finish_unit_error(ev);
	cs_event_make_signature(ev, NULL);
	fn(ctx, ev);
}

static void global_faults(const struct cs_smmu_dump *d, cs_regs_fault_fn *fn, void *ctx)
{
	static const char *const command[] = {"command-error"};
	static const char *const queue[] = {"queue-overflow", "global-error"};
	static const char *const global[] = {"global-error", "queue-overflow"};
	uint32_t active = d->state.gerror_active;
	bool overflow = d->state.evtq_full == 1 || d->state.evtq_overflow == 1;
	bool open = (active & 4) && d->state.evtq_full < 0; /* the dump doesn't say */

	if (active & 1)
		global_fault(d, active & 1, command, 1, fn, ctx);
	if ((active & 4) && overflow) {
		global_fault(d, active & 4, queue, 2, fn, ctx);
		active &= ~4u;
	} else if (d->state.evtq_overflow == 1) {
		global_fault(d, 0, queue, 1, fn, ctx);
	}
	if (active & ~1u)
		global_fault(d, active & ~1u, global, open ? 2 : 1, fn, ctx);
}

void cs_regs_faults_v3(const struct cs_smmu_dump *d, cs_regs_fault_fn *fn, void *ctx)
{
	global_faults(d, fn, ctx);
	for (size_t i = 0; i < d->record_count; i++)
		if (d->records[i].kind == CS_REGS_EVENT && (d->records[i].word[0] & 0xff))
			record_fault(d, &d->records[i], fn, ctx);
}
