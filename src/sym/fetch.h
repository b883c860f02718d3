/* Debug files from the network, by build ID: debuginfod (elfutils), from the servers that
 * $DEBUGINFOD_URLS names. Only "symbols fetch" asks for them. The library is loaded when it is
 * needed: it brings an HTTP client with it that nothing else here wants. */
#ifndef CS_SYM_FETCH_H
#define CS_SYM_FETCH_H

#include "base/error.h"

struct cs_fetch_how {
	uint64_t max_bytes;   /* of one file; 0: no limit */
	unsigned max_seconds; /* for one file; 0: no limit */
	/* DONE of TOTAL bytes are there; TOTAL 0: not known. Returns false to end it. */
	bool (*progress)(void *ctx, long done, long total);
	void *ctx;
};

/* *PATH, to be freed, is the file's place in debuginfod's own cache. CS_NOT_FOUND: no server has
 * it. CS_LIMIT: larger, or slower, than allowed. */
enum cs_status cs_fetch_debuginfo(const char *build_id, const struct cs_fetch_how *how, char **path,
				  struct cs_error *err) CS_MUST_CHECK;

#endif
