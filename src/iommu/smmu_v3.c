/* SMMUv3 event records as arm-smmu-v3 prints them: "event 0x10 received:" and four words.
 * Sources: 6.1 arm_smmu_evtq_thread() in drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c; Arm
 * IHI0070 7.3 (event records), 6.3.18 (GERROR). */
#include "iommu/iommu.h"

static const struct {
	unsigned id;
	struct cs_smmu_v3_event event;
} events[] = {
	{0x01, {"F_UUT", "unsupported-upstream"}},
	{0x02, {"C_BAD_STREAMID", "bad-stream-id"}},
	{0x03, {"F_STE_FETCH", "stream-fetch"}},
	{0x04, {"C_BAD_STE", "bad-ste"}},
	{0x05, {"F_BAD_ATS_TREQ", "invalid-request"}},
	{0x06, {"F_STREAM_DISABLED", "stream-disabled"}},
	{0x07, {"F_TRANSL_FORBIDDEN", "invalid-request"}},
	{0x08, {"C_BAD_SUBSTREAMID", "bad-substream-id"}},
	{0x09, {"F_CD_FETCH", "cd-fetch"}},
	{0x0a, {"C_BAD_CD", "bad-cd"}},
	{0x0b, {"F_WALK_EABT", "walk-abort"}},
	{0x10, {"F_TRANSLATION", "translation"}},
	{0x11, {"F_ADDR_SIZE", "address-size"}},
	{0x12, {"F_ACCESS", "access-flag"}},
	{0x13, {"F_PERMISSION", "permission"}},
	{0x20, {"F_TLB_CONFLICT", "tlb-conflict"}},
	{0x21, {"F_CFG_CONFLICT", "stream-match-conflict"}},
	{0x24, {"E_PAGE_REQUEST", "unknown"}},
	{0x25, {"F_VMS_FETCH", "walk-abort"}},
};

const struct cs_smmu_v3_event *cs_smmu_v3_event(unsigned id)
{
	static const struct cs_smmu_v3_event unknown = {NULL, "unknown"};

	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++)
		if (events[i].id == id)
			return &events[i].event;
	return &unknown;
}

static bool has_access(unsigned id) /* RnW, PnU, InD and an input address */
{
	return id == 0x01 || id == 0x0b || (id >= 0x10 && id <= 0x13) || id == 0x20;
}

static void explain_record(struct cs_words *w, const uint64_t word[4], unsigned id)
{
	const struct cs_smmu_v3_event *e = cs_smmu_v3_event(id);
	static const char *const class[4] = {"CD fetch", "stage 1 table fetch",
					     "the input address itself", "reserved"};

	cs_words_add(w, "event %#04x: %s", id, e->name ? e->name : "not assigned");
	cs_words_add(w, "StreamID=%#llx", (unsigned long long)(word[0] >> 32));
	if (cs_field(word[0], 11, 11))
		cs_words_add(w, "SubstreamID=%#llx",
			     (unsigned long long)cs_field(word[0], 31, 12));
	if (!has_access(id))
		return;
	cs_words_add(w, "RnW=%u: a %s", (unsigned)cs_field(word[1], 35, 35),
		     cs_field(word[1], 35, 35) ? "read" : "write");
	cs_words_add(w, "PnU=%u: %s", (unsigned)cs_field(word[1], 33, 33),
		     cs_field(word[1], 33, 33) ? "privileged" : "unprivileged");
	if (id >= 0x0b && id <= 0x13) {
		cs_words_add(w, "S2=%u: stage %u", (unsigned)cs_field(word[1], 39, 39),
			     cs_field(word[1], 39, 39) ? 2 : 1);
		cs_words_add(w, "CLASS=%u: %s", (unsigned)cs_field(word[1], 41, 40),
			     class[cs_field(word[1], 41, 40)]);
	}
	if (id >= 0x10 && id <= 0x13 && cs_field(word[1], 31, 31))
		cs_words_add(w, "STALL=1: the device waits for a resume");
}

static void set_record(struct cs_event *ev, const uint64_t word[4])
{
	struct cs_iommu *u = ev->iommu;
	struct cs_words w = {.arena = &ev->arena};
	unsigned id = (unsigned)(word[0] & 0xff);
	static const char *const names[] = {"evt0", "evt1", "evt2", "evt3"};

	for (int i = 0; i < 4; i++)
		cs_iommu_add_register(ev, names[i], word[i], NULL);
	u->fault[u->fault_count++] = cs_smmu_v3_event(id)->fault;
	u->has_stream = true;
	u->stream_id = word[0] >> 32;
	u->has_substream = id == 0x08 || cs_field(word[0], 11, 11);
	u->substream_id = cs_field(word[0], 31, 12);
	if (has_access(id)) {
		u->access = cs_field(word[1], 34, 34)   ? CS_ACCESS_EXECUTE
			    : cs_field(word[1], 35, 35) ? CS_ACCESS_READ
							: CS_ACCESS_WRITE;
		u->privileged = (int)cs_field(word[1], 33, 33);
		u->has_iova = true;
		u->iova = word[2];
	}
	if (id >= 0x0b && id <= 0x13)
		u->stage = cs_field(word[1], 39, 39) ? 2 : 1;
	if (id >= 0x10 && id <= 0x13) {
		u->stalled = (int)cs_field(word[1], 31, 31);
		if (u->stage == 2) { /* unknown where S2=0 */
			u->has_ipa = true;
			u->ipa = word[3] & 0xffffffffff000ull;
		}
	}
	explain_record(&w, word, id);
	u->meaning = w.v;
	u->meaning_count = w.n;
}

