#include "analyze/unsaid.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/clients.h"

struct unsaid {
	struct cs_str place; /* "regs.txt, line 12" */
	const char *path;
	const struct cs_smmu_dump *dump; /* NULL: it lies in RAM */
	struct cs_event *fault;
	bool told;
	size_t compared; /* with what logs told */
};

struct cs_unsaid {
	const struct cs_dtb *dtb;
	struct cs_clients *clients;
	CS_VEC(struct unsaid) faults;
};

struct cs_unsaid *cs_unsaid_new(const struct cs_dtb *dtb)
{
	struct cs_unsaid *u = cs_calloc(1, sizeof(*u));

	u->dtb = dtb;
	u->clients = cs_clients_new();
	return u;
}

void cs_unsaid_free(struct cs_unsaid *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < u->faults.n; i++)
		cs_event_free(u->faults.v[i].fault);
	CS_VEC_FREE(&u->faults);
	cs_clients_free(u->clients);
	free(u);
}

/* ---- the faults ---- */

struct taking {
	struct cs_unsaid *unsaid;
	const char *path;
	const struct cs_smmu_dump *dump;
};

/* An error of the unit's own queues is no access of a device. */
static bool is_devices(const struct cs_iommu *f)
{
	return f->has_stream || f->has_bank || f->has_iova;
}

static void take_fault(void *ctx, struct cs_event *ev)
{
	struct taking *t = ctx;
	struct cs_unsaid *u = t->unsaid;

	if (!is_devices(ev->iommu) || ev->line_count == 0 || u->faults.n >= CS_LIMIT_UNSAID) {
		cs_event_free(ev);
		return;
	}
	cs_clients_name(u->clients, u->dtb, ev);
	*CS_VEC_PUSH(&u->faults) = (struct unsaid){
		.place = cs_arena_strf(&ev->arena, "%s, line %llu", t->path,
				       (unsigned long long)ev->lines[ev->header].number),
		.path = t->path,
		.dump = t->dump,
		.fault = ev};
}

void cs_unsaid_add(struct cs_unsaid *u, const char *path, const struct cs_smmu_dump *d)
{
	struct taking t = {u, path, d};

	if (d->state.implausible.n == 0)
		cs_smmu_dump_faults(d, take_fault, &t);
}

void cs_unsaid_add_fault(struct cs_unsaid *u, const char *path, struct cs_event *ev)
{
	struct taking t = {u, path, NULL};
	size_t n = u->faults.n;
	struct unsaid *f;

	take_fault(&t, ev);
	if (u->faults.n == n)
		return;
	f = &u->faults.v[n];
	f->place = cs_arena_strf(&ev->arena, "%s, event queue of " CS_STR_FMT, path,
				 CS_STR_ARG(ev->iommu->unit));
}

/* The first that no log told; MORE: how many others there are. */
static const struct unsaid *first_unsaid(struct cs_unsaid *u, const struct cs_told *told,
					 size_t *more)
{
	const struct unsaid *first = NULL;

	*more = 0;
	for (size_t i = 0; i < u->faults.n; i++) {
		struct unsaid *f = &u->faults.v[i];
		struct cs_told_by by = {f->dump ? CS_TELLER_REGISTERS : CS_TELLER_RAM, f->path,
					f->dump};

		f->told = f->told || (told && cs_told_since(told, &by, f->fault, &f->compared));
		if (f->told)
			continue;
		*more += first != NULL;
		if (!first)
			first = f;
	}
	return first;
}

/* ---- the report of a CPU ---- */

static bool may_follow(const struct cs_event *ev)
{
	static const enum cs_kind kinds[] = {
		CS_KIND_PANIC,
		CS_KIND_OOPS,
		CS_KIND_BUG,
		CS_KIND_SERROR,
		CS_KIND_EXTERNAL_ABORT,
		CS_KIND_WATCHDOG_BITE,
		CS_KIND_RCU_STALL,
		CS_KIND_SOFT_LOCKUP,
		CS_KIND_HARD_LOCKUP,
		CS_KIND_HUNG_TASK,
		CS_KIND_WORKQUEUE_LOCKUP,
		CS_KIND_NETDEV_WATCHDOG,
		CS_KIND_TX_HANG,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (ev->kind == kinds[i])
			return ev->echo_of < 0 && ev->line_count && !cs_event_is_no_bug(ev);
	return false;
}

/* The line that says of the report itself that it comes of an IOMMU's fault, or NULL. */
static const struct cs_line *linking_line(const struct cs_event *ev)
{
	static const char *const words[] = {"smmu", "SMMU", "iommu", "IOMMU", "context fault"};
	const struct cs_frame *frame = cs_clients_fault_handler(ev);
	const struct cs_line *header = &ev->lines[ev->header];

	if (frame)
		return &ev->lines[frame->line_index];
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_has(header->text, words[i]))
			return header;
	return NULL;
}

