#include "dump/smmu.h"

#include "dump/bytes.h"
#include "dump/machine.h"

#define STRTAB_BASE_RA (1ull << 62)
#define STRTAB_BASE_ADDR 0x000fffffffffffc0ull
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

/* Both drivers call their structure arm_smmu_device, and a kernel may have both: the part that
 * is wanted is known by what the driver wrote into it, STRTAB_BASE made of the table's address. */
bool cs_dump_smmu_stream_table(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t *base,
			       uint64_t *cfg)
{
	unsigned char buf[DRIVER_DATA_BYTES];
	uint64_t dma_at, base_at, cfg_at;
	size_t n;

	if (!unit->data || !member(d, "arm_smmu_strtab_cfg", "strtab_dma", &dma_at) ||
	    !member(d, "arm_smmu_strtab_cfg", "strtab_base", &base_at) ||
	    !member(d, "arm_smmu_strtab_cfg", "strtab_base_cfg", &cfg_at) || dma_at > 256 ||
	    base_at > 256 || cfg_at > 256)
		return false;
	n = cs_vm_read(&d->vm, unit->data, buf, sizeof(buf));
	for (size_t i = 0; i + 264 <= n; i += 8) {
		uint64_t dma = cs_le64(buf + i + dma_at), b = cs_le64(buf + i + base_at);

		if (!dma || b != ((dma & STRTAB_BASE_ADDR) | STRTAB_BASE_RA))
			continue;
		*base = b;
		*cfg = cs_le32(buf + i + cfg_at);
		return true;
	}
	return false;
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
