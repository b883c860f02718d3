#include "iommu/amd_vi.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct cs_amd_event events[] = {
	{0x1, "ILLEGAL_DEV_TABLE_ENTRY", "device-table",
	 "the device's table entry is illegal, or the device has none"},
	{0x2, "IO_PAGE_FAULT", "translation", "the access was refused; the flags say why"},
	{0x3, "DEV_TAB_HARDWARE_ERROR", "device-table",
	 "reading the device table went wrong in hardware"},
	{0x4, "PAGE_TAB_HARDWARE_ERROR", "walk-abort",
	 "reading a page table went wrong in hardware"},
	{0x5, "ILLEGAL_COMMAND_ERROR", "command-error",
	 "a command in the queue is illegal; the queue stands still"},
	{0x6, "COMMAND_HARDWARE_ERROR", "command-error",
	 "reading or finishing a command went wrong in hardware"},
	{0x7, "IOTLB_INV_TIMEOUT", "command-timeout",
	 "a device did not answer the invalidation of its own TLB (dead, removed, powered down)"},
	{0x8, "INVALID_DEVICE_REQUEST", "invalid-request",
	 "a request of a kind or to an address range that isn't allowed to the device"},
	{0x9, "INVALID_PPR_REQUEST", "invalid-request",
	 "a page request that isn't allowed to the device"},
	{0xd, "RMP_PAGE_FAULT", "permission",
	 "the page belongs to another guest or to the firmware (SEV-SNP)"},
	{0xe, "RMP_HW_ERROR", "walk-abort", "reading the RMP table went wrong in hardware"},
};

const struct cs_amd_event *cs_amd_event(unsigned code)
{
	for (size_t i = 0; i < COUNT(events); i++)
		if (events[i].code == code)
			return &events[i];
	return NULL;
}

const struct cs_amd_event *cs_amd_event_by_name(struct cs_str name)
{
	for (size_t i = 0; i < COUNT(events); i++)
		if (cs_str_is(name, events[i].name))
			return &events[i];
	return NULL;
}

static const struct cs_bits flag_bits[] = {
	{0, 0, "GN", "a guest address (with PASID)"},
	{1, 1, "NX", "an execute request"},
	{2, 2, "US", "with user privilege"},
	{3, 3, "I", "an interrupt request, not memory"},
	{4, 4, "PR", "a translation is present: the right is missing, or a bit is wrong"},
	{6, 6, "PE", "no permission for the access"},
	{7, 7, "RZ", "a reserved bit is set, or a level is wrong"},
	{8, 8, "TR", "a translation request (ATS), no access"},
	{11, 9, "TYPE", "the kind of an INVALID_DEVICE_REQUEST; else reserved"},
};

void cs_amd_explain_flags(struct cs_words *w, uint64_t flags, bool access)
{
	if (access || cs_field(flags, 5, 5))
		cs_words_add(w, "RW=%u: a %s", (unsigned)cs_field(flags, 5, 5),
			     cs_field(flags, 5, 5) ? "write" : "read");
	if (access && !cs_field(flags, 4, 4))
		cs_words_add(w, "PR=0: no translation is present");
	cs_words_add_bits(w, flag_bits, COUNT(flag_bits), flags);
}

const char *cs_amd_page_fault(uint64_t flags)
{
	if (flags & 0x008)
		return "interrupt-remap";
	if (flags & 0x080)
		return "reserved-bit";
	return flags & 0x050 ? "permission" : "translation";
}

void cs_amd_explain_record(struct cs_words *w, const uint32_t event[4])
{
	unsigned code = event[1] >> 28;
	const struct cs_amd_event *e = cs_amd_event(code);
	unsigned devid = event[0] & 0xffff;

	cs_words_add(w, "type %#x: %s%s%s", code, e ? e->name : "not assigned", e ? ": " : "",
		     e ? e->meaning : "");
	if (code != 0x5 && code != 0x6)
		cs_words_add(w, "device %02x:%02x.%u", devid >> 8, devid >> 3 & 31, devid & 7);
	if (code == 0x2 || code == 0x1 || code == 0x4 || code == 0x8)
		cs_words_add(w, "%s %#x", code == 0x2 ? "domain" : "PASID or domain",
			     (event[0] & 0xf0000) | (event[1] & 0xffff));
	cs_words_add(w, "address %#llx", (unsigned long long)event[3] << 32 | event[2]);
	if (code == 0x1 || code == 0x2 || code == 0x3 || code == 0x4 || code == 0x8)
		cs_amd_explain_flags(w, event[1] >> 16 & 0xfff, code == 0x2);
}
