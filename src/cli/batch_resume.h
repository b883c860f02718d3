/* The journal of a batch: where it is, whose it is, and how a run goes on with it. */
#ifndef CS_CLI_BATCH_RESUME_H
#define CS_CLI_BATCH_RESUME_H

#include "batch/journal.h"
#include "batch/paths.h"
#include "cli/session.h"

struct cs_resume {
	struct cs_journal *journal; /* NULL: this run has none, WHY says why not */
	struct cs_error why;
	struct cs_strbuf folder;
	struct cs_session *session;
	char *const *paths;
};

/* Opens the journal and names the run in O; a run without one can't be gone on with, but goes on
 * otherwise. False: the run that --resume asks for is going on in another process, which was told.
 */
bool cs_resume_open(struct cs_resume *r, struct cs_options *o);
/* What was done before of PATHS is told to the session's sinks and written again. Returns how many
 * of the inputs that were. */
size_t cs_resume_play(struct cs_resume *r, struct cs_session *s, const struct cs_paths *paths);
/* For struct cs_batch: input NUMBER of PATHS, counted from the first that was not played. */
void cs_resume_ended(void *ctx, size_t number);
/* FINISHED: all inputs were done. Else says how to go on. */
void cs_resume_close(struct cs_resume *r, bool finished);

#endif
