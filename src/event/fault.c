/* The faulting address, the access, and what the fault registers mean. */
#include "arch/arch.h"
#include "event/complete.h"
#include "event/grammar.h"

struct decode {
	struct cs_event *ev;
	struct cs_words words;
};

static void set_address(struct cs_fault *f, struct cs_str hex)
{
	uint64_t v;

	if (!f->has_address && cs_str_to_hex(hex, &v)) {
		f->address = v;
		f->has_address = true;
		f->known = true;
	}
}

static void set_access(struct cs_fault *f, enum cs_access a)
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

static bool read_statement(struct cs_fault *f, const struct statement *s, struct cs_str text)
{
	struct cs_pat_hit hit;

	if (!cs_pat_match(s->pattern, text, &hit))
		return false;
	if (s->address)
		set_address(f, hit.cap[s->address - 1]);
	if (s->size)
		set_size(f, hit.cap[s->size - 1]);
	if (s->access)
		set_access(f, s->access);
	return true;
}

static void read_statements(struct decode *d, struct cs_str text)
{
	if (cs_str_starts(text, "Failing address: "))
		d->ev->arch = CS_STR("s390x");
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		if (!cs_str_has(text, statements[i].key))
			continue;
		for (const struct statement *s = statements[i].rows; s->pattern; s++)
			if (read_statement(&d->ev->fault, s, text))
				return;
	}
}

static void add_register(struct cs_event *ev, const char *name, uint64_t value,
			 struct cs_str meaning)
{
	struct cs_register *r;

	if (cs_event_register(ev, name))
		return;
	r = CS_ARENA_PUSH(&ev->arena, ev->registers, ev->register_count);
	r->name = cs_str_from(name);
	r->value = value;
	r->meaning = meaning;
}

static void take_esr(struct decode *d, uint64_t esr)
{
	struct cs_words own = {.arena = &d->ev->arena};

	cs_arm64_explain_esr(&own, esr);
	add_register(d->ev, "esr", esr, cs_words_join(&own));
	for (size_t k = 0; k < own.n; k++)
		cs_words_add(&d->words, "%.*s", CS_STR_ARG(own.v[k]));
	if (esr >> 26 == 0x25 || esr >> 26 == 0x24)
		set_access(&d->ev->fault, esr >> 6 & 1 ? CS_ACCESS_WRITE : CS_ACCESS_READ);
	if (esr >> 26 == 0x21)
		set_access(&d->ev->fault, CS_ACCESS_EXECUTE);
	if (cs_arm64_far_invalid(esr))
		d->ev->fault.has_address = false;
	d->ev->arch = CS_STR("arm64");
}

static void read_esr(struct decode *d, struct cs_str text)
{
	static const struct {
		const char *key, *pattern;
	} forms[] = {{"ESR = ", "^  ESR = %x"},
		     {"ESR = ", "^ESR = %x"},
		     {"ESR: ", "^ESR: %x"},
		     {"SError Interrupt", "SError Interrupt on CPU%d, code %x"},
		     {"Internal error: ", "^Internal error: Oops: %x [#"},
		     {"Internal error: ", "^Internal error: %*: %x [#"}};
	struct cs_pat_hit hit;
	uint64_t esr;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct cs_str value;

		if (!cs_str_has(text, forms[i].key) || !cs_pat_match(forms[i].pattern, text, &hit))
			continue;
		value = hit.cap[hit.n - 1];
		/* arm and x86 print other error codes in the same place */
		if (cs_str_to_hex(value, &esr) && esr >> 26 != 0 && value.n >= 8 &&
		    !cs_event_register(d->ev, "esr"))
			take_esr(d, esr);
		return;
	}
}

static void read_error_code(struct decode *d, struct cs_str text)
{
	struct cs_pat_hit hit;
	uint64_t code;

	if (!cs_pat_match("^#PF: error_code(%x)", text, &hit) || !cs_str_to_hex(hit.cap[0], &code))
		return;
	cs_x86_explain_page_fault(&d->words, code);
	add_register(d->ev, "error_code", code, (struct cs_str){NULL, 0});
	d->ev->arch = CS_STR("x86_64");
}

/* Registers that speak of themselves, and of the machine. */
static void explain_register(struct decode *d, struct cs_register *r)
{
	struct cs_event *ev = d->ev;
	struct cs_words w = {.arena = &ev->arena};

	if (cs_str_is(r->name, "pstate")) {
		cs_arm64_explain_pstate(&w, r->value);
		ev->arch = CS_STR("arm64");
	} else if (cs_str_is(r->name, "psr")) {
		cs_arm_explain_psr(&w, r->value);
		ev->arch = CS_STR("arm");
	} else if (cs_str_is(r->name, "status") && cs_event_register(ev, "badaddr")) {
		cs_riscv_explain_status(&w, r->value);
		ev->arch = CS_STR("riscv");
	} else {
		return;
	}
	r->meaning = cs_words_join(&w);
}

/* "status: … badaddr: … cause: …" */
static void explain_riscv(struct decode *d)
{
	const struct cs_register *cause = cs_event_register(d->ev, "cause");
	const struct cs_register *address = cs_event_register(d->ev, "badaddr");
	const char *word = cause && address ? cs_riscv_cause_word(cause->value) : NULL;

	if (!word)
		return;
	cs_words_add(&d->words, "%s", word);
	if (cause->value == 13 || cause->value == 5)
		set_access(&d->ev->fault, CS_ACCESS_READ);
	else if (cause->value == 15 || cause->value == 7)
		set_access(&d->ev->fault, CS_ACCESS_WRITE);
	else if (cause->value == 12 || cause->value == 1)
		set_access(&d->ev->fault, CS_ACCESS_EXECUTE);
}

