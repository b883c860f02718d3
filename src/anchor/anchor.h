/* Finds the lines worth a look: all literals of all detectors and rules in one pass
 * (Vectorscan's literal matcher). A set is built once, then compiled; a scanner is one
 * thread's working memory for it. */
#ifndef CS_ANCHOR_ANCHOR_H
#define CS_ANCHOR_ANCHOR_H

#include "base/error.h"
#include "base/str.h"

struct cs_anchor_set;
struct cs_anchor_scanner;

struct cs_anchor_hit {
	size_t end;   /* offset one past the literal in the scanned block */
	uint32_t tag; /* as given to add */
};

struct cs_anchor_set *cs_anchor_set_new(void);
void cs_anchor_set_free(struct cs_anchor_set *s);
/* The literal is copied; matching is bytewise. An empty or repeated one (with the same tag)
 * is passed over. */
void cs_anchor_set_add(struct cs_anchor_set *s, const char *literal, uint32_t tag);
/* The I-th that was added, NULL after the last; it lives as long as the set. */
const char *cs_anchor_set_literal(const struct cs_anchor_set *s, size_t i);
/* A large set is kept compiled in the user's cache folder for the next run (cache.h). */
enum cs_status cs_anchor_set_compile(struct cs_anchor_set *s, struct cs_error *err) CS_MUST_CHECK;

struct cs_anchor_scanner *cs_anchor_scanner_new(const struct cs_anchor_set *s);
void cs_anchor_scanner_free(struct cs_anchor_scanner *sc);
/* All hits in BLOCK, in order of their end. The array belongs to the scanner and lives until
 * its next scan. */
const struct cs_anchor_hit *cs_anchor_scan(struct cs_anchor_scanner *sc, struct cs_str block,
					   size_t *count);
/* The tags of the hits from *NEXT on that end at or before END: each once, ascending, at most MAX.
 * *NEXT then is the first hit behind END. */
size_t cs_anchor_tags(const struct cs_anchor_hit *hits, size_t count, size_t *next, size_t end,
		      uint32_t *tags, size_t max);

#endif
