#include "iommu/smmu_v3.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define FAULT (CS_V3_SSV | CS_V3_ACCESS | CS_V3_STAGE | CS_V3_STALL)

static const struct {
	unsigned id;
	struct cs_smmu_v3_event event;
} events[] = {
	{0x01,
	 {"F_UUT", "unsupported-upstream", CS_V3_SSV | CS_V3_ACCESS | CS_V3_REASON,
	  "the unit doesn't support this kind of transaction"}},
	{0x02,
	 {"C_BAD_STREAMID", "bad-stream-id", CS_V3_SSV,
	  "the stream ID lies outside of the stream table"}},
	{0x03,
	 {"F_STE_FETCH", "stream-fetch", CS_V3_SSV | CS_V3_FETCH | CS_V3_REASON,
	  "reading the stream table entry was aborted"}},
	{0x04,
	 {"C_BAD_STE", "bad-ste", CS_V3_SSV, "the stream table entry is invalid (V=0) or illegal"}},
	{0x05,
	 {"F_BAD_ATS_TREQ", "invalid-request", CS_V3_SSV,
	  "an ATS request of a stream for which ATS is off"}},
	{0x06,
	 {"F_STREAM_DISABLED", "stream-disabled", CS_V3_SSV,
	  "the stream table entry forbids traffic without a substream ID"}},
	{0x07,
	 {"F_TRANSL_FORBIDDEN", "invalid-request", CS_V3_SSV | CS_V3_RNW,
	  "a translated access of a stream for which ATS is off"}},
	{0x08,
	 {"C_BAD_SUBSTREAMID", "bad-substream-id", CS_V3_SSID,
	  "the substream ID is out of range, or stage 1 is off"}},
	{0x09,
	 {"F_CD_FETCH", "cd-fetch", CS_V3_SSV | CS_V3_FETCH | CS_V3_REASON,
	  "reading the context descriptor was aborted"}},
	{0x0a,
	 {"C_BAD_CD", "bad-cd", CS_V3_SSV, "the context descriptor is invalid (V=0) or illegal"}},
	{0x0b,
	 {"F_WALK_EABT", "walk-abort",
	  CS_V3_SSV | CS_V3_ACCESS | CS_V3_STAGE | CS_V3_FETCH | CS_V3_REASON,
	  "reading a page table was aborted"}},
	{0x10, {"F_TRANSLATION", "translation", FAULT, "no mapping for the address"}},
	{0x11,
	 {"F_ADDR_SIZE", "address-size", FAULT, "the tables lead to an address that is too large"}},
	{0x12, {"F_ACCESS", "access-flag", FAULT, "the page's access flag is not set"}},
	{0x13,
	 {"F_PERMISSION", "permission", FAULT | CS_V3_TTRNW, "mapped, but not for this access"}},
	{0x20,
	 {"F_TLB_CONFLICT", "tlb-conflict",
	  CS_V3_SSV | CS_V3_ACCESS | CS_V3_STAGE | CS_V3_REASON | CS_V3_IPA,
	  "several TLB entries match: tables were changed without break-before-make"}},
	{0x21,
	 {"F_CFG_CONFLICT", "stream-match-conflict", CS_V3_SSV | CS_V3_REASON,
	  "cached configurations of several streams match"}},
	{0x24,
	 {"E_PAGE_REQUEST", "unknown", CS_V3_SSV | CS_V3_PAGE,
	  "a hint that the device will want a page (no error)"}},
	{0x25,
	 {"F_VMS_FETCH", "walk-abort", CS_V3_SSV | CS_V3_FETCH | CS_V3_REASON,
	  "reading the VM structure was aborted"}},
};

const struct cs_smmu_v3_event *cs_smmu_v3_event(unsigned id)
{
	static const struct cs_smmu_v3_event unknown = {NULL, "unknown", CS_V3_SSV,
							"not assigned by the architecture"};
	static const struct cs_smmu_v3_event vendor = {"IMPDEF_EVENT", "unknown", CS_V3_SSV,
						       "defined by the implementation"};

	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i].id == id)
			return &events[i].event;
	return id >= 0xe0 && id <= 0xef ? &vendor : &unknown;
}

int cs_smmu_v3_event_id(struct cs_str name)
{
	for (size_t i = 0; i < COUNT(events); i++)
		if (cs_str_is(name, events[i].event.name))
			return (int)events[i].id;
	return -1;
}

/* ---- records ---- */

static unsigned bit(uint64_t v, unsigned n)
{
	return (unsigned)(v >> n & 1);
}

