/* Private to input/: archives, by libarchive (tar zip cpio 7-zip; compressed with lz4 or compress).
 * Expansion is bounded by cs_input_check_expansion(). */
#ifndef CS_INPUT_ARCHIVE_H
#define CS_INPUT_ARCHIVE_H

#include "input/input.h"

struct cs_archive;

/* Takes over PACKED, on failure too. */
enum cs_status cs_archive_open(struct cs_archive **out, struct cs_input *packed,
			       struct cs_error *err) CS_MUST_CHECK;
/* The next regular file in it as an input, CS_NOT_FOUND after the last. Its name is the
 * archive's own for a file that is only compressed, else "ARCHIVE!MEMBER". */
enum cs_status cs_archive_next(struct cs_archive *a, struct cs_input **member,
			       struct cs_error *err) CS_MUST_CHECK;
void cs_archive_close(struct cs_archive *a);

#endif
