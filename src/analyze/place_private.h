/* Private to analyze/: what a placer does with the frames and registers of an event. */
#ifndef CS_ANALYZE_PLACE_PRIVATE_H
#define CS_ANALYZE_PLACE_PRIVATE_H

#include "event/event.h"
#include "sym/sym.h"

void cs_place_ask(struct cs_sym *sym, const struct cs_sym_kernel *kernel, struct cs_arena *arena,
		  const struct cs_frame *f, struct cs_sym_answer *a);
/* Names what the crash's registers point to, and the parameters at its place. */
void cs_place_variables(struct cs_sym *sym, const struct cs_sym_kernel *kernel,
			struct cs_event *ev);

#endif