static void explain_access(struct cs_words *w, uint64_t w1, unsigned fields)
{
	if (fields & (CS_V3_ACCESS | CS_V3_RNW))
		cs_words_add(w, "RnW=%u: a %s", bit(w1, 35), bit(w1, 35) ? "read" : "write");
	if (!(fields & CS_V3_ACCESS))
		return;
	cs_words_add(w, "PnU=%u: %s", bit(w1, 33), bit(w1, 33) ? "privileged" : "unprivileged");
	cs_words_add(w, "InD=%u: %s", bit(w1, 34), bit(w1, 34) ? "an instruction fetch" : "data");
}

/* IHI0070 7.3: a CD is fetched by an IPA, which only stage 2 translates; QEMU leaves the field 0.
 * An address size fault (0x11) may be that of the CD's address itself. */
static bool is_class_unset(unsigned id, uint64_t w1)
{
	return id != 0x11 && !bit(w1, 39) && cs_field(w1, 41, 40) == 0;
}

static void explain_stage(struct cs_words *w, unsigned id, uint64_t w1, unsigned fields)
{
	static const char *const class[4] = {"CD fetch", "stage 1 table fetch",
					     "the input address itself", "reserved"};

	if (!(fields & CS_V3_STAGE))
		return;
	cs_words_add(w, "S2=%u: stage %u", bit(w1, 39), bit(w1, 39) ? 2 : 1);
	cs_words_add(w, "CLASS=%u: %s", (unsigned)cs_field(w1, 41, 40),
		     is_class_unset(id, w1) ? "not told (a CD fetch can't fault at stage 1)"
					    : class[cs_field(w1, 41, 40)]);
	if ((fields & CS_V3_TTRNW) && cs_field(w1, 41, 40) == 1)
		cs_words_add(w, "TTRnW=%u: the %s of the table entry was refused", bit(w1, 44),
			     bit(w1, 44) ? "read" : "write");
}

static void explain_stall(struct cs_words *w, uint64_t w1, unsigned fields)
{
	if (fields & CS_V3_REASON) {
		cs_words_add(w, "Reason=%#x (defined by the implementation)",
			     (unsigned)cs_field(w1, 15, 0));
		if (bit(w1, 16))
			cs_words_add(w, "GPCF=1: a granule protection check failed");
	}
	if (!(fields & CS_V3_STALL))
		return;
	if (bit(w1, 31))
		cs_words_add(w, "STALL=1: the device waits for a resume, STAG=%#x",
			     (unsigned)cs_field(w1, 15, 0));
	else
		cs_words_add(w, "STALL=0: the transaction was terminated");
	if (bit(w1, 39) && bit(w1, 38))
		cs_words_add(w, "NSIPA=1: the IPA is non-secure");
}

static void explain_page_request(struct cs_words *w, uint64_t w1)
{
	cs_words_add(w, "asks for user %s%s%s, privileged %s%s%s, Span=%u", bit(w1, 36) ? "r" : "-",
		     bit(w1, 35) ? "w" : "-", bit(w1, 34) ? "x" : "-", bit(w1, 39) ? "r" : "-",
		     bit(w1, 38) ? "w" : "-", bit(w1, 37) ? "x" : "-",
		     (unsigned)cs_field(w1, 7, 0));
}

static void explain_addresses(struct cs_words *w, const uint64_t word[4], unsigned words,
			      unsigned fields)
{
	if (words > 2 && (fields & (CS_V3_ACCESS | CS_V3_RNW)))
		cs_words_add(w, "InputAddr=%#llx", (unsigned long long)word[2]);
	if (words > 2 && (fields & CS_V3_PAGE))
		cs_words_add(w, "InputAddr=%#llx", (unsigned long long)(word[2] & ~0xfffull));
	if (words < 4)
		return;
	if (fields & CS_V3_FETCH)
		cs_words_add(w, "FetchAddr=%#llx",
			     (unsigned long long)(word[3] & 0xfffffffffffff8ull));
	if (!(fields & (CS_V3_STALL | CS_V3_IPA)))
		return;
	if (bit(word[1], 39))
		cs_words_add(w, "IPA=%#llx", (unsigned long long)(word[3] & 0xfffffffffff000ull));
	else if (word[3])
		cs_words_add(w, "IPA: unknown at stage 1 (S2=0), whatever the word holds");
}

