/* SMMUv3: errors of the unit and of its queues. Sources: 6.1 arm_smmu_gerror_handler(),
 * __arm_smmu_cmdq_skip_err(), arm_smmu_cmdq_issue_cmdlist(), arm_smmu_evtq_thread(),
 * arm_smmu_handle_ppr() in drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static void set_unit(struct cs_event *ev)
{
	struct cs_str rest;

	cs_iommu_unit(ev->lines[ev->header].text, &ev->iommu->unit, &rest);
}

/* ---- GERROR and the command queue ---- */

static void read_gerror(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	if (!cs_iommu_hex(s, "global error reported (", &v))
		return;
	cs_smmu_v3_explain_gerror(&w, v);
	cs_iommu_add_register(ev, "gerror", v, &w);
	cs_iommu_add_meaning(ev, &w);
	if (v & 1)
		cs_iommu_add_fault(ev->iommu, "command-error");
	if (v & ~1ull)
		cs_iommu_add_fault(ev->iommu, "global-error");
}

static void read_cons(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	if (!cs_iommu_hex(s, "CMDQ error (cons ", &v))
		return;
	cs_smmu_v3_explain_cons(&w, v);
	cs_iommu_add_register(ev, "cmdq_cons", v, &w);
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_add_fault(ev->iommu, "command-error");
	if (cs_field(v, 30, 24) == 3)
		cs_iommu_add_fault(ev->iommu, "command-timeout");
}

/* "skipping command in error state:" and the command's two words */
static void read_command(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	const char *name;
	uint64_t v;

	s = cs_str_after(cs_iommu_behind(s, "skipping command in error state:"), "0x");
	if (!s.p || !cs_eat_hex(&s, &v))
		return;
	name = cs_smmu_v3_command((unsigned)(v & 0xff));
	cs_words_add(&w, "skipped command %#04x: %s", (unsigned)(v & 0xff),
		     name ? name : "not assigned");
	cs_iommu_add_register(ev, "cmd0", v, &w);
	cs_iommu_add_meaning(ev, &w);
}

static void parse_gerror(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev);

	cs_iommu_new(ev, "smmu-v3");
	set_unit(ev);
	read_gerror(ev, s);
	read_cons(ev, s);
	read_command(ev, s);
	if (ev->iommu->fault_count == 0)
		cs_iommu_add_fault(ev->iommu, "global-error");
	cs_iommu_finish_unit_error(ev);
}

static bool gerror_again(struct cs_str so_far, struct cs_str rest)
{
	if (cs_str_starts(rest, "unexpected global error"))
		return true;
	return cs_str_starts(rest, "CMDQ error (cons") && cs_str_has(so_far, "CMDQ error (cons");
}

static enum cs_fit gerror_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"unexpected global error",
					    "CMDQ error (cons",
					    "skipping command",
					    "0x",
					    "retrying command",
					    "device has entered",
					    "EVTQ write aborted",
					    "PRIQ write aborted",
					    "EVTQ MSI",
					    "PRIQ MSI",
					    "CMDQ MSI",
					    "GERROR MSI",
					    NULL};
	static const struct cs_iommu_style style = {words, NULL, gerror_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- overflows and timeouts: one line each ---- */

static const struct {
	const char *words, *fault, *meaning;
} lone[] = {
	{"EVTQ overflow detected", "queue-overflow",
	 "the event queue was full: further faults are lost, those that are told came first"},
	{"PRIQ overflow detected", "queue-overflow",
	 "the page request queue was full: requests are lost"},
	{"CMD_SYNC timeout at", "command-timeout",
	 "the unit did not finish a SYNC: it, or a device whose cache is invalidated, doesn't "
	 "answer (no clock, no power, removed), or the queue stands still after an error"},
	{"CMDQ timeout", "command-timeout", "there was no room in the command queue for so long"},
};

static void read_sync(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t prod, cons;

	if (!cs_iommu_hex(s, "hwprod ", &prod) || !cs_iommu_hex(s, "hwcons ", &cons))
		return;
	cs_iommu_add_register(ev, "cmdq_prod", prod, NULL);
	cs_iommu_add_register(ev, "cmdq_cons", cons, NULL);
	if (cs_field(cons, 30, 24))
		cs_smmu_v3_explain_cons(&w, cons);
	else if (prod == cons)
		cs_words_add(&w, "PROD equals CONS: the queue is empty, only the completion "
				 "did not arrive");
	else
		cs_words_add(&w,
			     "PROD %#llx, CONS %#llx: commands wait, the unit doesn't take "
			     "them",
			     (unsigned long long)prod, (unsigned long long)cons);
	cs_iommu_add_meaning(ev, &w);
}

static void parse_lone(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev);
	struct cs_words w = {.arena = &ev->arena};

	cs_iommu_new(ev, "smmu-v3");
	set_unit(ev);
	for (size_t i = 0; i < sizeof(lone) / sizeof(*lone); i++) {
		if (!cs_str_has(s, lone[i].words))
			continue;
		cs_iommu_add_fault(ev->iommu, lone[i].fault);
		cs_words_add(&w, "%s", lone[i].meaning);
		break;
	}
	cs_iommu_add_meaning(ev, &w);
	read_sync(ev, s);
	cs_iommu_finish_unit_error(ev);
}

