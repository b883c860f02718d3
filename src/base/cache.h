/* Things kept between runs because making them takes longer than reading them back: a file each,
 * $XDG_CACHE_HOME/crashscan/<folder>/<key><suffix> (else under ~/.cache), a digest and then the
 * payload. A file is used only when it is the user's own, nobody else may write it, and its digest
 * holds; anything wrong with it, or with writing it, costs the time to make the thing again and
 * nothing else. The digest tells damage, not malice: who reads a payload must bear any bytes. */
#ifndef CS_BASE_CACHE_H
#define CS_BASE_CACHE_H

#include "base/digest.h"
#include "base/strbuf.h"

struct cs_cache {
	const char *folder, *suffix;
	size_t max_bytes; /* of one file */
	unsigned max_files;
};

/* KEY's payload, appended to OUT, which is initialized. False: there is none that can be trusted.
 */
bool cs_cache_get(const struct cs_cache *c, const char key[CS_DIGEST_HEX + 1],
		  struct cs_strbuf *out);
/* Best effort. Writers don't disturb each other or readers; of old files, max_files are left. */
void cs_cache_put(const struct cs_cache *c, const char key[CS_DIGEST_HEX + 1],
		  struct cs_str payload);

#endif