/* ---- the finding ---- */

static struct cs_str who(struct cs_arena *a, const struct cs_iommu *f)
{
	if (f->client.n)
		return cs_arena_str(a, f->client);
	if (f->has_stream)
		return cs_arena_strf(a, "stream %#llx", (unsigned long long)f->stream_id);
	if (f->has_bank)
		return cs_arena_strf(a, "context bank %llu's device", (unsigned long long)f->bank);
	return CS_STR("a device");
}

/* "the IOMMU refused a write of 0xa2a2a000 by 20000.ethernet" */
static struct cs_str refusal(struct cs_arena *a, const struct cs_iommu *f)
{
	struct cs_str device = who(a, f);

	if (!f->has_iova)
		return cs_arena_strf(a, "the IOMMU refused " CS_STR_FMT " (%s)", CS_STR_ARG(device),
				     f->fault_count ? f->fault[0] : "unknown");
	return cs_arena_strf(a, "the IOMMU refused %s of %#llx by " CS_STR_FMT,
			     f->access == CS_ACCESS_WRITE     ? "a write"
			     : f->access == CS_ACCESS_READ    ? "a read"
			     : f->access == CS_ACCESS_EXECUTE ? "an instruction fetch"
							      : "an access",
			     (unsigned long long)f->iova, CS_STR_ARG(device));
}

static void add_evidence(struct cs_event *ev, struct cs_finding *f, const struct cs_line *link)
{
	const struct cs_line *l = link ? link : &ev->lines[ev->header];

	*CS_ARENA_PUSH(&ev->arena, f->evidence, f->evidence_count) = (struct cs_evidence){
		l->number, l->offset, l->end, l->text,
		link ? CS_STR("the report itself comes out of an IOMMU's fault")
		     : CS_STR("a CPU's report; no line up to here tells of the device's fault")};
}

static void say_causes(struct cs_event *ev, struct cs_finding *f, const struct unsaid *u,
		       size_t more, bool linked)
{
	struct cs_arena *a = &ev->arena;
	const struct cs_iommu *fault = u->fault->iommu;
	struct cs_str others = CS_STR("");

	if (more)
		others = cs_arena_strf(a, ", with %zu more", more);
	f->cause = cs_arena_strf(
		a,
		"A device, not this CPU, made that access: \"" CS_STR_FMT
		"\" stands in " CS_STR_FMT CS_STR_FMT
		", and in no line of the log up to here. An IOMMU reports by an "
		"interrupt, later, on whatever CPU takes it; the task and the stack printed here "
		"are those of whatever ran, and say nothing about who gave the device that "
		"address.%s",
		CS_STR_ARG(u->fault->title), CS_STR_ARG(u->place), CS_STR_ARG(others),
		fault->stalled == 1 ? " Its transaction is stalled: the device, and what waits for "
				      "it, stands still until somebody resumes it."
				    : "");
	f->fix = cs_arena_strf(a,
			       "Start from the fault in " CS_STR_FMT
			       ": which device, which address, read or write; then that device's "
			       "driver: what it mapped, "
			       "unmapped and wrote into its descriptors. Follow this stack only if "
			       "it explains the report by itself.",
			       CS_STR_ARG(u->place));
	if (!linked)
		f->decide = CS_STR(
			"Such a record bears no time, and nothing in this report names the IOMMU. "
			"For "
			"it: a panic by a fault handler or a watchdog, an SError, time-outs of "
			"that "
			"device. Against it: the stack explains the report by itself (a NULL "
			"pointer, the very check of a BUG_ON), or the fault stands there after a "
			"clean boot, too.");
}

void cs_unsaid_tell(struct cs_unsaid *u, const struct cs_told *told, struct cs_event *ev)
{
	const struct cs_line *link;
	const struct unsaid *first;
	struct cs_finding *f;
	size_t more;

	if (!may_follow(ev) || ev->together || !(first = first_unsaid(u, told, &more)))
		return;
	link = linking_line(ev);
	f = cs_arena_alloc(&ev->arena, sizeof(*f));
	f->rule = CS_STR("iommu/cpu-stack-is-a-bystander");
	f->version = 1;
	f->rank = 95;
	f->severity = ev->severity;
	f->confidence = link ? CS_LIKELY : CS_POSSIBLE;
	f->title = cs_arena_strf(
		&ev->arena, CS_STR_FMT " (" CS_STR_FMT "); this CPU's stack %s",
		CS_STR_ARG(refusal(&ev->arena, first->fault->iommu)), CS_STR_ARG(first->place),
		link ? "has nothing to do with it" : "may have nothing to do with it");
	say_causes(ev, f, first, more, link != NULL);
	add_evidence(ev, f, link);
	ev->together = f;
	cs_event_put_together(ev);
}
