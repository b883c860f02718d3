/* Private to event/: untangling. On a console that two CPUs share and whose lines bear no caller
 * id, the lines of two reports alternate. What tells them apart: a report has an order (after
 * "Call Trace:" come frames, after RAX comes RDX), names its CPU, its task, its function and its
 * stack more than once, ends each stack where kernel stacks end, and a CPU's clock does not go
 * back.
 *
 * A strand is how far one report has come. It judges whether a line can be its next one. Neither
 * it nor what was read of a line holds views, so both outlive the line. */
#ifndef CS_EVENT_STRAND_H
#define CS_EVENT_STRAND_H

#include "event/event.h"
#include "event/format.h"

enum cs_part {
	CS_PART_CUT,      /* "cut here" */
	CS_PART_HEADER,   /* what names the report */
	CS_PART_DETAIL,   /* anything that only reports have */
	CS_PART_CONTEXT,  /* "CPU: 0 PID: 1 Comm: x" */
	CS_PART_HARDWARE, /* "Hardware name:" */
	CS_PART_IP,
	CS_PART_CODE,
	CS_PART_REGISTERS,
	CS_PART_STACK, /* "Call Trace:" */
	CS_PART_OPEN,  /* "<TASK>" */
	CS_PART_FRAME,
	CS_PART_CLOSE, /* "</TASK>" */
	CS_PART_MODULES,
	CS_PART_MORE_MODULES, /* " loop fuse [last unloaded: x]": the list went on */
	CS_PART_END,          /* "---[ end trace" */
	CS_PART_OTHER,        /* says nothing of where the report is */
	CS_PARTS,
};

/* How a report is put together: what prints it. */
enum cs_form {
	CS_FORM_UNKNOWN,
	CS_FORM_DUMP,     /* dump_stack(): a trace that begins with itself, no registers */
	CS_FORM_WARN,     /* __warn(): modules, context, registers, trace */
	CS_FORM_OOPS,     /* die(): registers, and then a trace */
	CS_FORM_OOPS_X86, /* the same; modules only behind the trace */
};

/* A place in a sequence of lines whose order is known. */
struct cs_order {
	const char *head;   /* a line's beginning, or its first register */
	unsigned char list; /* which sequence, from 1 */
	unsigned char at;   /* which line of it, from 0 */
	bool many;          /* several such lines */
	bool last;          /* nothing else of the sequence is due behind it */
	uint64_t kinds;     /* bits of enum cs_kind: reports that have it; 0: any */
};

/* A function that stands on the outer or inner end of many kernel stacks. */
struct cs_known {
	const char *name;
	const char *const *callers; /* those that call it, "asm_*" by prefix; NULL: anybody */
	bool open;                  /* others call it, too */
	enum cs_known_end {
		CS_KNOWN_INSIDE,
		CS_KNOWN_INNERMOST, /* prints stacks: one that a report prints begins with it */
		CS_KNOWN_THREAD,    /* nothing calls it: a kernel thread's stack ends with it, */
		CS_KNOWN_ENTRY,     /* or a system call's: user registers may follow */
	} end;
};

enum cs_word_role {
	CS_WORD_OTHER,
	CS_WORD_STACK, /* the stack pointer */
	CS_WORD_FLAGS,
	CS_WORD_RCX, /* a system call has the return address there, */
	CS_WORD_R11, /* and here the flags */
	CS_WORD_CR2, /* the faulting address */
};

#define CS_STRAND_WORDS 4

/* What one line says. */
struct cs_strand_line {
	enum cs_part part;
	enum cs_form form; /* of a header */
	int kind;          /* of a header; -1: none */
	int cpu;           /* -1: not named */
	long pid;          /* -1: not named */
	uint32_t function; /* hash: of a header, an instruction pointer, a frame; 0: none */
	bool guess;        /* a frame that the unwinder doubts */
	bool entry;        /* a frame of assembler code that takes exceptions */
	const struct cs_known *known; /* the frame's function, or NULL */
	const struct cs_order *order; /* or NULL */
	uint32_t reg;                 /* hash of the first register's name, 0: none */
	signed char user;             /* 1: of user space; 0: of the kernel; -1: not said */
	struct cs_strand_word {
		uint64_t value;
		enum cs_word_role role;
	} words[CS_STRAND_WORDS]; /* values of registers; of a header the address, if any */
	unsigned word_count;
	double time;
	bool has_time;
};

struct cs_strand {
	enum cs_part part; /* of the last line that says where the report is */
	enum cs_form form;
	int kind;          /* -1: not told yet; so are */
	int cpu;           /* this */
	long pid;          /* and this */
	uint32_t function; /* that the header or the instruction pointer names, 0: none */
	uint32_t frame;    /* the last one that is no guess, 0: none */
	const struct cs_known *known; /* the same, or NULL */
	const struct cs_order *order; /* the last line's whose place is known, or NULL */
	uint32_t seen;                /* bits of enum cs_part */
	uint64_t told;                /* registers of this block, as bits of their hashes */
	uint64_t address;             /* that the header names, 0: none */
	uint64_t stack;               /* the stack pointer, the page of it, 0: not told */
	uint64_t user_ip, user_flags; /* 0: not told */
	bool user;                    /* user space's registers are told */
	bool entry;                   /* the last frame is of assembler code */
	bool dumped; /* dump_stack() speaks: its own frame is the first that comes */
	bool has_time;
	double time; /* of the last line */
};

void cs_strand_init(struct cs_strand *s);
/* CLASS: the line's; HEADER: the format that takes it for a beginning of a report, or NULL. */
struct cs_strand_line cs_strand_read(struct cs_str text, enum cs_line_class class,
				     const struct cs_format *header);
/* A list of modules that may have come in pieces: " loop fuse", " [last unloaded: x]"; and whether
 * S has just got such a list. */
bool cs_strand_is_list(struct cs_str text);
bool cs_strand_in_list(const struct cs_strand *s);
/* How well LINE would go on with S, in bits: above 0 it would, below -2 hardly. SKEW: by how many
 * seconds the clocks of those who write differ, 0 for one clock. */
int cs_strand_fit(const struct cs_strand *s, const struct cs_strand_line *line, double skew);
/* LINE is the report's. */
void cs_strand_take(struct cs_strand *s, const struct cs_strand_line *line);
/* One CPU or task tells both: the later begun is told before the earlier goes on. False where that
 * is not known, or a report tells of others than its speaker. */
bool cs_strand_one_speaker(const struct cs_strand *a, const struct cs_strand *b);
/* The report is of a form that tells a stack, which is still to come. */
bool cs_strand_awaits_stack(const struct cs_strand *s);
/* The report has said all it usually says: another header isn't in the middle of it. */
bool cs_strand_is_whole(const struct cs_strand *s);

/* The row of FUNCTION, or NULL; strand_callers.c. */
const struct cs_known *cs_known_find(struct cs_str function);
/* The rows that are searched by halves, families apart: COUNT of them, in order of their names. */
const struct cs_known *cs_known_rows(size_t *count);
/* 1: CALLER is known to call FUNCTION; -1: it surely doesn't; 0: no word on it. Either may be
 * NULL: not a known function. */
int cs_known_calls(const struct cs_known *caller, const struct cs_known *function);

/* Places of lines, strand_order.c: by their first register, in lower case; by their words. */
const struct cs_order *cs_order_of_registers(struct cs_str first, unsigned pairs);
const struct cs_order *cs_order_of_words(struct cs_str text);

#endif
