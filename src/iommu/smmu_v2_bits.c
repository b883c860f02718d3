#include "iommu/smmu_v2.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

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
	{5, 5, "PNU", "privileged access"},
	{6, 6, "IND", "an instruction fetch"},
	{7, 7, "NSSTATE", "the transaction's security state is non-secure"},
	{8, 8, "NSATTR", "non-secure attribute"},
	{9, 9, "ATOF", "by an address translation operation"},
	{10, 10, "PTWF", "on the page table walk"},
	{11, 11, "AFR", "recorded asynchronously"},
	{23, 16, "S1CBNDX", "the stage 1 bank of a nested fault only; not the faulting bank"},
};

static const struct cs_bits sctlr_bits[] = {
	{1, 1, "TRE", "memory types are remapped"},
	{2, 2, "AFE", "the access flag is used"},
	{3, 3, "AFFD", "access flag faults are off"},
	{4, 4, "E", "big endian table walks"},
	{5, 5, "CFRE", "faults are reported to the device as aborts"},
	{6, 6, "CFIE", "faults raise an interrupt"},
	{7, 7, "CFCFG", "faulting transactions stall"},
	{8, 8, "HUPCF", "hits under an earlier fault go on"},
	{9, 9, "WXN", "what can be written can't be executed"},
	{10, 10, "UWXN", "what users can write isn't executed privileged"},
	{12, 12, "ASIDPNE", "TLB entries are private to the bank"},
	{13, 13, "PTW", "walks through device memory fault"},
	{19, 16, "MEMATTR", "memory attribute of untranslated accesses"},
	{20, 20, "MTCFG", "MEMATTR is used"},
	{25, 24, "RACFG", "read allocation"},
	{27, 26, "WACFG", "write allocation"},
	{29, 28, "NSCFG", "security attribute"},
};

static const struct cs_bits gfsr_bits[] = {
	{0, 0, "ICF", "invalid context fault: the stream's entry leads to no usable bank"},
	{1, 1, "USF", "unidentified stream: no stream match entry fits the stream ID"},
	{2, 2, "SMCF", "stream match conflict: several entries fit the stream ID"},
	{3, 3, "UCBF", "the context bank isn't implemented"},
	{4, 4, "UCIF", "the context interrupt isn't implemented"},
	{5, 5, "CAF", "a configuration access went wrong (no device's fault)"},
	{6, 6, "EF", "external fault"},
	{7, 7, "PF", "permission fault: a non-secure access to a secure register or page"},
	{8, 8, "UUT", "unsupported upstream transaction"},
	{31, 31, "MULTI", "more faults came before this one was cleared; they are lost"},
};

static const struct cs_bits gfsynr0_bits[] = {
	{0, 0, "NESTED", "in a nested context"},
	{2, 2, "PNU", "privileged access"},
	{3, 3, "IND", "an instruction fetch"},
	{4, 4, "NSSTATE", "the transaction's security state is non-secure"},
	{5, 5, "NSATTR", "non-secure attribute"},
	{6, 6, "ATS", "by an address translation request"},
};

static const struct cs_bits par_bits[] = {
	{1, 1, "TF", "translation fault"}, {2, 2, "AFF", "access flag fault"},
	{3, 3, "PF", "permission fault"},  {4, 4, "EF", "external fault"},
	{5, 5, "TLBMCF", "TLB conflict"},  {6, 6, "TLBLKF", "TLB lock"},
	{7, 7, "ASF", "address size"},     {8, 8, "UUT", "unsupported transaction"},
	{35, 35, "STAGE", "at stage 2"},
};

static void explain_fsr(struct cs_words *w, uint64_t v)
{
	static const char *const format[4] = {"AArch32 short descriptors",
					      "AArch32 long descriptors", "AArch64 tables",
					      "a reserved format"};

	cs_words_add_bits(w, fsr_bits, COUNT(fsr_bits), v);
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
	cs_words_add_bits(w, fsynr0_bits, COUNT(fsynr0_bits), v);
}

static void explain_sctlr(struct cs_words *w, uint64_t v)
{
	static const char *const share[4] = {"as the device says", "outer shareable",
					     "inner shareable", "non-shareable"};

	cs_words_add(w, "M=%u: translation %s", (unsigned)(v & 1), v & 1 ? "on" : "off (bypass)");
	cs_words_add_bits(w, sctlr_bits, COUNT(sctlr_bits), v);
	if (!cs_field(v, 7, 7))
		cs_words_add(w, "CFCFG=0: faulting transactions are terminated");
	if (!cs_field(v, 8, 8))
		cs_words_add(w, "HUPCF=0: what follows a fault is stopped until it is cleared");
	cs_words_add(w, "SHCFG=%u: %s", (unsigned)cs_field(v, 23, 22), share[cs_field(v, 23, 22)]);
}

static void explain_cbar(struct cs_words *w, uint64_t v)
{
	static const char *const type[4] = {"stage 2 only", "stage 1, stage 2 bypassed",
					    "stage 1, stage 2 faults", "stage 1 nested in stage 2"};

	cs_words_add(w, "TYPE=%u: %s", (unsigned)cs_field(v, 17, 16), type[cs_field(v, 17, 16)]);
	cs_words_add(w, "VMID=%u", (unsigned)cs_field(v, 7, 0));
	if (cs_field(v, 17, 16) == 0)
		return;
	cs_words_add(w, "MEMATTR=%#x, BPSHCFG=%u", (unsigned)cs_field(v, 15, 12),
		     (unsigned)cs_field(v, 9, 8));
	if (cs_field(v, 31, 24))
		cs_words_add(w, "IRPTNDX=%u (SMMUv1)", (unsigned)cs_field(v, 31, 24));
}

