/* What state the unit was in, as far as its registers tell. */
#include <stdarg.h>
#include <stdio.h>

#include "iommu/regs_private.h"

void cs_regs_note(struct cs_smmu_dump *d, const char *fmt, ...)
{
	char buf[512];
	va_list ap;

	if (d->state.note_count >= 64)
		return;
	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	*CS_ARENA_PUSH(&d->arena, d->state.notes, d->state.note_count) =
		cs_arena_str(&d->arena, cs_str_from(buf));
}

static bool get(const struct cs_smmu_dump *d, const char *name, uint64_t *v)
{
	const struct cs_smmu_value *r = cs_smmu_dump_find(d, name, -1, 0);

	if (!r || !cs_smmu_value_whole(r))
		return false;
	*v = r->value;
	return true;
}

/* ---- believable? ---- */

/* Identification registers have reserved bits, which read as zero. */
static bool reads_ones(const struct cs_smmu_dump *d)
{
	static const char *const ids[] = {"IDR0", "IDR1", "ID0", "ID1"};
	size_t ones = 0;
	uint64_t v;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (get(d, ids[i], &v) && v == UINT32_MAX)
			return true;
	for (size_t i = 0; i < d->value_count; i++)
		ones += (uint32_t)d->values[i].value == UINT32_MAX;
	return d->value_count >= 4 && ones * 4 >= d->value_count * 3;
}

static bool reads_zero_beside_bases(const struct cs_smmu_dump *d)
{
	static const char *const ids[] = {"IDR0", "IDR1", "IDR5"};
	static const char *const bases[] = {"STRTAB_BASE", "CMDQ_BASE", "EVENTQ_BASE"};
	uint64_t v;
	bool live = false, seen = false;

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		if (!get(d, ids[i], &v))
			continue;
		if (v)
			return false;
		seen = true;
	}
	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases); i++)
		live |= get(d, bases[i], &v) && v;
	return seen && live;
}

/* CR0 has no field above bit 10 (IHI0070 6.3.9): 0x0d000000 is 0xd with its bytes the other way. */
static bool reads_swapped(const struct cs_smmu_dump *d)
{
	uint64_t cr0;

	return get(d, "CR0", &cr0) && cr0 >> 24 && !(cr0 & 0xffffff);
}

static void judge_reads(struct cs_smmu_dump *d)
{
	struct cs_smmu_state *s = &d->state;
	uint64_t id0, id1;

	if (reads_ones(d))
		s->implausible = CS_STR("registers read as all ones: the unit had no "
					"clock or power, or the address is wrong");
	else if (d->type == CS_SMMU_V3 && reads_zero_beside_bases(d))
		s->implausible = CS_STR("IDR0 to CR0 all read zero while the bases are set: "
					"32-bit registers were read 64 bits wide, or the reads "
					"failed; whether the unit is on is not known");
	else if (d->type == CS_SMMU_V3 && get(d, "IDR0", &id0) && get(d, "IDR1", &id1) && !id0 &&
		 !id1)
		s->implausible = CS_STR("IDR0 and IDR1 read zero, which no SMMU has: the reads "
					"failed, the unit had no power, or the address is wrong");
	else if (d->type == CS_SMMU_V2 && get(d, "ID0", &id0) && get(d, "ID1", &id1) && !id0 &&
		 !id1)
		s->implausible = CS_STR("ID0 and ID1 read zero, which no SMMU has: the reads "
					"failed, or the address is wrong");
	else if (d->type == CS_SMMU_V3 && reads_swapped(d))
		s->implausible =
			CS_STR("CR0 has bits that no SMMU has: the words look byte-swapped (a "
			       "big-endian tool)");
	else if (d->unread && !d->value_count && !d->record_count)
		s->implausible = CS_STR("no register could be read when the dump was made");
	if (s->implausible.n)
		cs_regs_note(d, CS_STR_FMT, CS_STR_ARG(s->implausible));
	if (d->unread)
		cs_regs_note(d, "%u word%s could not be read when the dump was made", d->unread,
			     d->unread == 1 ? "" : "s");
}

