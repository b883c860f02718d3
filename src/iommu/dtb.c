#include "iommu/dtb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "iommu/dtb_check.h"
#include "iommu/dtb_masters.h"
#include "iommu/dtb_nodes.h"

struct cs_dtb {
	void *blob;
	struct cs_dtb_unit *units;
	size_t unit_count;
	struct cs_dtb_masters masters;
};

/* ---- units ---- */

/* Bindings arm,smmu.yaml and arm,smmu-v3.yaml; Qualcomm's, Cavium's and NVIDIA's name Arm's
 * beside their own, or are SMMUv2. */
static enum cs_smmu_type type_of(const struct cs_dtb_way *w)
{
	static const char *const v2[] = {"arm,smmu-v1",    "arm,smmu-v2",     "arm,mmu-400",
					 "arm,mmu-401",    "arm,mmu-500",     "qcom,smmu-v2",
					 "qcom,smmu-500",  "qcom,qsmmu-v500", "cavium,smmu-v2",
					 "nvidia,smmu-500"};

	if (cs_dtb_is_compatible(w, "arm,smmu-v3"))
		return CS_SMMU_V3;
	for (size_t i = 0; i < sizeof(v2) / sizeof(*v2); i++)
		if (cs_dtb_is_compatible(w, v2[i]))
			return CS_SMMU_V2;
	return CS_SMMU_UNKNOWN;
}

static void add_unit(struct cs_dtb *d, const struct cs_dtb_way *w)
{
	struct cs_dtb_unit *u;

	if (d->unit_count == CS_LIMIT_DTB_UNITS ||
	    (!cs_dtb_has(w, "#iommu-cells") && !cs_dtb_has(w, "mmu-masters")))
		return;
	u = &d->units[d->unit_count++];
	u->node = cs_dtb_node(w);
	u->phandle = fdt_get_phandle(w->blob, cs_dtb_node(w));
	u->cells = cs_dtb_u32(w, "#iommu-cells", 1);
	u->mask = cs_dtb_u32(w, "stream-match-mask", 0);
	u->has_address = cs_dtb_address(w, &u->address, &u->size);
	u->type = type_of(w);
	cs_dtb_path(w, u->path, sizeof(u->path));
	cs_dtb_linux_name(w, u->name, sizeof(u->name));
}

static void find_units(struct cs_dtb *d)
{
	struct cs_dtb_way w = {.blob = d->blob};

	d->units = cs_calloc(CS_LIMIT_DTB_UNITS, sizeof(*d->units));
	while (cs_dtb_next_node(&w))
		add_unit(d, &w);
}

static const struct cs_dtb_unit *unit_of(const struct cs_dtb *d, uint32_t phandle)
{
	for (size_t i = 0; phandle && i < d->unit_count; i++)
		if (d->units[i].phandle == phandle)
			return &d->units[i];
	return NULL;
}

static bool unit_is(const struct cs_dtb_unit *u, struct cs_str name)
{
	uint64_t address;

	if (cs_str_is(name, u->name) || cs_str_is(name, u->path))
		return true;
	return u->has_address && cs_str_to_hex(name, &address) && address == u->address;
}

const struct cs_dtb_unit *cs_dtb_units(const struct cs_dtb *d, size_t *n)
{
	*n = d->unit_count;
	return d->units;
}

bool cs_dtb_has_unit(const struct cs_dtb *d, struct cs_str unit)
{
	for (size_t i = 0; i < d->unit_count; i++)
		if (unit_is(&d->units[i], unit))
			return true;
	return d->unit_count == 1;
}

/* ---- streams ---- */

static bool is_disabled(const struct cs_dtb_way *w)
{
	return cs_dtb_has(w, "status") && !cs_dtb_string_is(w, "status", "ok");
}

struct search {
	const struct cs_dtb *d;
	struct cs_str unit;
	uint64_t stream_id;
	struct cs_dtb_stream *out;
};

static bool is_wanted(const struct search *s, const struct cs_dtb_unit *u)
{
	return s->unit.n == 0 || s->d->unit_count == 1 || unit_is(u, s->unit);
}

