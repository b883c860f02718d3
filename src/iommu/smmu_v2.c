/* SMMUv1/v2 context faults: upstream arm-smmu's lines since 3.11 and Qualcomm's register block
 * (msm-3.18 … 5.15). Sources: 6.1 arm_smmu_context_fault() and arm-smmu.h; Arm IHI0062; the
 * msm kernels' print_ctx_regs(). */
#include "iommu/iommu.h"

/* ---- registers ---- */

static const struct cs_bits fsr_bits[] = {
	{1, 1, "TF", "translation fault: no mapping for the address"},
	{2, 2, "AFF", "access flag fault"},
	{3, 3, "PF", "permission fault: mapped, but not for this access"},
	{4, 4, "EF", "external fault: the table walk itself was aborted"},
	{5, 5, "TLBMCF", "TLB match conflict"},
	{6, 6, "TLBLKF", "TLB lock fault"},
	{7, 7, "ASF", "address size fault (older kernels print MHF)"},
	{8, 8, "UUT", "unsupported upstream transaction"},
	{30, 30, "SS", "the transaction is stalled and waits for a resume"},
	{31, 31, "MULTI", "more faults came before this one was cleared; they are lost"},
};

static const struct cs_bits fsynr0_bits[] = {
	{6, 6, "IND", "an instruction fetch"},
	{5, 5, "PNU", "privileged access"},
	{8, 8, "NSATTR", "non-secure attribute"},
	{9, 9, "ATOF", "by an address translation operation"},
	{10, 10, "PTWF", "on the page table walk"},
	{11, 11, "AFR", "recorded asynchronously"},
};

static const struct cs_bits sctlr_bits[] = {
	{4, 4, "E", "big endian table walks"},
	{5, 5, "CFRE", "faults are reported to the device as aborts"},
	{6, 6, "CFIE", "faults raise an interrupt"},
	{7, 7, "CFCFG", "faulting transactions stall (0: they are terminated)"},
	{8, 8, "HUPCF", "hits under a stalled fault go on"},
};

static void explain_fsr(struct cs_words *w, uint64_t v)
{
	static const char *const format[4] = {"AArch32 short descriptors",
					      "AArch32 long descriptors", "AArch64 tables",
					      "a reserved format"};

	cs_words_add_bits(w, fsr_bits, sizeof(fsr_bits) / sizeof(*fsr_bits), v);
	if (cs_field(v, 10, 9))
		cs_words_add(w, "Format=%u: %s", (unsigned)cs_field(v, 10, 9),
			     format[cs_field(v, 10, 9)]);
}

static void explain_fsynr0(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "WNR=%u: a %s", (unsigned)cs_field(v, 4, 4),
		     cs_field(v, 4, 4) ? "write" : "read");
	cs_words_add(w, "PLVL=%u: the walk failed at level %u", (unsigned)cs_field(v, 1, 0),
		     (unsigned)cs_field(v, 1, 0));
	cs_words_add_bits(w, fsynr0_bits, sizeof(fsynr0_bits) / sizeof(*fsynr0_bits), v);
}

static void explain_sctlr(struct cs_words *w, uint64_t v)
{
	static const char *const share[4] = {"as the device says", "outer shareable",
					     "inner shareable", "non-shareable"};

	cs_words_add(w, "M=%u: translation %s", (unsigned)(v & 1), v & 1 ? "on" : "off (bypass)");
	cs_words_add_bits(w, sctlr_bits, sizeof(sctlr_bits) / sizeof(*sctlr_bits), v);
	if (!cs_field(v, 7, 7))
		cs_words_add(w, "CFCFG=0: faulting transactions are terminated");
	cs_words_add(w, "SHCFG=%u: %s", (unsigned)cs_field(v, 23, 22),
		     share[cs_field(v, 23, 22)]);
}

static void explain_cbar(struct cs_words *w, uint64_t v)
{
	static const char *const type[4] = {"stage 2 only", "stage 1, stage 2 bypassed",
					    "stage 1, stage 2 faults", "stage 1 nested in stage 2"};

	cs_words_add(w, "TYPE=%u: %s", (unsigned)cs_field(v, 17, 16), type[cs_field(v, 17, 16)]);
	cs_words_add(w, "VMID=%u", (unsigned)cs_field(v, 7, 0));
}