static bool lone_open(struct cs_str so_far)
{
	return cs_str_has(so_far, "CMD_SYNC timeout") && !cs_str_has(so_far, "hwcons");
}

static bool lone_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	cs_eat(&rest, "| "); /* a poster's bar */
	return !cs_str_starts(rest, "[hwprod");
}

static enum cs_fit lone_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {
		"[hwprod",      "| [hwprod", "EVTQ overflow", "PRIQ overflow", "CMD_SYNC timeout",
		"CMDQ timeout", NULL};
	static const struct cs_iommu_style style = {words, lone_open, lone_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- page requests that nobody expects ---- */

/* "\tsid 0x%08x.0x%05x: [%u%s] %sprivileged %s%s%s access at iova 0x%016llx" */
static void parse_pri(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev), sid;
	struct cs_iommu *u = cs_iommu_new(ev, "smmu-v3");
	uint64_t v;

	set_unit(ev);
	cs_iommu_add_fault(u, "invalid-request");
	sid = cs_iommu_behind(s, "sid ");
	if (sid.p && cs_eat_hex(&sid, &v)) {
		u->has_stream = true;
		u->stream_id = v;
		if (cs_eat_char(&sid, '.') && cs_eat_hex(&sid, &v)) {
			u->has_substream = v != 0;
			u->substream_id = v;
		}
		u->privileged = !cs_str_has(s, "unprivileged");
		s = cs_str_until(cs_str_after(s, "privileged "), "access at");
		u->access = cs_str_has(s, "W")   ? CS_ACCESS_WRITE
			    : cs_str_has(s, "X") ? CS_ACCESS_EXECUTE
			    : cs_str_has(s, "R") ? CS_ACCESS_READ
						 : CS_ACCESS_NONE;
	}
	if (cs_iommu_hex(cs_iommu_join(ev), "access at iova ", &v))
		cs_iommu_set_iova(u, v);
	cs_iommu_finish(ev);
	cs_event_note(ev, "a device asked for a page (PRI), though no one here handles such "
			  "requests; the request was denied");
}

static bool pri_again(struct cs_str so_far, struct cs_str rest)
{
	return !cs_str_starts(rest, "sid ") || cs_str_has(so_far, "sid 0x");
}

static enum cs_fit pri_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"sid 0x", "unexpected PRI", NULL};
	static const struct cs_iommu_style style = {words, NULL, pri_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family gerror = {gerror_fits, parse_gerror};
static const struct cs_family alone = {lone_fits, parse_lone};
static const struct cs_family pri = {pri_fits, parse_pri};

#define GERROR .kind = CS_KIND_IOMMU_FAULT, .family = &gerror
#define LONE .kind = CS_KIND_IOMMU_FAULT, .family = &alone

static const struct cs_format rows[] = {
	{GERROR, .anchor = "unexpected global error reported",
	 .head = "unexpected global error reported (%x)"},
	{GERROR, .anchor = "CMDQ error (cons", .head = "CMDQ error (cons %x"},
	{LONE, .anchor = "EVTQ overflow detected", .head = ": EVTQ overflow detected"},
	{LONE, .anchor = "PRIQ overflow detected", .head = ": PRIQ overflow detected"},
	{LONE, .anchor = "CMD_SYNC timeout at", .head = "CMD_SYNC timeout at %x"},
	{LONE, .anchor = ": CMDQ timeout", .head = "arm-smmu-v3 %w CMDQ timeout"},
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &pri,
	 .anchor = "unexpected PRI request received",
	 .head = ": unexpected PRI request received:"},
};

const struct cs_format_table cs_formats_smmu_v3_queues = {rows, sizeof(rows) / sizeof(*rows)};
