/* What one line says of the report that it is of. */
#include "base/pat.h"
#include "event/grammar.h"
#include "event/strand.h"

#define KIND(k) (1ull << CS_KIND_##k)

/* Kinds that dump_stack() prints, and kinds whose registers come first. */
#define DUMPED                                                                                     \
	(KIND(KASAN) | KIND(KMSAN) | KIND(UBSAN) | KIND(LOCKDEP) | KIND(ATOMIC_SLEEP) |            \
	 KIND(PAGE_STATE) | KIND(OOM))
#define TRAPPED                                                                                    \
	(KIND(OOPS) | KIND(BUG) | KIND(USERCOPY) | KIND(FORTIFY) | KIND(EXTERNAL_ABORT) |          \
	 KIND(LIST_CORRUPTION) | KIND(SERROR) | KIND(SOFT_LOCKUP))

static uint32_t hash_of(struct cs_str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 16777619u;
	return s.n ? h | 1 : 0;
}

static struct cs_str first_symbol(struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("CPU: %d PID: %d at %* %f", text, &hit))
		return cs_function_base(hit.cap[3]);
	if (cs_pat_match(" in %f", text, &hit))
		return cs_function_base(hit.cap[0]);
	return (struct cs_str){0};
}

/* The number behind the last SEPARATOR of WHO, with nothing behind it: names hold slashes, too. */
static long last_number(struct cs_str who, char separator)
{
	size_t at = who.n;
	uint64_t v;

	while (at && who.p[at - 1] != separator)
		at--;
	if (at == 0 || !cs_str_to_dec(cs_str_tail(who, at), &v) || v > INT32_MAX)
		return -1;
	return (long)v;
}

/* "by task init/62", "1 lock held by init/56:", "atomic: init/56/0x00000002", "[init:55]" */
static long named_pid(struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match(" by task %*$", text, &hit))
		return last_number(cs_str_trim(hit.cap[0]), '/');
	if (cs_pat_match("held by %*:$", text, &hit))
		return last_number(hit.cap[0], '/');
	if (cs_pat_match("atomic: %*/0x", text, &hit) ||
	    cs_pat_match("^%* is trying to ", text, &hit))
		return last_number(hit.cap[0], '/');
	if (cs_pat_match("stuck for %d%* [%*]", text, &hit))
		return last_number(hit.cap[2], ':');
	return -1;
}

static enum cs_form form_of(struct cs_str text, int kind)
{
	static const char *const x86[] = {"kernel NULL pointer dereference, address:",
					  "unable to handle page fault for",
					  "general protection fault",
					  "Oops: ",
					  "invalid opcode:",
					  "divide error:"};

	if (cs_str_has(text, "CPU: "))
		return CS_FORM_WARN;
	for (size_t i = 0; i < sizeof(x86) / sizeof(*x86); i++)
		if (cs_str_has(text, x86[i]))
			return CS_FORM_OOPS_X86;
	if (kind >= 0 && (DUMPED >> kind & 1))
		return CS_FORM_DUMP;
	return kind >= 0 && (TRAPPED >> kind & 1) ? CS_FORM_OOPS : CS_FORM_UNKNOWN;
}

static void read_address(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_pat_hit hit;

	if (!cs_pat_match(" address: %x", text, &hit) &&
	    !cs_pat_match(" virtual address %x", text, &hit))
		return;
	if (cs_str_to_hex(hit.cap[0], &l->words[0].value))
		l->word_count = 1;
}

/* "WARNING: CPU: 1 PID: 51 at file.c:15 f+0x25/0x30", "CPU#1 stuck for 22s! [name:51]" */
static void read_header(struct cs_strand_line *l, struct cs_str text, const struct cs_format *f)
{
	struct cs_pat_hit hit;
	uint64_t v;

	l->part = CS_PART_HEADER;
	l->kind = f->title ? (int)f->kind : -1;
	l->form = form_of(text, l->kind);
	l->order = cs_order_of_words(text);
	if (cs_pat_match("CPU: %d PID: %d", text, &hit)) {
		if (cs_str_to_dec(hit.cap[0], &v))
			l->cpu = (int)v;
		if (cs_str_to_dec(hit.cap[1], &v))
			l->pid = (long)v;
	} else if (cs_pat_match("CPU#%d", text, &hit) && cs_str_to_dec(hit.cap[0], &v)) {
		l->cpu = (int)v;
	}
	if (l->pid < 0)
		l->pid = named_pid(text);
	l->function = hash_of(first_symbol(text));
	read_address(l, text);
}

static void read_context(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_context c;

	if (!cs_grammar_context(cs_str_trim(text), &c))
		return;
	l->cpu = c.cpu;
	l->pid = c.pid;
}

static void read_frame(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_frame f;

	if (!cs_grammar_frame(text, &f))
		return;
	l->guess = !f.reliable;
	if (l->guess)
		return;
	l->function = hash_of(f.function);
	l->known = cs_known_find(f.function);
	l->entry = cs_str_starts(f.function, "asm_") || cs_str_starts(f.function, "el1");
}

