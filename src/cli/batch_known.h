/* Known issues that nothing has needed for a while: told, so that the list doesn't rot. */
#ifndef CS_CLI_BATCH_KNOWN_H
#define CS_CLI_BATCH_KNOWN_H

#include "cli/options.h"
#include "report/known.h"

/* Tells on standard error which issues no finished run of the database has seen for
 * o->unseen_runs runs. Without a database there is nothing to tell. */
void cs_batch_known_unseen(const struct cs_known *known, const struct cs_options *o);

#endif
