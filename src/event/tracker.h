/* Records in, events out. Keeps a bounded number of reports open, each with the lines that are
 * its own: by caller id where the log has them, else by the grammar of reports. A report ends
 * at its closing marker, at a line that begins another, after too many lines of others, or at
 * a limit of size; never only by its marker. */
#ifndef CS_EVENT_TRACKER_H
#define CS_EVENT_TRACKER_H

#include "event/format.h"
#include "event/names.h"

/* Takes over the event. Called in the order in which the reports began. */
typedef void cs_event_fn(void *ctx, struct cs_event *ev);

struct cs_tracker;

struct cs_tracker *cs_tracker_new(const struct cs_formats *formats, const struct cs_names *names,
				  cs_event_fn *fn, void *ctx);
void cs_tracker_free(struct cs_tracker *t); /* drops what is open */
/* Whether a report is open, so that every record must be fed. */
bool cs_tracker_is_open(const struct cs_tracker *t);
/* Where in the input the first line of the reports lies that are open; UINT64_MAX: none is. */
uint64_t cs_tracker_oldest(const struct cs_tracker *t);
/* One record. TAGS are the formats whose anchor its line holds, ascending. BEFORE is the line
 * above it, or NULL: a ruler there belongs to the report. */
void cs_tracker_feed(struct cs_tracker *t, const struct cs_record *r, const uint32_t *tags,
		     size_t tag_count, const struct cs_record *before);
/* Whether a line came that stands only inside of reports, and no report was open. */
bool cs_tracker_saw_rest(const struct cs_tracker *t);
/* The boot that following records belong to. */
void cs_tracker_set_boot(struct cs_tracker *t, unsigned boot);
/* Where the name of the test stands that runs, "" for none: read when a report begins. The text may
 * change meanwhile, the place not. */
void cs_tracker_set_test(struct cs_tracker *t, const char *test);
/* Nothing more came for a while, or ever: all open reports end. At the END of the input a
 * report that was still growing is marked as cut. */
void cs_tracker_flush(struct cs_tracker *t, bool end_of_input);

#endif