/* The better of two answers stays: exact, by mask, by map; a live device before a disabled. */
static bool is_better(const struct cs_dtb_stream *out, enum cs_dtb_how how, bool disabled)
{
	if (out->how == CS_DTB_NONE)
		return true;
	if (out->disabled != disabled)
		return out->disabled;
	return how < out->how;
}

static bool take(struct search *s, const struct cs_dtb_way *w, const struct cs_dtb_unit *u,
		 enum cs_dtb_how how)
{
	struct cs_dtb_stream *out = s->out;
	bool disabled = is_disabled(w);

	if (!is_better(out, how, disabled)) {
		char path[256];

		cs_dtb_path(w, path, sizeof(path));
		out->others += how == out->how && strcmp(path, out->device) != 0;
		return false;
	}
	out->others = 0;
	out->how = how;
	out->disabled = disabled;
	out->has_requester = false;
	cs_dtb_path(w, out->device, sizeof(out->device));
	cs_dtb_linux_name(w, out->name, sizeof(out->name));
	snprintf(out->unit, sizeof(out->unit), "%s", u->path);
	snprintf(out->unit_name, sizeof(out->unit_name), "%s", u->name);
	return true;
}

/* arm_smmu_of_xlate(): the second cell is a mask, else the unit's stream-match-mask counts */
static void try_iommus(struct search *s, const struct cs_dtb_way *w)
{
	struct cs_dtb_cells c = cs_dtb_get_cells(w, "iommus");

	for (int i = 0; i < c.n;) {
		const struct cs_dtb_unit *u = unit_of(s->d, cs_dtb_cell(c, i));
		uint32_t id, mask;

		if (!u || u->cells > 8 || i + 1 + (int)u->cells > c.n)
			return; /* how long the rest's entries are isn't known */
		if (u->cells >= 1 && is_wanted(s, u)) {
			id = cs_dtb_cell(c, i + 1);
			mask = u->cells >= 2 ? cs_dtb_cell(c, i + 2) : u->mask;
			if (s->stream_id == id)
				take(s, w, u, CS_DTB_EXACT);
			else if (((s->stream_id ^ id) & ~(uint64_t)mask) == 0)
				take(s, w, u, CS_DTB_MASK);
		}
		i += 1 + (int)u->cells;
	}
}

/* The unit's own list of its devices */
static void try_masters(struct search *s, const struct cs_dtb_way *w)
{
	uint32_t phandle;

	if (s->d->masters.v.n == 0 || !cs_dtb_has(w, "#stream-id-cells"))
		return;
	phandle = fdt_get_phandle(w->blob, cs_dtb_node(w));
	for (size_t i = 0; i < s->d->masters.v.n; i++) {
		const struct cs_dtb_master *m = &s->d->masters.v.v[i];

		if (m->phandle == phandle && m->stream == s->stream_id &&
		    is_wanted(s, &s->d->units[m->unit]))
			take(s, w, &s->d->units[m->unit], CS_DTB_EXACT);
	}
}

/* The smallest number from LOW on that equals WANT in all bits but those of MASK. */
static bool next_match(uint64_t low, uint64_t want, uint64_t mask, uint64_t *out)
{
	uint64_t x = (want & ~mask) | (low & mask);
	unsigned d;

	if (x == low)
		return *out = x, true;
	d = 63u - (unsigned)__builtin_clzll(x ^ low); /* a bit that the mask doesn't free */
	if (x > low)
		return *out = x & ~(mask & ((1ull << d) - 1)), true;
	while (++d < 64) {
		uint64_t bit = 1ull << d;

		if ((mask & bit) && !(x & bit))
			return *out = (x | bit) & ~(mask & (bit - 1)), true;
	}
	return false;
}

/* The first requester of [BASE, BASE + COUNT) whose mapped ID matches under MASK. */
static bool find_requester(uint64_t stream_id, uint32_t base, uint32_t to, uint32_t count,
			   uint32_t mask, uint32_t *requester)
{
	uint64_t id = stream_id;

	if ((id < to || id - to >= count) &&
	    (!next_match(to, stream_id, mask, &id) || id - to >= count))
		return false;
	*requester = (uint32_t)(id - to) + base;
	return true;
}

