/* A stream of bytes with a name: a file, a pipe, a member of an archive, a journal, the joined
 * records of a pstore tree. What kind of bytes they are is asked of the head, without taking
 * it. Reads as they come: a partial read is handed on at once, so that a live console is
 * followed line by line.
 *
 * An input is made by its reader (file.c, archive.c, …) and given out by cs_source_next(). */
#ifndef CS_INPUT_INPUT_H
#define CS_INPUT_INPUT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

#define CS_INPUT_REMARKS_MAX 8

struct cs_input;

struct cs_input_ops {
	/* As cs_input_read(), below the head. WAIT_MS may be ignored by what never blocks. */
	enum cs_status (*read)(struct cs_input *in, char *buf, size_t size, int wait_ms,
			       size_t *got, struct cs_error *err);
	/* Moves to OFFSET from WHENCE (lseek), returns the new offset or -1; NULL: cannot. */
	int64_t (*seek)(struct cs_input *in, int64_t offset, int whence);
	/* Frees what CTX owns; may be NULL. */
	void (*close)(struct cs_input *in);
};

/* Things to tell about an input; the text belongs to the input. When there are more than fit, the
 * last one says how many. */
struct cs_remarks {
	struct cs_str v[CS_INPUT_REMARKS_MAX];
	size_t n;
	size_t more; /* that the last one stands for, 0 none */
	char more_text[32];
};

struct cs_input {
	const struct cs_input_ops *ops;
	void *ctx; /* of its reader */
	int fd;    /* to read from, -1 none */
	struct cs_arena arena;
	const char *name;    /* as reports have it: a path, or "a.tar!dir/console.log" */
	const char *format;  /* what holds the text: "text", "journal", "pstore" … */
	bool member;         /* one of many in an archive: what is no log is passed over */
	const char *copy_of; /* a member beside it, which holds all that is in it; or NULL */
	unsigned packings;   /* compressed files that it stood in, one in the other */
	const struct cs_input *origin; /* what it was unpacked from, outermost; NULL: it wasn't */
	char *head;                    /* bytes read ahead; NULL before the first peek */
	size_t head_n, head_at;
	uint64_t read;            /* bytes read from below the head */
	struct cs_remarks notes;  /* worth knowing */
	struct cs_remarks doubts; /* why the input isn't complete */
};

/* FORMAT must be a constant. NAME is copied. */
struct cs_input *cs_input_new(const struct cs_input_ops *ops, const char *name, const char *format);
void cs_input_close(struct cs_input *in);
/* The first bytes, CS_LIMIT_SNIFF_BYTES at most, fewer when the input is shorter or slow. They
 * stay to be read. */
enum cs_status cs_input_peek(struct cs_input *in, struct cs_str *head,
			     struct cs_error *err) CS_MUST_CHECK;
/* Up to SIZE bytes into BUF. *GOT is 0 at the end. Waits at most WAIT_MS for a first byte
 * (-1: for ever); when nothing came in that time, CS_NOT_FOUND and *GOT 0. */
enum cs_status cs_input_read(struct cs_input *in, char *buf, size_t size, int wait_ms, size_t *got,
			     struct cs_error *err) CS_MUST_CHECK;
/* Back to the first byte after a peek; false when the input cannot (then nothing changed). */
bool cs_input_rewind(struct cs_input *in);

/* Whether OUT bytes may come out of PACKED: CS_LIMIT_EXPANSION times what was read of the file
 * that all of it stood in. CS_ERR_FORMAT when they are far more than any log gives: a bomb. */
enum cs_status cs_input_check_expansion(const struct cs_input *packed, uint64_t out,
					struct cs_error *err) CS_MUST_CHECK;
/* What was remarked of FROM is remarked of TO, which it is a piece of. */
void cs_input_pass_remarks(struct cs_input *to, const struct cs_input *from);

/* Adds a remark. */
void cs_input_note(struct cs_input *in, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cs_input_doubt(struct cs_input *in, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* An input from an open file descriptor, which it takes over (0 stays open). */
struct cs_input *cs_input_from_fd(int fd, const char *name);
/* PATH "-" is standard input. */
enum cs_status cs_input_open_file(struct cs_input **out, const char *path,
				  struct cs_error *err) CS_MUST_CHECK;

#endif
