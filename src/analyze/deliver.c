#include "analyze/analysis.h"
#include "analyze/source.h"
#include "analyze/trap.h"

#include <stdio.h>
#include <string.h>

#include "analyze/dump_iommu.h"
#include "analyze/together.h"
#include "base/limits.h"
#include "dump/as_memory.h"
#include "iommu/pages.h"
#include "iommu/walk_event.h"
#include "report/baseline.h"
#include "report/known.h"

/* The kernel's own words about itself, from the banner or else from a report. */
static void learn(struct cs_analysis *a, const struct cs_event *ev)
{
	if (!a->info.release[0])
		cs_str_copy(a->info.release, sizeof(a->info.release),
			    a->boot.release[0] ? cs_str_from(a->boot.release) : ev->release);
	if (!a->info.arch[0])
		cs_str_copy(a->info.arch, sizeof(a->info.arch), ev->arch);
	if (!a->info.hardware[0])
		cs_str_copy(a->info.hardware, sizeof(a->info.hardware), ev->hardware);
}

/* The machine's RAM dump among the inputs, for a fault that stands elsewhere. */
static struct cs_dump *dump_beside(const struct cs_analysis *a)
{
	const struct cs_companions *with = &a->engine->with;
	struct cs_dump *d = with->together ? cs_together_dump(with->together, with->sym) : NULL;

	return d && (!a->boot.release[0] || strcmp(a->boot.release, d->kernel.release) == 0) ? d
											     : NULL;
}

/* The tables that were in force, when RAM or a register dump is at hand. */
static void walk(struct cs_analysis *a, struct cs_event *ev)
{
	const struct cs_beside *beside = a->engine->with.beside;
	struct cs_beside_dump own = {a->info.path, a->registers ? a->registers->current : NULL};
	struct cs_beside alone = {
		.ram = beside ? beside->ram : NULL, .dumps = &own, .dump_count = 1};
	struct cs_dump *d;

	if (!ev->iommu)
		return;
	if (own.dump)
		beside = &alone;
	if (a->dump && !a->dump_ram)
		a->dump_ram = cs_dump_image_memory(&a->dump->image);
	d = a->dump ? a->dump : dump_beside(a);
	if (d)
		cs_dump_iommu_join(d, a->dump ? a->dump_ram : beside->ram, beside, ev);
	else if (beside)
		cs_walk_event(ev, beside);
}

/* ---- told already ---- */

#define AGAIN_NAMED 4 /* reports that are named; the rest is counted */

/* Whether an input before this one told EV; if so, this one's notes say where. */
static bool is_told(struct cs_analysis *a, const struct cs_event *ev)
{
	struct cs_together *t = a->engine->with.together;
	struct cs_told_by by = {.teller = a->registers ? CS_TELLER_REGISTERS
					  : a->dump    ? CS_TELLER_RAM
						       : CS_TELLER_LOG,
				.path = a->info.path,
				.registers = a->registers ? a->registers->current : NULL};
	struct cs_str where;

	if (!t || !cs_together_told(t))
		return false;
	where = cs_told_before(cs_together_told(t), &by, ev);
	if (where.n == 0)
		return false;
	if (a->again_count++ < AGAIN_NAMED)
		cs_strbuf_addf(&a->again, "%s" CS_STR_FMT " (" CS_STR_FMT ")",
			       a->again_count > 1 ? "; " : "not told again, another input has it: ",
			       CS_STR_ARG(ev->title), CS_STR_ARG(where));
	return true;
}

/* A device's fault that no log holds may be what a CPU's report is the end of. */
static void tell_unsaid(const struct cs_analysis *a, struct cs_event *ev)
{
	const struct cs_together *t = a->engine->with.together;

	if (t && cs_together_unsaid(t))
		cs_unsaid_tell(cs_together_unsaid(t), cs_together_told(t), ev);
	if (a->unsaid)
		cs_unsaid_tell(a->unsaid, t ? cs_together_told(t) : NULL, ev);
}

