/* Which page answers which path. */
#ifndef CS_CGI_ROUTES_H
#define CS_CGI_ROUTES_H

#include "cgi/page.h"

struct cs_route {
	const char *pattern; /* '#' stands for a case's number */
	cs_page_writer *write;
	bool needs_store;
};

/* NULL: no such page. *ID is the number in the path, or 0. */
const struct cs_route *cs_route_find(struct cs_str path, int64_t *id);

#endif
