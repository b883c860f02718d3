/* Qualcomm's IOMMU before the SMMU (msm-3.4, 3.10 and mainline's msm_iommu.c): print_ctx_regs(),
 * msm_iommu_fault_handler(). The FSR's bits differ from SMMUv2's; nothing in the block tells
 * reads from writes. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	unsigned bit;
	const char *name, *fault, *meaning;
} fsr_bits[] = {
	{1, "TF", "translation", "no mapping for the address"},
	{2, "AFF", "access-flag", "access flag fault"},
	{3, "APF", "permission", "mapped, but not for this access"},
	{4, "TLBMF", "tlb-conflict", "several TLB entries match"},
	{5, "HTWDEEF", "walk-abort", "a table walk met a decode error"},
	{6, "HTWSEEF", "walk-abort", "a table walk met a slave error"},
	{7, "MHF", "tlb-conflict", "multi-hit fault"},
	{16, "SL", NULL, "stall"},
	{30, "SS", NULL, "the transaction is stalled"},
	{31, "MULTI", NULL, "more faults came; they are lost"},
};

static void read_fsr(struct cs_event *ev, uint64_t fsr)
{
	struct cs_words w = {.arena = &ev->arena};
	struct cs_iommu *u = ev->iommu;

	for (size_t i = 0; i < sizeof(fsr_bits) / sizeof(*fsr_bits); i++) {
		if (!(fsr >> fsr_bits[i].bit & 1))
			continue;
		cs_words_add(&w, "%s: %s", fsr_bits[i].name, fsr_bits[i].meaning);
		if (fsr_bits[i].fault)
			cs_iommu_add_fault(u, fsr_bits[i].fault);
	}
	cs_iommu_add_register(ev, "fsr", fsr, &w);
	cs_iommu_add_meaning(ev, &w);
	u->stalled = fsr >> 30 & 1;
	u->multi = fsr >> 31 & 1;
}

static void read_registers(struct cs_event *ev, struct cs_str s)
{
	static const char *const cells[][2] = {
		{"PAR", "par"},     {"FSYNR0", "fsynr0"}, {"FSYNR1", "fsynr1"},
		{"TTBR0", "ttbr0"}, {"TTBR1", "ttbr1"},   {"SCTLR", "sctlr"},
		{"ACTLR", "actlr"}, {"PRRR", "prrr"},     {"NMRR", "nmrr"}};
	struct cs_iommu *u = ev->iommu;
	uint64_t v;

	if (cs_iommu_cell(s, "FAR", &v))
		cs_iommu_set_iova(u, v);
	if (cs_iommu_cell(s, "FSR", &v))
		read_fsr(ev, v);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (cs_iommu_cell(s, cells[i][0], &v))
			cs_iommu_add_register(ev, cells[i][1], v, NULL);
	if (cs_iommu_register(u, "ttbr0", &v)) {
		u->has_ttbr0 = true;
		u->ttbr0 = v;
	}
}

/* "name = mdp_iommu", "context = mdp_cb_0 (3)"; mainline "Fault occurred in context 3." */
static void read_names(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	struct cs_str t = cs_iommu_behind(s, "context = "), word;
	uint64_t v;

	u->unit = cs_iommu_word(s, "name = ");
	if (t.p && cs_eat_word(&t, &word)) {
		u->client = word;
		cs_eat_blank(&t);
		if (cs_eat_char(&t, '(') && cs_eat_dec(&t, &v)) {
			u->has_bank = true;
			u->bank = v;
		}
	}
	if (cs_iommu_dec(s, "Fault occurred in context ", &v)) {
		u->has_bank = true;
		u->bank = v;
	}
}

static void parse_msm(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev);

	cs_iommu_new(ev, "msm-iommu");
	read_names(ev, s);
	read_registers(ev, s);
	if (cs_str_has(s, "Power is OFF"))
		cs_event_note(ev, "the unit had no power when the handler ran: its registers "
				  "could not be read");
	cs_iommu_finish(ev);
}

static bool begins_with_any(struct cs_str s, const char *const *words)
{
	for (; *words; words++)
		if (cs_str_starts(s, *words))
			return true;
	return false;
}

/* Nothing is printed in front of these lines, or a module's "msm_iommu: " */
static enum cs_fit msm_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {
		"name = ",     "context = ", "base = ", "Fault occurred in context",
		"Interesting", "FAR ",       "FSR ",    "FSYNR0",
		"TTBR0",       "SCTLR",      "PRRR",    "Power is OFF",
		NULL};
	struct cs_str s = cs_str_trim(r->text), unit, mine, rest;

	if (cs_iommu_unit(s, &unit, &rest) &&
	    cs_iommu_unit(ev->lines[ev->header].text, &mine, &s) && cs_str_eq(unit, mine))
		s = rest;
	else
		s = cs_str_trim(r->text);
	if (cs_str_has(s, "Unexpected IOMMU page fault"))
		return CS_FIT_END;
	return begins_with_any(s, words) ? CS_FIT_YES : CS_FIT_NO;
}

static const struct cs_family msm = {msm_fits, parse_msm};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &msm,
	 .anchor = "Unexpected IOMMU page fault",
	 .head = "Unexpected IOMMU page fault"},
};

const struct cs_format_table cs_formats_msm_iommu = {rows, sizeof(rows) / sizeof(*rows)};
