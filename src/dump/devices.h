/* The device core in a dump: struct device by its name, and by the stream ID that an IOMMU
 * knows it by (6.1 drivers/base/core.c devices_kset; include/linux/iommu.h struct iommu_fwspec).
 * Takes cs_dump_read_state(); what the types don't have is never found. */
#ifndef CS_DUMP_DEVICES_H
#define CS_DUMP_DEVICES_H

#include "dump/dump.h"

struct cs_dump_device {
	uint64_t address; /* of its struct device */
	uint64_t data;    /* what its driver hung there (dev_set_drvdata()), 0 nothing */
	uint64_t fwnode;  /* its firmware node, 0 none */
	char name[64];
	char driver[64]; /* "" not bound */
	char module[64]; /* of the driver, "" built in or unknown */
};

/* The device NAME ("9050000.smmuv3"). */
bool cs_dump_device_named(struct cs_dump *d, struct cs_str name, struct cs_dump_device *out);
/* The NTH device, from 0, that DRIVER ("arm-smmu-v3") is bound to. */
bool cs_dump_device_driven(struct cs_dump *d, const char *driver, unsigned nth,
			   struct cs_dump_device *out);
/* The device whose transactions reach the IOMMU UNIT with STREAM. MASKED: its IDs have a mask of
 * the stream-matching registers in their upper halves (SMMUv2, arm_smmu_of_xlate()). */
bool cs_dump_device_of_stream(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t stream,
			      bool masked, struct cs_dump_device *out);

#endif
