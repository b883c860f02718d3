/* Apple's DART: apple_dart_irq() in drivers/iommu/apple-dart.c (5.15 to 6.1; since 6.4
 * apple_dart_t8020_irq() and apple_dart_t8110_irq() print the same words), one line:
 *   apple-dart 235004000.iommu: translation fault: status:0x80000004 stream:2 code:0x4 (NO PTE FOR
 *   IOVA) at 0xffe40000
 * The bits of status and code differ between generations; the words in brackets don't. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	const char *text, *fault, *meaning;
	enum cs_access access;
} reasons[] = {
	{"READ FAULT", "permission", "the page may not be read", CS_ACCESS_READ},
	{"WRITE FAULT", "permission", "the page may not be written", CS_ACCESS_WRITE},
	{"NO PTE FOR IOVA", "translation", "the page is not mapped", CS_ACCESS_NONE},
	{"NO PMD FOR IOVA", "translation", "nothing of the address's region is mapped",
	 CS_ACCESS_NONE},
	{"NO PGD FOR IOVA", "translation", "nothing of the address's region is mapped",
	 CS_ACCESS_NONE},
	{"NO TTBR FOR IOVA", "context-invalid",
	 "the stream has no page table: it is attached to no domain", CS_ACCESS_NONE},
};

static void read_reason(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (!cs_str_has(s, reasons[i].text))
			continue;
		cs_iommu_add_fault(ev->iommu, reasons[i].fault);
		ev->iommu->access = reasons[i].access;
		cs_words_add(&w, "%s: %s", reasons[i].text, reasons[i].meaning);
	}
	cs_iommu_add_meaning(ev, &w);
}

static void parse_dart(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "apple-dart");
	struct cs_str s = cs_iommu_join(ev), rest = s;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_hex(s, "status:", &v))
		cs_iommu_add_register(ev, "status", v, NULL);
	u->has_stream = cs_iommu_dec(s, "stream:", &u->stream_id);
	if (cs_iommu_hex(s, "at 0x", &v))
		cs_iommu_set_iova(u, v);
	read_reason(ev, s);
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(so_far, ") at 0x");
}

static enum cs_fit dart_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"translation fault:", NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family dart = {dart_fits, parse_dart};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &dart,
	 .anchor = "translation fault: status:0x",
	 .head = "translation fault: status:%x"},
};

const struct cs_format_table cs_formats_apple_dart = {rows, sizeof(rows) / sizeof(*rows)};
