/* Private to input/: the records of a pstore tree, and which of them are of one dump. */
#ifndef CS_INPUT_PSTORE_H
#define CS_INPUT_PSTORE_H

#include "base/mem.h"
#include "base/strbuf.h"
#include "input/input.h"

struct cs_pstore_part {
	char why[24];    /* "Oops#1" */
	uint64_t number; /* of the part */
	uint64_t count;  /* of the dump in its boot */
	uint64_t time;   /* 0 unknown */
	const char *name;
	struct cs_str text; /* behind the head; malloc'ed in BUF */
	char *buf;
	size_t dump;                         /* index of its dump */
	size_t at;                           /* place in the order of time */
	const struct cs_pstore_part *before; /* of the same reason; NULL: the first */
	const struct cs_pstore_part *twin;   /* likewise, and of the same number */
};

struct cs_pstore_parts {
	CS_VEC(struct cs_pstore_part) v;
	size_t dumps;
	uint64_t bytes;
};

/* Puts the parts (one at least) in the order of time, and tells each its dump. n log n. */
void cs_pstore_find_dumps(struct cs_pstore_parts *all);

/* A record that the kernel compressed and could not expand (".enc.z"): raw deflate, as its crypto
 * layer writes it. *N: bytes of PACKED, and of the result, which is malloc'ed; NULL when it isn't.
 */
char *cs_pstore_inflate(const char *packed, size_t *n);
/* "Oops#1 Part3\n" off the front of the text; false, and nothing changed, if it isn't there. */
bool cs_pstore_eat_head(struct cs_pstore_part *p);
/* Appends the dumps, by their numbers, each from where the last one ended; what is missing is
 * remarked of IN. */
void cs_pstore_lay_out(struct cs_pstore_parts *all, struct cs_input *in, struct cs_strbuf *out);

#endif
