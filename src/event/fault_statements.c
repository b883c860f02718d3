/* Lines in which a report states the address, the access and its size in words. */
#include "event/fault.h"

#include "base/pat.h"

static void set_address(struct cs_fault *f, struct cs_str hex)
{
	uint64_t v;

	if (!f->has_address && cs_str_to_hex(hex, &v)) {
		f->address = v;
		f->has_address = true;
		f->known = true;
	}
}

void cs_fault_set_access(struct cs_fault *f, enum cs_access a)
{
	if (f->access == CS_ACCESS_NONE)
		f->access = a;
	f->known = true;
}

static void set_size(struct cs_fault *f, struct cs_str dec)
{
	uint64_t v;

	if (!f->has_size && cs_str_to_dec(dec, &v)) {
		f->size = v;
		f->has_size = true;
	}
}

struct statement {
	const char *pattern;
	enum cs_access access;
	int address; /* capture, 1-based; 0: none */
	int size;
};

#define READ CS_ACCESS_READ
#define WRITE CS_ACCESS_WRITE
#define ANY CS_ACCESS_NONE

/* Lines that state the address: show_fault_oops(), die_kernel_fault(), KASAN, KFENCE; by a text
 * that all of a group hold. */
static const struct {
	const char *key;
	struct statement rows[7];
} statements[] = {
	{"nable to handle page fault", {{"nable to handle page fault for address: %x", ANY, 1, 0}}},
	/* __bad_page_fault() in arch/powerpc/mm/fault.c */
	{" on read at 0x",
	 {{"NULL pointer dereference on read at %x", READ, 1, 0},
	  {"kernel data access on read at %x", READ, 1, 0}}},
	{" on write at 0x",
	 {{"NULL pointer dereference on write at %x", WRITE, 1, 0},
	  {"kernel data access on write at %x", WRITE, 1, 0}}},
	/* dump_fault_info() in arch/s390/mm/fault.c */
	{"Failing address: ", {{"^Failing address: %x TEID: ", ANY, 1, 0}}},
	{"NULL pointer dereference",
	 {{"NULL pointer dereference at virtual address %x", ANY, 1, 0},
	  {"NULL pointer dereference, address: %x", ANY, 1, 0},
	  {"NULL pointer dereference at %x", ANY, 1, 0}}},
	{"nable to handle kernel ",
	 {{"nable to handle kernel paging request at virtual address %x", ANY, 1, 0},
	  {"nable to handle kernel paging request at %x", ANY, 1, 0},
	  {"nable to handle kernel %* at virtual address %x", ANY, 2, 0},
	  {"nable to handle kernel %* at address %x", ANY, 2, 0}}},
	{"non-canonical address", {{"non-canonical address %x", ANY, 1, 0}}},
	/* KASAN before 4.11 */
	{"BUG: KASAN: ", {{"BUG: KASAN: %* at addr %x", ANY, 2, 0}}},
	{" of size ",
	 {{"^Read of size %d by task", READ, 0, 1}, {"^Write of size %d by task", WRITE, 0, 1}}},
	{" at addr ",
	 {{"^Read of size %d at addr %x", READ, 2, 1},
	  {"^Write of size %d at addr %x", WRITE, 2, 1},
	  {"Read at addr %x", READ, 1, 0},
	  {"Write at addr %x", WRITE, 1, 0}}},
	{" at 0x",
	 {{"Out-of-bounds read at 0x%x", READ, 1, 0},
	  {"Out-of-bounds write at 0x%x", WRITE, 1, 0},
	  {"Use-after-free read at 0x%x", READ, 1, 0},
	  {"Use-after-free write at 0x%x", WRITE, 1, 0},
	  {"Invalid read at 0x%x", READ, 1, 0},
	  {"Invalid write at 0x%x", WRITE, 1, 0}}},
	{"#PF: supervisor",
	 {{"^#PF: supervisor read access", READ, 0, 0},
	  {"^#PF: supervisor write access", WRITE, 0, 0},
	  {"^#PF: supervisor instruction fetch", CS_ACCESS_EXECUTE, 0, 0}}},
	{"stack guard page was hit at", {{"stack guard page was hit at %x", ANY, 1, 0}}},
	{"FAR: ", {{"^FAR: %x", ANY, 1, 0}}},
	/* do_DataAbort() and do_PrefetchAbort() in arch/arm/mm/fault.c */
	{"Synchronous External Abort: ",
	 {{"Synchronous External Abort: %* (%x) at %x", ANY, 3, 0}}},
	{"Unhandled fault at ", {{"^Unhandled fault at %x", ANY, 1, 0}}},
	{"Unhandled fault: ", {{"Unhandled fault: %* (%x) at %x", ANY, 3, 0}}},
	{"Unhandled prefetch abort: ",
	 {{"Unhandled prefetch abort: %* (%x) at %x", CS_ACCESS_EXECUTE, 3, 0}}},
	{"Internal error: Oops", {{"Internal error: Oops%*at address %x", ANY, 2, 0}}},
};

