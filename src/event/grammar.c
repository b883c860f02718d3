#include "event/grammar.h"

#include "base/pat.h"
#include "event/grammar_details.h"

static const struct {
	const char *prefix;
	enum cs_stack_role role;
} headers[] = {
	{"Call Trace:", CS_STACK_CRASH},
	{"Trace:", CS_STACK_CRASH},       /* alpha */
	{"Stack Trace:", CS_STACK_CRASH}, /* arc */
	{"Call trace:", CS_STACK_CRASH},
	{"Backtrace:", CS_STACK_CRASH},
	{"stack backtrace:", CS_STACK_CRASH},
	{"backtrace:", CS_STACK_ALLOC}, /* kmemleak */
	{"backtrace (crc ", CS_STACK_ALLOC},
	{"Allocated by task", CS_STACK_ALLOC},
	{"Allocated:", CS_STACK_ALLOC},
	{"INFO: Allocated in ", CS_STACK_ALLOC},
	{"INFO: Freed in ", CS_STACK_FREE},
	{"Allocated in ", CS_STACK_ALLOC},     /* SLUB track, since 5.16 with a stack below */
	{"allocated by task", CS_STACK_ALLOC}, /* KFENCE */
	{"Freed by task", CS_STACK_FREE},
	{"Freed:", CS_STACK_FREE},
	{"Freed in ", CS_STACK_FREE},
	{"freed by task", CS_STACK_FREE},
	{"page last allocated via", CS_STACK_ALLOC},
	{"page last free", CS_STACK_FREE},
	{"Last potentially related work creation:", CS_STACK_ORIGIN},
	{"Second to last potentially related work creation:", CS_STACK_ORIGIN},
	{"Uninit was created at:", CS_STACK_ORIGIN},
	{"Uninit was stored to memory at:", CS_STACK_ORIGIN},
	{"DMA-API: Mapped at:", CS_STACK_ORIGIN},
	{"Mapped at:", CS_STACK_ORIGIN},
	{"to a ", CS_STACK_LOCK_CHAIN}, /* "to a HARDIRQ-irq-unsafe lock:" */
	{"-> #", CS_STACK_LOCK_CHAIN},
};

static bool kfence_object(struct cs_str s, enum cs_stack_role *role)
{
	/* "allocated by task 12 on cpu 0 at 1.2s:" below "kfence-#12: 0x…, size=32" */
	if (!cs_str_ends(s, ":"))
		return false;
	if (cs_str_has(s, "allocated by task "))
		*role = CS_STACK_ALLOC;
	else if (cs_str_has(s, "freed by task "))
		*role = CS_STACK_FREE;
	else
		return false;
	return true;
}

/* Where a lock was taken, or its use first told: print_lock_class_header(), print_shortest_lock_
 * dependencies() and print_irq_lock_scenario() in kernel/locking/lockdep.c; "... key      at:" is
 * followed by no stack. */
static bool lock_chain(struct cs_str s)
{
	static const char *const words[] = {
		"which became ", "INITIAL ",   "-ON-",         "IN-HARDIRQ",
		"IN-SOFTIRQ",    "IN-RECLAIM", "... acquired", "state was registered"};

	if (!cs_str_ends(s, " at:"))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_has(s, words[i]))
			return true;
	return false;
}

/* "read to 0xffff888105234567 of 8 bytes by task 22 on cpu 3:", "write (marked) to …", "assert no
 * accesses to …", "race at unknown origin, with read to … by interrupt on cpu 1:": print_report()
 * in kernel/kcsan/report.c */
static bool kcsan_access(struct cs_str s, int *cpu)
{
	struct cs_pat_hit hit;
	uint64_t v;

	if (!cs_str_ends(s, ":") || !cs_pat_match(" to %x of %d bytes by %* on cpu %d:", s, &hit) ||
	    !cs_str_to_dec(hit.cap[3], &v))
		return false;
	*cpu = (int)v;
	return true;
}

bool cs_grammar_stack_header(struct cs_str text, enum cs_stack_role *role, int *cpu)
{
	struct cs_str s = cs_str_trim(text), t;
	uint64_t v;

	*cpu = -1;
	if (cs_eat(&s, "sending NMI") || cs_eat(&s, "Sending NMI"))
		return false;
	t = cs_str_after(cs_str_head(s, 40), "NMI backtrace for cpu ");
	if (t.p && cs_eat_dec(&t, &v)) {
		*cpu = (int)v;
		*role = CS_STACK_OTHER_CPU;
		return !cs_str_has(s, "skipped");
	}
	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++) {
		if (cs_str_starts(s, headers[i].prefix)) {
			*role = headers[i].role;
			return true;
		}
	}
	if (kcsan_access(s, cpu)) {
		*role = CS_STACK_CRASH;
		return true;
	}
	if (lock_chain(s)) {
		*role = CS_STACK_LOCK_CHAIN;
		return true;
	}
	return kfence_object(s, role);
}

