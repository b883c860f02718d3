/* A hypervisor's paravirtual IOMMU: viommu_fault_handler() in drivers/iommu/virtio-iommu.c
 * (5.3 to 6.1, the words never changed), one line:
 *   virtio_iommu virtio0: page fault from EP 8 at 0xfffff000 [W]
 *   virtio_iommu virtio0: domain fault from EP 8
 * What reasons mean is in the virtio specification 1.2, 5.13.6.9. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	const char *text, *fault, *also, *meaning;
} reasons[] = {
	{"domain fault", "context-invalid", NULL, "the endpoint is attached to no domain"},
	{"page fault", "translation", "permission",
	 "the address is not mapped, or not for this access: the device does not tell which"},
	{"unknown fault", "unknown", NULL, "the hypervisor gives no reason"},
};

static void read_reason(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (!cs_str_has(s, reasons[i].text))
			continue;
		cs_iommu_add_fault(ev->iommu, reasons[i].fault);
		if (reasons[i].also)
			cs_iommu_add_fault(ev->iommu, reasons[i].also);
		cs_words_add(&w, "%s: %s", reasons[i].text, reasons[i].meaning);
	}
	cs_iommu_add_meaning(ev, &w);
}

/* "[RWX]" or any part of it */
static enum cs_access read_access(struct cs_str s)
{
	struct cs_str flags = cs_str_until(cs_str_after(s, "["), "]");

	return cs_str_has(flags, "X")   ? CS_ACCESS_EXECUTE
	       : cs_str_has(flags, "W") ? CS_ACCESS_WRITE
	       : cs_str_has(flags, "R") ? CS_ACCESS_READ
					: CS_ACCESS_NONE;
}

static void parse_viommu(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "virtio-iommu");
	struct cs_str s = cs_iommu_join(ev), rest = s;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	read_reason(ev, s);
	u->has_stream = cs_iommu_dec(s, "EP ", &u->stream_id);
	if (cs_iommu_hex(cs_str_after(s, " fault from EP "), "at ", &v))
		cs_iommu_set_iova(u, v);
	u->access = read_access(cs_str_after(s, " fault from EP "));
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return cs_str_ends(cs_str_trim(so_far), "EP") || cs_str_ends(cs_str_trim(so_far), " at");
}

static enum cs_fit viommu_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family viommu = {viommu_fits, parse_viommu};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &viommu,
	 .anchor = " fault from EP ",
	 .head = " fault from EP %d"},
};

const struct cs_format_table cs_formats_virtio_iommu = {rows, sizeof(rows) / sizeof(*rows)};
