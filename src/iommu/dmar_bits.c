#include "iommu/dmar.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct cs_dmar_reason reasons[] = {
	{0x01,
	 "Present bit in root entry is clear",
	 {"device-table"},
	 "no tables for this bus: the kernel knows no device there"},
	{0x02,
	 "Present bit in context entry is clear",
	 {"context-invalid"},
	 "no domain for this function: it DMAs before it is attached, after it was removed, or "
	 "under another function's requester ID"},
	{0x03, "Invalid context entry", {"context-invalid"}, NULL},
	{0x04,
	 "Access beyond MGAW",
	 {"address-width"},
	 "the address is wider than the tables reach"},
	{0x05,
	 "PTE Write access is not set",
	 {"translation", "permission"},
	 "the page isn't mapped, or is mapped read-only: the unit tells no difference"},
	{0x06,
	 "PTE Read access is not set",
	 {"translation", "permission"},
	 "the page isn't mapped, or is mapped write-only: the unit tells no difference"},
	{0x07, "Next page table ptr is invalid", {"walk-abort"}, NULL},
	{0x08, "Root table address invalid", {"walk-abort"}, NULL},
	{0x09, "Context table ptr is invalid", {"walk-abort"}, NULL},
	{0x0a, "non-zero reserved fields in RTP", {"reserved-bit"}, NULL},
	{0x0b, "non-zero reserved fields in CTP", {"reserved-bit"}, NULL},
	{0x0c, "non-zero reserved fields in PTE", {"reserved-bit"}, NULL},
	{0x0d, "PCE for translation request specifies blocking", {"invalid-request"}, NULL},
	{0x20,
	 "Detected reserved fields in the decoded interrupt-remapped request",
	 {"interrupt-remap"},
	 NULL},
	{0x21,
	 "Interrupt index exceeded the interrupt-remapping table size",
	 {"interrupt-remap"},
	 NULL},
	{0x22,
	 "Present field in the IRTE entry is clear",
	 {"interrupt-remap"},
	 "the interrupt was freed or never set up, and the device still raises it"},
	{0x23,
	 "Error accessing interrupt-remapping table pointed by IRTA_REG",
	 {"interrupt-remap"},
	 NULL},
	{0x24, "Detected reserved fields in the IRTE entry", {"interrupt-remap"}, NULL},
	{0x25,
	 "Blocked a compatibility format interrupt request",
	 {"interrupt-remap"},
	 "a device raises interrupts the old way: set up by firmware or the kernel before"},
	{0x26,
	 "Blocked an interrupt request due to source-id verification failure",
	 {"interrupt-remap"},
	 "the interrupt came under another requester ID than it was set up for (a bridge or an "
	 "alias of the device)"},
	{0x30, "SM: Invalid Root Table Address", {"walk-abort"}, NULL},
	{0x31, "SM: TTM 0 for request with PASID", {"invalid-request"}, NULL},
	{0x32, "SM: TTM 0 for page group request", {"invalid-request"}, NULL},
	{0x38, "SM: Error attempting to access Root Entry", {"walk-abort"}, NULL},
	{0x39, "SM: Present bit in Root Entry is clear", {"device-table"}, NULL},
	{0x3a, "SM: Non-zero reserved field set in Root Entry", {"reserved-bit"}, NULL},
	{0x40, "SM: Error attempting to access Context Entry", {"walk-abort"}, NULL},
	{0x41, "SM: Present bit in Context Entry is clear", {"context-invalid"}, NULL},
	{0x42, "SM: Non-zero reserved field set in the Context Entry", {"reserved-bit"}, NULL},
	{0x43, "SM: Invalid Context Entry", {"context-invalid"}, NULL},
	{0x44,
	 "SM: DTE field in Context Entry is clear",
	 {"invalid-request"},
	 "a translation request of a device for which ATS is off"},
	{0x45, "SM: PASID Enable field in Context Entry is clear", {"bad-substream-id"}, NULL},
	{0x46, "SM: PASID is larger than the max in Context Entry", {"bad-substream-id"}, NULL},
	{0x47,
	 "SM: PRE field in Context-Entry is clear",
	 {"invalid-request"},
	 "a page request of a device for which PRI is off"},
	{0x48, "SM: RID_PASID field error in Context-Entry", {"context-invalid"}, NULL},
	{0x50, "SM: Error attempting to access the PASID Directory Entry", {"walk-abort"}, NULL},
	{0x51, "SM: Present bit in Directory Entry is clear", {"context-invalid"}, NULL},
	{0x52, "SM: Non-zero reserved field set in PASID Directory Entry", {"reserved-bit"}, NULL},
	{0x58, "SM: Error attempting to access PASID Table Entry", {"walk-abort"}, NULL},
	{0x59, "SM: Present bit in PASID Table Entry is clear", {"context-invalid"}, NULL},
	{0x5a, "SM: Non-zero reserved field set in PASID Table Entry", {"reserved-bit"}, NULL},
	{0x5b, "SM: Invalid Scalable-Mode PASID Table Entry", {"context-invalid"}, NULL},
	{0x5c, "SM: ERE field is clear in PASID Table Entry", {"permission"}, NULL},
	{0x5d, "SM: SRE field is clear in PASID Table Entry", {"permission"}, NULL},
	{0x70, "SM: Error attempting to access first-level paging entry", {"walk-abort"}, NULL},
	{0x71, "SM: Present bit in first-level paging entry is clear", {"translation"}, NULL},
	{0x72,
	 "SM: Non-zero reserved field set in first-level paging entry",
	 {"reserved-bit"},
	 NULL},
	{0x73, "SM: Error attempting to access FL-PML4 entry", {"walk-abort"}, NULL},
	{0x74,
	 "SM: First-level entry address beyond MGAW in Nested translation",
	 {"address-width"},
	 NULL},
	{0x75,
	 "SM: Read permission error in FL-PML4 entry in Nested translation",
	 {"permission"},
	 NULL},
	{0x76,
	 "SM: Read permission error in first-level paging entry in Nested translation",
	 {"permission"},
	 NULL},
	{0x77,
	 "SM: Write permission error in first-level paging entry in Nested translation",
	 {"permission"},
	 NULL},
	{0x78, "SM: Error attempting to access second-level paging entry", {"walk-abort"}, NULL},
	{0x79,
	 "SM: Read/Write permission error in second-level paging entry",
	 {"permission", "translation"},
	 "the second-level entry lacks the right, or is absent"},
	{0x7a,
	 "SM: Non-zero reserved field set in second-level paging entry",
	 {"reserved-bit"},
	 NULL},
	{0x7b, "SM: Invalid second-level page table pointer", {"walk-abort"}, NULL},
	{0x7c,
	 "SM: A/D bit update needed in second-level entry when set up in no snoop",
	 {"access-flag"},
	 NULL},
	{0x80, "SM: Address in first-level translation is not canonical", {"address-width"}, NULL},
	{0x81,
	 "SM: U/S set 0 for first-level translation with user privilege",
	 {"permission"},
	 NULL},
	{0x82, "SM: No execute permission for request with PASID and ER=1", {"permission"}, NULL},
	{0x83, "SM: Address beyond the DMA hardware max", {"address-width"}, NULL},
	{0x84, "SM: Second-level entry address beyond the max", {"address-width"}, NULL},
	{0x85, "SM: No write permission for Write/AtomicOp request", {"permission"}, NULL},
	{0x86, "SM: No read permission for Read/AtomicOp request", {"permission"}, NULL},
	{0x87, "SM: Invalid address-interrupt address", {"invalid-request"}, NULL},
	{0x90,
	 "SM: A/D bit update needed in first-level entry when set up in no snoop",
	 {"access-flag"},
	 NULL},
};

