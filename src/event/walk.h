/* Walks through a report's text in search of the function to blame: a walk is a list of marks
 * to find one after the other, and of stacks to read between them. The conventions are those
 * of syzkaller's report parser (extractStackFrameImpl), so that both name the same function:
 * a stack is read until the next stack begins or the walk's next mark is met; a mark that
 * never comes uses up the text; frames on a skip list are passed over. */
#ifndef CS_EVENT_WALK_H
#define CS_EVENT_WALK_H

#include "event/event.h"
#include "event/names.h"

enum cs_mark {
	CS_MARK_END,
	CS_MARK_STACK,   /* read frames */
	CS_MARK_HEADER,  /* the report's first line; the function that it names is a frame */
	CS_MARK_TRACE,   /* "Call Trace:", "Backtrace:" */
	CS_MARK_IP,      /* the instruction pointer; its function is a frame */
	CS_MARK_WARN_IP, /* the same, or powerpc's "--- interrupt: 700 at f" */
	CS_MARK_AT,      /* "at: f+0x1/0x2" of a lock line */
	CS_MARK_BRACKET, /* "[<address>] f+0x1/0x2" */
	CS_MARK_FROM,    /* arm: "f from g+0x1/0x2"; both are frames */
	CS_MARK_WORDS,   /* a line that holds one of the step's words */
};

#define CS_WALK_STEPS 5

struct cs_step {
	enum cs_mark mark;
	const char *words[3];
};

struct cs_walk {
	struct cs_step steps[CS_WALK_STEPS];
	bool plain; /* the name where it stands: no skip list is asked */
};

#define CS_WALK_NAMES 1024

/* The names met, outermost last; those on the skip lists are not among them. */
struct cs_walked {
	struct cs_str names[CS_WALK_NAMES]; /* up to the first dot, readable, prefixes kept */
	size_t lines[CS_WALK_NAMES];        /* where, an index into event->lines */
	size_t count;
	bool mixed; /* a fault-injection stack runs through the report: it can't be trusted */
};

/* HEADER_FUNCTION: what CS_MARK_HEADER adds, may be empty. SKIP: a section of names.list that
 * is passed over besides the common one, or NULL. */
void cs_walk_run(const struct cs_walk *walk, struct cs_event *ev, struct cs_str header_function,
		 const struct cs_names *names, const char *skip, struct cs_walked *out);

/* Whether a stack begins at this line, by the wordings that the walk ends a stack at. */
bool cs_walk_is_stack_start(struct cs_str text);
/* The functions of a frame line, 0 to 2 (old arm names callee and caller). */
size_t cs_walk_frame_names(struct cs_str text, struct cs_str out[2]);
/* A frame that the unwinder only guesses, "? f+0x1/0x2". */
bool cs_walk_is_questionable(struct cs_str text);

/* Whether line I plays no part: a guessed frame, or a program's words (without the stamp that
 * the report's header has). */
bool cs_walk_passes_over(const struct cs_event *ev, size_t i);

#endif
