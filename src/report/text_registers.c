#include "report/text_registers.h"

#include "iommu/regs_dump.h"
#include "report/text_event.h"

static void unit(struct cs_pen *p, const struct cs_smmu_dump *d)
{
	cs_text_label(p, "unit");
	cs_pen_put(p, cs_str_from(d->type == CS_SMMU_V2   ? "SMMUv2"
				  : d->type == CS_SMMU_V3 ? "SMMUv3"
							  : "an SMMU of unknown type"));
	if (d->unit.n)
		cs_pen_wrapf(p, " " CS_STR_FMT, CS_STR_ARG(d->unit));
	if (d->has_base)
		cs_pen_wrapf(p, " at %#llx", (unsigned long long)d->base);
	cs_pen_wrapf(p, ", %zu registers", d->value_count);
	if (d->record_count)
		cs_pen_wrapf(p, ", %zu records", d->record_count);
	if (d->state.enabled >= 0 && !d->state.implausible.n)
		cs_pen_wrapf(p, ", %s", d->state.enabled ? "on" : "off");
}

static void queues(struct cs_pen *p, const struct cs_smmu_state *s)
{
	if (!s->has_unread && !s->has_cmdq)
		return;
	cs_text_label(p, "queues");
	if (s->has_unread)
		cs_pen_wrapf(p, "%llu events unread%s", (unsigned long long)s->events_unread,
			     s->evtq_full == 1 ? " (the queue is full)" : "");
	if (s->has_unread && s->has_entries)
		cs_pen_wrapf(p, " of %llu", (unsigned long long)s->evtq_entries);
	if (s->has_cmdq)
		cs_pen_wrapf(p, "%s%llu commands waiting", s->has_unread ? ", " : "",
			     (unsigned long long)s->cmdq_unconsumed);
}

void cs_text_registers(struct cs_pen *p, const struct cs_smmu_dump *d)
{
	const struct cs_smmu_state *s = &d->state;

	unit(p, d);
	queues(p, s);
	for (size_t i = 0; i < s->note_count; i++) {
		cs_text_label(p, i ? "" : "state");
		cs_pen_wrap(p, s->notes[i]);
	}
}
