/* Which test of a job was running: what test frameworks write to the kernel log or to the console
 * beside it. The last mark before a report names the test it belongs to. Marks nest: a LAVA job
 * runs kselftest, a collection of kselftest runs tests, a KUnit suite runs cases; when the inner
 * one ends, the outer one goes on. */
#ifndef CS_LOG_TEST_MARK_H
#define CS_LOG_TEST_MARK_H

#include "base/str.h"

#define CS_TEST_NAME 160

/* From the outside in. */
enum cs_test_level {
	CS_TEST_JOB,    /* "LAVA 0_kselftest-net" */
	CS_TEST_GROUP,  /* "LAVA boot-12", "kselftest net" */
	CS_TEST_TEST,   /* "kselftest net: tls", "KUnit kasan", "LTP fork01" */
	CS_TEST_PART,   /* "KUnit kasan: kmalloc_oob" */
	CS_TEST_RESULT, /* "KUnit kasan, after test 3, kmalloc_oob": only results are told */
	CS_TEST_LEVELS
};

/* Zero is a good beginning. */
struct cs_test_mark {
	char levels[CS_TEST_LEVELS][CS_TEST_NAME];
	char name[CS_TEST_NAME]; /* of the innermost; "" when none is running */
	uint64_t line;           /* of the last mark */
	uint64_t plan;           /* number of tests of the TAP stream, 0 not told */
	bool tap;                /* one is open */
};

/* A literal of each form, for the anchor pass; NULL behind the last. */
const char *cs_test_mark_anchor(size_t i);
/* Reads one message, on LINE of the input. True when it begins or ends a test; the same line may be
 * given again, and does nothing more. */
bool cs_test_mark_read(struct cs_test_mark *m, struct cs_str text, uint64_t line);
/* Whether programs' output is told from the kernel's by "# " in front of it: kselftest runs. */
bool cs_test_mark_quotes(const struct cs_test_mark *m);

#endif
