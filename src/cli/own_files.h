/* Files that a run writes or reads beside its inputs: no logs, though they may lie among them. */
#ifndef CS_CLI_OWN_FILES_H
#define CS_CLI_OWN_FILES_H

#include <sys/stat.h>

#include "base/mem.h"
#include "cli/options.h"

struct cs_own_file {
	dev_t dev;
	ino_t ino;
	bool written; /* from its beginning on: an input that it is would be lost */
};

struct cs_own_files {
	CS_VEC(struct cs_own_file) v;
};

/* Those of O that are there already; before one is opened. A new one is no input anyhow. */
void cs_own_files_init(struct cs_own_files *own, const struct cs_options *o);
void cs_own_files_release(struct cs_own_files *own);
/* Whether ST is one of them, or the folder of the runs' journals; CTX is a struct cs_own_files. */
bool cs_own_files_has(const void *ctx, const struct stat *st);
/* False, and told: an input that O names would be written over. */
bool cs_own_files_spare_inputs(const struct cs_own_files *own, const struct cs_options *o);

#endif
