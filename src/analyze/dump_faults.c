#include "analyze/dump_faults.h"

#include "base/limits.h"
#include "dump/state.h"

/* ---- what can't be told ---- */

static void note(const struct cs_dump_faults *f)
{
	const struct cs_dump_smmu_queue *q = &f->queue;
	uint64_t word[4];
	struct cs_str text;

	if (!f->info)
		return;
	if (q->unread && !cs_dump_smmu_record(f->dump, q, 0, word))
		text = cs_arena_strf(
			&f->dump->state->arena,
			"%s: %llu events are unread in its queue, but the dump does not "
			"have them",
			f->unit.name, (unsigned long long)q->unread);
	else if (q->unread > CS_LIMIT_REGISTER_QUEUE)
		text = cs_arena_strf(
			&f->dump->state->arena,
			"%s: %llu events are unread in its queue, the oldest %u are told",
			f->unit.name, (unsigned long long)q->unread, CS_LIMIT_REGISTER_QUEUE);
	else if (q->round && q->unread < q->entries)
		text = cs_arena_strf(
			&f->dump->state->arena,
			"%s: each of the %llu slots of its event queue holds a record; which of "
			"them are unread beyond %llu its register EVENTQ_PROD would tell, RAM "
			"does not",
			f->unit.name, (unsigned long long)q->entries,
			(unsigned long long)q->unread);
	else
		return;
	cs_input_info_add_note(f->info, text);
}

/* ---- the faults ---- */

static bool next_unit(struct cs_dump_faults *f)
{
	while (f->units < CS_LIMIT_REGISTER_UNITS) {
		if (!cs_dump_device_driven(f->dump, "arm-smmu-v3", f->units++, &f->unit))
			return false;
		f->next = 0;
		if (!cs_dump_smmu_queue(f->dump, &f->unit, &f->queue))
			continue;
		note(f);
		return true;
	}
	return false;
}

static bool next_record(struct cs_dump_faults *f, uint64_t word[4])
{
	while (f->units == 0 || f->next >= CS_LIMIT_REGISTER_QUEUE ||
	       !cs_dump_smmu_record(f->dump, &f->queue, f->next, word))
		if (!next_unit(f))
			return false;
	f->next++;
	return true;
}

/* What the driver would have printed (6.1 arm_smmu_evtq_thread()). */
static struct cs_event *make_event(const struct cs_dump_faults *f, const uint64_t word[4],
				   const struct cs_dump_place *at)
{
	struct cs_event *ev = cs_event_new();

	cs_dump_report_line(ev, at, 0,
			    cs_arena_strf(&ev->arena, "arm-smmu-v3 %s: event 0x%02x received:",
					  f->unit.name, (unsigned)(word[0] & 0xff)));
	for (unsigned i = 0; i < 4; i++)
		cs_dump_report_line(ev, at, 0,
				    cs_arena_strf(&ev->arena, "arm-smmu-v3 %s: \t0x%016llx",
						  f->unit.name, (unsigned long long)word[i]));
	if (!cs_dump_report_complete(ev, at)) {
		cs_event_free(ev);
		return NULL;
	}
	cs_event_note(ev,
		      "the log doesn't tell of this: the record lies unread in the event queue of "
		      "%s (from the dump)",
		      f->unit.name);
	return ev;
}

struct cs_event *cs_dump_faults_next(struct cs_dump_faults *f, const struct cs_dump_place *at)
{
	struct cs_event *ev = NULL;
	uint64_t word[4];

	while (f->dump && !ev && next_record(f, word))
		ev = make_event(f, word, at);
	return ev;
}
