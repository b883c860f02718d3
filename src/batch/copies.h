/* Files of a CI job's folder that hold no more than a log beside them: a cut of it, or the same
 * as a page. Who reads both counts each crash twice. Names alone tell little; a name together with
 * the others that its writer leaves in the folder does. */
#ifndef CS_BATCH_COPIES_H
#define CS_BATCH_COPIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

struct dirent;

/* All names of a folder, bytewise in order. */
struct cs_folder {
	struct dirent **v;
	size_t n;
};

/* Whether the file NAME of the folder is such a copy; then *WHOLE is what it is a copy of. */
bool cs_is_copy(const struct cs_folder *folder, const char *name, struct cs_strbuf *whole);

#endif
