/* Private to sym/: what a struct cs_sym has. Its lock is held by whoever calls these. */
#ifndef CS_SYM_SYM_PRIVATE_H
#define CS_SYM_SYM_PRIVATE_H

#include <pthread.h>

#include "sym/modules.h"
#include "sym/search.h"
#include "sym/sym.h"

/* What a search gave, so that it is done once. */
struct found {
	char *key;
	struct cs_binary *binary;
};

struct cs_sym {
	pthread_mutex_t lock;
	bool force;
	struct cs_budget budget;
	struct cs_binary *vmlinux;
	struct cs_modules modules;
	struct cs_search search;
	bool explicit;
	CS_VEC(struct found) kernels; /* by search; NULL binaries: known to be nowhere */
	CS_VEC(struct found) found_modules;
};

/* What tells one kernel from another, to be freed. */
char *cs_sym_kernel_key(const struct cs_sym_kernel *k);
/* The vmlinux that was given, whether it fits or not; else one that fits, or NULL. */
struct cs_binary *cs_sym_kernel_for(struct cs_sym *s, const struct cs_sym_kernel *k);

#endif
