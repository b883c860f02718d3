#include "anchor/cache.h"

#include <stdlib.h>

#include "base/cache.h"
#include "base/limits.h"

static const struct cs_cache cache = {.folder = "anchors",
				      .suffix = ".hs",
				      .max_bytes = CS_LIMIT_ANCHOR_BYTES,
				      .max_files = CS_LIMIT_ANCHOR_FILES};

hs_database_t *cs_anchor_cache_get(const char key[CS_DIGEST_HEX + 1])
{
	hs_database_t *db = NULL;
	struct cs_strbuf bytes;

	cs_strbuf_init(&bytes);
	if (cs_cache_get(&cache, key, &bytes) &&
	    hs_deserialize_database(bytes.p, bytes.n, &db) != HS_SUCCESS)
		db = NULL;
	cs_strbuf_release(&bytes);
	return db;
}

void cs_anchor_cache_put(const char key[CS_DIGEST_HEX + 1], const hs_database_t *db)
{
	char *bytes = NULL;
	size_t size = 0;

	if (hs_serialize_database(db, &bytes, &size) == HS_SUCCESS)
		cs_cache_put(&cache, key, (struct cs_str){bytes, size});
	free(bytes);
}
