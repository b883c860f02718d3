#include "dump/devices.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "dump/machine.h"

enum member {
	KSET_LIST,
	DEV_ENTRY,
	DEV_NAME,
	DEV_INIT_NAME,
	DEV_DATA,
	DEV_FWNODE,
	DEV_DRIVER,
	DEV_IOMMU,
	DRIVER_NAME,
	DRIVER_OWNER,
	IOMMU_FWSPEC,
	FWSPEC_UNIT,
	FWSPEC_COUNT,
	FWSPEC_IDS,
	MEMBERS
};

static const struct {
	enum member id;
	const char *type, *path;
} rows[] = {
	{KSET_LIST, "kset", "list"},
	{DEV_ENTRY, "device", "kobj.entry"},
	{DEV_NAME, "device", "kobj.name"},
	{DEV_INIT_NAME, "device", "init_name"},
	{DEV_DATA, "device", "driver_data"},
	{DEV_FWNODE, "device", "fwnode"},
	{DEV_DRIVER, "device", "driver"},
	{DEV_IOMMU, "device", "iommu"}, /* since 5.8 */
	{DRIVER_NAME, "device_driver", "name"},
	{DRIVER_OWNER, "device_driver", "owner"},
	{IOMMU_FWSPEC, "dev_iommu", "fwspec"},
	{FWSPEC_UNIT, "iommu_fwspec", "iommu_fwnode"},
	{FWSPEC_COUNT, "iommu_fwspec", "num_ids"},
	{FWSPEC_IDS, "iommu_fwspec", "ids"},
};

struct core {
	struct cs_machine *m;
	struct cs_dump_member at[MEMBERS];
	bool has[MEMBERS];
};

static bool learn(struct core *c, struct cs_dump *d)
{
	*c = (struct core){.m = d->machine};
	if (!c->m)
		return false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		c->has[rows[i].id] = c->m->symbols.member(c->m->symbols.ctx, rows[i].type,
							  rows[i].path, &c->at[rows[i].id]);
	return c->has[KSET_LIST] && c->has[DEV_ENTRY] && c->has[DEV_NAME];
}

/* A pointer; 0 when it isn't there. */
static uint64_t pointer(const struct core *c, uint64_t object, enum member id)
{
	uint64_t v;

	return object && c->has[id] && cs_vm_u64(c->m->vm, object + c->at[id].offset, &v) ? v : 0;
}

static void text(const struct core *c, uint64_t at, char *to, size_t size)
{
	if (!at || !cs_vm_text(c->m->vm, at, to, size))
		*to = '\0';
}

static void name_of(const struct core *c, uint64_t device, char *to, size_t size)
{
	text(c, pointer(c, device, DEV_INIT_NAME), to, size);
	if (!*to)
		text(c, pointer(c, device, DEV_NAME), to, size);
}

static void describe(const struct core *c, uint64_t device, struct cs_dump_device *out)
{
	uint64_t driver = pointer(c, device, DEV_DRIVER), owner = pointer(c, driver, DRIVER_OWNER);

	*out = (struct cs_dump_device){.address = device};
	out->data = pointer(c, device, DEV_DATA);
	out->fwnode = pointer(c, device, DEV_FWNODE);
	name_of(c, device, out->name, sizeof(out->name));
	text(c, pointer(c, driver, DRIVER_NAME), out->driver, sizeof(out->driver));
	for (size_t i = 0; owner && i < c->m->state->module_count; i++)
		if (c->m->state->modules[i].address == owner)
			snprintf(out->module, sizeof(out->module), "%s",
				 c->m->state->modules[i].name);
}

typedef bool match_fn(const struct core *c, uint64_t device, const void *what);

/* The first device in the order of their registration that MATCH takes. */
static bool find(struct core *c, match_fn *match, const void *what, struct cs_dump_device *out)
{
	uint64_t kset, head, at;

	if (!cs_machine_symbol(c->m, "devices_kset", &at) || !cs_vm_u64(c->m->vm, at, &kset) ||
	    !kset)
		return false;
	head = kset + c->at[KSET_LIST].offset;
	at = head;
	for (unsigned n = 0; n < CS_LIMIT_DUMP_DEVICES; n++) {
		if (!cs_vm_u64(c->m->vm, at, &at) || at == head)
			return false;
		if (match(c, at - c->at[DEV_ENTRY].offset, what)) {
			describe(c, at - c->at[DEV_ENTRY].offset, out);
			return true;
		}
	}
	return false;
}

static bool is_named(const struct core *c, uint64_t device, const void *what)
{
	char name[64];

	name_of(c, device, name, sizeof(name));
	return cs_str_is(*(const struct cs_str *)what, name);
}

bool cs_dump_device_named(struct cs_dump *d, struct cs_str name, struct cs_dump_device *out)
{
	struct core c;

	return name.n && learn(&c, d) && find(&c, is_named, &name, out);
}

/* ---- by driver ---- */

struct driven {
	const char *driver;
	unsigned *left; /* devices of it that are passed over */
};

static bool is_driven(const struct core *c, uint64_t device, const void *what)
{
	const struct driven *s = what;
	char name[64];

	text(c, pointer(c, pointer(c, device, DEV_DRIVER), DRIVER_NAME), name, sizeof(name));
	return strcmp(name, s->driver) == 0 && (*s->left)-- == 0;
}

bool cs_dump_device_driven(struct cs_dump *d, const char *driver, unsigned nth,
			   struct cs_dump_device *out)
{
	struct driven s = {driver, &nth};
	struct core c;

	return learn(&c, d) && find(&c, is_driven, &s, out);
}

/* ---- by stream ---- */

struct stream {
	uint64_t unit; /* the IOMMU's firmware node */
	uint64_t id;
	bool masked;
};

static bool is_id(const struct stream *s, uint32_t id)
{
	if (s->masked)
		return ((id ^ s->id) & 0xffff & ~(id >> 16)) == 0;
	return id == s->id;
}

static bool has_stream(const struct core *c, uint64_t device, const void *what)
{
	const struct stream *s = what;
	uint64_t spec = pointer(c, pointer(c, device, DEV_IOMMU), IOMMU_FWSPEC);
	uint32_t n, id;

	if (!spec || pointer(c, spec, FWSPEC_UNIT) != s->unit ||
	    !cs_vm_u32(c->m->vm, spec + c->at[FWSPEC_COUNT].offset, &n) ||
	    n > CS_LIMIT_DUMP_STREAMS)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (cs_vm_u32(c->m->vm, spec + c->at[FWSPEC_IDS].offset + 4 * (uint64_t)i, &id) &&
		    is_id(s, id))
			return true;
	return false;
}

bool cs_dump_device_of_stream(struct cs_dump *d, const struct cs_dump_device *unit, uint64_t stream,
			      bool masked, struct cs_dump_device *out)
{
	struct stream s = {unit->fwnode, stream, masked};
	struct core c;

	return unit->fwnode && learn(&c, d) && c.has[DEV_IOMMU] && c.has[IOMMU_FWSPEC] &&
	       c.has[FWSPEC_UNIT] && c.has[FWSPEC_COUNT] && c.has[FWSPEC_IDS] &&
	       find(&c, has_stream, &s, out);
}
