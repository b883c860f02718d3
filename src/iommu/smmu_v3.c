/* SMMUv3 event records as arm-smmu-v3 prints them: "event 0x10 received:" and four words (since
 * 4.1), and in words besides since 6.15. Sources: 6.1 arm_smmu_evtq_thread(), 6.15
 * arm_smmu_dump_event(); Xen's smmu-v3.c prints the same words. */
#include "iommu/iommu.h"
#include "iommu/text.h"

/* The next run "0x" and 16 digits, as the four words are printed. */
static bool next_word(struct cs_str *s, uint64_t *v)
{
	for (;;) {
		struct cs_str t = cs_str_after(*s, "0x"), digits;
		size_t n = 0;

		if (!t.p)
			return false;
		while (n < t.n && cs_is_hex(t.p[n]))
			n++;
		digits = cs_str_head(t, n);
		*s = cs_str_tail(t, n);
		if (n == 16)
			return cs_str_to_hex(digits, v);
	}
}

static unsigned read_words(struct cs_str text, uint64_t word[4])
{
	struct cs_str s = cs_str_until(cs_iommu_behind(text, "received:"), "event: ");
	unsigned n = 0;

	while (n < 4 && s.p && next_word(&s, &word[n]))
		n++;
	return n;
}

/* ---- the raw record ---- */

static void set_access(struct cs_iommu *u, const uint64_t word[4], unsigned n, unsigned fields)
{
	if (n > 1 && (fields & (CS_V3_ACCESS | CS_V3_RNW)))
		u->access = (fields & CS_V3_ACCESS) && cs_field(word[1], 34, 34) ? CS_ACCESS_EXECUTE
			    : cs_field(word[1], 35, 35)                          ? CS_ACCESS_READ
										 : CS_ACCESS_WRITE;
	if (n > 1 && (fields & CS_V3_ACCESS))
		u->privileged = (int)cs_field(word[1], 33, 33);
	if (n > 2 && (fields & (CS_V3_ACCESS | CS_V3_RNW)))
		cs_iommu_set_iova(u, word[2]);
}

static void set_stage(struct cs_iommu *u, const uint64_t word[4], unsigned n, unsigned fields)
{
	if (n > 1 && (fields & CS_V3_STAGE))
		u->stage = cs_field(word[1], 39, 39) ? 2 : 1;
	if (n > 1 && (fields & CS_V3_STALL))
		u->stalled = (int)cs_field(word[1], 31, 31);
	if (n > 3 && u->stage == 2 && (fields & (CS_V3_STALL | CS_V3_IPA))) {
		u->has_ipa = true; /* unknown where S2=0 */
		u->ipa = word[3] & 0xfffffffffff000ull;
	}
}

void cs_smmu_v3_set_record(struct cs_event *ev, const uint64_t word[4], unsigned n)
{
	static const char *const names[] = {"evt0", "evt1", "evt2", "evt3"};
	const struct cs_smmu_v3_event *e = cs_smmu_v3_event((unsigned)(word[0] & 0xff));
	struct cs_iommu *u = ev->iommu;
	struct cs_words w = {.arena = &ev->arena};

	for (unsigned i = 0; i < n; i++)
		cs_iommu_add_register(ev, names[i], word[i], NULL);
	cs_iommu_add_fault(u, e->fault);
	u->has_stream = true;
	u->stream_id = word[0] >> 32;
	u->has_substream = (e->fields & CS_V3_SSID) ||
			   ((e->fields & CS_V3_SSV) && cs_field(word[0], 11, 11));
	u->substream_id = u->has_substream ? cs_field(word[0], 31, 12) : 0;
	set_access(u, word, n, e->fields);
	set_stage(u, word, n, e->fields);
	cs_smmu_v3_explain_record(&w, word, n);
	cs_iommu_add_meaning(ev, &w);
}

/* ---- the words of 6.15 ---- */

static void set_words_access(struct cs_iommu *u, struct cs_str s)
{
	if (cs_str_has(s, " inst "))
		u->access = CS_ACCESS_EXECUTE;
	else if (cs_str_has(s, " data read"))
		u->access = CS_ACCESS_READ;
	else if (cs_str_has(s, " data write"))
		u->access = CS_ACCESS_WRITE;
	if (cs_iommu_behind(s, "unpriv ").p || cs_iommu_behind(s, "priv ").p)
		u->privileged = !cs_iommu_behind(s, "unpriv ").p;
	if (cs_str_has(s, " s1 \"") || cs_str_has(s, " s2 \""))
		u->stage = cs_str_has(s, " s2 \"") ? 2 : 1;
	if (cs_str_has(s, "stag: "))
		u->stalled = cs_str_has(s, " stall stag:");
}

