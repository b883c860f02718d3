/* "crashscan symbols VERB …": the verbs, and what they share. */
#ifndef CS_CLI_CMD_SYMBOLS_H
#define CS_CLI_CMD_SYMBOLS_H

#include "cli/options.h"
#include "sym/sym.h"

/* Each gets what follows "symbols", its name first, and returns the exit code. */
int cs_symbols_resolve(int argc, char **argv);

#endif
