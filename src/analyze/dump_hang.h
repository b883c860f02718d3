/* A hang that only the dump shows: deadlocks and tasks that wait for one that holds their lock, as
 * events of their own, or as the explanation of a hung task that the log names. */
#ifndef CS_ANALYZE_DUMP_HANG_H
#define CS_ANALYZE_DUMP_HANG_H

#include "analyze/dump_report.h"
#include "base/limits.h"
#include "dump/state.h"

struct cs_dump_hang {
	const struct cs_dump *dump;     /* NULL: no dump, nothing is ever found */
	bool told[CS_LIMIT_DUMP_WAITS]; /* that chain is explained in an event */
	bool crashed;                   /* the log has something fatal: tasks may be stuck since */
	size_t next;                    /* chain to look at next */
	bool lockup_seen;               /* the log tells of a CPU that is stuck */
	bool lone_told;                 /* the CPU that is stuck, the task that waits for no lock */
	const struct cs_dump_task *seen[64]; /* tasks that the log says are hung */
	size_t seen_count;
};

/* An event of the log goes by: adds a finding when it is of a hung task that the dump
 * explains. Call it after the rules. */
void cs_dump_hang_meet(struct cs_dump_hang *h, struct cs_event *ev);
/* After the log: the next hang that it doesn't tell, as an event without its finding; NULL: no
 * more. The places of its frames are the caller's to add; then cs_dump_hang_meet(). */
struct cs_event *cs_dump_hang_next(struct cs_dump_hang *h, const struct cs_dump_place *at);

/* Private to dump_hang*.c: puts what W means in front of EV's findings. */
void cs_dump_hang_explain(struct cs_event *ev, const struct cs_dump *d,
			  const struct cs_dump_wait *w);
/* Private, too: drops those findings of EV that the name of the lock's owner settles. For a task
 * whose owner the dump names. */
void cs_dump_hang_drop_guesses(struct cs_event *ev);

#endif