static void read_ip(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_frame f;
	bool user;

	if (!cs_grammar_ip(text, &f, &user))
		return;
	l->user = user;
	if (!user)
		l->function = hash_of(cs_function_base(f.symbol));
	else if (f.has_address)
		l->words[l->word_count++].value = f.address;
	if (cs_str_starts(cs_str_trim(text), "pc"))
		l->order = cs_order_of_registers(CS_STR("pc"), 1);
}

struct registers {
	struct cs_strand_line *line;
	struct cs_str first;
	unsigned pairs;
	char name[16]; /* of the first */
};

static enum cs_word_role role_of(struct cs_str name)
{
	static const struct {
		const char *name;
		enum cs_word_role role;
	} roles[] = {{"rsp", CS_WORD_STACK}, {"sp", CS_WORD_STACK}, {"eflags", CS_WORD_FLAGS},
		     {"rcx", CS_WORD_RCX},   {"r11", CS_WORD_R11},  {"cr2", CS_WORD_CR2}};

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (cs_str_is(name, roles[i].name))
			return roles[i].role;
	return CS_WORD_OTHER;
}

static void take_register(void *ctx, struct cs_str name, uint64_t value)
{
	struct registers *r = ctx;

	if (r->pairs++ == 0) {
		cs_str_copy(r->name, sizeof(r->name), name);
		r->line->reg = hash_of(name);
	}
	if (r->line->word_count == CS_STRAND_WORDS)
		return;
	r->line->words[r->line->word_count++] = (struct cs_strand_word){value, role_of(name)};
}

static void read_registers(struct cs_strand_line *l, struct cs_str text)
{
	struct cs_str s = cs_str_trim(text);
	struct registers r = {.line = l};
	uint64_t selector;

	cs_grammar_registers(s, take_register, &r);
	if (r.pairs)
		l->order = cs_order_of_registers(cs_str_from(r.name), r.pairs);
	else if (cs_str_starts(s, "lr"))
		l->order = cs_order_of_registers(CS_STR("lr"), 1);
	if (cs_eat(&s, "RSP: ") && cs_eat_hex(&s, &selector) && cs_str_starts(s, ":"))
		l->user = (selector & 3) == 3;
}

static void read_detail(struct cs_strand_line *l, struct cs_str text)
{
	l->order = cs_order_of_words(text);
	l->pid = named_pid(text);
}

bool cs_strand_is_list(struct cs_str text)
{
	if (text.n < 2 || text.p[0] != ' ' || text.p[1] == ' ')
		return false;
	for (size_t i = 1; i < text.n; i++)
		if (!cs_is_name(text.p[i]) && !memchr(" ()+-[]:", text.p[i], 8))
			return false;
	return true;
}

/* Where the class of a line alone tells the part. */
static enum cs_part part_of(enum cs_line_class class, struct cs_str text)
{
	switch (class) {
	case CS_LINE_CUT_HERE:
		return CS_PART_CUT;
	case CS_LINE_END_TRACE:
		return CS_PART_END;
	case CS_LINE_STACK_HEADER:
		return CS_PART_STACK;
	case CS_LINE_MARK:
		return cs_str_has(text, "</") ? CS_PART_CLOSE : CS_PART_OPEN;
	case CS_LINE_FRAME:
		return CS_PART_FRAME;
	case CS_LINE_IP:
		return CS_PART_IP;
	case CS_LINE_CONTEXT:
		return CS_PART_CONTEXT;
	case CS_LINE_HARDWARE:
		return CS_PART_HARDWARE;
	case CS_LINE_REGISTERS:
		return CS_PART_REGISTERS;
	case CS_LINE_CODE:
		return CS_PART_CODE;
	case CS_LINE_MODULES:
		return CS_PART_MODULES;
	case CS_LINE_DETAIL:
		return CS_PART_DETAIL;
	case CS_LINE_OTHER:
		return cs_strand_is_list(text) ? CS_PART_MORE_MODULES : CS_PART_OTHER;
	default:
		return CS_PART_OTHER;
	}
}

struct cs_strand_line cs_strand_read(struct cs_str text, enum cs_line_class class,
				     const struct cs_format *header)
{
	struct cs_strand_line l = {.kind = -1, .cpu = -1, .pid = -1, .user = -1};

	l.part = part_of(class, text);
	if (header && (class == CS_LINE_OTHER || class == CS_LINE_DETAIL))
		read_header(&l, text, header);
	else if (class == CS_LINE_CONTEXT)
		read_context(&l, text);
	else if (class == CS_LINE_FRAME)
		read_frame(&l, text);
	else if (class == CS_LINE_IP)
		read_ip(&l, text);
	else if (class == CS_LINE_REGISTERS)
		read_registers(&l, text);
	else if (class == CS_LINE_DETAIL || class == CS_LINE_STACK_HEADER)
		read_detail(&l, text);
	return l;
}

bool cs_strand_in_list(const struct cs_strand *s)
{
	return s->part == CS_PART_MODULES || s->part == CS_PART_MORE_MODULES;
}
