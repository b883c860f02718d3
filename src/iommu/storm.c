#include "iommu/storm.h"

#include <string.h>

#define PAGE(v) ((v) >> 12)

/* "0000:07:00.0" and "07:00.0" are the same function of segment 0. */
static struct cs_str short_name(struct cs_str client)
{
	return cs_str_starts(client, "0000:") ? cs_str_tail(client, 5) : client;
}

static bool same_source(const struct cs_event *a, const struct cs_event *b)
{
	const struct cs_iommu *x = a->iommu, *y = b->iommu;

	return a->boot == b->boot && x->type == y->type && cs_str_eq(x->unit, y->unit) &&
	       x->fault_count == y->fault_count && strcmp(x->fault[0], y->fault[0]) == 0 &&
	       x->has_stream == y->has_stream && x->stream_id == y->stream_id &&
	       x->has_substream == y->has_substream && x->substream_id == y->substream_id &&
	       x->has_bank == y->has_bank && x->bank == y->bank &&
	       cs_str_eq(short_name(x->client), short_name(y->client));
}

static bool same_fault(const struct cs_event *a, const struct cs_event *b)
{
	return same_source(a, b) && a->iommu->access == b->iommu->access &&
	       a->iommu->has_iova == b->iommu->has_iova;
}

/* On the page where it was, or on the next one: a device that runs through memory. */
static bool same_page(const struct cs_iommu *x, const struct cs_iommu *y)
{
	return !x->has_iova || PAGE(x->iova) == PAGE(y->iova);
}

static void fold(struct cs_event *a, const struct cs_event *b)
{
	struct cs_iommu *x = a->iommu;
	const struct cs_iommu *y = b->iommu;

	if (x->repeats == 0)
		x->iova_low = x->iova_high = x->iova;
	x->repeats++;
	if (y->iova < x->iova_low)
		x->iova_low = y->iova;
	if (y->iova > x->iova_high)
		x->iova_high = y->iova;
	x->last_line = b->line_count ? b->lines[b->line_count - 1].number : 0;
}

bool cs_storm_fold(struct cs_storm *s, struct cs_event *ev)
{
	struct cs_iommu *y = ev->iommu;

	for (size_t i = s->count; i-- > 0;) {
		struct cs_event *h = s->held[i];

		if (!same_fault(h, ev))
			continue;
		if (same_page(h->iommu, y) || h->iommu->storm_index + 1 >= CS_STORM_PAGES) {
			fold(h, ev);
			cs_event_free(ev);
			return true;
		}
		if (y->storm_index <= h->iommu->storm_index)
			y->storm_index = h->iommu->storm_index + 1;
	}
	return false;
}

static void tell_ratelimited(struct cs_event *ev, uint64_t n)
{
	cs_event_note(ev, "the kernel's rate limit kept %llu more of these messages back",
		      (unsigned long long)n);
}

static void tell_repeats(struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;

	if (u->repeats == 0)
		return;
	if (u->has_iova && PAGE(u->iova_low) != PAGE(u->iova_high))
		cs_event_note(ev,
			      "a storm: %llu more, on addresses from %#llx to %#llx, the "
			      "last one in line %llu",
			      (unsigned long long)u->repeats, (unsigned long long)u->iova_low,
			      (unsigned long long)u->iova_high, (unsigned long long)u->last_line);
	else if (u->repeats == 1)
		cs_event_note(ev, "repeated once, in line %llu", (unsigned long long)u->last_line);
	else
		cs_event_note(ev, "repeated %llu times, the last time in line %llu",
			      (unsigned long long)u->repeats, (unsigned long long)u->last_line);
}

struct cs_event *cs_storm_release(struct cs_storm *s)
{
	struct cs_event *ev;

	if (s->count == 0)
		return NULL;
	ev = s->held[0];
	s->count--;
	memmove(s->held, s->held + 1, s->count * sizeof(*s->held));
	tell_repeats(ev);
	return ev;
}

struct cs_event *cs_storm_hold(struct cs_storm *s, struct cs_event *ev)
{
	struct cs_event *out = s->count == CS_STORM_HELD ? cs_storm_release(s) : NULL;

	s->held[s->count++] = ev;
	if (s->ratelimited) {
		tell_ratelimited(ev, s->ratelimited);
		s->ratelimited = 0;
	}
	return out;
}

void cs_storm_clear(struct cs_storm *s)
{
	while (s->count)
		cs_event_free(s->held[--s->count]);
}

bool cs_storm_ratelimit(struct cs_storm *s, struct cs_str text)
{
	static const char *const printers[] = {"arm_smmu_",
					       "dmar_fault",
					       "amd_iommu",
					       "iommu_print_event",
					       "tegra30_mc_handle_irq",
					       "tegra20_mc_handle_irq",
					       "mtk_iommu_isr",
					       "viommu_fault_handler",
					       "a6xx_fault_handler",
					       "adreno_fault_handler",
					       "rk_iommu_irq",
					       "apple_dart_",
					       "ipmmu_domain_irq",
					       "riscv_iommu_fault",
					       "msm_iommu"};
	struct cs_str who = cs_str_until(text, " callbacks suppressed");
	ptrdiff_t colon = cs_str_find(who, ": ");
	struct cs_str n;
	uint64_t v;

	if (colon < 0)
		return false;
	n = cs_str_tail(who, (size_t)colon + 2);
	if (!cs_eat_dec(&n, &v))
		return false;
	for (size_t i = 0; i < sizeof(printers) / sizeof(*printers); i++) {
		if (cs_str_starts(who, printers[i])) {
			s->ratelimited += v;
			return true;
		}
	}
	return false;
}
