/* SMMUv1/v2 context faults: upstream arm-smmu's lines since 3.11, Qualcomm's register block
 * (msm-3.18 … 5.15), NVIDIA's L4T and Xen's. Sources: 6.1 and 6.11 arm_smmu_context_fault()
 * and arm_smmu_print_context_fault_info(); the msm kernels' print_ctx_regs() and
 * arm_smmu_context_fault(). */
#include "iommu/iommu.h"
#include "iommu/text.h"

struct parse {
	struct cs_event *ev;
	struct cs_iommu *u;
	struct cs_str text;
	bool qcom; /* the msm kernels' block */
};

static void add(struct parse *p, const char *name, uint64_t v)
{
	struct cs_words w = {.arena = &p->ev->arena};

	if (strcmp(name, "fsynr1") == 0 && p->qcom && v)
		cs_smmu_v2_explain_qcom_fsynr1(&w, v);
	else
		cs_smmu_v2_explain(&w, cs_str_from(name), v);
	cs_iommu_add_register(p->ev, name, v, &w);
}

/* "iova=0x…, fsr=0x…, fsynr=0x…, cbfrsynra=0x…, cb=14" in any order and selection */
static void read_assignments(struct parse *p)
{
	static const struct {
		const char *key, *name;
	} keys[] = {{"fsr=", "fsr"},
		    {"fsynr0=", "fsynr0"},
		    {"fsynr=", "fsynr0"},
		    {"fsynr1=", "fsynr1"},
		    {"cbfrsynra=", "cbfrsynra"},
		    {"pgd=", "pgd"},
		    {"pud=", "pud"},
		    {"pmd=", "pmd"},
		    {"pte=", "pte"}};
	uint64_t v;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_iommu_hex(p->text, keys[i].key, &v))
			add(p, keys[i].name, v);
	/* kernels before 4.7 print the number in decimal behind "0x" */
	if (cs_iommu_dec(p->text, "context fault (fsr 0x", &v))
		add(p, "fsr", v);
	if (cs_iommu_hex(p->text, "iova=", &v))
		cs_iommu_set_iova(p->u, v);
	if (cs_iommu_dec(p->text, "cb=", &v)) {
		p->u->bank = v;
		p->u->has_bank = true;
	}
}

/* The table: "FAR    = 0x…" and so on */
static void read_table(struct parse *p)
{
	static const struct {
		const char *key, *name;
	} cells[] = {{"FSR", "fsr"},     {"FSYNR0", "fsynr0"}, {"FSYNR1", "fsynr1"},
		     {"SCTLR", "sctlr"}, {"ACTLR", "actlr"},   {"CBAR", "cbar"},
		     {"MAIR0", "mair0"}, {"MAIR1", "mair1"},   {"FAR", "far"},
		     {"PTE", "pte"}};
	uint64_t v;

	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		if (cs_iommu_cell(p->text, cells[i].key, &v))
			add(p, cells[i].name, v);
	if (!p->u->has_iova && cs_iommu_register(p->u, "far", &v))
		cs_iommu_set_iova(p->u, v);
	if (cs_iommu_cell(p->text, "context bank#", &v)) {
		p->u->bank = v;
		p->u->has_bank = true;
	}
}

static void set_stream(struct parse *p, uint64_t v)
{
	if (p->u->has_stream)
		return;
	p->u->has_stream = true;
	p->u->stream_id = v;
}

/* "cbfrsynra=0x420", "SID=0x420", "SID = 0x1001"; L4T's "sid=20(0x14 - EQOS)" */
static void read_stream(struct parse *p)
{
	struct cs_str s = cs_iommu_behind(p->text, "sid=");
	struct cs_pat_hit hit;
	uint64_t v;

	if (cs_iommu_register(p->u, "cbfrsynra", &v))
		set_stream(p, v & 0xffff);
	else if (cs_iommu_cell(p->text, "SID", &v))
		set_stream(p, v);
	if (s.p && cs_pat_match("^%d(%x - %*)", s, &hit)) {
		if (cs_str_to_dec(hit.cap[0], &v))
			set_stream(p, v);
		p->u->client = hit.cap[2];
	}
}

