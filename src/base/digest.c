#include "base/digest.h"

#include <stdio.h>
#include <stdlib.h>
#define XXH_STATIC_LINKING_ONLY /* for copying a state */
#include <xxhash.h>

#include "base/mem.h"

struct cs_digest {
	XXH3_state_t *state;
};

struct cs_digest *cs_digest_new(void)
{
	struct cs_digest *d = cs_alloc(sizeof(*d));

	d->state = XXH3_createState();
	if (!d->state)
		cs_die_oom(sizeof(XXH3_state_t));
	XXH3_128bits_reset(d->state);
	return d;
}

void cs_digest_free(struct cs_digest *d)
{
	if (!d)
		return;
	XXH3_freeState(d->state);
	free(d);
}

void cs_digest_add(struct cs_digest *d, struct cs_str s)
{
	XXH3_128bits_update(d->state, s.p, s.n);
}

static void to_text(XXH128_hash_t h, char out[CS_DIGEST_HEX + 1])
{
	snprintf(out, CS_DIGEST_HEX + 1, "%016llx%016llx", (unsigned long long)h.high64,
		 (unsigned long long)h.low64);
}

void cs_digest_text(const struct cs_digest *d, char out[CS_DIGEST_HEX + 1])
{
	to_text(XXH3_128bits_digest(d->state), out);
}

void cs_digest_of(struct cs_str s, char out[CS_DIGEST_HEX + 1])
{
	to_text(XXH3_128bits(s.p, s.n), out);
}
