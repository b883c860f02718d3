/* Files of a CI job's folder, or of an archive of one, that hold no more than a log beside them: a
 * cut of it, or the same as a page. Who reads both counts each crash twice. Names alone tell
 * little; a name together with the others that its writer leaves in the folder does. */
#ifndef CS_INPUT_COPIES_H
#define CS_INPUT_COPIES_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Whether the folder holds a file NAME. Asked only for names that such a layout has. */
typedef bool cs_folder_has(void *ctx, const char *name);

/* Whether the file NAME of the folder is such a copy; then *WHOLE is what it is a copy of. */
bool cs_is_copy(const char *name, cs_folder_has *has, void *ctx, struct cs_strbuf *whole);

#endif
