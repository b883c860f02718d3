/* Any bytes as RAM: the first 32 say what is asked, the rest lies at 0x80000000. */
#include <string.h>

#include "iommu/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_walk_access how = {CS_ACCESS_WRITE, 0};
	struct cs_memory *m;
	struct cs_arena arena;
	struct cs_pt pt = {.root = 0x80000000, .start_level = CS_PT_BY_SIZE};
	struct cs_walk_stream s = {0};
	uint64_t iova;

	if (size < 64)
		return 0;
	memcpy(&iova, data, 8);
	pt.format = (enum cs_pt_format)(data[8] % 6);
	pt.granule = data[9] % 3 == 0 ? 4096 : data[9] % 3 == 1 ? 16384 : 65536;
	pt.input_bits = 12 + data[10] % 53;
	pt.stage2 = data[11] & 1;
	pt.lpa2 = data[11] & 2;
	s.strtab_base = 0x80000000;
	memcpy(&s.strtab_base_cfg, data + 12, 4);
	memcpy(&s.stream, data + 16, 4);
	s.has_substream = data[20] & 1;
	s.substream = data[21];
	cs_arena_init(&arena);
	m = cs_memory_new();
	if (cs_memory_add_bytes(m, data + 32, size - 32, 0x80000000, "fuzz", NULL) == CS_OK) {
		cs_walk_table(&arena, m, &pt, iova, how);
		cs_walk_smmu_v3(&arena, m, &s, iova, how);
	}
	cs_memory_free(m);
	cs_arena_release(&arena);
	return 0;
}
