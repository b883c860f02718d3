/* Any bytes as a device tree: opened, and asked for streams behind every kind of unit name. */
#include "iommu/dtb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t ids[] = {0, 1, 0x3c0, 0x8, 0x20008, 0xffffffff};
	struct cs_error err = {0};
	struct cs_dtb *d = cs_dtb_from_bytes("input", data, size, &err);
	struct cs_dtb_stream s;

	if (!d)
		return 0;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		cs_dtb_find_stream(d, (struct cs_str){NULL, 0}, ids[i], &s);
		cs_dtb_find_stream(d, CS_STR("15000000.apps-smmu"), ids[i], &s);
	}
	cs_dtb_has_unit(d, CS_STR("0x15000000"));
	cs_dtb_close(d);
	return 0;
}
