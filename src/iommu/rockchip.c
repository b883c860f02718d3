/* Rockchip's IOMMU: rk_iommu_irq(), log_iova() and the requests that time out, in
 * drivers/iommu/rockchip-iommu.c (6.1). */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct cs_bits status_bits[] = {
	{0, 0, "PAGING_ENABLED", "translation is on"},
	{1, 1, "PAGE_FAULT_ACTIVE", "a page fault waits"},
	{2, 2, "STALL_ACTIVE", "stalled"},
	{3, 3, "IDLE", "idle"},
	{4, 4, "REPLAY_BUFFER_EMPTY", "nothing to replay"},
	{5, 5, "PAGE_FAULT_IS_WRITE", "the fault is a write"},
	{31, 31, "STALL_NOT_ACTIVE", "not stalled"},
};

static const char *const keys[][2] = {
	{"mmu_dte_addr: ", "dte_addr"},
	{"dte_index: ", "dte_index"},
	{"pte_index: ", "pte_index"},
	{"page_offset: ", "page_offset"},
};

static void read_walk(struct cs_event *ev, struct cs_str s)
{
	struct cs_str dte = cs_str_after(s, "dte@"), pte = cs_str_after(s, "pte@");
	struct cs_words w = {.arena = &ev->arena};
	uint64_t dte_valid, pte_valid, v;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_iommu_hex(s, keys[i][0], &v))
			cs_iommu_add_register(ev, keys[i][1], v, NULL);
	if (!dte.p || !cs_iommu_dec(dte, "valid: ", &dte_valid) || !pte.p ||
	    !cs_iommu_dec(pte, "valid: ", &pte_valid))
		return;
	if (!dte_valid)
		cs_words_add(&w, "directory entry invalid: nothing of that 4 MiB is mapped");
	else if (!pte_valid)
		cs_words_add(&w, "table entry invalid: the page is not mapped");
	else
		cs_words_add(&w, "the entry is valid: the right for the access is missing, or "
				 "it was mapped since");
	cs_iommu_add_meaning(ev, &w);
	if (dte_valid && pte_valid)
		cs_iommu_add_fault(ev->iommu, "permission");
}

static void parse_rk(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "rockchip");
	struct cs_str s = cs_iommu_join(ev), rest;
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->unit, &rest);
	if (cs_iommu_hex(s, "Page fault at ", &v)) {
		cs_iommu_set_iova(u, v);
		cs_iommu_add_fault(u, "translation");
		u->access = cs_str_has(s, "of type write")  ? CS_ACCESS_WRITE
			    : cs_str_has(s, "of type read") ? CS_ACCESS_READ
							    : CS_ACCESS_NONE;
	} else if (cs_iommu_hex(s, "BUS_ERROR occurred at ", &v)) {
		cs_iommu_set_iova(u, v);
		cs_iommu_add_fault(u, "external-abort");
		cs_words_add(&w, "the unit met a bus error on a table walk or an access");
	} else if (cs_iommu_hex(s, "unexpected int_status: ", &v)) {
		cs_iommu_add_register(ev, "int_status", v, NULL);
		cs_iommu_add_fault(u, "unknown");
	}
	cs_iommu_add_meaning(ev, &w);
	read_walk(ev, s);
	cs_iommu_finish(ev);
}

static void parse_timeout(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev), rest;
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	cs_iommu_new(ev, "rockchip");
	cs_iommu_unit(ev->lines[ev->header].text, &ev->iommu->unit, &rest);
	cs_iommu_add_fault(ev->iommu, "command-timeout");
	if (cs_iommu_hex(s, "status: ", &v)) {
		cs_words_add_bits(&w, status_bits, sizeof(status_bits) / sizeof(*status_bits), v);
		cs_iommu_add_register(ev, "status", v, &w);
	}
	cs_words_add(&w, "the unit did not do what it was asked: its clock or power is off, or "
			 "its master keeps it busy");
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_finish_unit_error(ev);
}

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	if (cs_str_starts(rest, "iova = "))
		return cs_str_has(so_far, "dte_index");
	return !cs_str_starts(rest, "mmu_dte_addr") && !cs_str_starts(rest, "Page fault while");
}

static enum cs_fit rk_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"iova = ",   "mmu_dte_addr",          "Page fault",
					    "BUS_ERROR", "unexpected int_status", NULL};
	static const struct cs_iommu_style style = {words, NULL, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static enum cs_fit timeout_fits(const struct cs_event *ev, const struct cs_record *r)
{
	(void)ev;
	(void)r;
	return CS_FIT_END;
}

static const struct cs_family rk = {rk_fits, parse_rk};
static const struct cs_family timeout = {timeout_fits, parse_timeout};

#define RK .kind = CS_KIND_IOMMU_FAULT, .family = &rk
#define TIMEOUT .kind = CS_KIND_IOMMU_FAULT, .family = &timeout

static const struct cs_format rows[] = {
	{RK, .anchor = ": Page fault at ", .head = ": Page fault at %x of type "},
	{RK, .anchor = "BUS_ERROR occurred at ", .head = "rk_iommu %w BUS_ERROR occurred at %x"},
	{RK, .anchor = "unexpected int_status", .head = "rk_iommu %w unexpected int_status: %x"},
	{TIMEOUT, .anchor = "request timed out, status",
	 .head = "rk_iommu %w %*able %* request timed out"},
	{TIMEOUT, .anchor = "FORCE_RESET command timed out",
	 .head = "rk_iommu %w FORCE_RESET command timed out"},
};

const struct cs_format_table cs_formats_rockchip = {rows, sizeof(rows) / sizeof(*rows)};
