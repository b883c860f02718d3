/* Private to klog*.c: records of struct printk_log (3.5-5.9; struct log to 3.10) in a piece of
 * memory that has been read. Each begins with
 *	u64 ts_nsec; u16 len, text_len, dict_len; u8 facility; u8 flags:5, level:3
 * and, since 5.1 with CONFIG_PRINTK_CALLER, u32 caller_id; then the text, the dictionary, and
 * less than 8 bytes that round it up to the next (kernel/printk/printk.c log_store()). */
#ifndef CS_DUMP_KLOG_OLD_H
#define CS_DUMP_KLOG_OLD_H

#include "dump/klog.h"

#define CS_OLD_HEADER_MAX 64u
#define CS_OLD_GRAIN_BITS 9

struct cs_old_layout {
	size_t header; /* bytes of it, at most CS_OLD_HEADER_MAX */
	size_t o_nsec, o_len, o_text_len, o_caller;
	bool has_caller;
};

/* The memory that records are looked for in. */
struct cs_old_piece {
	const unsigned char *p;
	size_t n;
	const unsigned char *lost; /* a byte for each 512 of them, nonzero: unreadable; or NULL */
};

/* As the kernel had it that the note describes, or as all had it. False: it can't be. */
bool cs_old_layout(struct cs_old_layout *l, const struct cs_vmcoreinfo *v);
/* The record at AT, whose text lies in the piece; *LEN is its whole length. False when there is
 * none. */
bool cs_old_record(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at,
		   struct cs_klog_record *r, size_t *len);
/* Whether a record stands at AT by all signs: its text can be printed, and so can the next one's
 * (or the buffer ends there). */
bool cs_old_looks_right(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at);
/* The first place from AT on, before END, where that is so; END when there is none. */
size_t cs_old_next(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at,
		   size_t end);
/* Whether the buffer goes on at its front, or has no more: a length of 0, or no room. */
bool cs_old_is_end(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at);
/* All records of a buffer whose ends nobody knows, oldest first. */
void cs_old_salvage(const struct cs_old_layout *l, const struct cs_old_piece *m,
		    const struct cs_klog_sink *sink, struct cs_klog_stats *stats);

#endif
