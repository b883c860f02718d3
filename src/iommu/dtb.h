/* A flattened device tree, as far as IOMMUs are concerned: which units there are, and which
 * device a stream ID belongs to. The file is hostile: its structure is checked as a whole at the
 * opening, sizes and depth have limits, nothing recurses.
 * Sources: Devicetree specification 0.4 (2.3.8 ranges, 5 the format); the bindings
 * iommu/iommu.txt, iommu/arm,smmu.yaml (stream-match-mask), pci/pci-iommu.txt (iommu-map);
 * 6.1 arm_smmu_of_xlate(), of_map_id(), of_device_make_bus_id(). */
#ifndef CS_IOMMU_DTB_H
#define CS_IOMMU_DTB_H

#include "base/error.h"
#include "base/str.h"
#include "iommu/regs_table.h"

struct cs_dtb;

/* An IOMMU of the tree: a node with #iommu-cells or mmu-masters. */
struct cs_dtb_unit {
	enum cs_smmu_type type; /* by "compatible"; CS_SMMU_UNKNOWN: none of Arm's */
	bool has_address;
	uint64_t address, size; /* bytes of its registers as the CPU sees them */
	char path[256];
	char name[96];  /* as Linux names it, "15000000.apps-smmu", or "" */
	uint32_t cells; /* of a stream specifier */
	uint32_t mask;  /* stream-match-mask */
	uint32_t phandle;
	int node; /* private */
};

enum cs_dtb_how {
	CS_DTB_NONE,
	CS_DTB_EXACT,     /* the ID stands in "iommus" */
	CS_DTB_MASK,      /* it differs from one only in bits that the mask ignores */
	CS_DTB_IOMMU_MAP, /* a requester of this bus has it */
};

struct cs_dtb_stream {
	enum cs_dtb_how how;
	char unit[256];     /* path of the unit, "" when none was found */
	char unit_name[96]; /* as Linux names it, "15000000.apps-smmu", or "" */
	uint64_t stream_id;
	char device[256];   /* path */
	char name[96];      /* as Linux names it, "20000.ethernet", or "" */
	bool has_requester; /* by iommu-map */
	uint32_t requester; /* PCI: bus << 8 | device << 3 | function */
	bool is_pci;        /* the requester is a PCI function */
	bool disabled;      /* the node's status is not "okay" */
	unsigned others;    /* further devices that the ID fits equally well */
};

/* NULL on failure, with *ERR filled. */
struct cs_dtb *cs_dtb_open(const char *path, struct cs_error *err);
/* The same from memory, which is copied. PATH is for messages. */
struct cs_dtb *cs_dtb_from_bytes(const char *path, const void *bytes, size_t n,
				 struct cs_error *err);
void cs_dtb_close(struct cs_dtb *d);
/* In the order of the tree; *N says how many. They live as long as D. */
const struct cs_dtb_unit *cs_dtb_units(const struct cs_dtb *d, size_t *n);
/* Whether UNIT is there: Linux's name, a path, or an address; and when the tree has a single
 * unit, anything ("arm-smmu-v3.0.auto" tells no address). */
bool cs_dtb_has_unit(const struct cs_dtb *d, struct cs_str unit);
/* The device of a stream ID behind UNIT (empty: behind any). how is CS_DTB_NONE when there is
 * no such device. */
void cs_dtb_find_stream(const struct cs_dtb *d, struct cs_str unit, uint64_t stream_id,
			struct cs_dtb_stream *out);
const char *cs_dtb_how_name(enum cs_dtb_how how);

#endif
