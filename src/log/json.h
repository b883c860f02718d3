/* Private to log/: values of JSON, eaten from the front of *S, and the records that objects of
 * them are. */
#ifndef CS_LOG_JSON_H
#define CS_LOG_JSON_H

#include "base/strbuf.h"

/* ---- values, json_value.c ---- */

void cs_json_skip_space(struct cs_str *s);
/* One escape behind its backslash: "n", "u2028", "ud83d\ude00". */
void cs_json_eat_escape(struct cs_str *s, struct cs_strbuf *out);
/* A string without its first quote into OUT; false: it doesn't end here. */
bool cs_json_eat_string(struct cs_str *s, struct cs_strbuf *out);
/* "66,85,71]": bytes that are no UTF-8, as journald writes them since 187. */
bool cs_json_eat_bytes(struct cs_str *s, struct cs_strbuf *out);
/* A number or a word. */
void cs_json_eat_bare(struct cs_str *s, struct cs_strbuf *out);
/* Digits behind a point, as microseconds; further ones are dropped. */
bool cs_json_eat_fraction(struct cs_str *s, uint64_t *usec);
/* ":" behind a key, or the "=>" of fluent-bit. */
bool cs_json_eat_colon(struct cs_str *s);

/* ---- records, json_record.c ---- */

struct cs_json_record;

enum cs_json_found {
	CS_JSON_CUT,    /* it doesn't end here */
	CS_JSON_RECORD, /* read to its end; holds a message or not */
	CS_JSON_HOLDER, /* no record: it may hold such, or text */
};

struct cs_json_record *cs_json_record_new(void);
void cs_json_record_free(struct cs_json_record *r);
/* The members of an object, behind its brace. */
enum cs_json_found cs_json_record_eat(struct cs_json_record *r, struct cs_str *s);
/* Appends the record's message as a line, or lines of another transport as they are. ANY: see
 * cs_json_tell_log(). */
void cs_json_record_emit(struct cs_json_record *r, bool *any, struct cs_strbuf *out);
/* Whether log text stands behind this key. */
bool cs_json_is_message_key(struct cs_str key);
/* Whether HEAD holds such a key. */
bool cs_json_has_message_key(struct cs_str head);

/* ---- text, json_log.c ---- */

/* Lines, and stamps of printk's in front of some. */
bool cs_json_is_log(struct cs_str text);
/* DATE in a form that lines have in front: seconds, and parts of them, since 1970 become ISO 8601.
 * BUF is where it may be written. */
#define CS_JSON_DATE 40
struct cs_str cs_json_date(struct cs_str date, char buf[CS_JSON_DATE]);
/* Text of a log as such: a line, or many. A line without a time of its own gets the DATE, unless
 * that is empty. ANY as below. */
void cs_json_emit_text(bool *any, struct cs_str date, struct cs_str text, struct cs_strbuf *out);
/* TEXT follows. A document may hold many logs (KCIDB, results of jobs): where it is one of a boot
 * of its own, a line "-- Next log --" tells it from what came before; the boot that is over did not
 * restart unexpectedly. *ANY: whether a log came before; false in the beginning. */
void cs_json_tell_log(bool *any, struct cs_str text, struct cs_strbuf *out);

#endif
