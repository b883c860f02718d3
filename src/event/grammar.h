/* The grammar of kernel reports: what kind of line is this? Knows the forms that show_stack(),
 * show_regs(), dump_stack_print_info() and friends print on all architectures; knows no
 * particular report. */
#ifndef CS_EVENT_GRAMMAR_H
#define CS_EVENT_GRAMMAR_H

#include "event/event.h"

enum cs_line_class cs_grammar_classify(struct cs_str text);
/* The class of a line, read at most once. */
enum cs_line_class cs_grammar_class_of(struct cs_line *line);

/* "[<addr>] ? func+0x1/0x2 [module build-id] (unreliable)", arm's "[<a>] (f) from [<b>] (g+1/2)"
 * and " f from g+1/2". An address without a name is a frame, too. */
bool cs_grammar_frame(struct cs_str text, struct cs_frame *frame);
/* The function that was called from the frame of such an arm line, "f"; the innermost one has
 * no line of its own. */
bool cs_grammar_callee(struct cs_str text, struct cs_frame *frame);
/* " (mm/slub.c:12": what decode_stacktrace.sh puts behind a symbol, for its offset and size. */
bool cs_grammar_place(struct cs_str s);
/* A symbol with offset and size at the front of *S: "func+0x1/0x2 [module]"; or with its place:
 * "func (mm/slub.c:12) module". */
bool cs_grammar_symbol(struct cs_str *s, struct cs_frame *frame);
/* The role of the stack that this header begins. */
bool cs_grammar_stack_header(struct cs_str text, enum cs_stack_role *role, int *cpu);
/* The instruction pointer line: kernel code only. *USER is set for "RIP: 0033:…". */
bool cs_grammar_ip(struct cs_str text, struct cs_frame *frame, bool *user);

struct cs_context {
	int cpu;
	long pid;
	struct cs_str comm, taint, release;
};
/* "CPU: 0 PID: 56 Comm: init Tainted: G  O  6.1.0 #1" (dump_stack_print_info(), 3.9 … 6.x),
 * "CPU: 0 Not tainted (3.4.0 #1)" (arm), "Pid: 1, comm: x Not tainted" (x86 before 3.9).
 * Fields that the line lacks stay -1 or empty. */
bool cs_grammar_context(struct cs_str text, struct cs_context *c);

typedef void cs_register_fn(void *ctx, struct cs_str name, uint64_t value);
/* Calls FN for each "NAME: hex" of a register line; false when the line is none. */
bool cs_grammar_registers(struct cs_str text, cs_register_fn *fn, void *ctx);

#endif
