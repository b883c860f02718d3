#include "iommu/dtb_masters.h"

#include <stdlib.h>

struct device {
	uint32_t phandle, ids;
};

struct devices {
	CS_VEC(struct device) v;
};

static void find_devices(struct devices *d, const void *blob)
{
	struct cs_dtb_way w = {.blob = blob};

	while (cs_dtb_next_node(&w) && d->v.n < CS_LIMIT_DTB_MASTERS)
		if (cs_dtb_has(&w, "#stream-id-cells"))
			*CS_VEC_PUSH(&d->v) =
				(struct device){fdt_get_phandle(blob, cs_dtb_node(&w)),
						cs_dtb_u32(&w, "#stream-id-cells", 0)};
}

static const struct device *device_of(const struct devices *d, uint32_t phandle)
{
	for (size_t i = 0; phandle && i < d->v.n; i++)
		if (d->v.v[i].phandle == phandle)
			return &d->v.v[i];
	return NULL;
}

/* Ends at a device that isn't known: how many IDs it has isn't, either. */
static void read_list(struct cs_dtb_masters *m, const struct devices *d, size_t unit,
		      struct cs_dtb_cells c)
{
	for (int i = 0; i < c.n;) {
		const struct device *device = device_of(d, cs_dtb_cell(c, i++));

		if (!device)
			return;
		for (uint32_t k = 0; k < device->ids && i < c.n; k++, i++) {
			if (m->v.n == CS_LIMIT_DTB_MASTERS)
				return;
			*CS_VEC_PUSH(&m->v) =
				(struct cs_dtb_master){unit, device->phandle, cs_dtb_cell(c, i)};
		}
		if (device->ids == 0)
			return;
	}
}

void cs_dtb_masters_read(struct cs_dtb_masters *m, const void *blob,
			 const struct cs_dtb_unit *units, size_t n)
{
	struct devices d = {0};

	find_devices(&d, blob);
	for (size_t i = 0; i < n && d.v.n; i++) {
		struct cs_dtb_way w = {.blob = blob, .node = {units[i].node}};

		read_list(m, &d, i, cs_dtb_get_cells(&w, "mmu-masters"));
	}
	CS_VEC_FREE(&d.v);
}

void cs_dtb_masters_release(struct cs_dtb_masters *m)
{
	CS_VEC_FREE(&m->v);
}
