/* Intel VT-d: dmar_fault_do_one() in drivers/iommu/intel/dmar.c (6.1). The reason is hex with
 * 0x since 5.16, decimal before; the address has no 0x before 5.16, and until 4.2 the reason
 * stood on a line of its own. Xen prints "DMAR: reason 05 - …" in hex. */
#include "iommu/dmar.h"
#include "iommu/iommu.h"
#include "iommu/text.h"

static void set_unit(struct cs_event *ev, struct cs_str s)
{
	struct cs_str dump = cs_iommu_word(s, "Dump ");

	if (cs_str_starts(dump, "dmar"))
		ev->iommu->unit = dump;
}

/* ---- the reason ---- */

static const struct cs_dmar_reason *read_reason(struct cs_event *ev, struct cs_str s)
{
	struct cs_str t = cs_str_after(s, "[fault reason");
	const struct cs_dmar_reason *r;
	uint64_t v = 0;
	bool known = false;

	if (t.p) {
		cs_eat_blank(&t);
		known = cs_str_starts(t, "0x") ? cs_eat_hex(&t, &v) : cs_eat_dec(&t, &v);
	} else {
		known = cs_iommu_hex(s, "DMAR: reason ", &v) || cs_iommu_hex(s, ": reason ", &v);
	}
	r = known && v < 256 ? cs_dmar_reason((unsigned)v) : NULL;
	if (!r)
		r = cs_dmar_reason_by_text(s);
	if (known || r)
		cs_iommu_add_register(ev, "fault_reason", known ? v : r->code, NULL);
	return r;
}

static void tell_reason(struct cs_event *ev, const struct cs_dmar_reason *r)
{
	struct cs_words w = {.arena = &ev->arena};

	if (!r)
		return;
	for (int i = 0; i < 2 && r->fault[i]; i++)
		cs_iommu_add_fault(ev->iommu, r->fault[i]);
	cs_words_add(&w, "fault reason %#04x: %s", r->code, r->text);
	if (r->meaning)
		cs_words_add(&w, "%s", r->meaning);
	cs_iommu_add_meaning(ev, &w);
}

/* ---- the dump of the tables ---- */

static void note_tables(struct cs_event *ev, struct cs_str s)
{
	static const struct {
		const char *words, *note;
	} rows[] = {
		{"root table is not present", "the unit has no root table"},
		{"context table is not present", "the bus has no context table"},
		{"pasid directory table is not present",
		 "the function's context entry isn't present: it is attached to no domain"},
		{"legacy mode page table is not present",
		 "the function's context entry isn't present: it is attached to no domain"},
		{"scalable mode page table is not present", "the PASID's entry isn't present"},
		{"pasid table is not present", "there is no PASID table"},
		{"PTE not present at level", "the driver's own walk found no entry for the "
					     "address: the page is not mapped"},
		{"page table not present at level", "the driver's own walk ended above the leaf: "
						    "no page of that region is mapped"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (cs_str_has(s, rows[i].words))
			cs_event_note(ev, "%s", rows[i].note);
}

/* ---- DMA and interrupt faults ---- */

static enum cs_access read_access(struct cs_str s)
{
	if (cs_str_has(s, "[DMA Write"))
		return CS_ACCESS_WRITE;
	return cs_str_has(s, "[DMA Read") ? CS_ACCESS_READ : CS_ACCESS_NONE;
}

static void read_pasid(struct cs_iommu *u, struct cs_str s)
{
	uint64_t v;

	/* behind the address the reason may speak of PASIDs */
	if (!cs_iommu_hex(cs_str_until(s, "fault addr"), "PASID ", &v) || v >= 1u << 20)
		return; /* ffffffff and NO_PASID: none */
	u->has_substream = true;
	u->substream_id = v;
}

static void read_index(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	if (!cs_iommu_hex(s, "fault index ", &v))
		return;
	cs_words_add(&w, "entry %#llx of the interrupt remapping table", (unsigned long long)v);
	cs_iommu_add_register(ev, "irte_index", v, NULL);
	cs_iommu_add_meaning(ev, &w);
}

/* "00:02.0"; in some 5.x kernels "0x00:0x02.0" (commit 719a19335692), as no other message has it.
 */
static struct cs_str read_requester(struct cs_event *ev, struct cs_str s)
{
	struct cs_str t = cs_str_after(s, "Request device ["), slot;

	cs_eat_char(&t, '['); /* "[[00:1f.0]": a slip of 3.x in interrupt remapping */
	if (!t.p)
		return t;
	t = cs_str_until(t, "]");
	slot = cs_str_after(t, ":0x");
	if (!slot.p || !cs_str_starts(t, "0x"))
		return t;
	t = cs_str_until(cs_str_tail(t, 2), ":");
	return cs_arena_strf(&ev->arena, CS_STR_FMT ":" CS_STR_FMT, CS_STR_ARG(t),
			     CS_STR_ARG(slot));
}

static void parse_dmar(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "dmar");
	struct cs_str s = cs_iommu_join(ev);
	uint64_t v;

	set_unit(ev, s);
	u->access = read_access(s);
	u->client = read_requester(ev, s);
	read_pasid(u, s);
	if (cs_iommu_hex(s, "fault addr ", &v))
		cs_iommu_set_iova(u, v);
	if (cs_str_has(s, "INTR-REMAP"))
		cs_iommu_add_fault(u, "interrupt-remap");
	tell_reason(ev, read_reason(ev, s));
	read_index(ev, s);
	note_tables(ev, s);
	cs_iommu_finish(ev);
}

/* ---- invalidation queue errors ---- */

/* Who did not answer: the error register tells, unless it is 0 (the unit doesn't record it) or all
 * ones (it can't be read); else the descriptor (QI_DEV_IOTLB_SID, QI_DEV_EIOTLB_SID in iommu.h). */
static bool read_silent(struct cs_str s, uint64_t *sid)
{
	uint64_t v;

	if (cs_iommu_hex(s, "SID ", sid) && *sid > 0 && *sid < 0xffff)
		return true;
	if (cs_iommu_hex(s, "PASID-based Device-TLB Invalidation qw0 = ", &v)) {
		*sid = v >> 16 & 0xffff;
		return true;
	}
	if (!cs_iommu_hex(s, "Device-TLB Invalidation qw0 = ", &v))
		return false;
	*sid = v >> 32 & 0xffff;
	return true;
}

static void parse_invalidation(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "dmar");
	struct cs_str s = cs_iommu_join(ev);
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	cs_iommu_add_fault(u,
			   cs_str_has(s, "Time-out Error") ? "command-timeout" : "command-error");
	if (read_silent(s, &v)) {
		u->client = cs_arena_strf(&ev->arena, "%02x:%02x.%u", (unsigned)v >> 8,
					  (unsigned)v >> 3 & 31, (unsigned)v & 7);
		cs_words_add(&w,
			     "device %.*s did not answer an invalidation as it should (dead, "
			     "removed or powered down)",
			     CS_STR_ARG(u->client));
	}
	if (cs_str_has(s, "SID ffff"))
		cs_words_add(&w, "SID ffff: the unit's registers read as ones, it is not there");
	if (cs_iommu_hex(s, "Reason ", &v))
		cs_iommu_add_register(ev, "iqe_reason", v, NULL);
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_finish_unit_error(ev);
}

