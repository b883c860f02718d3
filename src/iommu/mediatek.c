/* MediaTek's M4U: mtk_iommu_isr() in drivers/iommu/mtk_iommu.c (6.1: "master=0x…(larb=5 port=0)
 * layer=0 read"; before 5.x without master; in
 * some trees the direction alone) and mtk_iommu_v1.c (no layer, no direction). */
#include "iommu/iommu.h"
#include "iommu/text.h"

/* REG_MMU_INT_MAIN_CONTROL: bits 0-6 are of MMU 0, 7-13 the same of MMU 1 */
static const struct {
	unsigned bit;
	const char *name, *fault;
} kinds[] = {
	{0, "translation fault", "translation"},
	{1, "TLB multi-hit", "tlb-conflict"},
	{2, "the physical address is invalid", NULL},
	{3, "entry replacement fault", NULL},
	{4, "TLB miss", NULL},
	{5, "miss transaction FIFO fault", NULL},
	{6, "prefetch transaction FIFO fault", NULL},
};

static void read_type(struct cs_event *ev, uint64_t v)
{
	struct cs_words w = {.arena = &ev->arena};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		for (unsigned mmu = 0; mmu < 2; mmu++) {
			if (!(v >> (kinds[i].bit + 7 * mmu) & 1))
				continue;
			cs_words_add(&w, "type bit %u: %s (MMU %u)", kinds[i].bit + 7 * mmu,
				     kinds[i].name, mmu);
			if (kinds[i].fault)
				cs_iommu_add_fault(ev->iommu, kinds[i].fault);
		}
	}
	if (ev->iommu->fault_count == 0 && (v & 0x204)) /* an entry that leads nowhere */
		cs_iommu_add_fault(ev->iommu, "address-size");
	cs_iommu_add_register(ev, "fault_type", v, &w);
	cs_iommu_add_meaning(ev, &w);
}

static void read_port(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t larb, port, v;

	if (cs_iommu_hex(s, "master=", &v))
		cs_iommu_add_register(ev, "master", v, NULL);
	if (cs_iommu_dec(s, "larb=", &larb) && cs_iommu_dec(s, "port=", &port))
		cs_words_add(&w,
			     "local arbiter %llu, port %llu: the SoC's "
			     "include/dt-bindings/memory header names it",
			     (unsigned long long)larb, (unsigned long long)port);
	cs_iommu_add_meaning(ev, &w);
}

static void parse_m4u(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "mediatek");
	struct cs_str s = cs_iommu_join(ev), rest;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_hex(s, "fault type=", &v))
		read_type(ev, v);
	if (cs_iommu_hex(s, "iova=", &v))
		cs_iommu_set_iova(u, v);
	if (cs_iommu_hex(s, "pa=", &v))
		cs_iommu_add_register(ev, "pa", v, NULL);
	read_port(ev, s);
	rest = cs_str_after(s, "pa=");
	u->access = cs_str_has(rest, " write")  ? CS_ACCESS_WRITE
		    : cs_str_has(rest, " read") ? CS_ACCESS_READ
						: CS_ACCESS_NONE;
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(so_far, "port=") || cs_str_ends(cs_str_trim(so_far), "layer=");
}

static bool again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return cs_str_starts(rest, "fault type=");
}

static enum cs_fit m4u_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"fault type=", "layer=", NULL};
	static const struct cs_iommu_style style = {words, is_open, again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family m4u = {m4u_fits, parse_m4u};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &m4u,
	 .anchor = "fault type=0x",
	 .head = ": fault type=%x"},
};

const struct cs_format_table cs_formats_mediatek = {rows, sizeof(rows) / sizeof(*rows)};
