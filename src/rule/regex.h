/* PCRE2 with bounds: compiled by the JIT when first matched, where the machine has one; matched
 * with a limit on steps and on memory; bytes not characters, never UTF. The only file that knows
 * PCRE2 is regex.c. */
#ifndef CS_RULE_REGEX_H
#define CS_RULE_REGEX_H

#include "base/str.h"

struct cs_regex;         /* immutable once made: shared by threads */
struct cs_regex_scratch; /* one thread's working memory */

struct cs_regex_error {
	size_t offset; /* in the pattern */
	char message[256];
};

enum cs_regex_result { CS_REGEX_NO, CS_REGEX_YES, CS_REGEX_LIMIT };

#define CS_REGEX_GROUPS 16 /* captures that are kept, the whole match among them */

struct cs_regex_hit {
	struct cs_str group[CS_REGEX_GROUPS]; /* p == NULL: did not take part */
	size_t begin, end;                    /* of the whole match */
};

/* NULL on a bad pattern, with *ERR filled. */
struct cs_regex *cs_regex_new(struct cs_str pattern, struct cs_regex_error *err);
void cs_regex_free(struct cs_regex *re);
/* The named groups: their number, and the name and number of the I-th. */
size_t cs_regex_names(const struct cs_regex *re);
const char *cs_regex_name(const struct cs_regex *re, size_t i, unsigned *group);

struct cs_regex_scratch *cs_regex_scratch_new(void);
void cs_regex_scratch_free(struct cs_regex_scratch *s);
/* The first match in SUBJECT. CS_REGEX_LIMIT: the pattern did not come to an answer within its
 * limits (catastrophic backtracking). */
enum cs_regex_result cs_regex_match(const struct cs_regex *re, struct cs_regex_scratch *s,
				    struct cs_str subject, struct cs_regex_hit *hit);

#endif
