/* JSON as it is written: one value after the other into a buffer, no tree in between. For what is
 * told of each event, where building a tree and walking it was most of a dense log's time; what is
 * written once a run is built with jansson (json_tree.h).
 *
 * KEY is the member's name, NULL in an array. Strings may hold any bytes: those that aren't UTF-8
 * become U+FFFD. That a bracket is closed by its like, and that each member has a key, is the
 * caller's care. Out of memory ends the program. */
#ifndef CS_REPORT_JSON_WRITER_H
#define CS_REPORT_JSON_WRITER_H

#include <stdio.h>

#include "base/strbuf.h"

struct cs_json_writer {
	struct cs_strbuf text;
	bool more; /* a value stands before the next one: a comma between them */
};

void cs_json_writer_init(struct cs_json_writer *w);
void cs_json_writer_release(struct cs_json_writer *w);
/* What was written so far goes to OUT; the buffer is empty then. */
void cs_json_writer_flush(struct cs_json_writer *w, FILE *out);

/* BRACKET: one of {[ and one of ]}. */
void cs_json_open(struct cs_json_writer *w, const char *key, char bracket);
void cs_json_close(struct cs_json_writer *w, char bracket);

/* RAW is JSON already. */
void cs_json_put_raw(struct cs_json_writer *w, const char *key, struct cs_str raw);
void cs_json_put_null(struct cs_json_writer *w, const char *key);
void cs_json_put_str(struct cs_json_writer *w, const char *key, struct cs_str s); /* empty: null */
void cs_json_put_word(struct cs_json_writer *w, const char *key, const char *s);  /* NULL: null */
void cs_json_put_strs(struct cs_json_writer *w, const char *key, const struct cs_str *v, size_t n);
void cs_json_put_bool(struct cs_json_writer *w, const char *key, bool v);
void cs_json_put_bool_if(struct cs_json_writer *w, const char *key, int v); /* -1: null */
void cs_json_put_int(struct cs_json_writer *w, const char *key, long long v);
void cs_json_put_int_if(struct cs_json_writer *w, const char *key, bool known, long long v);
void cs_json_put_real(struct cs_json_writer *w, const char *key, double v);  /* finite */
void cs_json_put_hex(struct cs_json_writer *w, const char *key, uint64_t v); /* "0x1f" */
void cs_json_put_hex_if(struct cs_json_writer *w, const char *key, bool known, uint64_t v);

#endif
