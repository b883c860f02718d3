/* Compiled literal sets kept between runs (private to anchor/). Compiling takes longer than all
 * the rest of a run on a small log; reading back takes a millisecond.
 *
 * One file a set, $XDG_CACHE_HOME/crashscan/anchors/<key>.hs (else under ~/.cache): a digest, then
 * what hs_serialize_database() made. The key covers the literals, Vectorscan's version and this
 * CPU. A file is used only when it is the user's own, nobody else may write it, and its digest
 * holds; anything wrong with it, or with writing it, costs the time to compile and nothing else. */
#ifndef CS_ANCHOR_CACHE_H
#define CS_ANCHOR_CACHE_H

#include <hs/hs.h>
#include <stdbool.h>

#include "base/digest.h"

/* KEY's database, which the caller frees with hs_free_database(); NULL when there is none that
 * can be trusted. */
hs_database_t *cs_anchor_cache_get(const char key[CS_DIGEST_HEX + 1]);
/* Best effort. Writers don't disturb each other or readers; of old files, CS_LIMIT_ANCHOR_FILES
 * are left. */
void cs_anchor_cache_put(const char key[CS_DIGEST_HEX + 1], const hs_database_t *db);

#endif
