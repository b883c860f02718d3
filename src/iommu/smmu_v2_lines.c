/* What the lines of an SMMUv2 context fault say, value by value. */
#include "iommu/smmu_v2_parse.h"
#include "iommu/text.h"

static void add(struct cs_smmu_v2_parse *p, const char *name, uint64_t v)
{
	struct cs_words w = {.arena = &p->ev->arena};

	if (strcmp(name, "fsynr1") == 0 && p->qcom && v)
		cs_smmu_v2_explain_qcom_fsynr1(&w, v);
	else
		cs_smmu_v2_explain(&w, cs_str_from(name), v);
	cs_iommu_add_register(p->ev, name, v, &w);
}

/* "iova=0x…, fsr=0x…, fsynr=0x…, cbfrsynra=0x…, cb=14" in any order and selection */
static void read_assignments(struct cs_smmu_v2_parse *p)
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
static void read_table(struct cs_smmu_v2_parse *p)
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

static void set_stream(struct cs_smmu_v2_parse *p, uint64_t v)
{
	if (p->u->has_stream)
		return;
	p->u->has_stream = true;
	p->u->stream_id = v;
}

/* "cbfrsynra=0x420", "SID=0x420", "SID = 0x1001"; L4T's "sid=20(0x14 - EQOS)" */
static void read_stream(struct cs_smmu_v2_parse *p)
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
static void read_client(struct cs_smmu_v2_parse *p)
{
	struct cs_str who = cs_iommu_word(p->text, "context fault from ");

	if (who.n == 0 && cs_str_has(p->text, " accessed "))
		who = cs_iommu_word(p->text, "Looks like ");
	/* msm-4.9 has the name of the SMMU there */
	if (who.n && !cs_str_eq(who, p->u->unit))
		p->u->client = who;
	else if (cs_str_has(p->text, "SOFTWARE TABL") && !cs_str_has(p->text, "unmapped address"))
		cs_event_note(p->ev,
			      "the log is cut in the line in which the driver names the device "
			      "(\"SOFTWARE TABLE WALK FAILED! Looks like …\")");
}

/* ---- %pK ---- */

/* A table base is aligned to 64 bytes at least; the hash of a pointer has 32 random bits. */
static bool is_hashed(uint64_t v)
{
	return v >> 32 == 0 && (v & 0x3e) != 0;
}

static void read_pointer(struct cs_smmu_v2_parse *p, const char *key, const char *name)
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

static void read_pointers(struct cs_smmu_v2_parse *p)
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

static bool walk(struct cs_smmu_v2_parse *p, const char *key, uint64_t *v)
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
static void compare_walks(struct cs_smmu_v2_parse *p, uint64_t soft, uint64_t hard)
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

static void read_walks(struct cs_smmu_v2_parse *p)
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

void cs_smmu_v2_read_lines(struct cs_smmu_v2_parse *p)
{
	read_assignments(p);
	read_table(p);
	read_stream(p);
	read_client(p);
}

void cs_smmu_v2_read_tables(struct cs_smmu_v2_parse *p)
{
	read_pointers(p);
	read_walks(p);
}
