/* Bytes that claim to be UTF-8, made so that they are. */
#ifndef CS_BASE_UTF8_H
#define CS_BASE_UTF8_H

#include "base/str.h"

/* Length of the well-formed sequence at the front of S (no surrogates, no overlong forms, at
 * most U+10FFFF: Unicode 15, table 3-7), or 0. */
size_t cs_utf8_length(struct cs_str s);
/* Whether the sequence of N bytes at the front of S moves the cursor, ends the line or turns text
 * around, rather than show: C0 (tab and line ends too), DEL, C1, U+202A … U+202E, U+2066 … U+2069.
 */
bool cs_utf8_is_control(struct cs_str s, size_t n);
/* A malloc'ed copy of S, NUL-terminated; each byte that isn't of a well-formed sequence becomes
 * U+FFFD. *N is its length. */
char *cs_utf8_clean(struct cs_str s, size_t *n);

#endif
