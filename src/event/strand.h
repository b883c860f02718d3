/* Private to event/: untangling. On a console that two CPUs share and whose lines bear no caller
 * id, the lines of two reports alternate. What tells them apart: a report has an order (after
 * "Call Trace:" come frames, after RAX comes RDX), names its CPU, its task and its function more
 * than once, ends each stack where kernel stacks end, and a CPU's clock does not go back.
 *
 * A strand is how far one report has come. It judges whether a line can be its next one. */
#ifndef CS_EVENT_STRAND_H
#define CS_EVENT_STRAND_H

#include "event/event.h"
#include "log/record.h"

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

/* What one line says. Views are the line's. */
struct cs_strand_line {
	enum cs_part part;
	int cpu;                /* -1: not named */
	long pid;               /* -1: not named */
	struct cs_str function; /* of a header, an instruction pointer, a frame; or empty */
	bool guess;             /* a frame that the unwinder doubts */
	uint32_t registers;     /* hash of the first one's name, 0: none */
	double time;
	bool has_time;
};

#define CS_STRAND_REGISTERS 24

struct cs_strand {
	enum cs_part part;      /* of the last line that says where the report is */
	int cpu;                /* -1: not told yet */
	long pid;               /* -1: not told yet */
	struct cs_str function; /* that the header or the instruction pointer names, or empty */
	struct cs_str frame;    /* the last one that is no guess, or empty */
	uint32_t registers[CS_STRAND_REGISTERS]; /* the first of each line of this block */
	size_t register_lines;
	bool outermost; /* the stack has come to its end */
	bool dumped;    /* dump_stack() speaks: its own frame is the first that comes */
	double time;    /* of the last line, valid with has_time */
	bool has_time;
};

void cs_strand_init(struct cs_strand *s);
/* CLASS: the line's; HEADER: a format takes it for a beginning of a report. */
struct cs_strand_line cs_strand_read(struct cs_str text, enum cs_line_class class, bool header);
/* A list of modules that came in pieces: " loop fuse", where S has just got such a list. */
bool cs_strand_is_list(const struct cs_strand *s, struct cs_str text);
/* How well LINE would go on with S: above 0 it would, below -2 hardly. SKEW: by how many seconds
 * the clocks of those who write differ, 0 for one clock. */
int cs_strand_fit(const struct cs_strand *s, const struct cs_strand_line *line, double skew);
/* LINE is the report's; its views must live as long as S. */
void cs_strand_take(struct cs_strand *s, const struct cs_strand_line *line);
/* The report has said all it usually says: another header isn't in the middle of it. */
bool cs_strand_is_whole(const struct cs_strand *s);

/* Who calls whom on the outer end of every kernel stack, strand_callers.c. 1: CALLER is known to
 * call FUNCTION; -1: others are, CALLER isn't; 0: FUNCTION isn't listed. */
int cs_strand_calls(struct cs_str caller, struct cs_str function);
/* FUNCTION prints stacks: one that a report prints of itself begins with it. */
bool cs_strand_is_innermost(struct cs_str function);
/* Nothing calls FUNCTION: a stack ends with it. */
bool cs_strand_is_outermost(struct cs_str function);

#endif
