/* AMD-Vi events as Xen prints them: parse_event_log_entry() in
 * drivers/passthrough/amd/iommu_init.c. AMD-Vi: IO_PAGE_FAULT: domain = 0, device id = 0x90, fault
 * address = 0xbf7fc0, flags = 0x20 AMD-Vi: IO_PAGE_FAULT: 0000:00:14.0 d0 addr 000000fdf8010140
 * flags 0x8 I the first until 4.12, the second since (the device as %pp since 4.16). Events that
 * are no page faults are "AMD-Vi: NAME: " and the record's four words. */
#include "iommu/amd_vi.h"
#include "iommu/iommu.h"
#include "iommu/text.h"

static struct cs_str function_name(struct cs_event *ev, uint64_t devid)
{
	return cs_arena_strf(&ev->arena, "%02x:%02x.%u", (unsigned)(devid >> 8 & 0xff),
			     (unsigned)(devid >> 3 & 31), (unsigned)(devid & 7));
}

static void read_domain(struct cs_event *ev, struct cs_str s)
{
	struct cs_str word = cs_iommu_word(s, "domain = ");
	uint64_t v;

	if (word.n == 0) { /* "0000:00:14.0 d0 addr" */
		word = cs_iommu_word(cs_iommu_behind(s, "IO_PAGE_FAULT: "), " d");
		word = cs_str_until(word, " ");
	}
	if (cs_str_to_dec(word, &v))
		cs_iommu_add_register(ev, "domain", v, NULL);
}

static void parse_page_fault(struct cs_event *ev)
{
	const struct cs_amd_event *e = cs_amd_event(0x2);
	struct cs_iommu *u = cs_iommu_new(ev, "amd-vi");
	struct cs_str s = cs_iommu_join(ev);
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v, flags = 0;

	if (cs_iommu_hex(s, "device id = ", &v))
		u->client = function_name(ev, v);
	else
		u->client = cs_iommu_word(s, "IO_PAGE_FAULT: ");
	read_domain(ev, s);
	if (cs_iommu_hex(s, "fault address = ", &v) || cs_iommu_hex(s, " addr ", &v))
		cs_iommu_set_iova(u, v);
	cs_words_add(&w, "%s: %s", e->name, e->meaning);
	cs_iommu_add_meaning(ev, &w);
	if (cs_iommu_hex(s, "flags = ", &flags) || cs_iommu_hex(s, " flags ", &flags))
		cs_amd_set_flags(ev, flags, true);
	cs_iommu_add_fault(u, cs_amd_page_fault(flags));
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	uint64_t v;

	return !cs_iommu_hex(so_far, "flags = ", &v) && !cs_iommu_hex(so_far, " flags ", &v);
}

static enum cs_fit page_fault_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"IO_PAGE_FAULT: ", NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- the record's words ---- */

static unsigned read_words(struct cs_str s, uint32_t event[4])
{
	unsigned n = 0;
	uint64_t v;

	for (; n < 4; n++) {
		cs_eat_blank(&s);
		if (!cs_eat_hex(&s, &v))
			break;
		event[n] = (uint32_t)v;
	}
	return n;
}

static void parse_record(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "amd-vi");
	struct cs_str s = cs_str_after(cs_str_after(cs_iommu_join(ev), "AMD-Vi: "), ": ");
	struct cs_words w = {.arena = &ev->arena};
	const struct cs_amd_event *e = NULL;
	uint32_t event[4];

	if (read_words(s, event) == 4) {
		e = cs_amd_event(event[1] >> 28);
		cs_amd_explain_record(&w, event);
		cs_iommu_add_meaning(ev, &w);
	}
	cs_iommu_add_fault(u, e ? e->fault : "unknown");
	if (e && e->code != 0x5 && e->code != 0x6)
		u->client = function_name(ev, event[0]);
	if (e && (e->code < 0x5 || e->code > 0x7))
		cs_iommu_set_iova(u, (uint64_t)event[3] << 32 | event[2]);
	cs_iommu_finish(ev);
}

static enum cs_fit record_fits(const struct cs_event *ev, const struct cs_record *r)
{
	(void)ev;
	(void)r;
	return CS_FIT_END;
}

static const struct cs_family page_fault = {page_fault_fits, parse_page_fault};
static const struct cs_family record = {record_fits, parse_record};

#define PAGE_FAULT .kind = CS_KIND_IOMMU_FAULT, .family = &page_fault
#define RECORD(name)                                                                               \
	{                                                                                          \
		.kind = CS_KIND_IOMMU_FAULT, .family = &record, .anchor = "AMD-Vi: " name,         \
		.head = "AMD-Vi: " name "%* %x %x %x %x"                                           \
	}

static const struct cs_format rows[] = {
	{PAGE_FAULT, .anchor = "IO_PAGE_FAULT: domain = ",
	 .head = "AMD-Vi: IO_PAGE_FAULT: domain = %d, device id"},
	{PAGE_FAULT, .anchor = "AMD-Vi: IO_PAGE_FAULT: ", .head = "AMD-Vi: IO_PAGE_FAULT: %w d%d "},
	RECORD("ILLEGAL_DEV_TABLE_ENTRY"),
	RECORD("DEV_TABLE_HW_ERROR"),
	RECORD("PAGE_TABLE_HW_ERROR"),
	RECORD("ILLEGAL_COMMAND_ERROR"),
	RECORD("COMMAND_HW_ERROR"),
	RECORD("IOTLB_INV_TIMEOUT"),
	RECORD("INVALID_DEV_REQUEST"),
};

const struct cs_format_table cs_formats_amd_vi_xen = {rows, sizeof(rows) / sizeof(*rows)};
