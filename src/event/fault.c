/* The faulting address, the access, and what the fault registers mean. */
#include "arch/arch.h"
#include "event/complete.h"

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

/* Lines that state the address: show_fault_oops(), die_kernel_fault(), KASAN, KFENCE. */
static const struct {
	const char *pattern;
	enum cs_access access;
	int address; /* capture, 1-based */
	int size;
} statements[] = {
	{"nable to handle page fault for address: %x", CS_ACCESS_NONE, 1, 0},
	{"nable to handle kernel paging request at virtual address %x", CS_ACCESS_NONE, 1, 0},
	{"nable to handle kernel paging request at %x", CS_ACCESS_NONE, 1, 0},
	{"NULL pointer dereference at virtual address %x", CS_ACCESS_NONE, 1, 0},
	{"NULL pointer dereference, address: %x", CS_ACCESS_NONE, 1, 0},
	{"NULL pointer dereference at %x", CS_ACCESS_NONE, 1, 0},
	{"nable to handle kernel %* at virtual address %x", CS_ACCESS_NONE, 2, 0},
	{"non-canonical address %x", CS_ACCESS_NONE, 1, 0},
	{"^Read of size %d at addr %x", CS_ACCESS_READ, 2, 1},
	{"^Write of size %d at addr %x", CS_ACCESS_WRITE, 2, 1},
	{"Read at addr %x", CS_ACCESS_READ, 1, 0},
	{"Write at addr %x", CS_ACCESS_WRITE, 1, 0},
	{"Out-of-bounds read at 0x%x", CS_ACCESS_READ, 1, 0},
	{"Out-of-bounds write at 0x%x", CS_ACCESS_WRITE, 1, 0},
	{"Use-after-free read at 0x%x", CS_ACCESS_READ, 1, 0},
	{"Use-after-free write at 0x%x", CS_ACCESS_WRITE, 1, 0},
	{"Invalid read at 0x%x", CS_ACCESS_READ, 1, 0},
	{"Invalid write at 0x%x", CS_ACCESS_WRITE, 1, 0},
	{"^#PF: supervisor read access", CS_ACCESS_READ, 0, 0},
	{"^#PF: supervisor write access", CS_ACCESS_WRITE, 0, 0},
	{"^#PF: supervisor instruction fetch", CS_ACCESS_EXECUTE, 0, 0},
	{"stack guard page was hit at %x", CS_ACCESS_NONE, 1, 0},
	{"^FAR: %x", CS_ACCESS_NONE, 1, 0},
	{"Internal error: Oops%*at address %x", CS_ACCESS_NONE, 2, 0},
};

static void read_statements(struct decode *d, struct cs_str text)
{
	struct cs_fault *f = &d->ev->fault;
	struct cs_pat_hit hit;

	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		if (!cs_pat_match(statements[i].pattern, text, &hit))
			continue;
		if (statements[i].address)
			set_address(f, hit.cap[statements[i].address - 1]);
		if (statements[i].size)
			set_size(f, hit.cap[statements[i].size - 1]);
		if (statements[i].access)
			set_access(f, statements[i].access);
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

static void read_esr(struct decode *d, struct cs_str text)
{
	static const char *const forms[] = {"^  ESR = %x",
					    "^ESR = %x",
					    "^ESR: %x",
					    "SError Interrupt on CPU%d, code %x",
					    "^Internal error: Oops: %x [#",
					    "^Internal error: %*: %x [#"};
	struct cs_words own = {.arena = &d->ev->arena};
	struct cs_pat_hit hit;
	uint64_t esr;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct cs_str value;

		if (!cs_pat_match(forms[i], text, &hit))
			continue;
		value = hit.cap[hit.n - 1];
		/* arm and x86 print other error codes in the same place */
		if (!cs_str_to_hex(value, &esr) || esr >> 26 == 0 || value.n < 8 ||
		    cs_event_register(d->ev, "esr"))
			return;
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

static void explain_pstate(struct decode *d)
{
	struct cs_event *ev = d->ev;

	for (size_t i = 0; i < ev->register_count; i++) {
		struct cs_words w = {.arena = &ev->arena};

		if (!cs_str_is(ev->registers[i].name, "pstate"))
			continue;
		cs_arm64_explain_pstate(&w, ev->registers[i].value);
		ev->registers[i].meaning = cs_words_join(&w);
		ev->arch = CS_STR("arm64");
	}
}

static void explain_address(struct decode *d)
{
	struct cs_fault *f = &d->ev->fault;
	const struct cs_register *rip = cs_event_register(d->ev, "rax");
	const char *word = f->has_address ? cs_address_word(f->address) : NULL;

	if (rip && d->ev->arch.n == 0)
		d->ev->arch = CS_STR("x86_64");
	if (word && d->ev->kind != CS_KIND_KASAN)
		cs_words_add(&d->words, "address %#llx is %s", (unsigned long long)f->address,
			     word);
}

void cs_event_decode_fault(struct cs_event *ev)
{
	struct decode d = {ev, {.arena = &ev->arena}};

	for (size_t i = 0; i < ev->line_count; i++) {
		if (ev->lines[i].foreign)
			continue;
		read_statements(&d, ev->lines[i].text);
		read_error_code(&d, ev->lines[i].text);
		read_esr(&d, ev->lines[i].text);
	}
	explain_pstate(&d);
	explain_address(&d);
	ev->fault.meaning = d.words.v;
	ev->fault.meaning_count = d.words.n;
	ev->fault.known |= d.words.n > 0;
}
