/* Private to sym/: one question being answered (sym_ask.c), by name (ask_name.c), in a module
 * (ask_module.c). The lock of S is held. */
#ifndef CS_SYM_ASK_PRIVATE_H
#define CS_SYM_ASK_PRIVATE_H

#include "sym/sym_private.h"

struct asking {
	struct cs_sym *s;
	const struct cs_sym_kernel *kernel;
	const struct cs_sym_question *q;
	struct cs_arena *arena;
	struct cs_sym_answer *a;
};

/* No place, and why not. */
enum cs_status cs_ask_refuse(struct asking *k, enum cs_status rc, struct cs_str note);
/* The place in B. ADDRESS is what was asked for, LOOKUP where its place is: the call before it,
 * mostly. */
enum cs_status cs_ask_at(struct asking *k, struct cs_binary *b, uint64_t address, uint64_t lookup);
enum cs_status cs_ask_by_name(struct asking *k, struct cs_binary *b);
enum cs_status cs_ask_in_module(struct asking *k);
/* ASK, and once more without B's index when that turned out to be damaged on the way. */
enum cs_status cs_ask_soundly(struct asking *k, struct cs_binary *b,
			      enum cs_status (*ask)(struct asking *k, struct cs_binary *b));

#endif
