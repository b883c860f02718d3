#include "iommu/clients.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/dmar.h"
#include "iommu/iommu.h"

#define GUESS "perhaps " /* a note that another source may settle begins so */

struct device {
	struct cs_str name;
	uint64_t group, line;
};

struct stream {
	struct cs_str unit, client;
	uint64_t id, line;
};

/* dmar_fault(): "DRHD: handling fault status reg 3", one in front of the faults of an interrupt. */
struct status {
	uint64_t value, line;
};

#define STATUS_KEPT 8u  /* a fault is complete only when the lines of the next ones were read */
#define STATUS_LINES 4u /* lines that one speaks for */

struct cs_clients {
	struct cs_arena arena;
	struct device *devices;
	size_t device_count;
	struct stream *streams;
	size_t stream_count;
	struct status status[STATUS_KEPT]; /* a ring */
	size_t status_count;
};

struct cs_clients *cs_clients_new(void)
{
	struct cs_clients *c = cs_calloc(1, sizeof(*c));

	cs_arena_init(&c->arena);
	return c;
}

void cs_clients_free(struct cs_clients *c)
{
	if (!c)
		return;
	cs_arena_release(&c->arena);
	free(c);
}

void cs_clients_clear(struct cs_clients *c)
{
	cs_arena_release(&c->arena);
	*c = (struct cs_clients){0};
	cs_arena_init(&c->arena);
}

const char *cs_clients_anchor(size_t i)
{
	static const char *const anchors[] = {"Adding to iommu group ", "iommu: Adding device ",
					      "handling fault status reg "};

	return i < sizeof(anchors) / sizeof(*anchors) ? anchors[i] : NULL;
}

/* ---- groups ---- */

static void add_device(struct cs_clients *c, struct cs_str name, uint64_t group, uint64_t line)
{
	struct device *d;

	if (c->device_count >= CS_LIMIT_IOMMU_DEVICES || name.n == 0)
		return;
	d = CS_ARENA_PUSH(&c->arena, c->devices, c->device_count);
	*d = (struct device){cs_arena_str(&c->arena, cs_str_head(name, 128)), group, line};
}

/* The last word before ": " */
static struct cs_str device_before(struct cs_str s)
{
	size_t from = s.n;

	while (from && !cs_is_blank(s.p[from - 1]))
		from--;
	return cs_str_tail(s, from);
}

void cs_clients_read(struct cs_clients *c, const struct cs_record *r)
{
	struct cs_pat_hit hit;
	uint64_t group;

	if (cs_pat_match("DRHD: handling fault status reg %x", r->text, &hit)) {
		struct status *status = &c->status[c->status_count++ % STATUS_KEPT];

		status->line = r->number;
		if (!cs_str_to_hex(hit.cap[0], &status->value))
			status->line = 0;
	} else if (cs_pat_match("iommu: Adding device %w to group %d", r->text, &hit)) {
		if (cs_str_to_dec(hit.cap[1], &group))
			add_device(c, hit.cap[0], group, r->number);
	} else if (cs_pat_match("^%*: Adding to iommu group %d", r->text, &hit)) {
		if (cs_str_to_dec(hit.cap[1], &group))
			add_device(c, device_before(hit.cap[0]), group, r->number);
	}
}

/* ---- streams that a fault named ---- */

static const struct stream *find_stream(const struct cs_clients *c, const struct cs_iommu *u)
{
	for (size_t i = 0; i < c->stream_count; i++)
		if (c->streams[i].id == u->stream_id && cs_str_eq(c->streams[i].unit, u->unit))
			return &c->streams[i];
	return NULL;
}

static void learn(struct cs_clients *c, const struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;
	struct stream *s;

	if (!u->has_stream || u->unit.n == 0 || find_stream(c, u) ||
	    c->stream_count >= CS_LIMIT_IOMMU_DEVICES)
		return;
	s = CS_ARENA_PUSH(&c->arena, c->streams, c->stream_count);
	s->unit = cs_arena_str(&c->arena, u->unit);
	s->client = cs_arena_str(&c->arena, u->client);
	s->id = u->stream_id;
	s->line = ev->line_count ? ev->lines[ev->header].number : 0;
}

/* ---- naming ---- */

static bool name_from_log(const struct cs_clients *c, struct cs_event *ev)
{
	const struct stream *s = find_stream(c, ev->iommu);

	if (!s)
		return false;
	ev->iommu->client = cs_arena_str(&ev->arena, s->client);
	cs_event_note(ev, "stream %#llx is %.*s: the fault in line %llu of this boot names it",
		      (unsigned long long)s->id, CS_STR_ARG(s->client),
		      (unsigned long long)s->line);
	return true;
}

static void note_dtb(struct cs_event *ev, const struct cs_dtb_stream *s)
{
	if (s->how == CS_DTB_NONE)
		cs_event_note(ev,
			      "the device tree has no device for stream %#llx behind %s: a "
			      "missing or wrong iommus or iommu-map, or firmware's own device",
			      (unsigned long long)s->stream_id, s->unit);
	else if (s->has_requester && s->is_pci)
		cs_event_note(ev,
			      "by the device tree, stream %#llx is requester %02x:%02x.%u "
			      "behind %s (iommu-map)",
			      (unsigned long long)s->stream_id, s->requester >> 8,
			      s->requester >> 3 & 31, s->requester & 7, s->device);
	else
		cs_event_note(ev, "by the device tree, stream %#llx is %s (%s)%s",
			      (unsigned long long)s->stream_id, s->device, cs_dtb_how_name(s->how),
			      s->disabled ? "; the node is disabled: not the kernel but firmware "
					    "or another processor uses it"
					  : "");
	if (s->others)
		cs_event_note(ev, "%u more devices of the device tree have this stream ID",
			      s->others);
}