/* of_map_id(): rows of requester, unit, stream, count; the mask is laid on the requester */
static void try_iommu_map(struct search *s, const struct cs_dtb_way *w)
{
	struct cs_dtb_cells c = cs_dtb_get_cells(w, "iommu-map");
	uint32_t rid_mask = cs_dtb_u32(w, "iommu-map-mask", 0xffffffff);
	uint32_t requester;

	for (int i = 0; i + 4 <= c.n; i += 4) {
		const struct cs_dtb_unit *u = unit_of(s->d, cs_dtb_cell(c, i + 1));

		if (!u || !is_wanted(s, u) ||
		    !find_requester(s->stream_id, cs_dtb_cell(c, i), cs_dtb_cell(c, i + 2),
				    cs_dtb_cell(c, i + 3), u->mask, &requester) ||
		    (requester & ~rid_mask) || !take(s, w, u, CS_DTB_IOMMU_MAP))
			continue;
		s->out->has_requester = true;
		s->out->requester = requester;
		s->out->is_pci = cs_dtb_string_is(w, "device_type", "pci");
	}
}

void cs_dtb_find_stream(const struct cs_dtb *d, struct cs_str unit, uint64_t stream_id,
			struct cs_dtb_stream *out)
{
	struct search s = {d, unit, stream_id, out};
	struct cs_dtb_way w = {.blob = d->blob};

	*out = (struct cs_dtb_stream){.stream_id = stream_id};
	for (size_t i = 0; i < d->unit_count; i++) {
		if (unit.n == 0 || !is_wanted(&s, &d->units[i]) || out->unit[0])
			continue;
		snprintf(out->unit, sizeof(out->unit), "%s", d->units[i].path);
		snprintf(out->unit_name, sizeof(out->unit_name), "%s", d->units[i].name);
	}
	while (cs_dtb_next_node(&w)) {
		try_iommus(&s, &w);
		try_masters(&s, &w);
		try_iommu_map(&s, &w);
	}
}

const char *cs_dtb_how_name(enum cs_dtb_how how)
{
	static const char *const names[] = {"none", "exact", "mask", "iommu-map"};

	return names[how];
}

/* ---- opening ---- */

struct cs_dtb *cs_dtb_from_bytes(const char *path, const void *bytes, size_t n,
				 struct cs_error *err)
{
	struct cs_dtb *d;
	void *blob = cs_alloc(n ? n : 1);

	memcpy(blob, bytes, n);
	if (!cs_dtb_check(path, blob, n, err)) {
		free(blob);
		return NULL;
	}
	d = cs_calloc(1, sizeof(*d));
	d->blob = blob;
	find_units(d);
	cs_dtb_masters_read(&d->masters, d->blob, d->units, d->unit_count);
	return d;
}

static size_t read_file(FILE *f, char *buf, size_t size)
{
	size_t n = 0, got;

	while (n < size && (got = fread(buf + n, 1, size - n, f)) > 0)
		n += got;
	return n;
}

struct cs_dtb *cs_dtb_open(const char *path, struct cs_error *err)
{
	FILE *f = fopen(path, "rbe");
	struct cs_dtb *d = NULL;
	size_t n;
	char *buf;

	if (!f) {
		cs_error_set(err, CS_ERR_IO, path, "cannot open: %m");
		return NULL;
	}
	buf = cs_alloc(CS_LIMIT_DTB_BYTES + 1);
	n = read_file(f, buf, CS_LIMIT_DTB_BYTES + 1);
	if (ferror(f))
		cs_error_set(err, CS_ERR_IO, path, "cannot read: %m");
	else if (n > CS_LIMIT_DTB_BYTES)
		cs_error_set(err, CS_ERR_FORMAT, path, "larger than a device tree can be");
	else
		d = cs_dtb_from_bytes(path, buf, n, err);
	fclose(f);
	free(buf);
	return d;
}

void cs_dtb_close(struct cs_dtb *d)
{
	if (!d)
		return;
	cs_dtb_masters_release(&d->masters);
	free(d->units);
	free(d->blob);
	free(d);
}
