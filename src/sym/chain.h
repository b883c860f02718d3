/* Private to sym/: whether a trace's frame can have called the one above it.
 *
 * A call site is read in the code: when it calls another function than the trace shows, that
 * function has jumped there (a tail call), and has left no frame. */
#ifndef CS_SYM_CHAIN_H
#define CS_SYM_CHAIN_H

#include "base/strbuf.h"
#include "sym/binary.h"

struct cs_chain_end {
	struct cs_binary *binary;
	uint64_t address; /* link address in it */
	bool exact;       /* an instruction pointer, not a return address */
};

/* The functions between CALLER's call and CALLEE, in words into OUT ("tail-called through foo");
 * false: the call is direct, or it can't be told. */
bool cs_chain_tell(const struct cs_chain_end *callee, const struct cs_chain_end *caller,
		   struct cs_strbuf *out);

#endif
