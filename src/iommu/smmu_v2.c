/* SMMUv1/v2 context faults: upstream arm-smmu's lines since 3.11, Qualcomm's register block
 * (msm-3.18 … 5.15), NVIDIA's L4T and Xen's. Sources: 6.1 and 6.11 arm_smmu_context_fault()
 * and arm_smmu_print_context_fault_info(); the msm kernels' print_ctx_regs() and
 * arm_smmu_context_fault(). */
#include "event/grammar.h"
#include "iommu/smmu_v2_parse.h"
#include "iommu/text.h"

/* ---- the fields ---- */

static enum cs_access access_of(uint64_t fsynr0)
{
	return cs_field(fsynr0, 6, 6)   ? CS_ACCESS_EXECUTE
	       : cs_field(fsynr0, 4, 4) ? CS_ACCESS_WRITE
					: CS_ACCESS_READ;
}

/* Qualcomm's letters behind FSR, where FSYNR0 is missing: "[TF W SS ]" */
static enum cs_access access_from_letters(struct cs_str text)
{
	struct cs_str s = cs_str_head(cs_str_after(cs_iommu_behind(text, "FSR"), "["), 64);

	s = cs_str_until(s, "]");
	if (cs_str_has(s, "TF W") || cs_str_has(s, "PF W"))
		return CS_ACCESS_WRITE;
	if (cs_str_has(s, "TF R") || cs_str_has(s, "PF R"))
		return CS_ACCESS_READ;
	return CS_ACCESS_NONE;
}

static void derive_fault(struct cs_smmu_v2_parse *p)
{
	struct cs_iommu *u = p->u;
	uint64_t v, pte;

	if (cs_iommu_register(u, "fsr", &v)) {
		u->fault_count = cs_smmu_v2_faults(v, u->fault);
		u->stalled = v >> 30 & 1;
		u->multi = v >> 31 & 1;
		return;
	}
	/* kernels before 4.7 don't print the FSR; what else it can be they say beside it */
	if (!u->has_iova && !u->has_bank)
		return;
	cs_iommu_add_fault(u, "translation");
	if (!cs_iommu_register(u, "pte", &pte) || pte)
		cs_iommu_add_fault(u, "permission");
	else
		cs_event_note(p->ev, "the driver's dump of the page table has no entry for the "
				     "address (pte=0)");
}

static void derive(struct cs_smmu_v2_parse *p)
{
	struct cs_iommu *u = p->u;
	uint64_t v;

	derive_fault(p);
	if (cs_iommu_register(u, "fsynr0", &v)) {
		u->access = access_of(v);
		u->privileged = (int)cs_field(v, 5, 5);
		u->level = (int)cs_field(v, 1, 0);
	} else {
		u->access = access_from_letters(p->text);
	}
	if (cs_iommu_register(u, "cbar", &v))
		u->stage = cs_field(v, 17, 16) == 0 ? 2 : 1;
}

static void explain(struct cs_smmu_v2_parse *p)
{
	static const char *const first[] = {"fsr", "fsynr0"};
	struct cs_words w = {.arena = &p->ev->arena};
	uint64_t v, bid, pid, mid;

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		if (cs_iommu_register(p->u, first[i], &v))
			cs_smmu_v2_explain(&w, cs_str_from(first[i]), v);
	if (cs_iommu_hex(p->text, "BID=", &bid) && cs_iommu_hex(p->text, "PID=", &pid) &&
	    (cs_iommu_hex(p->text, "MID=", &mid) || cs_iommu_hex(p->text, "MId=", &mid)))
		cs_words_add(&w, "client info: BID=%#llx, PID=%#llx, MID=%#llx",
			     (unsigned long long)bid, (unsigned long long)pid,
			     (unsigned long long)mid);
	if (p->u->stalled == 1)
		cs_words_add(&w, "the bank stands still until the driver resumes it; the device "
				 "waits");
	cs_iommu_add_meaning(p->ev, &w);
}

static void note_ending(struct cs_smmu_v2_parse *p)
{
	if (cs_str_has(p->text, "Unhandled context faults are fatal") ||
	    cs_str_has(p->text, "Unhandled arm-smmu context fault!"))
		cs_event_note(p->ev, "the domain makes context faults fatal: the kernel stops "
				     "here, in the fault interrupt");
	if (cs_str_has(p->text, "Took an address size fault"))
		cs_event_note(p->ev, "the driver refuses to recover from address size faults");
}

static bool is_block(struct cs_str text)
{
	return cs_str_has(text, "Unhandled arm-smmu context") || cs_str_has(text, "SCTLR") ||
	       cs_str_has(text, "iova-to-phys") || cs_str_has(text, "CBAR");
}