static void explain_ttbr(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ASID=%u", (unsigned)cs_field(v, 63, 48));
	if (cs_field(v, 47, 4))
		cs_words_add(w, "table at %#llx", (unsigned long long)(v & 0xfffffffffff0ull));
	else
		cs_words_add(w, "no table: unused");
}

static const struct {
	const char *name;
	void (*explain)(struct cs_words *w, uint64_t v);
} explained[] = {
	{"fsr", explain_fsr},   {"fsynr0", explain_fsynr0}, {"sctlr", explain_sctlr},
	{"cbar", explain_cbar}, {"ttbr0", explain_ttbr},    {"ttbr1", explain_ttbr},
};

bool cs_smmu_v2_explain(struct cs_words *w, struct cs_str name, uint64_t value)
{
	for (size_t i = 0; i < sizeof(explained) / sizeof(*explained); i++) {
		if (cs_str_is(name, explained[i].name)) {
			explained[i].explain(w, value);
			return true;
		}
	}
	return false;
}

size_t cs_smmu_v2_faults(uint64_t fsr, const char *out[4])
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {{1, "translation"}, {3, "permission"}, {2, "access-flag"},
		     {7, "address-size"}, {4, "external-abort"}, {5, "tlb-conflict"},
		     {6, "tlb-lock"}, {8, "unsupported-upstream"}};
	size_t n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && n < 4; i++)
		if (fsr >> words[i].bit & 1)
			out[n++] = words[i].word;
	return n;
}

/* ---- lines ---- */

struct parse {
	struct cs_event *ev;
	struct cs_iommu *u;
	uint64_t fsr, fsynr0;
	bool has_fsr, has_fsynr0, hashed_ttbr;
};

static void add(struct parse *p, const char *name, uint64_t v)
{
	struct cs_words w = {.arena = &p->ev->arena};

	cs_smmu_v2_explain(&w, cs_str_from(name), v);
	cs_iommu_add_register(p->ev, name, v, &w);
	if (!p->has_fsr && strcmp(name, "fsr") == 0) {
		p->fsr = v;
		p->has_fsr = true;
	}
	if (!p->has_fsynr0 && strcmp(name, "fsynr0") == 0) {
		p->fsynr0 = v;
		p->has_fsynr0 = true;
	}
}

/* "iova=0x…, fsr=0x…, fsynr=0x…, cbfrsynra=0x…, cb=14" in any order and selection */
static void read_assignments(struct parse *p, struct cs_str s)
{
	static const struct {
		const char *key, *name;
	} keys[] = {{"fsr=", "fsr"}, {"fsynr0=", "fsynr0"}, {"fsynr=", "fsynr0"},
		    {"fsynr1=", "fsynr1"}, {"cbfrsynra=", "cbfrsynra"}};
	struct cs_str t;
	uint64_t v;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		t = cs_str_after(s, keys[i].key);
		if (t.p && cs_eat_hex(&t, &v))
			add(p, keys[i].name, v);
	}
	t = cs_str_after(s, "iova=");
	if (t.p && cs_eat_hex(&t, &v) && !p->u->has_iova) {
		p->u->iova = v;
		p->u->has_iova = true;
	}
	t = cs_str_after(s, " cb=");
	if (t.p && cs_eat_dec(&t, &v)) {
		p->u->bank = v;
		p->u->has_bank = true;
	}
	t = cs_str_after(s, "cbfrsynra=");
	if (t.p && cs_eat_hex(&t, &v)) {
		p->u->stream_id = v & 0xffff;
		p->u->has_stream = true;
	}
}

static bool take(struct cs_str s, const char *key, uint64_t *v)
{
	struct cs_str t;

	if (!cs_str_starts(s, key))
		return false;
	t = cs_str_tail(s, strlen(key));
	cs_eat_blank(&t);
	if (!cs_eat_char(&t, '='))
		return false;
	cs_eat_blank(&t);
	return cs_eat_hex(&t, v);
}

