/* "crashscan symbols VERB …": the verbs, and what they share. */
#ifndef CS_CLI_CMD_SYMBOLS_H
#define CS_CLI_CMD_SYMBOLS_H

#include "cli/options.h"
#include "sym/sym.h"

/* Each gets what follows "symbols", its name first, and returns the exit code. */
int cs_symbols_resolve(int argc, char **argv);
int cs_symbols_fetch(int argc, char **argv);
int cs_symbols_add(int argc, char **argv);
int cs_symbols_list(int argc, char **argv);
int cs_symbols_find(int argc, char **argv);
int cs_symbols_remove(int argc, char **argv);
int cs_symbols_verify(int argc, char **argv);
int cs_symbols_gc(int argc, char **argv);

/* The value of option NAME, from 1 to MAX; false: what is wrong was told. */
bool cs_symbols_number(const char *name, const char *value, uint64_t max, uint64_t *out);

#endif
