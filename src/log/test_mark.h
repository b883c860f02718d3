/* Which test of a job was running: what test frameworks write to the kernel log or to the console
 * beside it. The last mark before a report names the test it belongs to. */
#ifndef CS_LOG_TEST_MARK_H
#define CS_LOG_TEST_MARK_H

#include "base/str.h"

struct cs_test_mark {
	char name[160];   /* "kselftest net: tls", "" when none is running */
	uint64_t line;    /* where it began */
	char before[160]; /* the one before it: a report may have begun then and end now */
};

/* A literal of each form, for the anchor pass; NULL behind the last. */
const char *cs_test_mark_anchor(size_t i);
/* Reads one message, on LINE of the input. True when it begins or ends a test. */
bool cs_test_mark_read(struct cs_test_mark *m, struct cs_str text, uint64_t line);
/* The test that ran when LINE was written: "" for none. */
const char *cs_test_mark_at(const struct cs_test_mark *m, uint64_t line);

#endif