static void set_words(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	struct cs_str name = cs_iommu_word(s, "event: ");
	struct cs_words w = {.arena = &ev->arena};
	int id = cs_smmu_v3_event_id(name);
	uint64_t v;

	cs_iommu_add_fault(u, cs_smmu_v3_event(id < 0 ? 0xff : (unsigned)id)->fault);
	if (cs_iommu_hex(s, "sid: ", &v)) {
		u->has_stream = true;
		u->stream_id = v;
	}
	if (cs_iommu_hex(s, "ssid: ", &v) && v) { /* 0 may be "none" */
		u->has_substream = true;
		u->substream_id = v;
	}
	if (cs_iommu_hex(s, "iova: ", &v))
		cs_iommu_set_iova(u, v);
	set_words_access(u, s);
	if (u->stage == 2 && cs_iommu_hex(s, "ipa: ", &v)) {
		u->has_ipa = true;
		u->ipa = v;
	}
	cs_words_add(&w, "%.*s: %s", CS_STR_ARG(name),
		     cs_smmu_v3_event(id < 0 ? 0xff : (unsigned)id)->meaning);
	cs_iommu_add_meaning(ev, &w);
}

static void set_client(struct cs_event *ev, struct cs_str s)
{
	struct cs_str who = cs_iommu_behind(s, "client: ");

	if (!who.p)
		return;
	who = cs_str_trim(cs_str_until(who, " sid: "));
	if (cs_str_starts(who, "(unassigned"))
		cs_event_note(ev, "the kernel has no device for this stream ID: nothing in the "
				  "firmware's tables (DT iommus/iommu-map, ACPI IORT) leads to it");
	else
		ev->iommu->client = who;
}

static void note_cut(struct cs_event *ev, unsigned n)
{
	cs_event_note(ev, "the event record is cut: %u of its 4 words are there", n);
	ev->cut = CS_STR("event record is cut");
}

static void parse_event(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v3");
	struct cs_str s = cs_iommu_join(ev), rest;
	uint64_t word[4] = {0}, id;
	unsigned n = read_words(s, word);
	bool in_words = cs_str_has(s, "client: ");

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (n)
		cs_smmu_v3_set_record(ev, word, n);
	else if (in_words)
		set_words(ev, s);
	else if (cs_iommu_hex(s, "event ", &id))
		cs_iommu_add_fault(u, cs_smmu_v3_event((unsigned)id)->fault);
	if (n < 4 && !in_words)
		note_cut(ev, n);
	set_client(ev, s);
	cs_iommu_finish(ev);
}

/* ---- extent ---- */

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	uint64_t word[4];

	if (cs_str_starts(rest, "event 0x"))
		return true;
	if (cs_str_starts(rest, "event: "))
		return cs_str_has(so_far, "client: ");
	return cs_str_starts(rest, "0x") && read_words(so_far, word) == 4;
}

static bool is_open(struct cs_str so_far)
{
	uint64_t word[4];

	if (cs_str_has(so_far, "client: "))
		return !cs_str_has(so_far, "sid: ");
	return cs_str_has(so_far, "received:") && read_words(so_far, word) < 4;
}

static enum cs_fit event_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"0x", "event: ", "event 0x", "priv ", "unpriv ", NULL};
	static const struct cs_iommu_style style = {words, is_open, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family event_family = {event_fits, parse_event};

#define EVENT .kind = CS_KIND_IOMMU_FAULT, .family = &event_family

static const struct cs_format rows[] = {
	{EVENT, .anchor = " received:", .head = "arm-smmu-v3 %w event %x received:"},
	{EVENT, .anchor = " received:", .head = "SMMUv3: %w event %x received:"},
	{EVENT, .anchor = " client: ", .head = ": event: %w client: %*sid: %x"},
};

const struct cs_format_table cs_formats_smmu_v3 = {rows, sizeof(rows) / sizeof(*rows)};
