/* Intel VT-d: dmar_fault_do_one() in drivers/iommu/intel/dmar.c (6.1). The reason is hex with
 * 0x since 5.16, decimal before; the address has no 0x before 5.16. */
#include "iommu/iommu.h"

static const struct {
	unsigned reason;
	const char *fault[2];
} reasons[] = {
	{0x01, {"device-table", NULL}}, {0x02, {"context-invalid", NULL}},
	{0x03, {"context-invalid", NULL}}, {0x04, {"address-width", NULL}},
	{0x05, {"translation", "permission"}}, {0x06, {"translation", "permission"}},
	{0x07, {"walk-abort", NULL}}, {0x08, {"walk-abort", NULL}},
	{0x09, {"walk-abort", NULL}}, {0x0a, {"reserved-bit", NULL}},
	{0x0b, {"reserved-bit", NULL}}, {0x0c, {"reserved-bit", NULL}},
	{0x0d, {"invalid-request", NULL}},
};

static void set_faults(struct cs_iommu *u, unsigned reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (reasons[i].reason != reason)
			continue;
		u->fault[u->fault_count++] = reasons[i].fault[0];
		if (reasons[i].fault[1])
			u->fault[u->fault_count++] = reasons[i].fault[1];
	}
	if (u->fault_count == 0)
		u->fault[u->fault_count++] =
			reason >= 0x20 && reason <= 0x26 ? "interrupt-remap" : "unknown";
}

static void parse_dmar(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "dmar");
	struct cs_str s = ev->lines[ev->header].text, t;
	struct cs_words w = {.arena = &ev->arena};
	struct cs_pat_hit hit;
	uint64_t v, reason = 0;

	if (cs_str_has(s, "[DMA Write"))
		u->access = CS_ACCESS_WRITE;
	else if (cs_str_has(s, "[DMA Read"))
		u->access = CS_ACCESS_READ;
	if (cs_pat_match("Request device [%*]", s, &hit))
		u->client = hit.cap[0];
	t = cs_str_after(s, "fault addr ");
	if (t.p && cs_eat_hex(&t, &v)) {
		u->has_iova = true;
		u->iova = v;
	}
	t = cs_str_after(s, "[fault reason ");
	if (t.p && (cs_str_starts(t, "0x") ? cs_eat_hex(&t, &reason) : cs_eat_dec(&t, &reason))) {
		t = cs_str_trim(cs_str_after(t, "]"));
		cs_words_add(&w, "fault reason %#llx: %.*s", (unsigned long long)reason,
			     CS_STR_ARG(t));
		cs_iommu_add_register(ev, "fault_reason", reason, &w);
	}
	set_faults(u, (unsigned)reason);
	u->meaning = w.v;
	u->meaning_count = w.n;
	cs_iommu_finish(ev);
}

static enum cs_fit dmar_fits(const struct cs_event *ev, const struct cs_record *r)
{
	(void)ev;
	(void)r;
	return CS_FIT_END;
}

static const struct cs_family dmar = {dmar_fits, parse_dmar};

static const struct cs_format rows[] = {
	{.anchor = "] Request device [", .head = "DMAR:%*] Request device [",
	 .kind = CS_KIND_IOMMU_FAULT, .family = &dmar, .flags = CS_FMT_LONE},
};

const struct cs_format_table cs_formats_dmar = {rows, sizeof(rows) / sizeof(*rows)};
