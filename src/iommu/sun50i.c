/* Allwinner H6's IOMMU: sun50i_iommu_report_fault() in drivers/iommu/sun50i-iommu.c (5.8 to 6.1):
 *   sun50i-iommu 30f0000.iommu: Page fault for 0x00000000ffe00000 (master 4, dir rd)
 * The driver knows the direction only of a write to a read-only page; "rd" is what it says of
 * everything else, so it tells neither direction nor why. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static void read_direction(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	struct cs_iommu *u = ev->iommu;

	if (cs_str_has(s, "dir wr")) {
		u->access = CS_ACCESS_WRITE;
		cs_iommu_add_fault(u, "permission");
		cs_words_add(&w, "dir wr: a write to a page that is mapped read-only");
	} else {
		cs_iommu_add_fault(u, "translation");
		cs_iommu_add_fault(u, "permission");
		cs_words_add(&w,
			     "dir rd: the driver says so of every page that is absent, whatever "
			     "the access was, and of one without the right to read");
	}
	cs_iommu_add_meaning(ev, &w);
}

static void parse_sun50i(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "sun50i");
	struct cs_str s = cs_iommu_join(ev), rest = s;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_hex(s, "fault for ", &v))
		cs_iommu_set_iova(u, v);
	u->has_stream = cs_iommu_dec(s, "(master ", &u->stream_id);
	read_direction(ev, s);
	if (cs_str_has(s, "not attached to any domain"))
		cs_event_note(ev, "no domain is attached to the unit: its master runs before its "
				  "driver has set it up, or after it let it go");
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(so_far, "dir ");
}

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return cs_str_has(rest, "Page fault for ");
}

static enum cs_fit sun50i_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"Page fault while iommu not attached", NULL};
	static const struct cs_iommu_style style = {words, is_open, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family sun50i = {sun50i_fits, parse_sun50i};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &sun50i,
	 .anchor = "Page fault for 0x",
	 .head = "Page fault for %x (master"},
};

const struct cs_format_table cs_formats_sun50i = {rows, sizeof(rows) / sizeof(*rows)};