static bool name_from_dtb(const struct cs_dtb *dtb, struct cs_event *ev)
{
	struct cs_iommu *u = ev->iommu;
	struct cs_dtb_stream s;

	if (!dtb)
		return false;
	if (u->unit.n && !cs_dtb_has_unit(dtb, u->unit)) {
		cs_event_note(ev, "the device tree has no unit %.*s", CS_STR_ARG(u->unit));
		return false;
	}
	cs_dtb_find_stream(dtb, u->unit, u->stream_id, &s);
	note_dtb(ev, &s);
	if (s.how == CS_DTB_NONE)
		return false;
	u->client = cs_arena_str(&ev->arena, cs_str_from(s.name[0] ? s.name : s.device));
	return true;
}

static bool is_requester(struct cs_str name, uint64_t id)
{
	struct cs_pat_hit hit;
	uint64_t bus, dev, fn;

	return cs_pat_match("^%x:%x:%x.%x$", name, &hit) && cs_str_to_hex(hit.cap[1], &bus) &&
	       cs_str_to_hex(hit.cap[2], &dev) && cs_str_to_hex(hit.cap[3], &fn) &&
	       (bus << 8 | dev << 3 | fn) == (id & 0xffff);
}

static void note_requester(const struct cs_clients *c, struct cs_event *ev)
{
	const struct device *only = NULL;

	for (size_t i = 0; i < c->device_count; i++) {
		if (!is_requester(c->devices[i].name, ev->iommu->stream_id))
			continue;
		if (only)
			return;
		only = &c->devices[i];
	}
	if (only)
		cs_event_note(ev,
			      GUESS
			      "%.*s (line %llu): its PCI requester ID equals the "
			      "stream ID, as it does where firmware maps them one to one; the log "
			      "doesn't say so",
			      CS_STR_ARG(only->name), (unsigned long long)only->line);
}

void cs_clients_drop_guess(struct cs_event *ev)
{
	size_t n = 0;

	for (size_t i = 0; i < ev->note_count; i++)
		if (!cs_str_starts(ev->notes[i], GUESS))
			ev->notes[n++] = ev->notes[i];
	ev->note_count = n;
}

static void note_group(const struct cs_clients *c, struct cs_event *ev)
{
	for (size_t i = 0; i < c->device_count; i++) {
		const struct device *d = &c->devices[i];

		if (!cs_str_eq(d->name, ev->iommu->client))
			continue;
		cs_event_note(ev, "%.*s is in IOMMU group %llu (line %llu)", CS_STR_ARG(d->name),
			      (unsigned long long)d->group, (unsigned long long)d->line);
		return;
	}
}

/* The unit's status when the fault was read: whether more were lost. */
static void add_status(const struct cs_clients *c, struct cs_event *ev)
{
	struct cs_words w = {.arena = &ev->arena};
	const struct status *best = NULL;
	uint64_t header;

	if (strcmp(ev->iommu->type, "dmar") != 0 || ev->line_count == 0)
		return;
	header = ev->lines[ev->header].number;
	for (size_t i = 0; i < STATUS_KEPT; i++) {
		const struct status *s = &c->status[i];

		if (s->line && s->line < header && header - s->line <= STATUS_LINES &&
		    (!best || s->line > best->line))
			best = s;
	}
	if (!best)
		return;
	cs_dmar_explain_fsts(&w, best->value);
	cs_iommu_add_register(ev, "fsts", best->value, &w);
	if (best->value & 1)
		cs_event_note(ev, "the unit lost further faults (PFO in its status, line %llu)",
			      (unsigned long long)best->line);
}

void cs_clients_name(struct cs_clients *c, const struct cs_dtb *dtb, struct cs_event *ev)
{
	struct cs_iommu *u = ev->iommu;

	if (ev->line_count == 0 && !dtb)
		return;
	add_status(c, ev);
	if (u->client.n)
		learn(c, ev);
	else if (u->has_stream && !name_from_log(c, ev) && !name_from_dtb(dtb, ev))
		note_requester(c, ev);
	if (u->client.n)
		note_group(c, ev);
}

/* ---- what follows a fatal fault ---- */

static bool is_handler(struct cs_str function)
{
	static const char *const names[] = {"arm_smmu_context_fault",
					    "arm_smmu_global_fault",
					    "arm_smmu_evtq_thread",
					    "arm_smmu_handle_evt",
					    "arm_smmu_gerror_handler",
					    "exynos_sysmmu_irq",
					    "mtk_iommu_isr",
					    "rk_iommu_irq",
					    "msm_iommu_fault_handler",
					    "qcom_iommu_fault",
					    "dmar_fault",
					    "amd_iommu_int_thread",
					    "tegra30_mc_handle_irq"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is(function, names[i]))
			return true;
	return false;
}

const struct cs_frame *cs_clients_fault_handler(const struct cs_event *ev)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);

	for (size_t i = 0; s && i < s->frame_count; i++)
		if (is_handler(s->frames[i].function))
			return &s->frames[i];
	return NULL;
}

void cs_clients_note_aftermath(struct cs_event *ev, long fault)
{
	if ((ev->kind != CS_KIND_BUG && ev->kind != CS_KIND_PANIC) || !cs_clients_fault_handler(ev))
		return;
	cs_event_note(ev,
		      "this only ends the IOMMU fault that is event %ld: the stack is "
		      "the fault interrupt's, the cause is the device's access",
		      fault);
}