/* "… context fault from 20000.ethernet!", "Looks like 20000.ethernet accessed" */
static void read_client(struct parse *p)
{
	struct cs_str who = cs_iommu_word(p->text, "context fault from ");

	if (who.n == 0)
		who = cs_iommu_word(p->text, "Looks like ");
	if (who.n)
		p->u->client = who;
}

/* ---- %pK ---- */

/* A table base is aligned to 64 bytes at least; the hash of a pointer has 32 random bits. */
static bool is_hashed(uint64_t v)
{
	return v >> 32 == 0 && (v & 0x3e) != 0;
}

static void read_pointer(struct parse *p, const char *key, const char *name)
{
	uint64_t v;

	if (!cs_iommu_cell(p->text, key, &v))
		return;
	if (v == 0 && strcmp(name, "par") == 0)
		return; /* what an address translation operation left, or %pK's zero */
	if (v == 0 && p->qcom)
		cs_event_note(p->ev,
			      "%s is unknown: the driver prints it with %%pK, which shows "
			      "zero where kptr_restrict asks for it",
			      key);
	else if (is_hashed(v) && strcmp(name, "par") != 0)
		cs_event_note(p->ev,
			      "%s is unknown: 0x%08llx is the hash that %%pK prints "
			      "instead of it",
			      key, (unsigned long long)v);
	else
		add(p, name, v);
}

static void read_pointers(struct parse *p)
{
	uint64_t t0 = 0, t1 = 0, v;
	bool hashed = cs_iommu_cell(p->text, "TTBR0", &t0) &&
		      cs_iommu_cell(p->text, "TTBR1", &t1) && t0 && t1 &&
		      (is_hashed(t0) || is_hashed(t1)) && t0 >> 32 == 0 && t1 >> 32 == 0;

	if (hashed) { /* both are printed alike: one that is hashed tells of the other */
		cs_event_note(p->ev, "TTBR0 and TTBR1 are unknown: what stands there are the "
				     "hashes that %%pK prints instead");
	} else {
		read_pointer(p, "TTBR0", "ttbr0");
		read_pointer(p, "TTBR1", "ttbr1");
	}
	if (!hashed && cs_iommu_cell(p->text, "PAR", &v))
		read_pointer(p, "PAR", "par");
	if (!cs_iommu_register(p->u, "ttbr0", &v))
		return;
	p->u->has_ttbr0 = true;
	p->u->ttbr0 = v;
	p->u->has_asid = p->u->stage != 2;
	p->u->asid = cs_field(v, 63, 48);
}

/* ---- the driver's own walks ---- */

static bool walk(struct parse *p, const char *key, uint64_t *v)
{
	struct cs_str s = cs_iommu_behind(p->text, key);

	if (!s.p)
		return false;
	s = cs_str_head(s, 48);
	cs_eat_blank(&s);
	cs_eat(&s, "(ATOS)");
	cs_eat_blank(&s);
	return cs_eat_char(&s, '=') && (cs_eat_blank(&s), cs_eat_hex(&s, v));
}

/* Qualcomm's own reading rules (ramparse, parsers/smmu_s1_parser.py) */
static void compare_walks(struct parse *p, uint64_t soft, uint64_t hard)
{
	bool permission = p->u->fault_count && strcmp(p->u->fault[0], "permission") == 0;

	if (soft != hard)
		cs_event_note(p->ev,
			      "the walks differ (soft %#llx, hard %#llx): the mapping was "
			      "changed while the device used it, or the TLB holds an old entry",
			      (unsigned long long)soft, (unsigned long long)hard);
	else if (soft && permission)
		cs_event_note(p->ev, "both walks find the page: it is mapped, the right for this "
				     "access is missing");
	else if (soft)
		cs_event_note(p->ev,
			      "both walks find %#llx now: the page was unmapped at the "
			      "fault and mapped again since",
			      (unsigned long long)soft);
}

