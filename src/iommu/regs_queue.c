/* Events that the registers say are unread, out of the RAM beside them: what an SMMUv3 recorded and
 * no kernel printed (interrupts off, a hang, a crash in between). */
#include "base/limits.h"
#include "iommu/iommu.h"
#include "iommu/regs_private.h"

struct queue {
	uint64_t base, entries;
	uint64_t first, unread; /* slot of the oldest that is unread, and how many are */
	uint32_t line;          /* that tells PROD */
};

static const struct cs_smmu_value *whole(const struct cs_smmu_dump *d, const char *name)
{
	const struct cs_smmu_value *v = cs_smmu_dump_find(d, name, -1, 0);

	return v && cs_smmu_value_whole(v) ? v : NULL;
}

/* False when nothing is unread, or the registers can't be true. */
static bool find_queue(const struct cs_smmu_dump *d, struct queue *q)
{
	const struct cs_smmu_value *base = whole(d, "EVENTQ_BASE");
	const struct cs_smmu_value *prod = whole(d, "EVENTQ_PROD");
	const struct cs_smmu_value *cons = whole(d, "EVENTQ_CONS");
	uint64_t size;

	if (d->type != CS_SMMU_V3 || d->state.implausible.n || !base || !prod || !cons)
		return false;
	size = base->value & 31;
	q->base = base->value & 0xfffffffffffe0ull;
	if (size > 19 || !q->base)
		return false;
	q->entries = 1ull << size;
	q->first = cons->value & (q->entries - 1);
	q->unread = (prod->value - cons->value) & (2 * q->entries - 1);
	q->line = prod->line;
	return q->unread && q->unread <= q->entries;
}

/* The text itself shows what is at ADDRESS. */
static bool is_shown(const struct cs_smmu_dump *d, size_t count, uint64_t address)
{
	for (size_t i = 0; i < count; i++)
		if (d->records[i].has_address && d->records[i].address == address)
			return true;
	return false;
}

static bool read_event(const struct cs_memory *ram, uint64_t address, uint64_t word[4])
{
	struct cs_error err;

	for (unsigned i = 0; i < 4; i++)
		if (cs_memory_read_u64(ram, address + 8 * i, &word[i], &err) != CS_OK)
			return false;
	return cs_smmu_v3_event((unsigned)(word[0] & 0xff))->name != NULL;
}

static void add_event(struct cs_smmu_dump *d, const struct queue *q, uint64_t address,
		      const uint64_t word[4])
{
	struct cs_smmu_record *r = cs_regs_push_record(d, CS_REGS_EVENT, q->line);
	struct cs_words w = {.arena = &d->arena};

	memcpy(r->word, word, 4 * sizeof(*word));
	r->has_address = true;
	r->address = address;
	r->unread = 1;
	r->from_ram = true;
	cs_smmu_v3_explain_record(&w, r->word, 4);
	r->meaning = w.v;
	r->meaning_count = w.n;
}

void cs_smmu_dump_read_queue(struct cs_smmu_dump *d, const struct cs_memory *ram)
{
	size_t count = d->record_count, added = 0;
	struct queue q;

	if (!find_queue(d, &q))
		return;
	for (uint64_t i = 0; i < q.unread && added < CS_LIMIT_REGISTER_QUEUE; i++) {
		uint64_t address = q.base + ((q.first + i) & (q.entries - 1)) * 32, word[4];

		if (is_shown(d, count, address))
			continue;
		if (!read_event(ram, address, word)) {
			cs_regs_note(d,
				     "the RAM image has no event at %#llx, where the registers say "
				     "that one is unread: it is of another moment, or not of this "
				     "memory",
				     (unsigned long long)address);
			break;
		}
		add_event(d, &q, address, word);
		added++;
	}
	if (added)
		cs_regs_note(d,
			     "%zu unread events were read from the RAM image (the queue is at "
			     "%#llx)%s",
			     added, (unsigned long long)q.base,
			     added == CS_LIMIT_REGISTER_QUEUE && added < q.unread
				     ? "; more are unread than are told"
				     : "");
}
