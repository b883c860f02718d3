/* What the case store knew of an event before this sighting was filed. The store's sink stands
 * before the reports' in the order of sinks and fills it for each event; reports that show
 * history are given a pointer to it (NULL: no store). */
#ifndef CS_REPORT_HISTORY_H
#define CS_REPORT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

struct cs_history {
	bool known;    /* the store answered; else nothing below means anything */
	bool again;    /* this very report was filed before: the same log, read again */
	bool fresh;    /* the case was never seen before this run */
	bool returned; /* the case was marked fixed, and this is a kernel that has the fix */
	int64_t case_id;
	int64_t seen_before;                        /* sightings, this one not counted */
	int64_t first_seen, last_seen;              /* Unix seconds; of those */
	char first_release[128], last_release[128]; /* "" unknown */
	char status[16];
	char owner[128], link[256];
};

#endif
