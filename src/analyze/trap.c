#include "analyze/trap.h"

#include "base/strbuf.h"
#include "event/grammar.h"
#include "sym/opcode.h"

/* ---- the Code: line ---- */

/* show_opcodes() in arch/x86/kernel/dumpstack.c prints bytes, the one at the instruction
 * pointer as "<48>"; dump_kernel_instr() in arch/arm64/kernel/traps.c and arch/arm prints words
 * or Thumb halfwords, the last one as "(f9400c00)". Linux 2.6 to 6.12. */
struct code {
	unsigned char bytes[CS_OPCODE_BYTES];
	size_t n;
	size_t digits; /* of a group */
	char mark;
};

/* Little endian, as all of these machines are. */
static void take_group(struct code *c, uint64_t value)
{
	for (size_t i = 0; i < c->digits / 2 && c->n < sizeof(c->bytes); i++)
		c->bytes[c->n++] = (unsigned char)(value >> (8 * i));
}

static bool next_group(struct cs_str *s, uint64_t *value, size_t *digits)
{
	size_t n = 0;

	cs_eat_blank(s);
	while (n < s->n && cs_is_hex(s->p[n]))
		n++;
	*digits = n;
	return n && n <= 8 && cs_eat_hex(s, value);
}

/* What stands from the mark on. */
static bool read_code(struct cs_str s, struct code *c)
{
	ptrdiff_t open = cs_str_find_char(s, '<');
	uint64_t value;
	size_t digits;

	*c = (struct code){.mark = '<'};
	if (open < 0) {
		open = cs_str_find_char(s, '(');
		c->mark = '(';
	}
	if (open < 0)
		return false;
	s = cs_str_tail(s, (size_t)open + 1);
	if (!next_group(&s, &value, &c->digits) || !cs_eat_char(&s, c->mark == '<' ? '>' : ')'))
		return false;
	take_group(c, value);
	while (next_group(&s, &value, &digits) && digits == c->digits)
		take_group(c, value);
	return true;
}

/* The first Code: line behind an instruction pointer in the kernel: a program's code and
 * registers follow in many reports. */
static bool find_code(const struct cs_event *ev, struct code *c)
{
	bool kernel = false, user;
	struct cs_frame f;

	for (size_t i = 0; i < ev->line_count; i++) {
		struct cs_str s = cs_str_trim(ev->lines[i].text);

		if (cs_grammar_ip(s, &f, &user))
			kernel = !user;
		else if (kernel && cs_eat(&s, "Code:") && read_code(s, c))
			return true;
	}
	return false;
}

static bool arch_of(const struct cs_event *ev, const struct code *c, enum cs_opcode_arch *arch)
{
	if (c->mark == '<' && c->digits == 2) {
		*arch = cs_event_register(ev, "rax") ? CS_OPCODE_X86_64 : CS_OPCODE_X86;
		return cs_event_register(ev, "rax") || cs_event_register(ev, "eax");
	}
	if (c->mark == '(' && c->digits == 8 && cs_event_register(ev, "x0")) {
		*arch = CS_OPCODE_ARM64;
		return true;
	}
	*arch = c->digits == 8 ? CS_OPCODE_ARM : CS_OPCODE_THUMB;
	return c->mark == '(' && (c->digits == 8 || c->digits == 4) &&
	       cs_event_register(ev, "r0") && cs_event_register(ev, "psr");
}

/* ---- with the registers ---- */

static void take_registers(struct cs_event *ev, struct cs_trap *t, const struct cs_opcode *o)
{
	t->registers = cs_arena_alloc(&ev->arena, (o->register_count + 1) * sizeof(*t->registers));
	for (size_t i = 0; i < o->register_count; i++) {
		const struct cs_register *r = cs_event_register(ev, o->registers[i]);

		if (r)
			t->registers[t->register_count++] = *r;
	}
}

static bool value_of(const struct cs_event *ev, const char *name, uint64_t *value)
{
	const struct cs_register *r = *name ? cs_event_register(ev, name) : NULL;

	*value = r ? r->value : 0;
	return r || !*name;
}