/* ---- SMMUv3 ---- */

static void judge_enabled(struct cs_smmu_dump *d)
{
	uint64_t cr0, ack, gbpa;

	if (!get(d, "CR0", &cr0))
		return;
	d->state.enabled = (int)(cr0 & 1);
	if (!(cr0 & 1))
		cs_regs_note(d, "the unit is off (CR0.SMMUEN=0): transactions %s",
			     !get(d, "GBPA", &gbpa) ? "bypass it, or are aborted (GBPA isn't in "
						      "the dump)"
			     : gbpa >> 20 & 1       ? "are aborted (GBPA.ABORT=1)"
						    : "bypass it (GBPA.ABORT=0)");
	else if (!(cr0 >> 2 & 1))
		cs_regs_note(d, "events are not recorded (CR0.EVENTQEN=0): an empty queue "
				"proves nothing");
	if (get(d, "CR0ACK", &ack) && ((cr0 ^ ack) & 0x1f))
		cs_regs_note(d, "CR0 %#llx is not taken over yet (CR0ACK %#llx)",
			     (unsigned long long)cr0, (unsigned long long)ack);
}

static void judge_full(struct cs_smmu_dump *d, uint64_t prod, uint64_t cons)
{
	struct cs_smmu_state *s = &d->state;

	s->evtq_full = s->events_unread == s->evtq_entries;
	if (s->evtq_full)
		cs_regs_note(d, "the event queue is full (%llu entries): later events were lost",
			     (unsigned long long)s->evtq_entries);
	s->evtq_overflow = (int)((prod ^ cons) >> 31 & 1);
	if (s->evtq_overflow)
		cs_regs_note(d, "the event queue overflowed (OVFLG differs from OVACKFLG): "
				"events were lost and nobody acknowledged it");
}

static void judge_events(struct cs_smmu_dump *d)
{
	struct cs_smmu_state *s = &d->state;
	uint64_t base, prod, cons, used;

	if (!get(d, "EVENTQ_PROD", &prod) || !get(d, "EVENTQ_CONS", &cons))
		return;
	if (!get(d, "EVENTQ_BASE", &base) || !base) {
		if ((prod ^ cons) & 0xfffff)
			cs_regs_note(d,
				     "events are unread (PROD %#llx, CONS %#llx); how many, "
				     "EVENTQ_BASE would tell",
				     (unsigned long long)prod, (unsigned long long)cons);
		return;
	}
	s->has_entries = true;
	s->evtq_entries = 1ull << (base & 31);
	used = (prod - cons) & (2 * s->evtq_entries - 1);
	if (used > s->evtq_entries) {
		cs_regs_note(d,
			     "EVENTQ_PROD %#llx and EVENTQ_CONS %#llx contradict each other "
			     "in a queue of %llu entries",
			     (unsigned long long)prod, (unsigned long long)cons,
			     (unsigned long long)s->evtq_entries);
		return;
	}
	s->has_unread = true;
	s->events_unread = used;
	if (used)
		cs_regs_note(d, "%llu event%s in the queue %s unread", (unsigned long long)used,
			     used == 1 ? "" : "s", used == 1 ? "is" : "are");
	judge_full(d, prod, cons);
	for (size_t i = 0; !used && i < d->record_count; i++) {
		if (d->records[i].kind != CS_REGS_EVENT)
			continue;
		cs_regs_note(d, "the event queue is empty (PROD equals CONS): the records shown "
				"were consumed already");
		break;
	}
}