static bool split(struct cs_str text, struct cs_str *device, struct cs_str *rest)
{
	return cs_iommu_device(text, "arm-smmu-v3", device, rest);
}

static bool record_word(struct cs_str rest, uint64_t *v)
{
	rest = cs_str_trim(rest);
	return cs_str_starts(rest, "0x") && rest.n == 18 && cs_str_to_hex(rest, v);
}

static size_t words_so_far(const struct cs_event *ev, uint64_t word[4])
{
	struct cs_str device, rest;
	size_t n = 0;

	for (size_t i = ev->header + 1; i < ev->line_count && n < 4; i++)
		if (!ev->lines[i].foreign && split(ev->lines[i].text, &device, &rest) &&
		    record_word(rest, &word[n]))
			n++;
	return n;
}

static void parse_event(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v3");
	uint64_t word[4] = {0};
	struct cs_str rest;
	struct cs_pat_hit hit;
	uint64_t id = 0;
	size_t n = words_so_far(ev, word);

	split(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_pat_match("event %x received", ev->lines[ev->header].text, &hit))
		cs_str_to_hex(hit.cap[0], &id);
	if (n == 4) {
		set_record(ev, word);
	} else {
		u->fault[u->fault_count++] = cs_smmu_v3_event((unsigned)id)->fault;
		cs_event_note(ev, "the event record is cut: %zu of its 4 words are there", n);
		ev->cut = CS_STR("event record is cut");
	}
	cs_iommu_finish(ev);
}

static enum cs_fit event_fits(const struct cs_event *ev, const struct cs_record *r)
{
	struct cs_str device, rest, mine, ignored;
	uint64_t word[4], v;

	if (!split(r->text, &device, &rest) || !record_word(rest, &v))
		return CS_FIT_NO;
	split(ev->lines[ev->header].text, &mine, &ignored);
	if (!cs_str_eq(mine, device))
		return CS_FIT_NO;
	return words_so_far(ev, word) == 3 ? CS_FIT_LAST : CS_FIT_YES;
}

/* ---- GERROR: "unexpected global error reported (0x00000001), this could be serious" ---- */

static const struct cs_bits gerror_bits[] = {
	{0, 0, "CMDQ_ERR", "a command could not be consumed"},
	{2, 2, "EVTQ_ABT_ERR", "write to the event queue aborted: events are lost"},
	{3, 3, "PRIQ_ABT_ERR", "write to the PRI queue aborted"},
	{4, 4, "MSI_CMDQ_ABT_ERR", "command queue interrupt write aborted"},
	{5, 5, "MSI_EVTQ_ABT_ERR", "event queue interrupt write aborted"},
	{6, 6, "MSI_PRIQ_ABT_ERR", "PRI queue interrupt write aborted"},
	{7, 7, "MSI_GERROR_ABT_ERR", "GERROR interrupt write aborted"},
	{8, 8, "SFM_ERR", "the SMMU entered service failure mode"},
};

static void parse_gerror(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v3");
	struct cs_words w = {.arena = &ev->arena};
	struct cs_pat_hit hit;
	struct cs_str rest;
	uint64_t v = 0;

	split(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_pat_match("error reported (%x)", ev->lines[ev->header].text, &hit))
		cs_str_to_hex(hit.cap[0], &v);
	cs_words_add_bits(&w, gerror_bits, sizeof(gerror_bits) / sizeof(*gerror_bits), v);
	cs_iommu_add_register(ev, "gerror", v, &w);
	u->fault[u->fault_count++] = v & 1 ? "command-error" : "global-error";
	u->meaning = w.v;
	u->meaning_count = w.n;
	cs_iommu_finish(ev);
	ev->title = cs_arena_strf(&ev->arena, "IOMMU: %s by %.*s", u->fault[0],
				  CS_STR_ARG(u->unit));
}

static enum cs_fit gerror_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"CMDQ error", "skipping command", "0x",
					    "retrying command", "device has entered", "EVTQ",
					    "PRIQ", "CMDQ", "GERROR"};
	struct cs_str device, rest, mine, ignored;

	if (!split(r->text, &device, &rest))
		return CS_FIT_NO;
	split(ev->lines[ev->header].text, &mine, &ignored);
	rest = cs_str_trim(rest);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_eq(mine, device) && cs_str_starts(rest, words[i]))
			return CS_FIT_YES;
	return CS_FIT_NO;
}

static const struct cs_family event_family = {event_fits, parse_event};
static const struct cs_family gerror_family = {gerror_fits, parse_gerror};

static const struct cs_format rows[] = {
	{.anchor = " received:", .head = "arm-smmu-v3 %w event %x received:",
	 .kind = CS_KIND_IOMMU_FAULT, .family = &event_family},
	{.anchor = "unexpected global error reported",
	 .head = "arm-smmu-v3 %w unexpected global error reported (%x)",
	 .kind = CS_KIND_IOMMU_FAULT, .family = &gerror_family},
};

const struct cs_format_table cs_formats_smmu_v3 = {rows, sizeof(rows) / sizeof(*rows)};
