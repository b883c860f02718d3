/* SMMUv3 registers in words. Source: Arm IHI0070 6.3, issue G.b. */
#include "iommu/regs_explain.h"
#include "iommu/smmu_v3.h"

#define ADD(w, bits, v) cs_words_add_bits(w, bits, sizeof(bits) / sizeof(*(bits)), v)

static unsigned field(uint64_t v, unsigned high, unsigned low)
{
	return (unsigned)cs_field(v, high, low);
}

unsigned cs_smmu_address_bits(unsigned encoding)
{
	static const unsigned char bits[8] = {32, 36, 40, 42, 44, 48, 52, 56};

	return encoding < 8 ? bits[encoding] : 0;
}

/* ---- identification ---- */

void cs_explain_v3_idr0(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{0, 0, "S2P", "stage 2 supported"},
		{1, 1, "S1P", "stage 1 supported"},
		{4, 4, "COHACC", "table walks and queues are coherent"},
		{5, 5, "BTM", "broadcast TLB maintenance"},
		{7, 6, "HTTU", "hardware access flag (1), and dirty state (2)"},
		{10, 10, "ATS", "PCIe ATS"},
		{12, 12, "ASID16", "16-bit ASIDs"},
		{13, 13, "MSI", "message-signalled interrupts"},
		{16, 16, "PRI", "page requests"},
		{18, 18, "VMID16", "16-bit VMIDs"},
		{19, 19, "CD2L", "2-level context descriptor tables"},
		{26, 26, "TERM_MODEL", "terminated transactions are aborted only"},
	};
	static const char *const stall[4] = {"stall and terminate", "terminate only", "stall only",
					     "reserved"};

	ADD(w, bits, v);
	cs_words_add(w, "STALL_MODEL=%u: %s", field(v, 25, 24), stall[field(v, 25, 24)]);
	cs_words_add(w, "ST_LEVEL=%u: %s stream table", field(v, 28, 27),
		     field(v, 28, 27) ? "linear or 2-level" : "linear");
}

void cs_explain_v3_idr1(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "SIDSIZE=%u: StreamIDs have %u bits", field(v, 5, 0), field(v, 5, 0));
	cs_words_add(w, "SSIDSIZE=%u: SubstreamIDs have %u bits", field(v, 10, 6), field(v, 10, 6));
	cs_words_add(w, "EVENTQS=%u: up to 2^%u event records", field(v, 20, 16), field(v, 20, 16));
	cs_words_add(w, "CMDQS=%u: up to 2^%u commands", field(v, 25, 21), field(v, 25, 21));
	if (field(v, 15, 11))
		cs_words_add(w, "PRIQS=%u: up to 2^%u page requests", field(v, 15, 11),
			     field(v, 15, 11));
}

void cs_explain_v3_idr3(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{2, 2, "HAD", "hierarchical attributes can be switched off"},
		{4, 4, "XNX", "execute-never for EL0 and EL1 apart at stage 2"},
		{8, 8, "FWB", "stage 2 can force write-back"},
		{9, 9, "STT", "small translation tables"},
		{10, 10, "RIL", "range invalidation"},
		{12, 11, "BBML", "break-before-make level"},
	};

	ADD(w, bits, v);
}

void cs_explain_v3_idr5(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "OAS=%u: %u-bit output addresses", field(v, 2, 0),
		     cs_smmu_address_bits(field(v, 2, 0)));
	cs_words_add(w, "granules:%s%s%s", field(v, 4, 4) ? " 4K" : "",
		     field(v, 5, 5) ? " 16K" : "", field(v, 6, 6) ? " 64K" : "");
	if (field(v, 11, 10))
		cs_words_add(w, "VAX=%u: %u-bit input addresses", field(v, 11, 10),
			     field(v, 11, 10) == 1 ? 52 : 56);
}

void cs_explain_v3_iidr(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ProductID=%#x r%up%u, Implementer=%#x%s", field(v, 31, 20),
		     field(v, 19, 16), field(v, 15, 12), field(v, 11, 0),
		     field(v, 11, 0) == 0x43b ? " (Arm)" : "");
}

void cs_explain_v3_aidr(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "SMMUv3.%u", field(v, 3, 0));
}

/* ---- control ---- */

void cs_explain_v3_cr0(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{1, 1, "PRIQEN", "page requests are queued"},
		{2, 2, "EVENTQEN", "events are recorded"},
		{3, 3, "CMDQEN", "commands are consumed"},
		{4, 4, "ATSCHK", "translated transactions are checked"},
	};

	cs_words_add(w, "SMMUEN=%u: translation %s", field(v, 0, 0),
		     field(v, 0, 0) ? "on" : "off, GBPA decides what passes");
	ADD(w, bits, v);
	if (!field(v, 2, 2))
		cs_words_add(w, "EVENTQEN=0: events are not recorded");
}