static void read_walks(struct parse *p)
{
	uint64_t soft, hard;
	bool has_soft = walk(p, "soft iova-to-phys", &soft);

	if (has_soft && soft == 0)
		cs_event_note(p->ev, "the driver's own table walk found no mapping "
				     "either (soft iova-to-phys=0)");
	else if (has_soft)
		cs_event_note(p->ev,
			      "the driver's own table walk found a mapping to "
			      "%#llx; it runs later than the fault, so the page may "
			      "have been mapped since",
			      (unsigned long long)soft);
	if (has_soft && walk(p, "hard iova-to-phys", &hard))
		compare_walks(p, soft, hard);
	if (cs_str_has(p->text, "hard iova-to-phys (ATOS) failed"))
		cs_event_note(p->ev, "the hardware's table walk (ATOS) failed, too");
	if (cs_str_has(p->text, "differed across TLBIALL"))
		cs_event_note(p->ev, "the hardware's walk changed after a TLB flush: the TLB held "
				     "an entry that was out of date");
	if (cs_str_has(p->text, "differed across access privileges"))
		cs_event_note(p->ev, "the hardware's walk depends on the privilege: the page is "
				     "mapped, but not for this kind of access");
}

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

static void derive_fault(struct parse *p)
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

static void derive(struct parse *p)
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

static void explain(struct parse *p)
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

static void note_ending(struct parse *p)
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
	struct parse p = {.ev = ev, .u = cs_iommu_new(ev, "smmu-v2")};
	struct cs_str rest;

	p.text = cs_iommu_join(ev);
	p.qcom = is_block(p.text);
	if (!cs_iommu_unit(ev->lines[ev->header].text, &p.u->unit, &rest) ||
	    cs_str_starts(ev->lines[ev->header].text, "fsr=")) {
		p.u->unit = (struct cs_str){NULL, 0};
		p.u->type = "msm-iommu"; /* 3.10: "fsr=…, iova=…" with nothing before it */
	}
	read_assignments(&p);
	read_table(&p);
	read_stream(&p);
	read_client(&p);
	derive(&p);
	read_pointers(&p);
	read_walks(&p);
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
	if (cs_str_starts(rest, "Unhandled arm-smmu context fault!"))
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
		return !cs_str_has(s, "cb=") || cs_str_ends(s, "soft");
	return cs_str_ends(s, "context") || cs_str_ends(s, "context fault") ||
	       cs_str_ends(s, "fault from") || cs_str_ends(s, "soft") || cs_str_ends(s, "hard");
}

static enum cs_fit context_fault_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const struct cs_iommu_style style = {block_words, is_open, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family context_fault = {context_fault_fits, parse_context_fault};

#define CONTEXT .kind = CS_KIND_IOMMU_FAULT, .family = &context_fault

static const struct cs_format rows[] = {
	{CONTEXT, .anchor = "Unhandled context fault:", .head = "Unhandled context fault:"},
	{CONTEXT, .anchor = "Unexpected context fault", .head = "Unexpected context fault (fsr"},
	{CONTEXT, .anchor = "Unhandled arm-smmu context", .head = "Unhandled arm-smmu context"},
	{CONTEXT, .anchor = ": FAR ", .head = "smmu %w FAR%_= %x"},
	{CONTEXT, .anchor = ": FSR ", .head = "smmu %w FSR%_= %x ["},
	{CONTEXT, .anchor = "fsr=0x", .head = "^fsr=%x, iova=%x, fsynr=%x, cb=%d"},
};

const struct cs_format_table cs_formats_smmu_v2 = {rows, sizeof(rows) / sizeof(*rows)};
