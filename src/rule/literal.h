/* Literals that a regular expression cannot do without: the prefilter that keeps PCRE2 away
 * from lines that can't match. */
#ifndef CS_RULE_LITERAL_H
#define CS_RULE_LITERAL_H

#include "base/arena.h"

#define CS_LITERALS_MAX 24 /* alternatives of one pattern */

struct cs_literals {
	const char *v[CS_LITERALS_MAX]; /* in the arena */
	size_t n;
};

/* Fills OUT so that every match of PATTERN holds at least one of its literals, each of at least
 * CS_LIMIT_LITERAL_MIN bytes; the longest to be had. OUT->n is 0 when there are none ("a.*b",
 * "(?i)…") or they are not easily seen. Understands as much of the syntax as rules need, and
 * gives up on the rest. */
void cs_literals_find(struct cs_arena *arena, struct cs_str pattern, struct cs_literals *out);

#endif
