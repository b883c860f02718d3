/* Calls to a sink as bytes and back, so that what a run found of an input can be kept in a file
 * and handed to the sinks again. Of an event only what sinks remember between inputs is kept: what
 * counts, what names it, and what it says over several inputs; what a report prints of it is kept
 * as the text that it printed. */
#ifndef CS_BATCH_MESSAGE_H
#define CS_BATCH_MESSAGE_H

#include "base/limits.h"
#include "base/strbuf.h"
#include "report/history.h"
#include "report/sink.h"

enum cs_call { CS_CALL_BEGIN, CS_CALL_EVENT, CS_CALL_END };

/* One call. Read back, its views point into the bytes it was read from. */
struct cs_message {
	enum cs_call call;
	struct cs_input_info info;
	struct cs_error error; /* info.error points here when there is one */
	struct cs_event event;
	struct cs_line lines[3]; /* the event's first, header, last */
	/* the event's finding over several inputs, with what it points to */
	struct cs_finding together;
	struct cs_evidence evidence[CS_LIMIT_EVIDENCE];
	struct cs_str references[CS_LIMIT_EVIDENCE];
	struct cs_history history;
};

/* Appends one call; EV and H may be NULL. */
void cs_message_add(struct cs_strbuf *out, enum cs_call call, const struct cs_input_info *info,
		    const struct cs_event *ev, const struct cs_history *h);
/* Takes one call off the front of *S. False: *S is damaged, or has no more. */
bool cs_message_take(struct cs_str *s, struct cs_message *m);

/* The parts that other files of this folder keep: a number, and bytes with a NUL behind them. */
void cs_message_add_u64(struct cs_strbuf *out, uint64_t v);
void cs_message_add_str(struct cs_strbuf *out, struct cs_str s);
bool cs_message_take_u64(struct cs_str *s, uint64_t *v);
bool cs_message_take_str(struct cs_str *s, struct cs_str *v);

#endif
