/* AMD-Vi: "Event logged [IO_PAGE_FAULT device=…]" and its relatives. Sources: 6.1
 * iommu_print_event(), amd_iommu_report_page_fault(), wait_on_sem() in drivers/iommu/amd/iommu.c.
 * Known functions are named in front ("amdgpu 0000:07:00.0: AMD-Vi: Event logged […"), others
 * by device=; the prefix "AMD-Vi: " is missing in some 5.x kernels. */
#include "iommu/amd_vi.h"
#include "iommu/iommu.h"
#include "iommu/text.h"

static bool is_function(struct cs_str s) /* "0000:07:00.0", "07:00.0" */
{
	ptrdiff_t dot = cs_str_find_char(s, '.');

	if (s.n < 7 || dot < 5 || (size_t)dot + 2 != s.n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!cs_is_hex(s.p[i]) && s.p[i] != ':' && s.p[i] != '.')
			return false;
	return cs_str_find_char(s, ':') > 0;
}

/* The word before ": AMD-Vi: Event logged" or ": Event logged", if it is a PCI function. */
static struct cs_str function_in_front(struct cs_str line)
{
	struct cs_str s = cs_str_until(line, "Event logged"), last = {NULL, 0}, word;

	while (cs_eat_blank(&s), cs_eat_word(&s, &word)) {
		if (word.p[word.n - 1] != ':')
			continue;
		word.n--;
		if (is_function(word))
			last = word;
	}
	return last;
}

static struct cs_str unit_in_front(struct cs_str line) /* "iommu ivhd0: AMD-Vi:" */
{
	struct cs_str s = cs_str_after(cs_str_until(line, "Event logged"), "ivhd");

	if (!s.p)
		return s;
	s = cs_str_until(s, ":");
	return (struct cs_str){s.p - 4, s.n + 4};
}

/* ---- the fields ---- */

static void read_device(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;

	u->client = cs_iommu_word(s, "device=");
	if (u->client.n == 0)
		u->client = function_in_front(ev->lines[ev->header].text);
	u->unit = unit_in_front(ev->lines[ev->header].text);
}

static void read_numbers(struct cs_event *ev, struct cs_str s)
{
	static const struct {
		const char *key, *name;
	} keys[] = {{"domain=", "domain"},
		    {"flags_rmp=", "flags_rmp"},
		    {"vmg_tag=", "vmg_tag"},
		    {"tag=", "tag"},
		    {"spa=", "spa"}};
	struct cs_iommu *u = ev->iommu;
	uint64_t v;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (cs_iommu_hex(s, keys[i].key, &v))
			cs_iommu_add_register(ev, keys[i].name, v, NULL);
	if (cs_iommu_hex(s, "address=", &v) || cs_iommu_hex(s, "gpa=", &v))
		cs_iommu_set_iova(u, v);
	if (cs_iommu_hex(s, "pasid=", &v) && v) {
		u->has_substream = true;
		u->substream_id = v;
	}
}

static bool has_access(const struct cs_amd_event *e)
{
	return e && (e->code == 0x2 || e->code == 0x4 || e->code == 0xd);
}

void cs_amd_set_flags(struct cs_event *ev, uint64_t flags, bool access)
{
	struct cs_words w = {.arena = &ev->arena};
	struct cs_iommu *u = ev->iommu;

	access = access && !(flags & 0x008);
	cs_amd_explain_flags(&w, flags, access);
	cs_iommu_add_register(ev, "flags", flags, &w);
	cs_iommu_add_meaning(ev, &w);
	if (!access)
		return;
	u->access = flags & 0x020   ? CS_ACCESS_WRITE
		    : flags & 0x002 ? CS_ACCESS_EXECUTE
				    : CS_ACCESS_READ;
	if (flags & 0x004)
		u->privileged = 0;
}

static void read_flags(struct cs_event *ev, struct cs_str s, const struct cs_amd_event *e)
{
	uint64_t v;

	if (cs_iommu_hex(s, " flags=", &v))
		cs_amd_set_flags(ev, v, has_access(e));
}

/* What isn't fault but address of a command. */
static void drop_command_address(struct cs_iommu *u, const struct cs_amd_event *e)
{
	if (e && e->code >= 0x5 && e->code <= 0x7)
		u->has_iova = false;
}

static void set_fault(struct cs_event *ev, struct cs_str s, const struct cs_amd_event *e)
{
	struct cs_words w = {.arena = &ev->arena};
	uint64_t flags = 0;

	cs_iommu_hex(s, " flags=", &flags);
	cs_iommu_add_fault(ev->iommu, !e               ? "unknown"
				      : e->code == 0x2 ? cs_amd_page_fault(flags)
						       : e->fault);
	if (e && e->code == 0x3)
		cs_iommu_add_fault(ev->iommu, "walk-abort");
	if (e)
		cs_words_add(&w, "%s: %s", e->name, e->meaning);
	if (cs_str_has(s, "not attached to domain properly")) {
		ev->iommu->fault_count = 0;
		cs_iommu_add_fault(ev->iommu, "context-invalid");
		cs_words_add(&w, "the device is attached to no domain: it was removed, or its "
				 "driver never mapped anything");
	}
	cs_iommu_add_meaning(ev, &w);
}

