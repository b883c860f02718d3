/* Where symbols are looked for, in this order, and why:
 *   1. files that were named (--vmlinux, --modules): the user knows best
 *   2. the stores (--symbols DIR, then the default one): by build ID, else by banner
 *   3. the system's places, for a kernel that runs here: /usr/lib/debug, /lib/modules/…/build
 * System.map and kallsyms come after all of these: they have names alone, and of which kernel they
 * are is known by the release that the user or the file's name tells.
 * Only a kernel that is the log's (identity.h) is taken. The network is never asked.
 *
 * $CRASHSCAN_SYMBOLS is the list of default places, ':' between; the word "system" stands for
 * the third. Without it: $XDG_DATA_HOME/crashscan/symbols, and system. */
#ifndef CS_SYM_SEARCH_H
#define CS_SYM_SEARCH_H

#include "sym/sym.h"
#include "sym/symstore.h"

struct cs_search {
	CS_VEC(char *) roots; /* of stores, the first is searched first */
	bool system;
	struct cs_entries *stores; /* one for each root; listed when first needed */
};

void cs_search_init(struct cs_search *s, const char *const *stores, size_t store_count);
void cs_search_release(struct cs_search *s);
/* The default store: where "symbols add" puts entries. To BUF; false without a home. */
bool cs_search_default_store(char *buf, size_t size);
/* The kernel's image, opened, with its index; NULL when it is nowhere. */
struct cs_binary *cs_search_kernel(struct cs_search *s, const struct cs_sym_kernel *k);
/* A module of that kernel: by BUILD_ID when it isn't empty, else by name and release. */
struct cs_binary *cs_search_module(struct cs_search *s, const struct cs_sym_kernel *k,
				   struct cs_str name, struct cs_str build_id);
/* Gives B its index, if a store has one. */
void cs_search_index(struct cs_search *s, struct cs_binary *b);

#endif
