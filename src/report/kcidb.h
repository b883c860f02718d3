/* KCIDB, the database of kernel CI results: issues and the incidents where they showed, as its
 * I/O schema v5.3 has them (kcidb-io, kcidb_io/schema/v05_03.py). A case is an issue, named by its
 * signature; a sighting is an incident of it. Who is to blame ("culprit") is left out: unset is
 * unknown there. */
#ifndef CS_REPORT_KCIDB_H
#define CS_REPORT_KCIDB_H

#include <stdio.h>

#include "report/summary.h"

/* Where the inputs come from, in KCIDB's terms. */
struct cs_kcidb_options {
	char origin[64];    /* the CI system: "[a-z0-9_]+"; "" crashscan */
	char build_id[256]; /* "origin:…" of the build that was tested, or "" */
	char test_id[256];  /* of the test run, or "" */
};

/* "origin=maestro,build=maestro:6543,test=maestro:6544". CS_ERR_USAGE says what is wrong. */
enum cs_status cs_kcidb_options_parse(struct cs_kcidb_options *o, const char *text,
				      struct cs_error *err) CS_MUST_CHECK;

struct cs_kcidb;
/* HOW is copied; NULL: as if nothing had been told. */
struct cs_kcidb *cs_kcidb_new(FILE *out, const struct cs_kcidb_options *how);
struct cs_sink cs_kcidb_sink(struct cs_kcidb *k);
void cs_kcidb_free(struct cs_kcidb *k);

#endif