/* KFENCE prints addresses with %p, on 64 bits a hash that looks like "0x00000000b8368693". */
static bool is_hash(const struct cs_event *ev, struct cs_str hex)
{
	uint64_t v;

	return ev->kind == CS_KIND_KFENCE && hex.n >= 16 && cs_str_to_hex(hex, &v) && v >> 32 == 0;
}

static bool read_statement(struct cs_event *ev, struct cs_words *words, const struct statement *s,
			   struct cs_str text)
{
	struct cs_pat_hit hit;

	if (!cs_pat_match(s->pattern, text, &hit))
		return false;
	if (s->address && is_hash(ev, hit.cap[s->address - 1]))
		cs_words_add(words,
			     "the address is hidden behind a hash (no_hash_pointers shows it)");
	else if (s->address)
		set_address(&ev->fault, hit.cap[s->address - 1]);
	if (s->size)
		set_size(&ev->fault, hit.cap[s->size - 1]);
	if (s->access)
		cs_fault_set_access(&ev->fault, s->access);
	return true;
}

/* "Failing address: … TEID: 000000000133b407": bits 52 and 53 of the translation-exception
 * identification tell a fetch (2) from a store (1); do_exception() in arch/s390/mm/fault.c. */
static void read_teid(struct cs_event *ev, struct cs_str text)
{
	struct cs_pat_hit hit;
	uint64_t teid;

	if (!cs_pat_match("^Failing address: %x TEID: %x", text, &hit) ||
	    !cs_str_to_hex(hit.cap[1], &teid))
		return;
	ev->arch = CS_STR("s390x");
	if ((teid >> 10 & 3) == 1)
		cs_fault_set_access(&ev->fault, CS_ACCESS_WRITE);
	else if ((teid >> 10 & 3) == 2)
		cs_fault_set_access(&ev->fault, CS_ACCESS_READ);
}

/* "Oops: 003b ilc:2 [#1]": the program interruption code; z/Architecture Principles of Operation,
 * "Program-Interruption Conditions". */
static void read_s390_code(struct cs_words *words, struct cs_str text)
{
	static const struct {
		uint64_t code;
		const char *words;
	} codes[] = {
		{0x04, "protection exception: the page may not be written"},
		{0x05, "addressing exception: no memory is there"},
		{0x10, "segment-translation exception: no segment table entry"},
		{0x11, "page-translation exception: no page there"},
		{0x38, "ASCE-type exception: beyond the address space"},
		{0x39, "region-first-translation exception"},
		{0x3a, "region-second-translation exception"},
		{0x3b, "region-third-translation exception"},
	};
	struct cs_pat_hit hit;
	uint64_t code;

	if (!cs_pat_match("^Oops: %x ilc:%d [#", text, &hit) || !cs_str_to_hex(hit.cap[0], &code))
		return;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].code == code)
			cs_words_add(words, "%s", codes[i].words);
}

void cs_fault_read_statements(struct cs_event *ev, struct cs_words *words, struct cs_str text)
{
	if (cs_str_starts(text, "Failing address: "))
		read_teid(ev, text);
	if (cs_str_has(text, " ilc:"))
		read_s390_code(words, text);
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		if (!cs_str_has(text, statements[i].key))
			continue;
		for (const struct statement *s = statements[i].rows; s->pattern; s++)
			if (read_statement(ev, words, s, text))
				return;
	}
}