/* "Internal error: Oops: 805 [#1] SMP ARM": die() in arch/arm/kernel/traps.c prints the FSR;
 * "Unhandled fault: page domain fault (0x01b) at 0x00000008" do_DataAbort() in arch/arm/mm/fault.c.
 */
static void read_fsr(struct decode *d, struct cs_str text)
{
	struct cs_pat_hit hit;
	struct cs_str value;
	uint64_t fsr;

	if (!cs_event_register(d->ev, "psr") || cs_event_register(d->ev, "fsr"))
		return;
	if (cs_str_has(text, "Internal error: Oops: ") &&
	    cs_pat_match("^Internal error: Oops: %x [#", text, &hit))
		value = hit.cap[0];
	else if (cs_str_has(text, "Unhandled fault: ") &&
		 cs_pat_match("Unhandled fault: %* (%x) at %x", text, &hit))
		value = hit.cap[1];
	else
		return;
	if (!cs_str_to_hex(value, &fsr))
		return;
	cs_arm_explain_fsr(&d->words, fsr);
	add_register(d->ev, "fsr", fsr, (struct cs_str){NULL, 0});
	set_access(&d->ev->fault, cs_arm_is_write(fsr) ? CS_ACCESS_WRITE : CS_ACCESS_READ);
}

/* "Oops: 0002 [#1]": __die() in arch/x86/kernel/dumpstack.c prints the error code of a page
 * fault; kernels before 5.1 say it nowhere else. Read when no "#PF" line did. */
static void read_oops_code(struct decode *d, struct cs_str text)
{
	struct cs_pat_hit hit;
	uint64_t code;

	if (cs_event_register(d->ev, "error_code") || !cs_event_register(d->ev, "rax") ||
	    !cs_pat_match("^Oops: %x [#", text, &hit) || hit.cap[0].n != 4 ||
	    !cs_str_to_hex(hit.cap[0], &code))
		return;
	cs_x86_explain_page_fault(&d->words, code);
	add_register(d->ev, "error_code", code, (struct cs_str){NULL, 0});
	set_access(&d->ev->fault, code & 0x10  ? CS_ACCESS_EXECUTE
				  : code & 0x2 ? CS_ACCESS_WRITE
					       : CS_ACCESS_READ);
	d->ev->arch = CS_STR("x86_64");
}

/* Where arm's kernel begins: PAGE_OFFSET is a multiple of 1 GiB, modules lie in the 16 MiB below.
 */
static uint32_t arm_kernel_from(const struct cs_event *ev)
{
	const struct cs_register *pc = cs_event_register(ev, "pc");
	uint32_t from = pc ? ((uint32_t)pc->value + 0x1000000) & 0xc0000000 : 0;

	return from ? from : 0xc0000000;
}

const char *cs_event_address_word(const struct cs_event *ev, uint64_t address)
{
	if (ev->kind == CS_KIND_MACHINE_CHECK)
		return NULL; /* a physical address */
	if (cs_str_is(ev->arch, "s390x") && address >= 4096)
		return NULL; /* its kernel begins at 0, its user space has the same addresses */
	if (cs_str_is(ev->arch, "arm") && address >> 32 == 0)
		return cs_address_word32((uint32_t)address, arm_kernel_from(ev));
	return cs_address_word(address);
}

static void explain_address(struct decode *d)
{
	struct cs_fault *f = &d->ev->fault;
	const struct cs_register *rip = cs_event_register(d->ev, "rax");
	const char *word = f->has_address ? cs_event_address_word(d->ev, f->address) : NULL;

	if (rip && d->ev->arch.n == 0)
		d->ev->arch = CS_STR("x86_64");
	if (word && d->ev->kind != CS_KIND_KASAN)
		cs_words_add(&d->words, "address %#llx is %s", (unsigned long long)f->address,
			     word);
}

/* Lines of other classes have forms of their own. */
static bool may_state(struct cs_line *line)
{
	enum cs_line_class c = cs_grammar_class_of(line);

	return c == CS_LINE_OTHER || c == CS_LINE_DETAIL || c == CS_LINE_REGISTERS;
}

void cs_event_decode_fault(struct cs_event *ev)
{
	struct decode d = {ev, {.arena = &ev->arena}};

	for (size_t i = 0; i < ev->line_count; i++) {
		if (ev->lines[i].foreign || (i != ev->header && !may_state(&ev->lines[i])))
			continue;
		read_statements(&d, ev->lines[i].text);
		read_error_code(&d, ev->lines[i].text);
		read_esr(&d, ev->lines[i].text);
		read_fsr(&d, ev->lines[i].text);
		read_oops_code(&d, ev->lines[i].text);
	}
	for (size_t i = 0; i < ev->register_count; i++)
		explain_register(&d, &ev->registers[i]);
	explain_riscv(&d);
	explain_address(&d);
	ev->fault.meaning = d.words.v;
	ev->fault.meaning_count = d.words.n;
	ev->fault.known |= d.words.n > 0;
}