static void parse_context_fault(struct cs_event *ev)
{
	struct cs_smmu_v2_parse p = {.ev = ev, .u = cs_iommu_new(ev, "smmu-v2")};
	struct cs_str rest;

	p.text = cs_iommu_join(ev);
	p.qcom = is_block(p.text);
	if (!cs_iommu_unit(ev->lines[ev->header].text, &p.u->unit, &rest) ||
	    cs_str_starts(ev->lines[ev->header].text, "fsr=")) {
		p.u->unit = (struct cs_str){NULL, 0};
		p.u->type = "msm-iommu"; /* 3.10: "fsr=…, iova=…" with nothing before it */
	}
	cs_smmu_v2_read_lines(&p);
	derive(&p);
	cs_smmu_v2_read_tables(&p);
	explain(&p);
	note_ending(&p);
	cs_iommu_finish(ev);
}

/* ---- extent ---- */

static const char *const block_words[] = {
	"Unhandled context fault",
	"Unexpected context fault",
	"Unhandled arm-smmu context",
	"FAR",
	"PAR",
	"FSR",
	"FSYNR",
	"context bank#",
	"TTBR",
	"SCTLR",
	"CBAR",
	"MAIR",
	"SID",
	"SSD=",
	"Client info",
	"soft",
	"hard",
	"PTE ",
	"SOFTWARE TABL",
	"ATOS results",
	"Before:",
	"Took an address size fault",
	"Stack trace:",
	"Unhandled WLAN",
	"fsr=",
	"iova=",
	",iova=",
	"fsynr=",
	"cb=",
	NULL,
};

static bool has_cell(struct cs_str s, const char *name)
{
	uint64_t v;

	return cs_iommu_cell(s, name, &v);
}

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	if (cs_str_starts(rest, "Unhandled context fault:"))
		return cs_str_has(so_far, "Unhandled context fault:");
	if (cs_str_starts(rest, "Unhandled arm-smmu context fault!") ||
	    cs_str_starts(rest, "Unhandled WLAN"))
		return false;
	if (cs_str_starts(rest, "Unhandled arm-smmu context"))
		return true;
	if (cs_str_starts(rest, "Unexpected context fault"))
		return has_cell(so_far, "fsynr") || cs_str_has(so_far, "fsynr=");
	if (cs_str_starts(rest, "FAR"))
		return has_cell(so_far, "FAR");
	if (cs_str_starts(rest, "FSR"))
		return has_cell(so_far, "FSR");
	if (cs_str_starts(rest, "fsr="))
		return cs_str_has(so_far, "cb=");
	return false;
}

static bool is_open(struct cs_str so_far)
{
	struct cs_str s = cs_str_trim(so_far);

	if (cs_str_has(s, "Unhandled context fault:"))
		return !cs_str_has(s, "cb=") || cs_str_ends(s, "soft") ||
		       cs_str_ends(s, "Looks like");
	return cs_str_ends(s, "context") || cs_str_ends(s, "context fault") ||
	       cs_str_ends(s, "fault from") || cs_str_ends(s, "Looks like") ||
	       cs_str_ends(s, "soft") || cs_str_ends(s, "hard");
}

static bool is_of_stack(struct cs_str text)
{
	enum cs_line_class c = cs_grammar_classify(text);

	return c == CS_LINE_STACK_HEADER || c == CS_LINE_MARK || c == CS_LINE_FRAME ||
	       c == CS_LINE_CONTEXT || c == CS_LINE_HARDWARE;
}

/* Some vendors' kernels print the stack of the CPU that took the interrupt behind "Stack trace:".
 */
static bool goes_on_stack(const struct cs_event *ev, struct cs_str text)
{
	const struct cs_line *last = &ev->lines[ev->line_count - 1];

	return !last->foreign && is_of_stack(text) &&
	       (cs_str_has(last->text, "Stack trace:") || is_of_stack(last->text));
}

static enum cs_fit context_fault_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const struct cs_iommu_style style = {block_words, is_open, is_again};

	return goes_on_stack(ev, r->text) ? CS_FIT_YES : cs_iommu_fits(ev, r, &style);
}

static const struct cs_family context_fault = {context_fault_fits, parse_context_fault};

#define CONTEXT .kind = CS_KIND_IOMMU_FAULT, .family = &context_fault

static const struct cs_format rows[] = {
	{CONTEXT, .anchor = "Unhandled context fault:", .head = "Unhandled context fault:"},
	{CONTEXT, .anchor = "Unexpected context fault", .head = "Unexpected context fault (fsr"},
	{CONTEXT, .anchor = "Unhandled arm-smmu context", .head = "Unhandled arm-smmu context"},
	{CONTEXT, .anchor = "Unhandled WLAN context fault", .head = "Unhandled WLAN context fault"},
	{CONTEXT, .anchor = ": FAR ", .head = "smmu %w FAR%_= %x"},
	{CONTEXT, .anchor = ": FSR ", .head = "smmu %w FSR%_= %x ["},
	{CONTEXT, .anchor = "fsr=0x", .head = "^fsr=%x, iova=%x, fsynr=%x, cb=%d"},
};

const struct cs_format_table cs_formats_smmu_v2 = {rows, sizeof(rows) / sizeof(*rows)};
