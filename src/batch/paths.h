/* Which inputs a batch has: files, directories walked to their files, lists of paths. */
#ifndef CS_BATCH_PATHS_H
#define CS_BATCH_PATHS_H

#include <stdio.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/mem.h"

struct cs_paths {
	CS_VEC(char *) v;
	/* Whether a file or folder is no input, though it is found among them; or NULL. */
	bool (*passes)(const void *ctx, const struct stat *st);
	const void *passes_ctx;
	unsigned long passed;  /* of those */
	unsigned long skipped; /* devices, sockets, links to directories */
	unsigned long copies;  /* of a log that is beside them (input/copies.h) */
	char *first_copy;      /* in words, or NULL */
};

void cs_paths_init(struct cs_paths *p);
void cs_paths_release(struct cs_paths *p);
/* PATH itself, or all regular files below it in bytewise order of their paths, hidden ones too.
 * Links to directories are not followed, and copies of a log beside them are passed over. A path
 * that isn't there is added as it is: the error is that input's. CS_LIMIT: more than
 * CS_LIMIT_BATCH_INPUTS, or nested deeper than CS_LIMIT_BATCH_DEPTH; what was found stands. */
enum cs_status cs_paths_add(struct cs_paths *p, const char *path,
			    struct cs_error *err) CS_MUST_CHECK;
/* A path a line; with ZERO a NUL ends each. */
enum cs_status cs_paths_add_list(struct cs_paths *p, FILE *list, bool zero,
				 struct cs_error *err) CS_MUST_CHECK;

#endif