void cs_smmu_v3_explain_record(struct cs_words *w, const uint64_t word[4], unsigned words)
{
	unsigned id = (unsigned)(word[0] & 0xff);
	const struct cs_smmu_v3_event *e = cs_smmu_v3_event(id);

	if (words == 0)
		return;
	cs_words_add(w, "event %#04x: %s: %s", id, e->name ? e->name : "unknown", e->meaning);
	cs_words_add(w, "StreamID=%#llx", (unsigned long long)(word[0] >> 32));
	if ((e->fields & CS_V3_SSID) || ((e->fields & CS_V3_SSV) && bit(word[0], 11)))
		cs_words_add(w, "SubstreamID=%#llx", (unsigned long long)cs_field(word[0], 31, 12));
	else
		cs_words_add(w, "SSV=0: no substream ID");
	if (words > 1) {
		explain_access(w, word[1], e->fields);
		explain_stage(w, id, word[1], e->fields);
		explain_stall(w, word[1], e->fields);
		if (e->fields & CS_V3_PAGE)
			explain_page_request(w, word[1]);
	}
	explain_addresses(w, word, words, e->fields);
}

/* ---- errors ---- */

static const struct cs_bits gerror_bits[] = {
	{0, 0, "CMDQ_ERR", "a command could not be consumed; the queue stands still"},
	{2, 2, "EVTQ_ABT_ERR", "a write to the event queue was aborted: events are lost"},
	{3, 3, "PRIQ_ABT_ERR", "a write to the PRI queue was aborted"},
	{4, 4, "MSI_CMDQ_ABT_ERR", "the command queue's interrupt write was aborted"},
	{5, 5, "MSI_EVTQ_ABT_ERR", "the event queue's interrupt write was aborted"},
	{6, 6, "MSI_PRIQ_ABT_ERR", "the PRI queue's interrupt write was aborted"},
	{7, 7, "MSI_GERROR_ABT_ERR", "the GERROR interrupt write was aborted"},
	{8, 8, "SFM_ERR", "the SMMU entered service failure mode: all traffic stops"},
	{9, 9, "CMDQP_ERR", "a command of an enhanced queue could not be consumed"},
	{10, 10, "DPT_ERR", "a device permission table walk failed"},
};

void cs_smmu_v3_explain_gerror(struct cs_words *w, uint64_t active)
{
	cs_words_add_bits(w, gerror_bits, COUNT(gerror_bits), active);
}

void cs_smmu_v3_explain_cons(struct cs_words *w, uint64_t cons)
{
	static const char *const errors[] = {"no error", "illegal command (opcode or field)",
					     "abort on command fetch",
					     ("ATC invalidation timed out: a PCIe device did not "
					      "answer (dead, removed or powered down)")};
	unsigned e = (unsigned)cs_field(cons, 30, 24);

	cs_words_add(w, "CMDQ error %u: %s", e, e < COUNT(errors) ? errors[e] : "not assigned");
	cs_words_add(w, "CONS index %#x (wrap bit included)", (unsigned)cs_field(cons, 19, 0));
}

const char *cs_smmu_v3_command(unsigned opcode)
{
	static const struct {
		unsigned opcode;
		const char *name;
	} names[] = {
		{0x01, "PREFETCH_CONFIG"},
		{0x02, "PREFETCH_ADDR"},
		{0x03, "CFGI_STE"},
		{0x04, "CFGI_STE_RANGE (CFGI_ALL)"},
		{0x05, "CFGI_CD"},
		{0x06, "CFGI_CD_ALL"},
		{0x07, "CFGI_VMS_PIDM"},
		{0x10, "TLBI_NH_ALL"},
		{0x11, "TLBI_NH_ASID"},
		{0x12, "TLBI_NH_VA"},
		{0x13, "TLBI_NH_VAA"},
		{0x18, "TLBI_EL3_ALL"},
		{0x1a, "TLBI_EL3_VA"},
		{0x20, "TLBI_EL2_ALL"},
		{0x21, "TLBI_EL2_ASID"},
		{0x22, "TLBI_EL2_VA"},
		{0x23, "TLBI_EL2_VAA"},
		{0x28, "TLBI_S12_VMALL"},
		{0x2a, "TLBI_S2_IPA"},
		{0x30, "TLBI_NSNH_ALL"},
		{0x40, "ATC_INV"},
		{0x41, "PRI_RESP"},
		{0x44, "RESUME"},
		{0x45, "STALL_TERM"},
		{0x46, "SYNC"},
		{0x50, "TLBI_S_EL2_ALL"},
		{0x51, "TLBI_S_EL2_ASID"},
		{0x52, "TLBI_S_EL2_VA"},
		{0x53, "TLBI_S_EL2_VAA"},
		{0x58, "TLBI_S_S12_VMALL"},
		{0x5a, "TLBI_S_S2_IPA"},
		{0x60, "TLBI_SNH_ALL"},
		{0x70, "DPTI_ALL"},
		{0x73, "DPTI_PA"},
	};

	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].opcode == opcode)
			return names[i].name;
	return NULL;
}
