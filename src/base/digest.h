/* 128-bit digests (XXH3) of streams and of short texts, as 32 hex digits. They tell equal
 * things apart from different ones; they do not prove anything against an adversary. */
#ifndef CS_BASE_DIGEST_H
#define CS_BASE_DIGEST_H

#include "base/str.h"

#define CS_DIGEST_HEX 32

struct cs_digest;

struct cs_digest *cs_digest_new(void);
void cs_digest_free(struct cs_digest *d);
void cs_digest_add(struct cs_digest *d, struct cs_str s);
/* The digest of all that was added so far; more may follow. */
void cs_digest_text(const struct cs_digest *d, char out[CS_DIGEST_HEX + 1]);
void cs_digest_of(struct cs_str s, char out[CS_DIGEST_HEX + 1]);

#endif