static void explain_ttbr(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ASID=%u", (unsigned)cs_field(v, 63, 48));
	if (cs_field(v, 47, 4))
		cs_words_add(w, "table at %#llx", (unsigned long long)(v & 0xfffffffffff0ull));
	else
		cs_words_add(w, "no table: unused");
}

static void explain_cbfrsynra(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "StreamID=%#x", (unsigned)cs_field(v, 15, 0));
	if (cs_field(v, 30, 16))
		cs_words_add(w, "SSD_INDEX=%#x", (unsigned)cs_field(v, 30, 16));
}

static void explain_gfsr(struct cs_words *w, uint64_t v)
{
	cs_words_add_bits(w, gfsr_bits, COUNT(gfsr_bits), v);
}

static void explain_gfsynr0(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "WNR=%u: a %s", (unsigned)cs_field(v, 1, 1),
		     cs_field(v, 1, 1) ? "write" : "read");
	cs_words_add_bits(w, gfsynr0_bits, COUNT(gfsynr0_bits), v);
}

static void explain_gfsynr1(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "StreamID=%#x", (unsigned)cs_field(v, 15, 0));
	if (cs_field(v, 31, 16))
		cs_words_add(w, "SSD_Index=%#x", (unsigned)cs_field(v, 31, 16));
}

static void explain_par(struct cs_words *w, uint64_t v)
{
	if (!(v & 1)) {
		cs_words_add(w, "F=0: translates to %#llx, ATTR=%#x, SH=%u, NS=%u",
			     (unsigned long long)(v & 0xfffffffff000ull),
			     (unsigned)cs_field(v, 63, 56), (unsigned)cs_field(v, 8, 7),
			     (unsigned)cs_field(v, 9, 9));
		return;
	}
	cs_words_add(w, "F=1: the translation failed at level %u", (unsigned)cs_field(v, 33, 32));
	cs_words_add_bits(w, par_bits, COUNT(par_bits), v);
}

static void explain_mair(struct cs_words *w, uint64_t v)
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned a = (unsigned)cs_field(v, 8 * i + 7, 8 * i);

		if (a == 0)
			continue;
		cs_words_add(w, "Attr%u=%#04x: %s", i, a,
			     (a & 0xf0) == 0 ? "device memory"
			     : a == 0x44     ? "normal, not cached"
			     : a == 0xff     ? "normal, cached"
					     : "normal");
	}
}

void cs_smmu_v2_explain_qcom_fsynr1(struct cs_words *w, uint64_t v)
{
	cs_words_add(w,
		     "BID=%#x, PID=%#x, MID=%#x: bus, port and master of the access "
		     "(the SoC's manual names them)",
		     (unsigned)cs_field(v, 15, 13), (unsigned)cs_field(v, 12, 8),
		     (unsigned)cs_field(v, 7, 0));
}

static const struct {
	const char *name;
	void (*explain)(struct cs_words *w, uint64_t v);
} explained[] = {
	{"fsr", explain_fsr},         {"fsynr0", explain_fsynr0},       {"sctlr", explain_sctlr},
	{"cbar", explain_cbar},       {"ttbr0", explain_ttbr},          {"ttbr1", explain_ttbr},
	{"par", explain_par},         {"cbfrsynra", explain_cbfrsynra}, {"gfsr", explain_gfsr},
	{"gfsynr0", explain_gfsynr0}, {"gfsynr1", explain_gfsynr1},     {"mair0", explain_mair},
	{"mair1", explain_mair},
};

bool cs_smmu_v2_explain(struct cs_words *w, struct cs_str name, uint64_t value)
{
	for (size_t i = 0; i < COUNT(explained); i++) {
		if (cs_str_is(name, explained[i].name)) {
			explained[i].explain(w, value);
			return true;
		}
	}
	return false;
}

const char *cs_smmu_v2_register_name(size_t i)
{
	return i < COUNT(explained) ? explained[i].name : NULL;
}

struct fault_word {
	unsigned bit;
	const char *word;
};

static size_t take_words(const struct fault_word *words, size_t count, uint64_t v,
			 const char *out[4])
{
	size_t n = 0;

	for (size_t i = 0; i < count && n < 4; i++)
		if ((v >> words[i].bit & 1) && !(n && strcmp(out[n - 1], words[i].word) == 0))
			out[n++] = words[i].word;
	return n;
}

size_t cs_smmu_v2_faults(uint64_t fsr, const char *out[4])
{
	static const struct fault_word words[] = {
		{1, "translation"},    {3, "permission"},           {2, "access-flag"},
		{4, "external-abort"}, {7, "address-size"},         {5, "tlb-conflict"},
		{6, "tlb-lock"},       {8, "unsupported-upstream"},
	};

	return take_words(words, COUNT(words), fsr, out);
}

size_t cs_smmu_v2_global_faults(uint64_t gfsr, const char *out[4])
{
	static const struct fault_word words[] = {
		{1, "unidentified-stream"},  {2, "stream-match-conflict"},
		{0, "context-invalid"},      {3, "context-invalid"},
		{4, "global-error"},         {5, "global-error"},
		{6, "external-abort"},       {7, "permission"},
		{8, "unsupported-upstream"},
	};

	return take_words(words, COUNT(words), gfsr, out);
}