/* One line of Qualcomm's block, "FAR    = 0x…", or of upstream's details since 6.11 */
static void read_block_line(struct parse *p, struct cs_str s)
{
	static const struct {
		const char *key, *name;
	} regs[] = {{"FSR", "fsr"}, {"FSYNR0", "fsynr0"}, {"FSYNR1", "fsynr1"},
		    {"SCTLR", "sctlr"}, {"CBAR", "cbar"}, {"TTBR0", "ttbr0"},
		    {"TTBR1", "ttbr1"}, {"PAR", "par"}, {"FAR", "far"}, {"MAIR0", "mair0"}};
	struct cs_str t;
	uint64_t v;

	for (size_t i = 0; i < sizeof(regs) / sizeof(*regs); i++)
		if (take(s, regs[i].key, &v))
			add(p, regs[i].name, v);
	if (take(s, "FAR", &v) && !p->u->has_iova) {
		p->u->iova = v;
		p->u->has_iova = true;
	}
	if (take(s, "context bank#", &v)) {
		p->u->bank = v;
		p->u->has_bank = true;
	}
	t = cs_str_after(s, " ACTLR = ");
	if (t.p && cs_eat_hex(&t, &v))
		add(p, "actlr", v);
	t = cs_str_after(s, " MAIR1 = ");
	if (t.p && cs_eat_hex(&t, &v))
		add(p, "mair1", v);
	if (take(s, "SID", &v) || ((t = cs_str_after(s, "SID=")).p && cs_eat_hex(&t, &v))) {
		p->u->stream_id = v;
		p->u->has_stream = true;
	}
}

/* Who it was: "… context fault from 20000.ethernet!", "Looks like 20000.ethernet accessed" */
static void read_client(struct parse *p, struct cs_str s)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("arm-smmu context fault from %w", s, &hit) ||
	    cs_pat_match("Looks like %w accessed", s, &hit)) {
		struct cs_str who = hit.cap[0];

		if (who.n && who.p[who.n - 1] == '!')
			who.n--;
		p->u->client = who;
	}
	if (cs_pat_match("soft iova-to-phys=%x", s, &hit)) {
		uint64_t v;

		if (cs_str_to_hex(hit.cap[0], &v) && v == 0)
			cs_event_note(p->ev, "the driver's own table walk found no mapping "
				      "either (soft iova-to-phys=0)");
		else if (cs_str_to_hex(hit.cap[0], &v))
			cs_event_note(p->ev, "the driver's own table walk found a mapping to "
				      "%#llx; it runs later than the fault, so the page may "
				      "have been mapped since", (unsigned long long)v);
	}
}

static void explain_all(struct parse *p)
{
	struct cs_words w = {.arena = &p->ev->arena};

	if (p->has_fsr)
		explain_fsr(&w, p->fsr);
	if (p->has_fsynr0)
		explain_fsynr0(&w, p->fsynr0);
	p->u->meaning = w.v;
	p->u->meaning_count = w.n;
}

static void derive(struct parse *p)
{
	struct cs_iommu *u = p->u;

	if (p->has_fsr) {
		u->fault_count = cs_smmu_v2_faults(p->fsr, u->fault);
		u->stalled = p->fsr >> 30 & 1;
		u->multi = p->fsr >> 31 & 1;
	}
	if (p->has_fsynr0) {
		u->access = cs_field(p->fsynr0, 6, 6)   ? CS_ACCESS_EXECUTE
			    : cs_field(p->fsynr0, 4, 4) ? CS_ACCESS_WRITE
							: CS_ACCESS_READ;
		u->privileged = (int)cs_field(p->fsynr0, 5, 5);
		u->level = (int)cs_field(p->fsynr0, 1, 0);
	}
	for (size_t i = 0; i < u->register_count; i++) {
		const struct cs_register *r = &u->registers[i];

		if (cs_str_is(r->name, "cbar"))
			u->stage = cs_field(r->value, 17, 16) == 0 ? 2 : 1;
		/* %pK prints zero or a hash where kptr_restrict asks for it */
		if (cs_str_is(r->name, "ttbr0") && r->value != 0) {
			u->has_ttbr0 = true;
			u->ttbr0 = r->value;
			u->has_asid = cs_field(r->value, 63, 48) != 0;
			u->asid = cs_field(r->value, 63, 48);
		}
	}
}