/* ---- extent ---- */

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	if (cs_str_starts(rest, "[fault reason") || cs_str_starts(rest, "reason "))
		return cs_str_has(so_far, "reason");
	return cs_str_starts(rest, "[DMA") || cs_str_starts(rest, "[INTR-REMAP");
}

static bool is_open(struct cs_str so_far)
{
	const struct cs_dmar_reason *r;

	if (cs_str_has(so_far, "Dump ") || cs_str_has(so_far, ": reason "))
		return false;
	r = cs_dmar_reason_by_text(so_far);
	return !r && cs_str_find(so_far, "nknown") < 0;
}

/* "(XEN) [VT-D]DMAR: reason 05 - …", "DMAR:[fault reason 06] …": the prefix is glued on */
static bool rest_of_old_form(struct cs_str text, struct cs_str *rest)
{
	struct cs_str s = cs_str_after(cs_str_head(text, 96), "DMAR:");

	if (!s.p)
		return false;
	*rest = cs_str_trim(cs_str_tail(text, (size_t)(s.p - text.p)));
	return cs_str_starts(*rest, "[fault reason") || cs_str_starts(*rest, "reason ");
}

static enum cs_fit dmar_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"[fault reason",
					    "reason ",
					    "fault addr",
					    "fault index",
					    "Dump dmar",
					    "root entry",
					    "scalable mode root entry",
					    "context entry",
					    "pasid dir entry",
					    "pasid table entry",
					    "root table is",
					    "context table is",
					    "legacy mode page",
					    "scalable mode page",
					    "pasid directory table",
					    "pasid table is",
					    "pte level",
					    "PTE not present",
					    "page table not present",
					    "[DMA",
					    "[INTR-REMAP",
					    NULL};
	static const struct cs_iommu_style style = {words, is_open, is_again};
	struct cs_str rest;

	if (cs_str_has(r->text, "Request device [") && !cs_iommu_is_end(ev, r))
		return CS_FIT_END;
	for (size_t i = ev->header; i < ev->line_count; i++)
		if (!ev->lines[i].foreign && cs_str_has(ev->lines[i].text, "reason"))
			return cs_iommu_fits(ev, r, &style);
	return rest_of_old_form(r->text, &rest) ? CS_FIT_YES : cs_iommu_fits(ev, r, &style);
}

static enum cs_fit invalidation_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"QI HEAD", "QI PRIOR", NULL};
	static const struct cs_iommu_style style = {words, NULL, NULL};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family dmar = {dmar_fits, parse_dmar};
static const struct cs_family invalidation = {invalidation_fits, parse_invalidation};

#define DMAR .kind = CS_KIND_IOMMU_FAULT, .family = &dmar

static const struct cs_format rows[] = {
	{DMAR, .anchor = "] Request device", .head = "[DMA %*] Request device"},
	{DMAR, .anchor = "] Request device", .head = "[INTR-REMAP%*] Request device"},
	{DMAR, .anchor = "DMAR: [DMA ", .head = "DMAR: [DMA "},
	{DMAR, .anchor = "INTR-REMAP: Request device", .head = "INTR-REMAP: Request device"},
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &invalidation,
	 .anchor = "VT-d detected Invalidation",
	 .head = "VT-d detected Invalidation "},
};

const struct cs_format_table cs_formats_dmar = {rows, sizeof(rows) / sizeof(*rows)};
