/* A page-table walk as JSON (contract: "page_walk"). */
#ifndef CS_REPORT_JSON_WALK_H
#define CS_REPORT_JSON_WALK_H

#include <jansson.h>
#include <stdio.h>

struct cs_walk;

/* New reference; null for W == NULL. */
json_t *cs_json_walk(const struct cs_walk *w);
/* {"schema": "crashscan.walk/1", "page_walk": {…}} and a line end. */
void cs_json_print_walk(FILE *out, const struct cs_walk *w);

#endif