static void access_from_letters(struct parse *p, struct cs_str s)
{
	struct cs_str names = cs_str_after(s, "[");

	if (p->has_fsynr0 || !names.p || !cs_str_starts(s, "FSR"))
		return;
	if (cs_str_has(names, "TF W") || cs_str_has(names, "PF W"))
		p->u->access = CS_ACCESS_WRITE;
	else if (cs_str_has(names, "TF R") || cs_str_has(names, "PF R"))
		p->u->access = CS_ACCESS_READ;
}

static bool split(struct cs_str text, struct cs_str *device, struct cs_str *rest)
{
	return cs_iommu_device(text, "arm-smmu", device, rest) ||
	       cs_iommu_device(text, "arm_smmu", device, rest);
}

static void parse_context_fault(struct cs_event *ev)
{
	struct parse p = {.ev = ev, .u = cs_iommu_new(ev, "smmu-v2")};
	struct cs_str device, rest;

	for (size_t i = 0; i < ev->line_count; i++) {
		if (ev->lines[i].foreign || !split(ev->lines[i].text, &device, &rest))
			continue;
		if (p.u->unit.n == 0)
			p.u->unit = device;
		if (cs_str_has(rest, "context fault"))
			read_assignments(&p, rest);
		read_block_line(&p, rest);
		access_from_letters(&p, rest);
		read_client(&p, rest);
	}
	derive(&p);
	explain_all(&p);
	cs_iommu_finish(ev);
}

/* ---- extent ---- */

static bool has_line(const struct cs_event *ev, const char *words)
{
	for (size_t i = 0; i < ev->line_count; i++)
		if (!ev->lines[i].foreign && cs_str_has(ev->lines[i].text, words))
			return true;
	return false;
}

static const char *const block_words[] = {
	"FAR ", "PAR ", "FSR ", "FSYNR", "TTBR", "SCTLR", "CBAR", "MAIR", "SID", "SSD=",
	"Client info", "context bank#", "soft iova-to-phys", "hard iova-to-phys", "PTE =",
	"SOFTWARE TABLE WALK", "ATOS results", "Before:", "Unhandled context fault",
	"Unhandled arm-smmu context fault", "Unhandled context faults are fatal",
	"Took an address size fault", "SOFTWARE TABL", "PTE ",
};

static bool is_block_word(struct cs_str rest)
{
	for (size_t i = 0; i < sizeof(block_words) / sizeof(*block_words); i++)
		if (cs_str_starts(rest, block_words[i]))
			return true;
	return false;
}

static enum cs_fit context_fault_fits(const struct cs_event *ev, const struct cs_record *r)
{
	struct cs_str device, rest, mine, ignored;

	if (!split(r->text, &device, &rest))
		return CS_FIT_NO;
	if (!split(ev->lines[ev->header].text, &mine, &ignored) || !cs_str_eq(mine, device))
		return CS_FIT_NO;
	if (!is_block_word(rest))
		return CS_FIT_NO;
	/* a second fault of the same unit */
	if (cs_str_starts(rest, "FAR ") && has_line(ev, ": FAR "))
		return CS_FIT_END;
	if (cs_str_starts(rest, "Unhandled context fault:") &&
	    has_line(ev, "Unhandled context fault:"))
		return CS_FIT_END;
	if (cs_str_starts(rest, "Unhandled arm-smmu context fault from") &&
	    has_line(ev, "context fault from"))
		return CS_FIT_END;
	return CS_FIT_YES;
}

static const struct cs_family context_fault = {context_fault_fits, parse_context_fault};

#define CONTEXT .kind = CS_KIND_IOMMU_FAULT, .family = &context_fault

static const struct cs_format rows[] = {
	{CONTEXT, .anchor = "Unhandled context fault:", .head = "smmu%*: Unhandled context fault:"},
	{CONTEXT, .anchor = "Unhandled arm-smmu context fault from",
	 .head = "smmu%*: Unhandled arm-smmu context fault from"},
	{CONTEXT, .anchor = "smmu: FAR ", .head = "arm-smmu %w FAR %_= %x"},
	{CONTEXT, .anchor = ": FAR    = ", .head = "arm-smmu %w FAR %_= %x"},
};

const struct cs_format_table cs_formats_smmu_v2 = {rows, sizeof(rows) / sizeof(*rows)};