static void take_memory(struct cs_event *ev, struct cs_trap *t, const struct cs_opcode *o,
			enum cs_opcode_arch arch)
{
	uint64_t base, index,
		mask = arch == CS_OPCODE_X86_64 || arch == CS_OPCODE_ARM64 ? UINT64_MAX
									   : UINT32_MAX;

	if (!o->has_memory)
		return;
	t->access = o->writes ? CS_ACCESS_WRITE : o->reads ? CS_ACCESS_READ : CS_ACCESS_NONE;
	t->size = o->access_size;
	t->base = cs_arena_str(&ev->arena, cs_str_from(o->base));
	t->displacement = o->displacement;
	if (!value_of(ev, o->base, &base) || !value_of(ev, o->index, &index))
		return; /* rip, or a value that was not printed */
	t->has_address = true;
	t->address = (base + index * (uint64_t)o->scale + (uint64_t)o->displacement) & mask;
}

/* ---- in words ---- */

static void tell_registers(struct cs_strbuf *b, const struct cs_event *ev, const struct cs_trap *t)
{
	for (size_t i = 0; i < t->register_count; i++) {
		bool is_base = cs_str_eq(t->registers[i].name, t->base);
		const char *word = is_base ? cs_event_address_word(ev, t->registers[i].value)
					   : NULL;

		cs_strbuf_addf(b, "%s" CS_STR_FMT " = %#llx", i ? ", " : "with ",
			       CS_STR_ARG(t->registers[i].name),
			       (unsigned long long)t->registers[i].value);
		if (word && t->registers[i].value)
			cs_strbuf_addf(b, " (%s)", word);
	}
}

static void tell_access(struct cs_strbuf *b, const struct cs_event *ev, const struct cs_trap *t)
{
	if (!t->has_address)
		return;
	cs_strbuf_addf(b, "%s%s ", b->n ? ": " : "",
		       t->access == CS_ACCESS_WRITE  ? "writes"
		       : t->access == CS_ACCESS_READ ? "reads"
						     : "uses the memory");
	if (t->size && t->access)
		cs_strbuf_addf(b, "%u byte%s ", t->size, t->size == 1 ? "" : "s");
	cs_strbuf_addf(b, "at %#llx", (unsigned long long)t->address);
	if (ev->fault.has_address && ev->fault.address == t->address)
		cs_strbuf_add_c(b, ", the address of the fault");
}

/* BUG() and WARN(): ud2 on x86, brk with BUG_BRK_IMM (0x800) on arm64. */
static void tell_trap(struct cs_strbuf *b, const struct cs_opcode *o)
{
	if (strcmp(o->text, "ud2") == 0 || strcmp(o->text, "brk #0x800") == 0)
		cs_strbuf_add_c(b, "what BUG() and WARN() are compiled to");
}

static struct cs_str words(struct cs_event *ev, const struct cs_trap *t, const struct cs_opcode *o)
{
	struct cs_strbuf b;
	struct cs_str s;

	cs_strbuf_init(&b);
	tell_registers(&b, ev, t);
	tell_access(&b, ev, t);
	tell_trap(&b, o);
	s = cs_arena_str(&ev->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return s;
}

void cs_trap_read(struct cs_event *ev)
{
	enum cs_opcode_arch arch;
	struct cs_opcode o;
	struct cs_trap *t;
	struct code code;

	if (ev->trap || !find_code(ev, &code) || !arch_of(ev, &code, &arch))
		return;
	if (!cs_opcode_decode(arch, code.bytes, code.n, &o)) {
		if (!cs_opcode_is_available())
			cs_event_note(
				ev,
				"the instruction is not disassembled: Capstone isn't installed");
		return;
	}
	t = cs_arena_alloc(&ev->arena, sizeof(*t));
	*t = (struct cs_trap){.text = cs_arena_str(&ev->arena, cs_str_from(o.text))};
	take_registers(ev, t, &o);
	take_memory(ev, t, &o, arch);
	t->words = words(ev, t, &o);
	ev->trap = t;
}
