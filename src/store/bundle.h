/* Cases as JSON: for scripts, and as a bundle that another crashscan can take in. */
#ifndef CS_STORE_BUNDLE_H
#define CS_STORE_BUNDLE_H

#include <stdio.h>

#include "store/cases.h"

/* A list as a JSON array, a case a line. */
void cs_cases_write_json(FILE *out, const struct cs_case_list *list);
/* One case with all that is known of it. */
enum cs_status cs_bundle_write_case(struct cs_store *s, FILE *out, int64_t id,
				    struct cs_error *err) CS_MUST_CHECK;
/* The cases IDS, or all when N is 0: {"schema": "crashscan.cases/1", "cases": […]}. REDACT
 * leaves out machines, folders, people, the journal, task names, and network addresses in log
 * lines. */
enum cs_status cs_bundle_write(struct cs_store *s, FILE *out, const int64_t *ids, size_t n,
			       bool redact, struct cs_error *err) CS_MUST_CHECK;

struct cs_bundle_counts {
	long cases, new_cases, sightings, new_sightings;
};

/* Takes in what isn't there yet, all or nothing: importing twice changes nothing. Cases find each
 * other by signature. PATH "-" is standard input. */
enum cs_status cs_bundle_read(struct cs_store *s, const char *path, const char *who,
			      struct cs_bundle_counts *out, struct cs_error *err) CS_MUST_CHECK;

#endif
