/* Log text → events, without the scanner and the anchors: each line is asked for each format. */
#ifndef CS_TESTS_UNIT_EVENT_FEED_H
#define CS_TESTS_UNIT_EVENT_FEED_H

#include "event/tracker.h"

#define FEED_MAX 64
#define FEED_TAGS 64

struct feed {
	struct cs_formats formats;
	struct cs_names *names;
	struct cs_tracker *tracker;
	struct cs_event *events[FEED_MAX];
	size_t count, dropped;
	uint64_t number, offset;
};

void feed_init(struct feed *f);
void feed_release(struct feed *f);
/* Forgets what was fed, keeps the formats. */
void feed_again(struct feed *f);
void feed_line(struct feed *f, struct cs_str line);
/* feed_line() in two steps, for who feeds a line often. */
size_t feed_tags(const struct feed *f, struct cs_str line, uint32_t tags[FEED_TAGS]);
void feed_record(struct feed *f, struct cs_str line, const uint32_t *tags, size_t n);
/* All lines of TEXT, then the end of the input. */
void feed_text(struct feed *f, struct cs_str text);

#endif
