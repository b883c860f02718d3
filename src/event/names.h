/* The lists of names.list, readable at run time. Immutable once loaded, so shared by threads. */
#ifndef CS_EVENT_NAMES_H
#define CS_EVENT_NAMES_H

#include "base/error.h"
#include "base/str.h"

struct cs_names;

/* The list that is built in. */
struct cs_names *cs_names_new(void);
void cs_names_free(struct cs_names *n);
/* Whether SYMBOL matches a pattern of SECTION; an unknown section matches nothing. */
bool cs_names_match(const struct cs_names *n, const char *section, struct cs_str symbol);
/* The same, but patterns that match a part anywhere inside the name do not count. */
bool cs_names_match_whole(const struct cs_names *n, const char *section, struct cs_str symbol);
/* Calls FN for each word of SECTION, in order, until it returns true. */
bool cs_names_each(const struct cs_names *n, const char *section,
		   bool (*fn)(void *ctx, struct cs_str word), void *ctx);

#endif
