/* Puts places in the source on an event's frames, and says what is missing for them. One
 * placer for an input; it knows what was learnt about the boot's kernel. */
#ifndef CS_ANALYZE_PLACE_H
#define CS_ANALYZE_PLACE_H

#include "event/event.h"
#include "log/boot.h"
#include "report/sink.h"
#include "sym/sym.h"

struct cs_placer {
	struct cs_sym *sym; /* NULL: nothing was given, nothing is done */
	unsigned boot;      /* that the following is of */
	bool has_offset;
	uint64_t offset;
	uint64_t text; /* where the kernel was linked to, 0 not known */
	bool mismatch_told;
	struct cs_arena arena; /* of notes about the input */
};

void cs_placer_init(struct cs_placer *p, struct cs_sym *sym);
void cs_placer_release(struct cs_placer *p);
/* EV is the next of its boot: what its lines tell of where the kernel was moved to. */
void cs_placer_learn(struct cs_placer *p, const struct cs_event *ev);
/* Adds places, notes on frames and on the event, which the placer has learnt of; notes about the
 * whole input go to INFO. */
void cs_placer_event(struct cs_placer *p, const struct cs_boot *boot, struct cs_input_info *info,
		     struct cs_event *ev);

/* A frame that is of no event. */
void cs_placer_frame(struct cs_placer *p, const struct cs_boot *boot, struct cs_input_info *info,
		     struct cs_arena *arena, struct cs_frame *f);

/* The same for a stack that is of no event; strings and places go to ARENA. */
void cs_place_stack(struct cs_sym *sym, const struct cs_sym_kernel *kernel, struct cs_arena *arena,
		    struct cs_stack *stack);

#endif
