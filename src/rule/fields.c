/* The fields of an event that texts and conditions may name. */
#include "rule/model.h"

typedef void text_fn(const struct cs_event *ev, struct cs_strbuf *out);
typedef bool number_fn(const struct cs_event *ev, uint64_t *out);

static bool fault_address(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->fault.address;
	return ev->fault.known && ev->fault.has_address;
}

static bool fault_size(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->fault.size;
	return ev->fault.known && ev->fault.has_size;
}

static bool iova(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->iommu ? ev->iommu->iova : 0;
	return ev->iommu && ev->iommu->has_iova;
}

static bool ipa(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->iommu ? ev->iommu->ipa : 0;
	return ev->iommu && ev->iommu->has_ipa;
}

static bool stream(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->iommu ? ev->iommu->stream_id : 0;
	return ev->iommu && ev->iommu->has_stream;
}

static bool pid(const struct cs_event *ev, uint64_t *v)
{
	*v = (uint64_t)ev->pid;
	return ev->pid >= 0;
}

static bool cpu(const struct cs_event *ev, uint64_t *v)
{
	*v = (uint64_t)ev->cpu;
	return ev->cpu >= 0;
}

static bool bank(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->iommu ? ev->iommu->bank : 0;
	return ev->iommu && ev->iommu->has_bank;
}

static bool repeats(const struct cs_event *ev, uint64_t *v)
{
	*v = ev->iommu ? ev->iommu->repeats : 0;
	return ev->iommu != NULL;
}

#define TEXT(name, expr)                                                                           \
	static void name(const struct cs_event *ev, struct cs_strbuf *out)                         \
	{                                                                                          \
		cs_strbuf_add(out, expr);                                                          \
	}

TEXT(kind, cs_str_from(cs_kind_name(ev->kind)))
TEXT(title, ev->title)
TEXT(function, ev->function)
TEXT(module, ev->module)
TEXT(comm, ev->comm)
TEXT(test, ev->test)
TEXT(context, cs_str_from(ev->context))
TEXT(release, ev->release)
TEXT(hardware, ev->hardware)
TEXT(fault_access, cs_str_from(cs_access_name(ev->fault.access)))
TEXT(client, ev->iommu ? ev->iommu->client : (struct cs_str){0})
TEXT(unit, ev->iommu ? ev->iommu->unit : (struct cs_str){0})
TEXT(iommu_type, cs_str_from(ev->iommu ? ev->iommu->type : NULL))
TEXT(iommu_access, cs_str_from(ev->iommu ? cs_access_name(ev->iommu->access) : NULL))
TEXT(iommu_fault, cs_str_from(ev->iommu && ev->iommu->fault_count ? ev->iommu->fault[0] : NULL))

/* The device, as far as the log names it. */
static void device(const struct cs_event *ev, struct cs_strbuf *out)
{
	const struct cs_iommu *u = ev->iommu;

	if (u && u->client.n)
		cs_strbuf_add(out, u->client);
	else if (u && u->has_stream)
		cs_strbuf_addf(out, "stream %#llx", (unsigned long long)u->stream_id);
	else if (u && u->has_bank)
		cs_strbuf_addf(out, "the client of context bank %llu", (unsigned long long)u->bank);
}

static const struct field {
	const char *name;
	text_fn *text;
	number_fn *number;
	bool decimal;
} fields[] = {
	{"kind", kind, NULL, false},
	{"title", title, NULL, false},
	{"function", function, NULL, false},
	{"module", module, NULL, false},
	{"comm", comm, NULL, false},
	{"test", test, NULL, false},
	{"context", context, NULL, false},
	{"release", release, NULL, false},
	{"hardware", hardware, NULL, false},
	{"pid", NULL, pid, true},
	{"cpu", NULL, cpu, true},
	{"fault.address", NULL, fault_address, false},
	{"fault.size", NULL, fault_size, true},
	{"fault.access", fault_access, NULL, false},
	{"iommu.type", iommu_type, NULL, false},
	{"iommu.fault", iommu_fault, NULL, false},
	{"iommu.access", iommu_access, NULL, false},
	{"iommu.iova", NULL, iova, false},
	{"iommu.ipa", NULL, ipa, false},
	{"iommu.stream", NULL, stream, false},
	{"iommu.bank", NULL, bank, true},
	{"iommu.repeats", NULL, repeats, true},
	{"iommu.client", client, NULL, false},
	{"iommu.unit", unit, NULL, false},
	{"device", device, NULL, false},
};

static const struct field *find(struct cs_str name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (cs_str_is(name, fields[i].name))
			return &fields[i];
	return NULL;
}

bool cs_field_known(struct cs_str name)
{
	return find(name) != NULL;
}

bool cs_field_number(const struct cs_event *ev, struct cs_str name, uint64_t *out)
{
	const struct field *f = find(name);

	return f && f->number && f->number(ev, out);
}

bool cs_field_text(const struct cs_event *ev, struct cs_str name, struct cs_strbuf *out)
{
	const struct field *f = find(name);
	uint64_t v;

	if (!f)
		return false;
	if (f->text)
		f->text(ev, out);
	else if (f->number(ev, &v))
		cs_strbuf_addf(out, f->decimal ? "%llu" : "%#llx", (unsigned long long)v);
	return true;
}
