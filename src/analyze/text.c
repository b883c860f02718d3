/* Bytes of log text, from wherever they come, into the scan. */
#include "analyze/analysis.h"

#include <string.h>

#include "base/clock.h"
#include "report/placed_log.h"

#define LIVE_WAIT_MS 800 /* a console silent for so long has ended its report */

static void place_frame(void *ctx, struct cs_arena *arena, struct cs_frame *f)
{
	struct cs_analysis *a = ctx;

	cs_placer_frame(&a->placer, &a->boot, &a->info, arena, f);
}

void cs_analysis_release_lines(struct cs_analysis *a)
{
	if (a->engine->with.placed_log && a->unplaced.count == 0)
		cs_placed_log_release(a->engine->with.placed_log, cs_tracker_oldest(a->tracker),
				      place_frame, a);
}

/* What the scan took of the text goes to those who want all of it. */
static void pass_on(struct cs_analysis *a)
{
	struct cs_str text = cs_scan_taken(a->scan);

	cs_digest_add(a->digest, text);
	cs_analysis_release_unplaced(a, cs_scan_lines(a->scan));
	if (a->engine->with.placed_log)
		cs_placed_log_text(a->engine->with.placed_log, text);
	cs_analysis_release_lines(a);
}

/* Silence on a live console: what is open is over, as far as anybody can tell. */
static void fell_silent(struct cs_analysis *a)
{
	cs_scan_pause(a->scan);
	cs_tracker_flush(a->tracker, false);
	cs_analysis_release_held(a);
	cs_analysis_release_lines(a);
}

/* The input has had what the engine's bounds allow. */
static bool is_out_of_bounds(struct cs_analysis *a)
{
	const struct cs_bounds *b = &a->engine->with.bounds;

	if (b->bytes && cs_scan_bytes(a->scan) >= b->bytes)
		cs_analysis_add_reason(a, CS_STR("reading stopped at the limit of bytes"));
	else if (b->seconds && cs_clock() - a->begun >= b->seconds)
		cs_analysis_add_reason(a, CS_STR("reading stopped at the limit of time"));
	else
		return false;
	return true;
}

/* Milliseconds to wait for more, -1 for ever: less while something is open on a live console, or
 * while a limit of time must be kept. */
static int patience(const struct cs_analysis *a)
{
	if (a->live && (cs_tracker_is_open(a->tracker) || a->storm.count))
		return LIVE_WAIT_MS;
	return a->engine->with.bounds.seconds ? 500 : -1;
}

/* Plain log text; no bytes: the end. */
void cs_analysis_feed(void *ctx, const char *p, size_t n)
{
	struct cs_analysis *a = ctx;
	bool end = n == 0;

	do {
		size_t size, take;
		char *room = cs_scan_room(a->scan, &size);

		take = n < size ? n : size;
		memcpy(room, p, take);
		cs_scan_add(a->scan, take, end);
		pass_on(a);
		p += take;
		n -= take;
	} while (n);
}

/* What was read into ROOM: plain text stays where it is, anything else is decoded. */
static void take_block(struct cs_analysis *a, const char *room, size_t got)
{
	struct cs_str raw = {room, got};
	struct cs_str text = cs_decoder_add(a->decoder, raw, got == 0);

	cs_spans_feed(&a->spans, text);
	if (text.p == room || (got == 0 && text.n == 0)) {
		cs_scan_add(a->scan, text.n, got == 0);
		pass_on(a);
		return;
	}
	if (text.n)
		cs_analysis_feed(a, text.p, text.n);
	if (got == 0)
		cs_analysis_feed(a, "", 0);
}

enum cs_status cs_analysis_read_text(struct cs_analysis *a, struct cs_input *in,
				     struct cs_error *err)
{
	while (!is_out_of_bounds(a)) {
		size_t size, got;
		char *room = cs_scan_room(a->scan, &size);
		enum cs_status rc = cs_input_read(in, room, size, patience(a), &got, err);

		if (rc == CS_NOT_FOUND) {
			if (a->live)
				fell_silent(a);
			continue;
		}
		if (rc != CS_OK)
			return rc;
		take_block(a, room, got);
		if (got == 0)
			return CS_OK;
	}
	cs_scan_add(a->scan, 0, true);
	pass_on(a);
	return CS_OK;
}
