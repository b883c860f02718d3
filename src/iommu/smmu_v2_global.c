/* SMMUv1/v2: what goes wrong before a context bank is found, and the unit's own troubles.
 * Sources: 6.1 arm_smmu_global_fault(), __arm_smmu_tlb_sync(), arm_smmu_iova_to_phys_hard();
 * qcom_iommu_tlb_sync(); Xen's smmu.c prints the same words. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static void add(struct cs_event *ev, const char *name, uint64_t v)
{
	struct cs_words w = {.arena = &ev->arena};

	cs_smmu_v2_explain(&w, cs_str_from(name), v);
	cs_iommu_add_register(ev, name, v, &w);
	cs_iommu_add_meaning(ev, &w);
}

static struct cs_str set_unit(struct cs_event *ev)
{
	struct cs_str rest = {NULL, 0};

	cs_iommu_unit(ev->lines[ev->header].text, &ev->iommu->unit, &rest);
	return rest;
}

/* ---- global faults ---- */

static void read_syndrome(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	uint64_t v;

	if (cs_iommu_cell(s, "GFSYNR0", &v)) {
		add(ev, "gfsynr0", v);
		u->access = cs_field(v, 3, 3)   ? CS_ACCESS_EXECUTE
			    : cs_field(v, 1, 1) ? CS_ACCESS_WRITE
						: CS_ACCESS_READ;
		u->privileged = (int)cs_field(v, 2, 2);
	}
	if (cs_iommu_cell(s, "GFSYNR1", &v)) {
		add(ev, "gfsynr1", v);
		u->has_stream = true;
		u->stream_id = v & 0xffff;
	}
	if (cs_iommu_cell(s, "GFSYNR2", &v))
		cs_iommu_add_register(ev, "gfsynr2", v, NULL);
}

/* A configuration access is the CPU's: it has no stream. */
static void drop_stream_of_config(struct cs_iommu *u, uint64_t gfsr)
{
	if ((gfsr & 0x1ff) == 0x20)
		u->has_stream = false;
}

static void parse_global(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v2");
	struct cs_str s = cs_iommu_join(ev);
	uint64_t gfsr, v;

	set_unit(ev);
	if (cs_iommu_hex(s, "Blocked unknown Stream ID ", &v)) {
		u->has_stream = true;
		u->stream_id = v;
		cs_iommu_add_fault(u, "unidentified-stream");
	}
	if (cs_iommu_cell(s, "GFSR", &gfsr)) {
		add(ev, "gfsr", gfsr);
		u->fault_count = cs_smmu_v2_global_faults(gfsr, u->fault);
		u->multi = gfsr >> 31 & 1;
		read_syndrome(ev, s);
		drop_stream_of_config(u, gfsr);
	}
	if (u->fault_count == 0)
		cs_iommu_add_fault(u, "global-error");
	cs_iommu_finish(ev);
}

static bool global_again(struct cs_str so_far, struct cs_str rest)
{
	uint64_t v;

	if (cs_str_starts(rest, "GFSR"))
		return cs_iommu_cell(so_far, "GFSR", &v);
	return cs_str_starts(rest, "Unexpected") || cs_str_starts(rest, "Blocked");
}

static bool global_open(struct cs_str so_far)
{
	uint64_t v;

	return cs_iommu_cell(so_far, "GFSR", &v) && !cs_iommu_cell(so_far, "GFSYNR2", &v);
}

static enum cs_fit global_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"GFSR", "GFSYNR", "Unexpected global fault",
					    "Blocked unknown Stream ID", NULL};
	static const struct cs_iommu_style style = {words, global_open, global_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- timeouts ---- */

static void parse_timeout(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v2");
	struct cs_str s = cs_iommu_join(ev);
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	set_unit(ev);
	cs_iommu_add_fault(u, "command-timeout");
	if (cs_iommu_hex(s, "iova to phys timed out on ", &v)) {
		cs_iommu_set_iova(u, v);
		cs_words_add(&w, "the hardware's address translation operation did not end; the "
				 "driver walked the tables itself");
	} else {
		cs_words_add(&w, "the unit did not finish a TLB invalidation: a device holds its "
				 "transactions open, or the unit has no clock or power");
	}
	if (cs_iommu_hex(s, "power_status ", &v))
		cs_iommu_add_register(ev, "tbu_power_status", v, NULL);
	if (cs_iommu_hex(s, "sync_inv_ack ", &v))
		cs_iommu_add_register(ev, "sync_inv_ack", v, NULL);
	if (cs_iommu_hex(s, "sync_inv_progress ", &v))
		cs_iommu_add_register(ev, "sync_inv_progress", v, NULL);
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_finish_unit_error(ev);
}

static bool never_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return !cs_str_starts(rest, "TBU: ");
}

static enum cs_fit timeout_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"TBU: ", "TLB sync timed out", NULL};
	static const struct cs_iommu_style style = {words, NULL, never_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- "translation fault!" of an address translation operation ---- */

static void parse_ats(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v2");
	struct cs_str s = cs_iommu_join(ev);
	uint64_t par;

	set_unit(ev);
	cs_iommu_add_fault(u, "translation");
	if (cs_iommu_cell(s, "PAR", &par)) {
		add(ev, "par", par);
		if (par & 1) {
			u->fault_count = cs_smmu_v2_faults(par & 0x1fe, u->fault);
			u->level = (int)cs_field(par, 33, 32);
		}
	}
	cs_iommu_finish(ev);
	cs_event_note(ev, "it was no device's access: the driver asked the unit to translate an "
			  "address (iova_to_phys), and there is no mapping");
}

static bool ats_again(struct cs_str so_far, struct cs_str rest)
{
	return !cs_str_starts(rest, "PAR") || cs_str_has(so_far, "PAR");
}

static enum cs_fit ats_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"PAR = ", "translation fault!", NULL};
	static const struct cs_iommu_style style = {words, NULL, ats_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family global_fault = {global_fits, parse_global};
static const struct cs_family timeout = {timeout_fits, parse_timeout};
static const struct cs_family ats = {ats_fits, parse_ats};

#define GLOBAL .kind = CS_KIND_IOMMU_FAULT, .family = &global_fault
#define TIMEOUT .kind = CS_KIND_IOMMU_FAULT, .family = &timeout

static const struct cs_format rows[] = {
	{GLOBAL, .anchor = "Unexpected global fault",
	 .head = ": Unexpected global fault, this could be serious"},
	{GLOBAL, .anchor = "Blocked unknown Stream ID", .head = ": Blocked unknown Stream ID %x"},
	{GLOBAL, .anchor = "GFSR 0x", .head = "mmu%*: %*GFSR %x"},
	{TIMEOUT, .anchor = "TLB sync timed out", .head = ": TLB sync timed out"},
	{TIMEOUT, .anchor = "timeout waiting for TLB SYNC",
	 .head = ": timeout waiting for TLB SYNC"},
	{TIMEOUT, .anchor = "iova to phys timed out", .head = ": iova to phys timed out on %x"},
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &ats,
	 .anchor = ": translation fault!",
	 .head = "mmu %w translation fault!"},
};

const struct cs_format_table cs_formats_smmu_v2_global = {rows, sizeof(rows) / sizeof(*rows)};
