/* A record: one kernel message line, taken out of whatever transported it.
 * The views point into the reader's window and live only until the next read. */
#ifndef CS_LOG_RECORD_H
#define CS_LOG_RECORD_H

#include "base/str.h"

struct cs_record {
	struct cs_str raw;  /* the line as in the input, without its line end */
	struct cs_str text; /* the message alone: stamp, level, caller … taken off */
	uint64_t number;    /* 1-based line number in the input */
	uint64_t offset;    /* of the first byte, and */
	uint64_t end;       /* one past the line end, in the decoded input */
	double time;        /* seconds since boot, valid when has_time */
	bool has_time;
	signed char level; /* printk level 0-7, -1 unknown */
	char caller_kind;  /* 'T' task, 'C' CPU (CONFIG_PRINTK_CALLER), 0 none */
	uint32_t caller_id;
	bool glued;     /* cut out of a line that holds other records, too */
	bool rest_sure; /* or only likely */
	bool wrapped;   /* a mail program broke the line; REST comes as a line, too */
	uint64_t rest;  /* the line that its torn-off end stood on, 0: it is whole */
	bool program;   /* syslog names a program as its source: no report begins here */
};

/* Splits what transports and wrappers put in front of a message: printk's own level, stamp and
 * caller id (printk.c print_prefix(), since 5.1), every form of dmesg and journalctl, syslog,
 * logcat, CI wrappers, quoting (prefix.c has the rows). Fills all but number, offset and end.
 * Never fails: a line without any prefix is its own text. */
void cs_record_split(struct cs_record *r, struct cs_str raw);

#endif
