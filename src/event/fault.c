/* The faulting address, the access, and what the fault registers mean. */
#include "event/fault.h"
#include "arch/arch.h"
#include "event/complete.h"
#include "event/grammar.h"

struct decode {
	struct cs_event *ev;
	struct cs_words words;
};

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
		cs_fault_set_access(&d->ev->fault, esr >> 6 & 1 ? CS_ACCESS_WRITE : CS_ACCESS_READ);
	if (esr >> 26 == 0x21)
		cs_fault_set_access(&d->ev->fault, CS_ACCESS_EXECUTE);
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
		cs_fault_set_access(&d->ev->fault, CS_ACCESS_READ);
	else if (cause->value == 15 || cause->value == 7)
		cs_fault_set_access(&d->ev->fault, CS_ACCESS_WRITE);
	else if (cause->value == 12 || cause->value == 1)
		cs_fault_set_access(&d->ev->fault, CS_ACCESS_EXECUTE);
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
	cs_fault_set_access(&d->ev->fault, cs_arm_is_write(fsr) ? CS_ACCESS_WRITE : CS_ACCESS_READ);
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
	cs_fault_set_access(&d->ev->fault, code & 0x10  ? CS_ACCESS_EXECUTE
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
		cs_fault_read_statements(ev, &d.words, ev->lines[i].text);
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