/* "UNKNOWN event[0]=0x… event[1]=0x…": the record itself */
static const struct cs_amd_event *read_unknown(struct cs_event *ev, struct cs_str s)
{
	static const char *const keys[] = {"event[0]=", "event[1]=", "event[2]=", "event[3]="};
	struct cs_words w = {.arena = &ev->arena};
	uint32_t event[4];
	uint64_t v;

	for (int i = 0; i < 4; i++) {
		if (!cs_iommu_hex(s, keys[i], &v))
			return NULL;
		event[i] = (uint32_t)v;
	}
	cs_amd_explain_record(&w, event);
	cs_iommu_add_meaning(ev, &w);
	return cs_amd_event(event[1] >> 28);
}

static void parse_event(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev), t = cs_str_after(s, "Event logged");
	struct cs_str name = {NULL, 0};
	const struct cs_amd_event *e;

	cs_iommu_new(ev, "amd-vi");
	cs_eat_blank(&t);
	cs_eat_char(&t, '[');
	cs_eat_blank(&t);
	cs_eat_symbol(&t, &name);
	e = cs_str_is(name, "UNKNOWN") ? read_unknown(ev, s) : cs_amd_event_by_name(name);
	read_device(ev, s);
	read_numbers(ev, s);
	set_fault(ev, s, e);
	read_flags(ev, s, e);
	drop_command_address(ev->iommu, e);
	cs_iommu_finish(ev);
}

/* ---- the unit's own troubles ---- */

static void parse_trouble(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev);
	struct cs_words w = {.arena = &ev->arena};
	bool overflow = cs_str_has(s, "overflow");

	cs_iommu_new(ev, "amd-vi");
	ev->iommu->unit = unit_in_front(ev->lines[ev->header].text);
	cs_iommu_add_fault(ev->iommu, overflow ? "queue-overflow" : "command-timeout");
	cs_words_add(
		&w, "%s",
		overflow ? "the unit's log was full: further events are lost"
			 : "the unit did not finish a command in time: a device doesn't answer an "
			   "invalidation, or the unit hangs");
	cs_iommu_add_meaning(ev, &w);
	cs_iommu_finish_unit_error(ev);
}

/* ---- extent ---- */

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return cs_str_starts(rest, "Event logged") || cs_str_has(rest, "AMD-Vi: Event logged");
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(cs_str_after(so_far, "Event logged"), "]");
}

/* 4.10 to 4.17 printed "AMD-Vi: Event logged [" and the event in two printk()s, which the console
 * shows as two lines, each with a stamp. */
static bool is_other_half(const struct cs_event *ev, struct cs_str rest)
{
	struct cs_str name;

	return ev->line_count == ev->header + 1 &&
	       cs_str_ends(cs_str_trim(ev->lines[ev->header].text), "Event logged [") &&
	       cs_eat_symbol(&rest, &name) &&
	       (cs_str_is(name, "UNKNOWN") || cs_amd_event_by_name(name));
}

static enum cs_fit event_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {
		"DTE[",         "CMD[",         "Control Reg",  "device=",
		"Event logged", "AMD-Vi: DTE[", "AMD-Vi: CMD[", NULL};
	static const struct cs_iommu_style style = {words, is_open, is_again};
	struct cs_str rest = cs_str_trim(r->text);

	if (cs_str_has(rest, "Event logged"))
		return CS_FIT_END;
	if (is_other_half(ev, rest))
		return CS_FIT_YES;
	cs_eat(&rest, "AMD-Vi: ");
	rest = cs_str_trim(rest);
	if (cs_str_starts(rest, "DTE[") || cs_str_starts(rest, "CMD["))
		return CS_FIT_YES;
	return cs_iommu_fits(ev, r, &style);
}

static enum cs_fit trouble_fits(const struct cs_event *ev, const struct cs_record *r)
{
	(void)ev;
	(void)r;
	return CS_FIT_END;
}

static const struct cs_family event_family = {event_fits, parse_event};
static const struct cs_family trouble = {trouble_fits, parse_trouble};

#define EVENT .kind = CS_KIND_IOMMU_FAULT, .family = &event_family
#define TROUBLE .kind = CS_KIND_IOMMU_FAULT, .family = &trouble

static const struct cs_format rows[] = {
	{EVENT, .anchor = "Event logged [", .head = "Event logged ["},
	{EVENT, .anchor = "Event logged [", .head = "AMD-Vi: Event logged"},
	{TROUBLE, .anchor = "Completion-Wait loop timed out",
	 .head = "Completion-Wait loop timed out"},
	{TROUBLE, .anchor = "event log overflow", .head = "AMD-Vi: %*vent log overflow"},
};

const struct cs_format_table cs_formats_amd_vi = {rows, sizeof(rows) / sizeof(*rows)};
