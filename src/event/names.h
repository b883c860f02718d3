/* The lists of names.list, readable at run time. Immutable once loaded, so shared by threads. */
#ifndef CS_EVENT_NAMES_H
#define CS_EVENT_NAMES_H

#include "base/error.h"
#include "base/str.h"

struct cs_names;
struct cs_name_list; /* one section: patterns of two bytes or more */

/* The list that is built in. */
struct cs_names *cs_names_new(void);
void cs_names_free(struct cs_names *n);
/* A section by name, owned by N; NULL when there is none, or SECTION is NULL. */
const struct cs_name_list *cs_names_list(const struct cs_names *n, const char *section);
/* Whether SYMBOL matches a pattern of the list; no list matches nothing. Takes time for the
 * symbol's length, not for the number of patterns. */
bool cs_name_list_match(const struct cs_name_list *l, struct cs_str symbol);
/* The same, but patterns that match a part anywhere inside the name do not count. */
bool cs_name_list_match_whole(const struct cs_name_list *l, struct cs_str symbol);
/* Calls FN for each word of the list, in order, until it returns true. */
bool cs_name_list_each(const struct cs_name_list *l, bool (*fn)(void *ctx, struct cs_str word),
		       void *ctx);

#endif