const struct cs_dmar_reason *cs_dmar_reason(unsigned code)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].code == code)
			return &reasons[i];
	return NULL;
}

/* Blanks may have been lost or a line break put between: compare without them. */
static bool holds(struct cs_str s, const char *text)
{
	for (size_t at = 0; at < s.n; at++) {
		size_t i = at;
		const char *t = text;

		while (*t && i < s.n) {
			if (*t == ' ')
				t++;
			else if (cs_is_blank(s.p[i]))
				i++;
			else if (s.p[i++] != *t++)
				break;
			if (!*t)
				return true;
		}
	}
	return false;
}

const struct cs_dmar_reason *cs_dmar_reason_by_text(struct cs_str s)
{
	for (size_t i = 0; i < COUNT(reasons); i++)
		if (holds(s, reasons[i].text))
			return &reasons[i];
	return NULL;
}

static const struct cs_bits fsts_bits[] = {
	{0, 0, "PFO", "primary fault overflow: further faults are lost"},
	{1, 1, "PPF", "a primary fault is pending"},
	{2, 2, "AFO", "advanced fault overflow"},
	{3, 3, "APF", "an advanced fault is pending"},
	{4, 4, "IQE", "invalidation queue error: a bad descriptor"},
	{5, 5, "ICE", "invalidation completion error: a bad answer of a device"},
	{6, 6, "ITE", "invalidation timeout: a device did not answer"},
	{7, 7, "PRO", "page request overflow: requests are lost"},
	{15, 8, "FRI", "the first record that is pending"},
};

void cs_dmar_explain_fsts(struct cs_words *w, uint64_t fsts)
{
	cs_words_add_bits(w, fsts_bits, COUNT(fsts_bits), fsts);
}

void cs_dmar_explain_record(struct cs_words *w, uint64_t low, uint64_t high)
{
	unsigned code = (unsigned)cs_field(high, 39, 32), sid = (unsigned)cs_field(high, 15, 0);
	const struct cs_dmar_reason *r = cs_dmar_reason(code);

	cs_words_add(w, "F=%u: %s", (unsigned)cs_field(high, 63, 63),
		     cs_field(high, 63, 63) ? "a fault is recorded" : "no fault is recorded");
	cs_words_add(w, "T=%u: a %s", (unsigned)cs_field(high, 62, 62),
		     cs_field(high, 62, 62) ? "read (or AtomicOp)" : "write");
	cs_words_add(w, "AT=%u: address type", (unsigned)cs_field(high, 61, 60));
	cs_words_add(w, "source %02x:%02x.%u", sid >> 8, sid >> 3 & 31, sid & 7);
	cs_words_add(w, "reason %#04x: %s", code, r ? r->text : "not assigned");
	if (cs_field(high, 31, 31))
		cs_words_add(w, "PP=1: PASID %#x", (unsigned)cs_field(high, 59, 40));
	if (code >= 0x20 && code <= 0x26)
		cs_words_add(w, "interrupt index %#x", (unsigned)cs_field(low, 63, 48));
	else
		cs_words_add(w, "address %#llx", (unsigned long long)(low & ~0xfffull));
	if (cs_field(high, 30, 29))
		cs_words_add(w, "EXE=%u, PRIV=%u", (unsigned)cs_field(high, 30, 30),
			     (unsigned)cs_field(high, 29, 29));
}
