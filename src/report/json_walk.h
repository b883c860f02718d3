/* A page-table walk as JSON (contract: "page_walk"). */
#ifndef CS_REPORT_JSON_WALK_H
#define CS_REPORT_JSON_WALK_H

#include <stdio.h>

struct cs_json_writer;
struct cs_walk;

/* null for W == NULL. KEY as in json_writer.h. */
void cs_json_put_walk(struct cs_json_writer *out, const char *key, const struct cs_walk *w);
/* {"schema": "crashscan.walk/1", "page_walk": {…}} and a line end. */
void cs_json_print_walk(FILE *out, const struct cs_walk *w);

#endif
