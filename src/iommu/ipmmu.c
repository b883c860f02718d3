/* Renesas' IPMMU-VMSA: ipmmu_domain_irq() in drivers/iommu/ipmmu-vmsa.c (3.16 to 6.1), and Xen's
 * driver for it, which prints the domain in front; until 5.1 the word was spelt "faut":
 *   ipmmu-vmsa e67b0000.iommu: Unhandled fault: status 0x00000001 iova 0xfff00000
 *   ipmmu-vmsa e67b0000.iommu: Multiple TLB hits @0xfff00000
 * The status is the root's IMSTR; nothing in it tells reads from writes, or the bus master. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	struct cs_bits bits;
	const char *fault;
} imstr[] = {
	{{0, 0, "TF", "translation fault: no mapping for the address"}, "translation"},
	{{1, 1, "PF", "permission fault: mapped, but not for this access"}, "permission"},
	{{2, 2, "ABORT", "the table walk was aborted"}, "walk-abort"},
	{{4, 4, "MHIT", "several TLB entries match"}, "tlb-conflict"},
};

static void read_status(struct cs_event *ev, uint64_t v)
{
	struct cs_words w = {.arena = &ev->arena};

	for (size_t i = 0; i < sizeof(imstr) / sizeof(*imstr); i++) {
		cs_words_add_bits(&w, &imstr[i].bits, 1, v);
		if (v >> imstr[i].bits.low & 1)
			cs_iommu_add_fault(ev->iommu, imstr[i].fault);
	}
	cs_iommu_add_register(ev, "imstr", v, &w);
	cs_iommu_add_meaning(ev, &w);
}

static void parse_ipmmu(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "ipmmu");
	struct cs_str s = cs_iommu_join(ev), rest = s;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_hex(s, "status ", &v))
		read_status(ev, v);
	else if (cs_str_has(s, "Multiple TLB hits"))
		cs_iommu_add_fault(u, "tlb-conflict");
	else
		cs_iommu_add_fault(u, "walk-abort");
	if (cs_iommu_hex(s, "iova ", &v) || cs_iommu_hex(s, "@0x", &v))
		cs_iommu_set_iova(u, v);
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return cs_str_has(so_far, "Unhandled fau") && !cs_str_has(so_far, "iova 0x");
}

static enum cs_fit ipmmu_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"Unhandled fault: status", "Unhandled faut: status",
					    "Multiple TLB hits", "Page Table Walk Abort", NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family ipmmu = {ipmmu_fits, parse_ipmmu};

#define IPMMU .kind = CS_KIND_IOMMU_FAULT, .family = &ipmmu

static const struct cs_format rows[] = {
	{IPMMU, .anchor = "Unhandled fault: status 0x", .head = "Unhandled fault: status %x iova"},
	{IPMMU, .anchor = "Unhandled faut: status 0x", .head = "Unhandled faut: status %x iova"},
	{IPMMU, .anchor = "Multiple TLB hits @", .head = "Multiple TLB hits @%x"},
	{IPMMU, .anchor = "Page Table Walk Abort @", .head = "Page Table Walk Abort @%x"},
};

const struct cs_format_table cs_formats_ipmmu = {rows, sizeof(rows) / sizeof(*rows)};