static bool is_ruler(struct cs_str s)
{
	char c;

	s = cs_str_trim(s);
	if (s.n < 16)
		return false;
	c = s.p[0];
	if (c != '=' && c != '-' && c != '_' && c != '*' && c != '~')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != c)
			return false;
	return true;
}

static bool is_mark(struct cs_str s)
{
	static const char *const marks[] = {
		"<TASK>", "</TASK>",   "<IRQ>", "</IRQ>", "<NMI>",
		"</NMI>", "<SOFTIRQ>", "<#DF>", "</#DF>", "<ENTRY_TRAMPOLINE>",
		"<#DB>",  "</#DB>",    "<#VC>", "</#VC>", "<EOI>",
		"<EOE>",  "<UNK>",     "===="};

	s = cs_str_trim(s);
	if (s.n == 0 || (s.p[0] != '<' && s.p[0] != '='))
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (cs_str_is(s, marks[i]))
			return true;
	return false;
}

/* Words off a stack, or registers without names: two or more, 8 or 16 hex digits each; parisc and
 * microblaze say before which ones, "r04-07  40000000 …". */
static bool is_words(struct cs_str s)
{
	unsigned words = 0;
	struct cs_str word;
	bool label = false;

	for (s = cs_str_trim(s); cs_eat_word(&s, &word); words++) {
		cs_eat_blank(&s);
		if (cs_str_is(word, "...") && words)
			continue;
		if (words == 0 && cs_str_find_char(word, '-') > 0) {
			label = true;
			continue;
		}
		if (word.n != 8 && word.n != 16)
			return false;
		for (size_t i = 0; i < word.n; i++)
			if (!cs_is_hex(word.p[i]))
				return false;
	}
	return words >= (label ? 3 : 2);
}

/* "ffff888012345678: 00 00 …", " 0000 ….", ">ffff88…:", "Object 0xffff…: 6b 6b" */
static bool is_memory(struct cs_str s)
{
	uint64_t v;

	s = cs_str_trim(s);
	cs_eat_char(&s, '>');
	for (const char *const *p =
		     (const char *const[]){"Redzone", "Object", "Padding", "Bytes b4", "raw", NULL};
	     *p; p++)
		if (cs_eat(&s, *p))
			break;
	cs_eat_blank(&s);
	if (cs_str_is(cs_str_trim(s), "^"))
		return true;
	if (!cs_eat_hex(&s, &v) || !cs_eat(&s, ": ") || s.n < 3)
		return false;
	return cs_is_hex(s.p[0]) && cs_is_hex(s.p[1]);
}

static bool is_lock_line(struct cs_str s)
{
	static const char *const words[] = {", at: ",
					    " held by ",
					    "}-{",
					    ", type: ",
					    " is trying to acquire",
					    " is trying to lock:",
					    " is trying to release lock (",
					    " is trying to contend lock (",
					    " already holding",
					    " is not holding:",
					    " is blocked on this lock:",
					    " just changed the state of lock:",
					    ", with a lock still held there!",
					    ", .magic: "};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (cs_str_has(s, words[i]))
			return true;
	return false;
}

enum cs_line_class cs_grammar_classify(struct cs_str text)
{
	struct cs_str s = cs_str_trim(text);
	struct cs_frame frame;
	struct cs_context context;
	enum cs_stack_role role;
	bool user;
	int cpu;

	if (s.n == 0)
		return CS_LINE_BLANK;
	if (cs_str_starts(s, "------------[ cut here"))
		return CS_LINE_CUT_HERE;
	if (is_ruler(s))
		return CS_LINE_RULER;
	if (cs_str_starts(s, "---[ end trace"))
		return CS_LINE_END_TRACE;
	if (is_mark(s))
		return CS_LINE_MARK;
	if (cs_grammar_stack_header(s, &role, &cpu))
		return CS_LINE_STACK_HEADER;
	if (cs_grammar_ip(s, &frame, &user))
		return CS_LINE_IP;
	if (cs_grammar_frame(text, &frame))
		return CS_LINE_FRAME;
	if (cs_grammar_context(s, &context))
		return CS_LINE_CONTEXT;
	if (cs_str_starts(s, "Hardware name:"))
		return CS_LINE_HARDWARE;
	if (cs_grammar_registers(s, NULL, NULL))
		return CS_LINE_REGISTERS;
	if (cs_str_starts(s, "Code:"))
		return CS_LINE_CODE;
	if (cs_str_starts(s, "Modules linked in:"))
		return CS_LINE_MODULES;
	if (is_memory(s) || is_words(s) || cs_grammar_is_detail(text) || cs_grammar_is_detail(s) ||
	    is_lock_line(s))
		return CS_LINE_DETAIL;
	return CS_LINE_OTHER;
}

enum cs_line_class cs_grammar_class_of(struct cs_line *line)
{
	if (line->class == CS_LINE_UNREAD)
		line->class = cs_grammar_classify(line->text);
	return line->class;
}
