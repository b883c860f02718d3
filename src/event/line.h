/* One line of a report, and what kind of line it is. */
#ifndef CS_EVENT_LINE_H
#define CS_EVENT_LINE_H

#include "base/str.h"

enum cs_line_class {
	CS_LINE_UNREAD, /* nobody has asked yet */
	CS_LINE_OTHER,
	CS_LINE_BLANK,
	CS_LINE_RULER,        /* "=====", "-----" */
	CS_LINE_CUT_HERE,     /* "------------[ cut here ]------------" */
	CS_LINE_END_TRACE,    /* "---[ end trace 0123 ]---" */
	CS_LINE_STACK_HEADER, /* "Call Trace:", "Allocated by task 5:" … */
	CS_LINE_MARK,         /* "<TASK>", "</IRQ>" … */
	CS_LINE_FRAME,
	CS_LINE_IP,      /* "RIP: 0010:f+0x1/0x2", "pc : f+0x1/0x2", "PC is at f" */
	CS_LINE_CONTEXT, /* "CPU: 0 PID: 1 Comm: x Not tainted 6.1.0 #1" */
	CS_LINE_HARDWARE,
	CS_LINE_REGISTERS,
	CS_LINE_CODE,
	CS_LINE_MODULES,
	CS_LINE_DETAIL, /* other lines that only reports have */
};

/* How a line was told to be of its report, where another one goes on in the same stream. */
enum cs_line_told {
	CS_TOLD_ALONE, /* no other report went on */
	CS_TOLD_SURE,
	CS_TOLD_LIKELY,
	CS_TOLD_GUESSED,
	CS_TOLD_COUNT,
};

struct cs_line {
	struct cs_str raw;
	struct cs_str text;
	uint64_t number, offset, end; /* as in struct cs_record */
	double time;
	enum cs_line_class class;
	enum cs_line_told told;
	bool has_time;
	bool header;    /* a format takes it for a beginning */
	bool glued;     /* cut out of a line that holds other records, too */
	bool rest_sure; /* or only likely */
	bool wrapped;   /* by a mail program; the rest stands here as a line, too */
	uint64_t rest;  /* the line that its torn-off end stood on, 0: it is whole */
	bool overtaken; /* another report has begun since this one did */
	bool foreign;   /* inside the report's span, but not of it */
};

#endif
