#include "iommu/dtb_nodes.h"

#include <stdio.h>

static int len_of(const void *blob, int node, const char *name, const void **p)
{
	int len = 0;

	*p = fdt_getprop(blob, node, name, &len);
	return *p && len > 0 ? len : 0;
}

/* ---- properties ---- */

static struct cs_dtb_cells get_cells(const void *blob, int node, const char *name)
{
	const void *p;
	int len = len_of(blob, node, name, &p);

	return (struct cs_dtb_cells){p, len / 4};
}

struct cs_dtb_cells cs_dtb_get_cells(const struct cs_dtb_way *w, const char *name)
{
	return get_cells(w->blob, cs_dtb_node(w), name);
}

uint32_t cs_dtb_cell(struct cs_dtb_cells c, int i)
{
	fdt32_t v;

	memcpy(&v, c.p + i, sizeof(v)); /* a hostile tree may be unaligned */
	return fdt32_to_cpu(v);
}

static uint32_t get_u32(const void *blob, int node, const char *name, uint32_t otherwise)
{
	struct cs_dtb_cells c = get_cells(blob, node, name);

	return c.n ? cs_dtb_cell(c, 0) : otherwise;
}

uint32_t cs_dtb_u32(const struct cs_dtb_way *w, const char *name, uint32_t otherwise)
{
	return get_u32(w->blob, cs_dtb_node(w), name, otherwise);
}

/* COUNT cells as one number; only the low 64 bits fit. */
static uint64_t number(struct cs_dtb_cells c, int at, uint32_t count)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < count; i++)
		v = v << 32 | cs_dtb_cell(c, at + (int)i);
	return v;
}

bool cs_dtb_string_is(const struct cs_dtb_way *w, const char *name, const char *want)
{
	const void *p;
	int len = len_of(w->blob, cs_dtb_node(w), name, &p);

	return (size_t)len >= strlen(want) && memcmp(p, want, strlen(want)) == 0;
}

bool cs_dtb_is_compatible(const struct cs_dtb_way *w, const char *name)
{
	const void *p;
	int len = len_of(w->blob, cs_dtb_node(w), "compatible", &p);

	return len && fdt_stringlist_contains(p, len, name);
}

bool cs_dtb_has(const struct cs_dtb_way *w, const char *name)
{
	return fdt_getprop(w->blob, cs_dtb_node(w), name, NULL);
}

/* ---- the walk over all nodes ---- */

int cs_dtb_node(const struct cs_dtb_way *w)
{
	return w->node[w->depth];
}

bool cs_dtb_next_node(struct cs_dtb_way *w)
{
	int node = cs_dtb_node(w), depth = w->depth;

	do
		node = fdt_next_node(w->blob, node, &depth);
	while (node >= 0 && depth >= (int)CS_LIMIT_DTB_DEPTH);
	if (node < 0 || depth < 0)
		return false;
	w->depth = depth;
	w->node[depth] = node;
	return true;
}

void cs_dtb_path(const struct cs_dtb_way *w, char *out, size_t size)
{
	size_t n = 0;

	out[0] = '\0';
	for (int i = 1; i <= w->depth && n < size; i++) {
		const char *name = fdt_get_name(w->blob, w->node[i], NULL);
		int got = snprintf(out + n, size - n, "/%s", name ? name : "?");

		n += got > 0 ? (size_t)got : 0;
	}
}

/* ---- addresses ---- */

struct space {
	uint32_t address, size; /* cells */
};

static bool get_space(const void *blob, int node, struct space *s)
{
	s->address = get_u32(blob, node, "#address-cells", 2);
	s->size = get_u32(blob, node, "#size-cells", 1);
	return s->address >= 1 && s->address <= 3 && s->size <= 2;
}

/* One bus up: ADDRESS of the bus INDEX levels down becomes one of its parent. */
static bool translate(const struct cs_dtb_way *w, int index, uint64_t *address)
{
	struct space child, parent;
	struct cs_dtb_cells c = get_cells(w->blob, w->node[index], "ranges");
	int row;

	if (!fdt_getprop(w->blob, w->node[index], "ranges", NULL))
		return false;
	if (c.n == 0)
		return true;
	if (!get_space(w->blob, w->node[index], &child) ||
	    !get_space(w->blob, w->node[index - 1], &parent) || child.address > 2)
		return false;
	row = (int)(child.address + parent.address + child.size);
	for (int i = 0; i + row <= c.n; i += row) {
		uint64_t from = number(c, i, child.address);
		uint64_t to = number(c, i + (int)child.address, parent.address);
		uint64_t size = number(c, i + (int)(child.address + parent.address), child.size);

		if (*address >= from && *address - from < size) {
			*address = *address - from + to;
			return true;
		}
	}
	return false;
}

/* The node's first "reg" as the CPU sees it. */
bool cs_dtb_address(const struct cs_dtb_way *w, uint64_t *address, uint64_t *size)
{
	struct cs_dtb_cells c = cs_dtb_get_cells(w, "reg");
	struct space s;

	if (w->depth < 1 || !get_space(w->blob, w->node[w->depth - 1], &s) || s.address > 2 ||
	    s.size == 0 || c.n < (int)(s.address + s.size))
		return false; /* without a size it is no memory */
	*address = number(c, 0, s.address);
	*size = number(c, (int)s.address, s.size);
	for (int i = w->depth - 1; i >= 1; i--)
		if (!translate(w, i, address))
			return false;
	return true;
}

/* of_device_make_bus_id(): address and name without the unit address */
void cs_dtb_linux_name(const struct cs_dtb_way *w, char *out, size_t size)
{
	const char *node = fdt_get_name(w->blob, w->node[w->depth], NULL);
	uint64_t address, length;

	out[0] = '\0';
	if (node && cs_dtb_address(w, &address, &length))
		snprintf(out, size, "%llx.%.*s", (unsigned long long)address,
			 (int)strcspn(node, "@"), node);
}
