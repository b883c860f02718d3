/* Samsung Exynos System MMU: show_fault_information() in drivers/iommu/exynos-iommu.c. 6.1 prints
 * "MASTER: AR PAGE FAULT occurred at 0x…", 6.2+ "MASTER: [READ] PAGE FAULT occurred at 0x…"; up to
 * 4.1 it was "PAGE FAULT occurred at 0x… by MASTER(Page table base: …)". */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	const char *text, *fault, *meaning;
} kinds[] = {
	{"PAGE FAULT", "translation", "no page is mapped at the address"},
	{"PTW FAULT", "walk-abort", "reading the page table was aborted"},
	{"MULTI-HIT FAULT", "tlb-conflict", "several TLB entries match"},
	{"BUS ERROR FAULT", "external-abort", "the table walk met a bus error"},
	{"ACCESS PROTECTION FAULT", "permission", "mapped, but not for this access"},
	{"SECURITY PROTECTION FAULT", "security-violation", "the page is of the other world"},
};

static enum cs_access read_access(struct cs_str s)
{
	s = cs_str_until(s, "FAULT occurred");
	if (cs_str_has(s, "[READ]") || cs_iommu_behind(s, "AR ").p)
		return CS_ACCESS_READ;
	if (cs_str_has(s, "[WRITE]") || cs_iommu_behind(s, "AW ").p)
		return CS_ACCESS_WRITE;
	return CS_ACCESS_NONE;
}

static struct cs_str read_client(struct cs_str rest, struct cs_str s)
{
	struct cs_str who = {NULL, 0};

	if (cs_eat_word(&rest, &who) && who.n > 1 && who.p[who.n - 1] == ':')
		return cs_str_head(who, who.n - 1);
	who = cs_str_until(cs_iommu_word(cs_str_after(s, "occurred at"), "by "), "(");
	while (who.n && (who.p[0] == '\'' || who.p[who.n - 1] == '\''))
		who = who.p[0] == '\'' ? cs_str_tail(who, 1) : cs_str_head(who, who.n - 1);
	return who;
}

static void read_tables(struct cs_event *ev, struct cs_str s)
{
	static const struct {
		const char *key, *name;
	} keys[] = {{"Page table base: ", "table_base"},
		    {"Lv1 entry: ", "lv1"},
		    {"Lv2 entry: ", "lv2"}};
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_iommu_hex(s, keys[i].key, &v))
			cs_iommu_add_register(ev, keys[i].name, v, NULL);
	/* lv1ent_fault(), lv2ent_fault(): the two low bits */
	if (cs_iommu_register(ev->iommu, "lv1", &v) && (v & 3) == 0)
		cs_words_add(&w, "Lv1 entry %#llx: invalid, nothing of that MiB is mapped",
			     (unsigned long long)v);
	if (cs_iommu_register(ev->iommu, "lv2", &v))
		cs_words_add(&w, "Lv2 entry %#llx: %s", (unsigned long long)v,
			     (v & 3) ? "valid now" : "invalid, the page is not mapped");
	cs_iommu_add_meaning(ev, &w);
}

static void parse_sysmmu(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "exynos");
	struct cs_str s = cs_iommu_join(ev), rest = {NULL, 0};
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!cs_str_has(s, kinds[i].text))
			continue;
		cs_iommu_add_fault(u, kinds[i].fault);
		cs_words_add(&w, "%s: %s", kinds[i].text, kinds[i].meaning);
	}
	cs_iommu_add_meaning(ev, &w);
	u->access = read_access(s);
	u->client = read_client(rest, s);
	if (cs_iommu_hex(s, "occurred at ", &v))
		cs_iommu_set_iova(u, v);
	read_tables(ev, s);
	cs_iommu_finish(ev);
}

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return cs_str_has(rest, "FAULT occurred");
}

static enum cs_fit sysmmu_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"Page table base", "Lv1 entry", "Lv2 entry", NULL};
	static const struct cs_iommu_style style = {words, NULL, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family sysmmu = {sysmmu_fits, parse_sysmmu};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &sysmmu,
	 .anchor = "FAULT occurred at ",
	 .head = "FAULT occurred at %x"},
};

const struct cs_format_table cs_formats_exynos = {rows, sizeof(rows) / sizeof(*rows)};
