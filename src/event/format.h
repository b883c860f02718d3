/* A report format: what the kernel prints first, what it means and how the field names it.
 * Tables of these are the whole knowledge of the event stage about particular reports. A new
 * kind of report = a row (and a fixture, and a line in docs/kinds.md). */
#ifndef CS_EVENT_FORMAT_H
#define CS_EVENT_FORMAT_H

#include "base/pat.h"
#include "event/event.h"
#include "log/record.h"

struct cs_names;

/* Where the guilty function comes from (the codes of syzkaller's title conventions; the walks
 * behind them stand in guilty.c). */
enum cs_from {
	CS_FROM_NONE,        /* the title has none */
	CS_FROM_LINE_CT,     /* the header's; a skipped one: the next trace */
	CS_FROM_LINE_STACK,  /* the header's; a skipped one: the frames below */
	CS_FROM_CT,          /* first kept frame of the call trace */
	CS_FROM_IP,          /* the instruction pointer */
	CS_FROM_IP_CT,       /* the instruction pointer; a skipped one: the trace below it */
	CS_FROM_WARN,        /* the instruction pointer and the frames below it, else CT */
	CS_FROM_STALL,       /* as IP_CT, the frame above the first stall anchor */
	CS_FROM_TRACE_STALL, /* the same of the trace alone */
	CS_FROM_RCU,         /* the same below the timer interrupt */
	CS_FROM_HANG,        /* the first frame that isn't about waiting */
	CS_FROM_LEAK,        /* kmemleak's backtrace */
	CS_FROM_PAGE,        /* who allocated the page, else CT */
	CS_FROM_ACQUIRE,     /* lockdep: who tries to acquire */
	CS_FROM_ACQUIRE_AT,  /* the same, where it stands on the lock's line */
	CS_FROM_CHANGED,     /* lockdep: who changed the lock's state */
	CS_FROM_BECAME,      /* lockdep: where the lock became unsafe */
	CS_FROM_LEAVING,     /* lockdep: who left the kernel with the lock */
	CS_FROM_AT,          /* the first "at: f" of a lock line */
	CS_FROM_BRACKET,     /* the first "[<address>] f" */
	CS_FROM_BRACKET_CT,  /* the same; a skipped one: CT */
};

enum {
	CS_FMT_CONT = 1 << 0,     /* goes on with a report that has no stack yet */
	CS_FMT_CUT_HERE = 1 << 1, /* only says that a report begins */
	CS_FMT_PANIC = 1 << 2,
	CS_FMT_TAKES_PANIC = 1 << 3, /* the panic that follows is part of this report */
	CS_FMT_STACK = 1 << 4,       /* without a stack the report is corrupted */
	CS_FMT_RULED = 1 << 5,       /* ends at a ruler */
	CS_FMT_START = 1 << 6,       /* the header stands at the start of the message */
	CS_FMT_LONE = 1 << 7,        /* one line, no stack belongs to it */
	CS_FMT_NMI = 1 << 8,         /* other CPUs' NMI backtraces belong to it */
	CS_FMT_SUPPRESSED = 1 << 9,
	CS_FMT_CORRUPTED = 1 << 10, /* this wording alone always means that the start was lost */
	CS_FMT_WEAK = 1 << 11,      /* without a stack: no report */
	CS_FMT_BARE = 1 << 12,      /* without a function the title does without it, and is sound */
	CS_FMT_ORIGIN = 1 << 13,    /* corrupted when the stack of the origin is missing (KMSAN) */
	CS_FMT_RAW = 1 << 14,       /* a wording nobody knows: the title is the line itself */
	CS_FMT_INSIDE = 1 << 16,    /* goes on with any report, whatever was read of it */
	CS_FMT_PRELUDE = 1 << 15,   /* a header that follows takes the report over */
	CS_FMT_BODY = 1 << 17,      /* without its body it is no report */
	CS_FMT_SILENT = 1 << 18,    /* stacks that somebody asked for: read, and dropped */
	CS_FMT_TAKES_NEXT = 1 << 19, /* the report that follows at once is this one's account */
	CS_FMT_EACH = 1 << 20,       /* the same header again begins a report of its own */
	CS_FMT_REST = 1 << 21, /* never begins a report: with none open, one's beginning is lost */
	CS_FMT_IDLE = 1 << 22, /* begins a report only while none is open */
};

enum cs_fit {
	CS_FIT_NO, /* not of this report */
	CS_FIT_YES,
	CS_FIT_LAST,    /* of it, and its end */
	CS_FIT_END,     /* not of it, and it is over */
	CS_FIT_DEFAULT, /* let the grammar decide */
};

/* Families whose reports are not made of stacks, or of more, bring functions of their own. Either
 * may be NULL. PARSE runs when the report is complete, in place of the reading of stacks; it may
 * set title, kind, severity. */
struct cs_family {
	enum cs_fit (*fits)(const struct cs_event *ev, const struct cs_record *r);
	void (*parse)(struct cs_event *ev);
};

struct cs_format {
	const char *anchor;      /* literal that a header line must hold */
	const char *head;        /* template (base/pat.h) for the header */
	const char *body;        /* template for a later line; its captures follow the head's */
	const char *before;      /* literal that must stand in the report above the header */
	const char *const *more; /* literals: the report is the lines that hold one of them */
	enum cs_kind kind;
	const char *title; /* {1} … captures, {F} function; NULL: the family sets it */
	const char *alt;   /* {O}: the function of the origin's stack */
	enum cs_from from;
	const char *skip; /* section of names.list that is skipped besides the common one */
	unsigned function_capture; /* 1-based capture that holds the header's function */
	unsigned flags;
	const struct cs_family *family;
	void (*tell)(struct cs_event *ev); /* runs last, adds what the lines say besides; or NULL */
};

struct cs_format_table {
	const struct cs_format *rows;
	size_t count;
};

/* All formats, in order of precedence; the tracker knows them by index. */
struct cs_formats {
	const struct cs_format_table *const *tables;
	size_t table_count;
	size_t count;
};

void cs_formats_init(struct cs_formats *f, const struct cs_format_table *const *tables,
		     size_t count);
const struct cs_format *cs_formats_get(const struct cs_formats *f, size_t index);
/* Whether LINE begins a report of this format; wordings that only look like it are refused. */
bool cs_format_begins(const struct cs_format *f, struct cs_str line, struct cs_pat_hit *hit);
/* The first of the formats with these N indices that LINE begins, or NULL; other tags than indices
 * may be among them. */
const struct cs_format *cs_formats_match(const struct cs_formats *f, struct cs_str line,
					 const uint32_t *tags, size_t n);

extern const struct cs_format_table cs_formats_device, cs_formats_fs, cs_formats_gpu,
	cs_formats_hardware, cs_formats_oom, cs_formats_user;
extern const struct cs_format_table cs_formats_sanitizer, cs_formats_oops, cs_formats_warn,
	cs_formats_lock, cs_formats_stall, cs_formats_memory, cs_formats_panic, cs_formats_misc,
	cs_formats_rest;

#endif