void cs_analysis_note_again(struct cs_analysis *a)
{
	if (a->again_count == 0)
		return;
	if (a->again_count > AGAIN_NAMED)
		cs_strbuf_addf(&a->again, "; and %lu more", a->again_count - AGAIN_NAMED);
	cs_input_info_add_note(&a->info, cs_strbuf_str(&a->again));
}

static void deliver(struct cs_analysis *a, struct cs_event *ev)
{
	if (is_told(a, ev)) {
		cs_event_free(ev);
		return;
	}
	if (a->info.events >= (long)CS_LIMIT_EVENTS) {
		a->info.dropped_events++;
		cs_analysis_add_reason(a, CS_STR("more events than are reported singly"));
		cs_event_free(ev);
		return;
	}
	ev->index = a->info.events++;
	a->ended |= ev->severity == CS_FATAL;
	a->failed |= ev->severity >= CS_WARNING;
	if (ev->iommu)
		a->last_fault = ev->index;
	cs_echo_link(&a->last, ev);
	cs_spans_mark(&a->spans, ev);
	if (ev->cut.n)
		cs_analysis_add_reason(a, CS_STR("a report is cut"));
	learn(a, ev);
	cs_trap_read(ev);
	cs_placer_event(&a->placer, &a->boot, &a->info, ev);
	if (a->engine->with.source)
		cs_source_read(ev, a->engine->with.source);
	walk(a, ev);
	if (a->judge)
		cs_judge_event(a->judge, &a->boot, ev);
	if (a->dump)
		cs_dump_iommu_conclude(ev);
	else
		cs_event_put_together(ev);
	tell_unsaid(a, ev);
	cs_iommu_add_pages(ev);
	cs_dump_hang_meet(&a->hang, ev);
	ev->known = a->engine->with.baseline &&
		    cs_baseline_knows(a->engine->with.baseline, ev->signature);
	if (a->engine->with.known)
		cs_known_judge(a->engine->with.known, a->info.release, ev);
	for (size_t i = 0; i < a->sink_count; i++)
		if (a->sinks[i].event)
			a->sinks[i].event(a->sinks[i].ctx, &a->info, ev);
	cs_event_free(ev);
}

static void release_unplaced(struct cs_analysis *a)
{
	struct cs_event *ev;

	while ((ev = cs_unplaced_next(&a->unplaced)))
		deliver(a, ev);
}

void cs_analysis_deliver(struct cs_analysis *a, struct cs_event *ev)
{
	cs_placer_learn(&a->placer, ev);
	if (!a->live && cs_unplaced_take(&a->unplaced, &a->placer, &a->info, ev))
		return;
	release_unplaced(a);
	deliver(a, ev);
}

void cs_analysis_release_unplaced(struct cs_analysis *a, uint64_t line)
{
	if (cs_unplaced_is_over(&a->unplaced, line))
		release_unplaced(a);
}

static void release_storm(struct cs_analysis *a)
{
	struct cs_event *ev;

	while ((ev = cs_storm_release(&a->storm)))
		cs_analysis_deliver(a, ev);
}

void cs_analysis_release_held(struct cs_analysis *a)
{
	release_storm(a);
	release_unplaced(a);
}

/* What the fault's own lines leave open: registers beside the log, other lines, the DTB. */
static void complete(struct cs_analysis *a, struct cs_event *ev)
{
	if (a->engine->with.beside)
		cs_beside_complete(ev, a->engine->with.beside);
	cs_clients_name(a->clients, a->engine->with.dtb, ev);
}

void cs_analysis_add_event(void *ctx, struct cs_event *ev)
{
	struct cs_analysis *a = ctx;
	struct cs_event *oldest;

	if (!ev->iommu) {
		release_storm(a);
		if (a->last_fault >= 0)
			cs_clients_note_aftermath(ev, a->last_fault);
		cs_analysis_deliver(a, ev);
		return;
	}
	complete(a, ev);
	if (cs_storm_fold(&a->storm, ev))
		return;
	oldest = cs_storm_hold(&a->storm, ev);
	if (oldest)
		cs_analysis_deliver(a, oldest);
}