static void judge_gerror(struct cs_smmu_dump *d)
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {{0, "CMDQ_ERR"},           {2, "EVENTQ_ABT_ERR"},
		     {3, "PRIQ_ABT_ERR"},       {4, "MSI_CMDQ_ABT_ERR"},
		     {5, "MSI_EVENTQ_ABT_ERR"}, {6, "MSI_PRIQ_ABT_ERR"},
		     {7, "MSI_GERROR_ABT_ERR"}, {8, "SFM_ERR"},
		     {9, "CMDQP_ERR"},          {10, "DPT_ERR"}};
	struct cs_smmu_state *s = &d->state;
	uint64_t gerror, gerrorn;

	if (!get(d, "GERROR", &gerror))
		return;
	if (!get(d, "GERRORN", &gerrorn)) {
		if (gerror)
			cs_regs_note(d,
				     "GERROR is %#llx; whether an error is active, GERRORN "
				     "would tell",
				     (unsigned long long)gerror);
		return;
	}
	s->has_gerror = true;
	s->gerror_active = (uint32_t)(gerror ^ gerrorn) & 0x7fd;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(s->gerror_active >> names[i].bit & 1))
			continue;
		s->gerror_names[s->gerror_count++] = names[i].name;
		cs_regs_note(d, "global error %s is active: GERROR is not acknowledged",
			     names[i].name);
	}
	if (gerror && !s->gerror_active)
		cs_regs_note(d,
			     "GERROR %#llx was acknowledged (GERRORN is the same): no error "
			     "is active",
			     (unsigned long long)gerror);
}

/* The secure world's own: a dump may have them alone. */
static void judge_secure_errors(struct cs_smmu_dump *d)
{
	uint64_t secure, secure_n;

	if (get(d, "S_GERROR", &secure) && get(d, "S_GERRORN", &secure_n) &&
	    ((secure ^ secure_n) & 0x7fd))
		cs_regs_note(d, "secure global errors are active: S_GERROR %#llx, S_GERRORN %#llx",
			     (unsigned long long)secure, (unsigned long long)secure_n);
}

static void judge_commands(struct cs_smmu_dump *d)
{
	static const char *const errors[] = {"none", "illegal command", "abort on command fetch",
					     "ATC invalidation timeout"};
	struct cs_smmu_state *s = &d->state;
	uint64_t base, prod, cons;

	if (!get(d, "CMDQ_PROD", &prod) || !get(d, "CMDQ_CONS", &cons))
		return;
	s->has_cmdq = true;
	s->cmdq_error = (unsigned)cs_field(cons, 30, 24);
	s->cmdq_unconsumed = (prod - cons) & 0xfffff;
	if (get(d, "CMDQ_BASE", &base) && base)
		s->cmdq_unconsumed = (prod - cons) & ((2ull << (base & 31)) - 1);
	if (s->cmdq_unconsumed)
		cs_regs_note(d, "%llu command%s not consumed",
			     (unsigned long long)s->cmdq_unconsumed,
			     s->cmdq_unconsumed == 1 ? " is" : "s are");
	if (s->cmdq_error && (s->gerror_active & 1))
		cs_regs_note(d, "the command queue stands still at index %#llx: %s",
			     (unsigned long long)(cons & 0xfffff),
			     s->cmdq_error < 4 ? errors[s->cmdq_error] : "an unknown error");
	else if (s->cmdq_error)
		cs_regs_note(d,
			     "CMDQ_CONS.ERR=%u (%s) is left from an acknowledged error: not "
			     "active",
			     s->cmdq_error, s->cmdq_error < 4 ? errors[s->cmdq_error] : "unknown");
}

static void judge_stream_table(struct cs_smmu_dump *d)
{
	uint64_t cfg;

	if (!get(d, "STRTAB_BASE_CFG", &cfg))
		return;
	d->state.has_strtab = true;
	d->state.two_level = cs_field(cfg, 17, 16) == 1;
	d->state.split = (unsigned)cs_field(cfg, 10, 6);
	d->state.sid_bits = (unsigned)cs_field(cfg, 5, 0);
}

void cs_regs_judge(struct cs_smmu_dump *d)
{
	d->state.enabled = d->state.evtq_full = d->state.evtq_overflow = -1;
	judge_reads(d);
	if (d->full)
		cs_regs_note(d, "the dump holds more than can be read; what follows is left out");
	if (d->type == CS_SMMU_V2)
		cs_regs_judge_v2(d);
	if (d->type != CS_SMMU_V3 || d->state.implausible.n)
		return;
	judge_enabled(d);
	judge_events(d);
	judge_gerror(d);
	judge_secure_errors(d);
	judge_commands(d);
	judge_stream_table(d);
}
