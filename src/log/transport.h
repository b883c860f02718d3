/* What carried the log here. Plain lines, with whatever stands in front of the message, are
 * taken as they are (record.h); everything that has to be decoded first is a row here, and makes
 * plain lines of it, in the form that dmesg -r would print:
 *
 *	<6>[   12.345678][  T123] text
 *
 * so that nothing further on knows of JSON, of escapes, of fragments. Line numbers and offsets
 * of a report refer to that decoded text. */
#ifndef CS_LOG_TRANSPORT_H
#define CS_LOG_TRANSPORT_H

#include "base/strbuf.h"

struct cs_transport {
	const char *name;
	/* Whether HEAD, which begins at a line's start, is of this transport. FIRST: nothing
	 * came before it. Must be strict: what it says is never asked of plain logs again. */
	bool (*claims)(struct cs_str head, bool first);
	/* The decoder's state, or NULL when it needs none. */
	void *(*start)(void);
	void (*stop)(void *state);
	/* Takes from the front of IN what is whole, appends lines to OUT and returns how much it
	 * took; the rest is offered again with what follows. END: nothing follows; whatever is
	 * not taken then is passed on as it is. What is not of this transport is passed on. */
	size_t (*decode)(void *state, struct cs_str in, bool end, struct cs_strbuf *out);
	/* Why not all is proven to have been read, as a constant; NULL: it is. May be NULL. */
	const char *(*doubt)(const void *state);
};

/* In the order in which they are asked. */
extern const struct cs_transport cs_transport_utf32, cs_transport_utf16, cs_transport_pcap,
	cs_transport_liblog, cs_transport_mail, cs_transport_quoted, cs_transport_html,
	cs_transport_table, cs_transport_asciicast, cs_transport_logfmt, cs_transport_export,
	cs_transport_verbose, cs_transport_json_text, cs_transport_json, cs_transport_base64,
	cs_transport_hexdump, cs_transport_ramoops, cs_transport_escaped, cs_transport_kmsg,
	cs_transport_logcat, cs_transport_frames, cs_transport_ansi, cs_transport_escapes,
	cs_transport_teamcity, cs_transport_typography, cs_transport_pstore, cs_transport_wrapped,
	cs_transport_margin, cs_transport_reversed;
extern const struct cs_transport *const cs_transports[];
extern const size_t cs_transport_count;
/* The row of that name, or NULL. */
const struct cs_transport *cs_transport_find(const char *name);

/* ---- for the rows ---- */

/* One kernel message on its way to a line. */
struct cs_message {
	int level; /* -1 unknown */
	bool has_time;
	uint64_t usec;        /* since boot */
	struct cs_str caller; /* "T123", "C0" or empty */
	struct cs_str origin; /* of a line that isn't the kernel's: "host ident[12]:", or empty */
	struct cs_str text;   /* may hold line ends */
};

/* Appends the message as a line. A line end inside stays one when the kernel put it there; one
 * that stands in a task's name (a trick to forge a headline) becomes "\x0a". */
void cs_message_emit(const struct cs_message *m, struct cs_strbuf *out);
/* Runs FN on each whole line of IN (the last one, too, at the END), without its line end.
 * Returns what was taken. */
typedef void cs_line_fn(void *state, struct cs_str line, struct cs_strbuf *out);
size_t cs_transport_lines(cs_line_fn *fn, void *state, struct cs_str in, bool end,
			  struct cs_strbuf *out);
/* Cuts the first line off the front of *S. */
struct cs_str cs_transport_next_line(struct cs_str *s);
/* Appends text that stood beside a date: the date is put in front where nothing else stands there
 * and it is of a form that is known (prefix.h). */
void cs_transport_emit_dated(struct cs_str date, struct cs_str text, struct cs_strbuf *out);
void cs_transport_pass_line(struct cs_str line, struct cs_strbuf *out);

#endif
