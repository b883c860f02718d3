/* What a path on the command line holds: one input, or (an archive) one for each member. */
#ifndef CS_INPUT_SOURCE_H
#define CS_INPUT_SOURCE_H

#include "input/input.h"
#include "input/kind.h"

struct cs_source;

/* PATH "-" is standard input. A directory is opened when it is a systemd journal, a pstore tree
 * or the rotated pieces of one log; any other, or an unreadable file, is CS_ERR_IO. */
enum cs_status cs_source_open(struct cs_source **out, const char *path,
			      struct cs_error *err) CS_MUST_CHECK;
/* The next input; it is yours to close, before the next call. CS_NOT_FOUND after the last. An
 * error ends the source. *KIND tells what it holds: never CS_HOLDS_PACKED. */
enum cs_status cs_source_next(struct cs_source *s, struct cs_input **in,
			      const struct cs_input_kind **kind,
			      struct cs_error *err) CS_MUST_CHECK;
void cs_source_close(struct cs_source *s);

#endif
