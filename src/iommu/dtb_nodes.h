/* Private to the DTB reader: nodes, their properties and addresses. Nothing here trusts a
 * length, a depth or an alignment. */
#ifndef CS_IOMMU_DTB_NODES_H
#define CS_IOMMU_DTB_NODES_H

#include <libfdt.h>

#include "base/limits.h"
#include "base/str.h"

/* The way from the root to the node at hand. */
struct cs_dtb_way {
	const void *blob;
	int node[CS_LIMIT_DTB_DEPTH];
	int depth; /* index of the node; 0 is the root */
};

/* A property made of 32-bit cells; n is 0 when it is absent or empty. */
struct cs_dtb_cells {
	const fdt32_t *p;
	int n;
};

/* The next node in the order of the file, false behind the last; nodes below the limit of depth
 * are passed over. */
bool cs_dtb_next_node(struct cs_dtb_way *w);
int cs_dtb_node(const struct cs_dtb_way *w);
void cs_dtb_path(const struct cs_dtb_way *w, char *out, size_t size);
/* As Linux names the device (of_device_make_bus_id()): "20000.ethernet"; "" without an address. */
void cs_dtb_linux_name(const struct cs_dtb_way *w, char *out, size_t size);
/* The first "reg" as the CPU sees it, through all "ranges". */
bool cs_dtb_address(const struct cs_dtb_way *w, uint64_t *address, uint64_t *size);

struct cs_dtb_cells cs_dtb_get_cells(const struct cs_dtb_way *w, const char *name);
/* Cell I of C, which must have it. */
uint32_t cs_dtb_cell(struct cs_dtb_cells c, int i);
uint32_t cs_dtb_u32(const struct cs_dtb_way *w, const char *name, uint32_t otherwise);
/* Whether the string property begins with WANT. */
bool cs_dtb_string_is(const struct cs_dtb_way *w, const char *name, const char *want);
/* Whether one of the strings of "compatible" is NAME. */
bool cs_dtb_is_compatible(const struct cs_dtb_way *w, const char *name);
bool cs_dtb_has(const struct cs_dtb_way *w, const char *name);

#endif
