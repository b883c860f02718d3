/* Compiled literal sets kept between runs (private to anchor/; base/cache.h says how). Compiling
 * takes longer than all the rest of a run on a small log; reading back takes a millisecond. The
 * key covers the literals, Vectorscan's version and this CPU; the payload is what
 * hs_serialize_database() made. */
#ifndef CS_ANCHOR_CACHE_H
#define CS_ANCHOR_CACHE_H

#include <hs/hs.h>

#include "base/digest.h"

/* KEY's database, which the caller frees with hs_free_database(); NULL when there is none that
 * can be trusted. */
hs_database_t *cs_anchor_cache_get(const char key[CS_DIGEST_HEX + 1]);
void cs_anchor_cache_put(const char key[CS_DIGEST_HEX + 1], const hs_database_t *db);

#endif
