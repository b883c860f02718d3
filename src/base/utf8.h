/* Bytes that claim to be UTF-8, made so that they are. */
#ifndef CS_BASE_UTF8_H
#define CS_BASE_UTF8_H

#include "base/str.h"

/* Length of the well-formed sequence at the front of S (no surrogates, no overlong forms, at
 * most U+10FFFF: Unicode 15, table 3-7), or 0. */
size_t cs_utf8_length(struct cs_str s);
/* A malloc'ed copy of S, NUL-terminated; each byte that isn't of a well-formed sequence becomes
 * U+FFFD. *N is its length. */
char *cs_utf8_clean(struct cs_str s, size_t *n);

#endif
