#include "dump/smmu_queue.h"

#include "base/bytes.h"
#include "dump/machine.h"

#define RECORD_BYTES 32u
#define RECORD_DWORDS 4u /* EVTQ_ENT_DWORDS; the other queues have 2 */
#define LOG2SIZE_MOST 19u
#define ADDRESS 0x000fffffffffffe0ull /* Q_BASE_ADDR_MASK */
#define DRIVER_DATA_BYTES 16384u      /* struct arm_smmu_device of v3 has about 6 KiB */
#define QUEUE_MOST 512u               /* of an offset in struct arm_smmu_queue */

/* Where the members of struct arm_smmu_queue stand. */
struct layout {
	uint64_t prod, cons, shift, base, dma, q_base, dwords;
};

static bool member(const struct cs_dump *d, const char *path, uint64_t *offset)
{
	struct cs_dump_member m;

	if (!d->machine->symbols.member(d->machine->symbols.ctx, "arm_smmu_queue", path, &m))
		return false;
	*offset = m.offset;
	return m.offset <= QUEUE_MOST;
}

static bool learn(const struct cs_dump *d, struct layout *l)
{
	return d->machine && member(d, "llq.prod", &l->prod) && member(d, "llq.cons", &l->cons) &&
	       member(d, "llq.max_n_shift", &l->shift) && member(d, "base", &l->base) &&
	       member(d, "base_dma", &l->dma) && member(d, "q_base", &l->q_base) &&
	       member(d, "ent_dwords", &l->dwords);
}

/* The driver made q_base of the queue's address and size (6.1 arm_smmu_init_one_queue()). */
static bool is_event_queue(const struct layout *l, const unsigned char *p)
{
	uint64_t q_base = cs_le64(p + l->q_base), shift = cs_le32(p + l->shift);
	uint64_t dma = cs_le64(p + l->dma);

	return cs_le64(p + l->dwords) == RECORD_DWORDS && shift <= LOG2SIZE_MOST && dma &&
	       (q_base & 31) == shift && (q_base & ADDRESS) == (dma & ADDRESS) &&
	       cs_le64(p + l->base) % RECORD_BYTES == 0 && cs_le64(p + l->base);
}

/* A record has an ID; zero is none (Arm IHI0070 7.3). */
static bool holds(struct cs_dump *d, const struct cs_dump_smmu_queue *q, uint64_t slot)
{
	uint64_t word;

	return cs_vm_u64(&d->vm, q->base + (slot & (q->entries - 1)) * RECORD_BYTES, &word) &&
	       (word & 0xff);
}

static void count(struct cs_dump *d, struct cs_dump_smmu_queue *q)
{
	uint64_t known = (q->prod - q->cons) & (2 * q->entries - 1);
	bool never_read = (q->cons & (2 * q->entries - 1)) == 0;

	q->first = q->cons & (q->entries - 1);
	q->unread = known <= q->entries ? known : 0;
	q->round = holds(d, q, q->entries - 1);
	if (q->cons & q->entries) /* the wrap bit: not the first round */
		q->round = true;
	if (q->round && !never_read)
		return;
	while (q->unread < q->entries - q->first && holds(d, q, q->first + q->unread))
		q->unread++;
}

bool cs_dump_smmu_queue(struct cs_dump *d, const struct cs_dump_device *unit,
			struct cs_dump_smmu_queue *out)
{
	unsigned char bytes[DRIVER_DATA_BYTES];
	struct layout l;
	size_t n;

	if (!unit->data || !learn(d, &l))
		return false;
	n = cs_vm_read(&d->vm, unit->data, bytes, sizeof(bytes));
	for (size_t i = 0; i + QUEUE_MOST + 8 <= n; i += 8) {
		const unsigned char *p = bytes + i;

		if (!is_event_queue(&l, p))
			continue;
		*out = (struct cs_dump_smmu_queue){.base = cs_le64(p + l.base),
						   .entries = 1ull << cs_le32(p + l.shift),
						   .prod = cs_le32(p + l.prod),
						   .cons = cs_le32(p + l.cons)};
		count(d, out);
		return true;
	}
	return false;
}

bool cs_dump_smmu_record(struct cs_dump *d, const struct cs_dump_smmu_queue *q, uint64_t nth,
			 uint64_t word[4])
{
	uint64_t at = q->base + ((q->first + nth) & (q->entries - 1)) * RECORD_BYTES;

	for (unsigned i = 0; i < 4; i++)
		if (!cs_vm_u64(&d->vm, at + 8 * i, &word[i]))
			return false;
	return nth < q->unread && (word[0] & 0xff);
}
