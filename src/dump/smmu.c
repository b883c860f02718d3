#include "dump/smmu.h"

#include "base/bytes.h"
#include "dump/machine.h"

#define STRTAB_BASE_RA (1ull << 62)
#define STRTAB_BASE_ADDR 0x000fffffffffffc0ull
#define FMT_2LVL (1ull << 16) /* STRTAB_BASE_CFG */
#define SPLIT 8ull
#define SPLIT_SHIFT 6
#define STREAM_BITS_MAX 24
#define CFG_MOST 256u            /* of an offset in struct arm_smmu_strtab_cfg */
#define DRIVER_DATA_BYTES 16384u /* struct arm_smmu_device of v3 has about 6 KiB */
#define BANKS_MAX 128u           /* ARM_SMMU_MAX_CBS */

static bool member(struct cs_dump *d, const char *type, const char *path, uint64_t *offset)
{
	struct cs_dump_member m;

	if (!d->machine || !d->machine->symbols.member(d->machine->symbols.ctx, type, path, &m))
		return false;
	*offset = m.offset;
	return true;
}

/* What is read of a driver's structure. */
struct piece {
	struct cs_dump *d;
	unsigned char bytes[DRIVER_DATA_BYTES];
	size_t n;
};

/* To 6.11: the driver wrote STRTAB_BASE there, made of the table's address beside it. */
static bool find_registers(const struct piece *p, uint64_t *base, uint64_t *cfg)
{
	uint64_t dma_at, base_at, cfg_at;

	if (!member(p->d, "arm_smmu_strtab_cfg", "strtab_dma", &dma_at) ||
	    !member(p->d, "arm_smmu_strtab_cfg", "strtab_base", &base_at) ||
	    !member(p->d, "arm_smmu_strtab_cfg", "strtab_base_cfg", &cfg_at) || dma_at > CFG_MOST ||
	    base_at > CFG_MOST || cfg_at > CFG_MOST)
		return false;
	for (size_t i = 0; i + CFG_MOST + 8 <= p->n; i += 8) {
		uint64_t dma = cs_le64(p->bytes + i + dma_at);
		uint64_t b = cs_le64(p->bytes + i + base_at);

		if (!dma || b != ((dma & STRTAB_BASE_ADDR) | STRTAB_BASE_RA))
			continue;
		*base = b;
		*cfg = cs_le32(p->bytes + i + cfg_at);
		return true;
	}
	return false;
}

/* Where the members of one kind of table stand. */
struct table_at {
	uint64_t table, dma, count;
};

static bool learn_table(const struct piece *p, const char *const paths[3], struct table_at *t)
{
	return member(p->d, "arm_smmu_strtab_cfg", paths[0], &t->table) &&
	       member(p->d, "arm_smmu_strtab_cfg", paths[1], &t->dma) &&
	       member(p->d, "arm_smmu_strtab_cfg", paths[2], &t->count) && t->table <= CFG_MOST &&
	       t->dma <= CFG_MOST && t->count <= CFG_MOST;
}

/* The table's virtual address leads to the address that the unit has of it. */
static bool is_table(const struct piece *p, const struct table_at *t, size_t i, uint64_t *dma,
		     uint32_t *count)
{
	uint64_t va = cs_le64(p->bytes + i + t->table), pa, run;

	*dma = cs_le64(p->bytes + i + t->dma);
	*count = cs_le32(p->bytes + i + t->count);
	return *dma && *dma == (*dma & STRTAB_BASE_ADDR) && *count &&
	       *count <= 1u << STREAM_BITS_MAX && cs_vm_translate(&p->d->vm, va, &pa, &run) &&
	       pa == *dma;
}

static uint64_t log2_of(uint32_t n)
{
	return 31 - (unsigned)__builtin_clz(n);
}

/* Since 6.12 the registers' values are made when they are written (arm_smmu_write_strtab()). */
static bool find_tables(const struct piece *p, uint64_t *base, uint64_t *cfg)
{
	static const char *const linear[3] = {"linear.table", "linear.ste_dma", "linear.num_ents"};
	static const char *const two[3] = {"l2.l1tab", "l2.l1_dma", "l2.num_l1_ents"};
	struct table_at one_at, two_at;
	uint64_t dma;
	uint32_t count;

	if (!learn_table(p, linear, &one_at) || !learn_table(p, two, &two_at))
		return false;
	for (size_t i = 0; i + CFG_MOST + 8 <= p->n; i += 8) {
		if (is_table(p, &one_at, i, &dma, &count))
			*cfg = log2_of(count);
		else if (is_table(p, &two_at, i, &dma, &count))
			*cfg = FMT_2LVL | SPLIT << SPLIT_SHIFT | (log2_of(count) + SPLIT);
		else
			continue;
		*base = dma | STRTAB_BASE_RA;
		return true;
	}
	return false;
}

/* Both drivers call their structure arm_smmu_device, and a kernel may have both: the part that
 * is wanted is known by what the driver wrote into it. */
bool cs_dump_smmu_stream_table(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t *base,
			       uint64_t *cfg)
{
	struct piece p = {.d = d};

	if (!unit->data)
		return false;
	p.n = cs_vm_read(&d->vm, unit->data, p.bytes, sizeof(p.bytes));
	return find_registers(&p, base, cfg) || find_tables(&p, base, cfg);
}

bool cs_dump_smmu_bank(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t bank,
		       struct cs_dump_smmu_bank *out)
{
	uint64_t cbs_at, ttbr_at, tcr_at, size, banks, at;

	if (!unit->data || bank >= BANKS_MAX || !member(d, "arm_smmu_device", "cbs", &cbs_at) ||
	    !member(d, "arm_smmu_cb", "ttbr", &ttbr_at) ||
	    !member(d, "arm_smmu_cb", "tcr", &tcr_at) ||
	    !d->machine->symbols.size(d->machine->symbols.ctx, "arm_smmu_cb", &size) ||
	    !cs_vm_u64(&d->vm, unit->data + cbs_at, &banks))
		return false;
	at = banks + bank * size;
	return cs_vm_u64(&d->vm, at + ttbr_at, &out->ttbr0) &&
	       cs_vm_u64(&d->vm, at + ttbr_at + 8, &out->ttbr1) &&
	       cs_vm_u32(&d->vm, at + tcr_at, &out->tcr);
}
