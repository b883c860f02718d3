#include "analyze/told.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/beside.h"

/* Logs may have their stamps cut to milliseconds. */
#define SAME_TIME 0.0011

struct report {
	enum cs_teller teller;
	struct cs_str path;
	uint64_t line;
	enum cs_kind kind;
	char signature[40];
	bool has_time;
	double time;
	long pid;
	bool is_fault;
	struct cs_iommu fault; /* without what it points to, but for the unit's name */
};

struct cs_told {
	struct cs_arena arena;
	CS_VEC(struct report) reports;
};

struct cs_told *cs_told_new(void)
{
	struct cs_told *t = cs_calloc(1, sizeof(*t));

	cs_arena_init(&t->arena);
	return t;
}

void cs_told_free(struct cs_told *t)
{
	if (!t)
		return;
	CS_VEC_FREE(&t->reports);
	cs_arena_release(&t->arena);
	free(t);
}

/* ---- the same? ---- */

static bool same_unit(const struct report *r, const struct cs_told_by *by,
		      const struct cs_event *ev)
{
	if (by->registers)
		return cs_beside_is_of(by->registers, r->fault.unit);
	return !r->fault.unit.n || !ev->iommu->unit.n || cs_str_eq(r->fault.unit, ev->iommu->unit);
}

/* A storm is told at its first fault; what a ring buffer has left of it may begin later. */
static bool same_moment(const struct report *r, const struct cs_line *head)
{
	if (!r->has_time || !head->has_time)
		return true;
	return fabs(r->time - head->time) < SAME_TIME ||
	       (r->is_fault && r->fault.repeats && r->time < head->time);
}

/* The same lines, read out of a log and out of RAM. */
static bool same_report(const struct report *r, const struct cs_event *ev)
{
	const struct cs_line *head = &ev->lines[ev->header];

	if (r->kind != ev->kind || !same_moment(r, head))
		return false;
	if (r->is_fault)
		return true;
	return strcmp(r->signature, ev->signature) == 0 &&
	       ((r->has_time && head->has_time) || r->pid == ev->pid);
}

static bool is_same(const struct report *r, const struct cs_told_by *by, const struct cs_event *ev)
{
	bool registers = by->teller == CS_TELLER_REGISTERS;

	if (r->teller == by->teller || r->is_fault != (ev->iommu != NULL))
		return false;
	if (r->is_fault && (!same_unit(r, by, ev) || !cs_beside_same_fault(&r->fault, ev->iommu)))
		return false;
	return registers ? r->is_fault : same_report(r, ev);
}

/* ---- remembering ---- */

static void remember(struct cs_told *t, const struct cs_told_by *by, const struct cs_event *ev)
{
	const struct cs_line *head = &ev->lines[ev->header];
	struct report *last = t->reports.n ? &t->reports.v[t->reports.n - 1] : NULL;
	struct report r = {.teller = by->teller,
			   .line = ev->lines[0].number,
			   .kind = ev->kind,
			   .has_time = head->has_time,
			   .time = head->time,
			   .pid = ev->pid,
			   .is_fault = ev->iommu != NULL};

	if (last && cs_str_is(last->path, by->path))
		r.path = last->path;
	else
		r.path = cs_arena_str(&t->arena, cs_str_from(by->path));
	cs_str_copy(r.signature, sizeof(r.signature), cs_str_from(ev->signature));
	if (ev->iommu) {
		r.fault = *ev->iommu;
		r.fault.unit = cs_arena_str(&t->arena, ev->iommu->unit);
		r.fault.client = (struct cs_str){0};
		r.fault.registers = NULL;
		r.fault.meaning = NULL;
		r.fault.walk = NULL;
	}
	*CS_VEC_PUSH(&t->reports) = r;
}

struct cs_str cs_told_before(struct cs_told *t, const struct cs_told_by *by,
			     const struct cs_event *ev)
{
	if (ev->line_count == 0)
		return (struct cs_str){0};
	for (size_t i = t->reports.n; i-- > 0;) {
		const struct report *r = &t->reports.v[i];

		if (is_same(r, by, ev))
			return cs_arena_strf(&t->arena, CS_STR_FMT ", line %llu",
					     CS_STR_ARG(r->path), (unsigned long long)r->line);
	}
	if (t->reports.n < CS_LIMIT_TOLD)
		remember(t, by, ev);
	return (struct cs_str){0};
}
bool cs_told_since(const struct cs_told *t, const struct cs_told_by *by, const struct cs_event *ev,
		   size_t *from)
{
	bool told = false;

	for (; *from < t->reports.n && !told; ++*from)
		told = is_same(&t->reports.v[*from], by, ev);
	return told;
}