void cs_explain_v3_cr1(struct cs_words *w, uint64_t v)
{
	static const char *const share[4] = {"non-shareable", "reserved", "outer shareable",
					     "inner shareable"};

	cs_words_add(w, "TABLE_SH=%u: tables are %s", field(v, 11, 10), share[field(v, 11, 10)]);
	cs_words_add(w, "QUEUE_SH=%u: queues are %s", field(v, 5, 4), share[field(v, 5, 4)]);
}

void cs_explain_v3_cr2(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{0, 0, "E2H", "EL2 streams use the host's format"},
		{1, 1, "RECINVSID", "StreamIDs out of range are recorded"},
		{2, 2, "PTM", "broadcast TLB maintenance is ignored"},
	};

	ADD(w, bits, v);
}

void cs_explain_v3_statusr(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{0, 0, "DORMANT", "nothing is cached or under way"},
	};

	ADD(w, bits, v);
}

void cs_explain_v3_mpamidr(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "PARTID_MAX=%u: the highest partition", field(v, 15, 0));
	cs_words_add(w, "PMG_MAX=%u: the highest performance group", field(v, 23, 16));
}

/* Translations that software asks for (ATOS). */
void cs_explain_v3_gatos_ctrl(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{0, 0, "RUN", "a translation that software asked for is under way"},
	};

	ADD(w, bits, v);
}

void cs_explain_v3_gatos_sid(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "STREAMID=0x%x", field(v, 31, 0));
	if (field(v, 52, 52))
		cs_words_add(w, "SUBSTREAMID=0x%x", field(v, 51, 32));
}

void cs_explain_v3_gbpa(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ABORT=%u: with SMMUEN=0 transactions %s", field(v, 20, 20),
		     field(v, 20, 20) ? "are aborted" : "bypass");
	if (field(v, 31, 31))
		cs_words_add(w, "UPDATE=1: a change is under way");
}

void cs_explain_v3_irq_ctrl(struct cs_words *w, uint64_t v)
{
	static const struct cs_bits bits[] = {
		{0, 0, "GERROR_IRQEN", "global errors raise an interrupt"},
		{1, 1, "PRIQ_IRQEN", "page requests raise an interrupt"},
		{2, 2, "EVENTQ_IRQEN", "events raise an interrupt"},
	};

	ADD(w, bits, v);
	if (!field(v, 2, 2))
		cs_words_add(w, "EVENTQ_IRQEN=0: events raise no interrupt");
}

void cs_explain_v3_gerror(struct cs_words *w, uint64_t v)
{
	cs_smmu_v3_explain_gerror(w, v);
}

/* ---- tables and queues ---- */

void cs_explain_v3_base(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ADDR=%#llx", (unsigned long long)(v & 0xfffffffffffc0ull));
	if (cs_field(v, 62, 62))
		cs_words_add(w, "RA=1: read-allocate");
}

void cs_explain_v3_queue_base(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "ADDR=%#llx", (unsigned long long)(v & 0xfffffffffffe0ull));
	cs_words_add(w, "LOG2SIZE=%u: %llu entries", field(v, 4, 0), 1ull << field(v, 4, 0));
}

void cs_explain_v3_strtab_cfg(struct cs_words *w, uint64_t v)
{
	static const char *const format[4] = {"linear", "2-level", "reserved", "reserved"};

	cs_words_add(w, "FMT=%u: %s", field(v, 17, 16), format[field(v, 17, 16)]);
	cs_words_add(w, "LOG2SIZE=%u: StreamIDs below %#llx", field(v, 5, 0),
		     1ull << (field(v, 5, 0) > 32 ? 32 : field(v, 5, 0)));
	if (field(v, 17, 16) == 1)
		cs_words_add(w, "SPLIT=%u: %u StreamIDs a second-level table", field(v, 10, 6),
			     1u << field(v, 10, 6));
}

void cs_explain_v3_cmdq_cons(struct cs_words *w, uint64_t v)
{
	static const char *const error[] = {"no error", "illegal command", "abort on command fetch",
					    "ATC invalidation timeout"};
	unsigned e = field(v, 30, 24);

	cs_words_add(w, "RD=%#x", field(v, 19, 0));
	if (e)
		cs_words_add(w, "ERR=%u: %s", e, e < 4 ? error[e] : "an unknown error");
}

void cs_explain_v3_eventq_prod(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "WR=%#x", field(v, 19, 0));
	if (field(v, 31, 31))
		cs_words_add(w, "OVFLG=1");
}

void cs_explain_v3_eventq_cons(struct cs_words *w, uint64_t v)
{
	cs_words_add(w, "RD=%#x", field(v, 19, 0));
	if (field(v, 31, 31))
		cs_words_add(w, "OVACKFLG=1");
}
