/* A RAM dump, opened: which kernel, its log. What needs the kernel's symbols (tasks, stacks,
 * locks) is in tasks.h and state.h.
 *
 * All that can be wrong with a dump short of not being one is told in notes and in the rung
 * that was reached, never by failing. */
#ifndef CS_DUMP_DUMP_H
#define CS_DUMP_DUMP_H

#include "base/strbuf.h"
#include "dump/kernel.h"
#include "dump/klog.h"

#define CS_DUMP_NOTES_MAX 16u

/* How far up one got. */
enum cs_dump_rung { CS_DUMP_NOTHING, CS_DUMP_LOG, CS_DUMP_TASKS, CS_DUMP_FULL };

struct cs_dump_state;
struct cs_machine;

struct cs_dump {
	struct cs_dump_image image;
	struct cs_kernel kernel;
	struct cs_vm vm;
	struct cs_klog_stats log;
	enum cs_dump_rung rung;
	char *notes[CS_DUMP_NOTES_MAX]; /* what is missing and why, in words */
	size_t note_count;
	bool lists_damaged;          /* of the kernel's tasks or modules: a note says which */
	struct cs_dump_state *state; /* NULL until cs_dump_read_state() */
	struct cs_machine *machine;  /* private to it */
};

/* CS_NOT_MINE: PATH (FILE, FILE@BASE, or a folder) isn't a RAM dump. */
enum cs_status cs_dump_open(struct cs_dump **out, const char *path,
			    struct cs_error *err) CS_MUST_CHECK;
void cs_dump_close(struct cs_dump *d);
void cs_dump_note(struct cs_dump *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
const char *cs_dump_rung_name(enum cs_dump_rung r);

/* The log as dmesg prints it, line by line, with the caller's id where the kernel kept it:
 *	[    1.234567][   T55] text
 * Further lines of one record are indented. Return false to stop. */
typedef bool cs_dump_line_fn(void *ctx, struct cs_str line);
/* Fills d->log. CS_NOT_FOUND: no log was found; the error says what was looked for. */
enum cs_status cs_dump_log(struct cs_dump *d, cs_dump_line_fn *line, void *ctx,
			   struct cs_error *err);

#endif
