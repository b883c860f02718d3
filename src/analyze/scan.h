/* Bytes → lines that matter. Finds line ends, counts them, asks the anchors which lines to
 * look at, and hands those on as records; while somebody is busy with a report it hands on
 * every line. Its memory is one window, whatever the input's size. */
#ifndef CS_ANALYZE_SCAN_H
#define CS_ANALYZE_SCAN_H

#include "anchor/anchor.h"
#include "log/record.h"

struct cs_scan_ops {
	/* Whether every line is wanted now. */
	bool (*busy)(void *ctx);
	/* Whether a hit of the anchor says what is known already. Of several such, one behind the
	 * other, only the last one's line is handed on while nobody is busy. */
	bool (*dull)(void *ctx, uint32_t tag);
	/* TAGS of the anchors in the line, ascending; the callee may change them. BEFORE: the
	 * line above, or NULL. */
	void (*record)(void *ctx, const struct cs_record *r, uint32_t *tags, size_t n,
		       const struct cs_record *before);
	/* Whether such a line begins a report. */
	bool (*begins)(void *ctx, struct cs_str text, const uint32_t *tags, size_t n);
};

struct cs_scan;

struct cs_scan *cs_scan_new(const struct cs_anchor_set *anchors, const struct cs_scan_ops *ops,
			    void *ctx);
void cs_scan_free(struct cs_scan *s);
/* Room to read into: at least CS_LIMIT_READ_BYTES; *SIZE says how much. */
char *cs_scan_room(struct cs_scan *s, size_t *size);
/* N bytes were put there. At the END a last line without line end is taken, too. */
void cs_scan_add(struct cs_scan *s, size_t n, bool end);
/* Nothing more came for a while: a record that waits for its torn-off end is handed on. */
void cs_scan_pause(struct cs_scan *s);
/* Whether the last line that was taken has no line end; *LINE is its text, for short ones. */
bool cs_scan_is_cut(const struct cs_scan *s, struct cs_str *line);
uint64_t cs_scan_lines(const struct cs_scan *s);
uint64_t cs_scan_bytes(const struct cs_scan *s);
/* The bytes that were taken by the last cs_scan_add(), valid until the next room. */
struct cs_str cs_scan_taken(const struct cs_scan *s);

#endif
