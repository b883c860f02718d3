/* The RISC-V IOMMU: riscv_iommu_fault() in drivers/iommu/riscv/iommu.c (6.13+), one line:
 *   riscv,iommu 3010000.iommu: Fault 13 devid: 0x8 iotval: fffff000 iotval2: 0
 * The cause is decimal, the others are hex, iotval without 0x. Causes: RISC-V IOMMU
 * specification 1.0, table "Fault record CAUSE field encodings". */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct cause {
	unsigned code;
	const char *fault, *meaning;
	enum cs_access access;
	int stage; /* -1 the cause doesn't say */
} causes[] = {
	{1, "permission", "instruction access fault", CS_ACCESS_EXECUTE, -1},
	{4, "unsupported-upstream", "read address misaligned", CS_ACCESS_READ, -1},
	{5, "permission", "read access fault", CS_ACCESS_READ, -1},
	{6, "unsupported-upstream", "write address misaligned", CS_ACCESS_WRITE, -1},
	{7, "permission", "write access fault", CS_ACCESS_WRITE, -1},
	{12, "translation", "instruction page fault", CS_ACCESS_EXECUTE, 1},
	{13, "translation", "read page fault", CS_ACCESS_READ, 1},
	{15, "translation", "write page fault", CS_ACCESS_WRITE, 1},
	{20, "translation", "instruction guest page fault", CS_ACCESS_EXECUTE, 2},
	{21, "translation", "read guest page fault", CS_ACCESS_READ, 2},
	{23, "translation", "write guest page fault", CS_ACCESS_WRITE, 2},
	{256, "stream-disabled", "all inbound transactions are disallowed (mode off)", 0, -1},
	{257, "stream-fetch", "reading the device directory was refused", 0, -1},
	{258, "bad-ste", "the device directory entry is not valid: the device has none", 0, -1},
	{259, "bad-ste", "the device directory entry is misconfigured", 0, -1},
	{260, "invalid-request", "the type of transaction is disallowed to the device", 0, -1},
	{261, "walk-abort", "reading an MSI page table entry was refused", 0, -1},
	{262, "interrupt-remap", "the MSI page table entry is not valid", 0, -1},
	{263, "interrupt-remap", "the MSI page table entry is misconfigured", 0, -1},
	{264, "interrupt-remap", "access to the MRIF was refused", 0, -1},
	{265, "cd-fetch", "reading the process directory was refused", 0, -1},
	{266, "bad-cd", "the process directory entry is not valid", 0, -1},
	{267, "bad-cd", "the process directory entry is misconfigured", 0, -1},
	{268, "stream-fetch", "the device directory's data is corrupt", 0, -1},
	{269, "cd-fetch", "the process directory's data is corrupt", 0, -1},
	{270, "walk-abort", "the MSI page table's data is corrupt", 0, -1},
	{271, "interrupt-remap", "the MRIF's data is corrupt", 0, -1},
	{272, "global-error", "an internal data path error", 0, -1},
	{273, "global-error", "the unit's own MSI write was refused", 0, -1},
	{274, "walk-abort", "a page table's data is corrupt", 0, -1},
};

static const struct cause *find_cause(uint64_t code)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(*causes); i++)
		if (causes[i].code == code)
			return &causes[i];
	return NULL;
}

static void read_cause(struct cs_event *ev, uint64_t code)
{
	const struct cause *c = find_cause(code);
	struct cs_words w = {.arena = &ev->arena};
	struct cs_iommu *u = ev->iommu;

	cs_words_add(&w, "cause %llu: %s", (unsigned long long)code,
		     c ? c->meaning : "not assigned");
	cs_iommu_add_register(ev, "cause", code, &w);
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_add_fault(u, c ? c->fault : "unknown");
	if (!c)
		return;
	u->access = c->access;
	u->stage = c->stage;
	if (code >= 12 && code <= 23) /* a page fault is an absent page or a missing right */
		cs_iommu_add_fault(u, "permission");
}

static void parse_riscv(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "riscv-iommu");
	struct cs_str s = cs_iommu_join(ev), rest = s;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_dec(s, "Fault ", &v))
		read_cause(ev, v);
	u->has_stream = cs_iommu_hex(s, "devid: ", &u->stream_id);
	if (cs_iommu_hex(s, "iotval: ", &v))
		cs_iommu_set_iova(u, v);
	if (u->stage == 2 && cs_iommu_hex(s, "iotval2: ", &v)) {
		u->has_ipa = true;
		u->ipa = v & ~3ull; /* the two low bits tell of implicit accesses */
	}
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(so_far, "iotval2: ");
}

static enum cs_fit riscv_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"Fault ", NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family riscv = {riscv_fits, parse_riscv};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &riscv,
	 .anchor = " devid: 0x",
	 .head = ": Fault %d devid: %x"},
};

const struct cs_format_table cs_formats_riscv_iommu = {rows, sizeof(rows) / sizeof(*rows)};
