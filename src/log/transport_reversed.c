/* A log with its newest line first (journalctl -r): its lines are kept, and handed on the other way
 * round. Lines without a stamp go with the one above them. */
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/prefix.h"
#include "log/transport.h"

#define LINES 12 /* that must show it */
#define STEPS 3  /* of the clock, back */
#define AHEAD 8  /* and so many times as many as ahead */

struct state {
	struct cs_strbuf held;
	bool in_pieces;
};

static void *start(void)
{
	struct state *st = cs_calloc(1, sizeof(*st));

	cs_strbuf_init(&st->held);
	return st;
}

static void stop(void *state)
{
	struct state *st = state;

	cs_strbuf_release(&st->held);
	free(st);
}

enum clock { CLOCK_NONE, CLOCK_BOOT, CLOCK_DAY };

/* Of ".123456", or of what else stands behind the seconds. */
static double fraction_of(struct cs_str s)
{
	double digit = 1, sum = 0;

	if (!cs_eat_char(&s, '.') && !cs_eat_char(&s, ','))
		return 0;
	for (size_t i = 0; i < s.n && cs_is_digit(s.p[i]); i++)
		sum += (digit /= 10) * (s.p[i] - '0');
	return sum;
}

/* The time of a line: printk's, else that of the day. */
static enum clock time_of(struct cs_str line, double *at)
{
	struct cs_record r;
	struct cs_str s;

	cs_record_split(&r, line);
	*at = r.time;
	if (r.has_time)
		return CLOCK_BOOT;
	for (size_t i = 0; i + 8 <= line.n && i < 48; i++) {
		s = cs_str_tail(line, i);
		if (!cs_eat_clock(&s))
			continue;
		*at = fraction_of((struct cs_str){line.p + i + 8, (size_t)(s.p - line.p) - i - 8}) +
		      (line.p[i] - '0') * 36000 + (line.p[i + 1] - '0') * 3600 +
		      (line.p[i + 3] - '0') * 600 + (line.p[i + 4] - '0') * 60 +
		      (line.p[i + 6] - '0') * 10 + (line.p[i + 7] - '0');
		return CLOCK_DAY;
	}
	return CLOCK_NONE;
}

static bool claims(struct cs_str head, bool first)
{
	double last[] = {HUGE_VAL, HUGE_VAL, HUGE_VAL}, at; /* of each clock */
	size_t lines = 0, back = 0, ahead = 0;

	while (first && head.n && memchr(head.p, '\n', head.n)) {
		enum clock clock = time_of(cs_transport_next_line(&head), &at);

		if (clock == CLOCK_NONE)
			continue;
		ahead += at > last[clock]; /* a CPU whose clock differs, another boot */
		back += at < last[clock] && last[clock] < HUGE_VAL;
		last[clock] = at;
		lines++;
	}
	return lines >= LINES && back >= STEPS && ahead * AHEAD <= back;
}

/* The last line of S that has a stamp begins there; what follows goes with it. */
static size_t last_record(struct cs_str s)
{
	size_t n = s.n;
	double at;

	while (n) {
		const char *nl = n > 1 ? memrchr(s.p, '\n', n - 1) : NULL;
		size_t begin = nl ? (size_t)(nl - s.p) + 1 : 0;

		if (begin == 0 ||
		    time_of(cs_str_head(cs_str_tail(s, begin), n - begin), &at) != CLOCK_NONE ||
		    cs_str_starts(cs_str_tail(s, begin), "-- "))
			return begin;
		n = begin;
	}
	return 0;
}

static void hand_on(struct cs_strbuf *held, struct cs_strbuf *out)
{
	struct cs_str rest = cs_strbuf_str(held);

	if (rest.n && rest.p[rest.n - 1] != '\n') {
		cs_strbuf_add_char(held, '\n');
		rest = cs_strbuf_str(held);
	}
	while (rest.n) {
		size_t begin = last_record(rest);

		cs_strbuf_add(out, cs_str_tail(rest, begin));
		rest = cs_str_head(rest, begin);
	}
	cs_strbuf_clear(held);
}

static size_t decode(void *state, struct cs_str in, bool end, struct cs_strbuf *out)
{
	struct state *st = state;
	const char *nl = in.n ? memrchr(in.p, '\n', in.n) : NULL;
	size_t n = end ? in.n : nl ? (size_t)(nl - in.p) + 1 : 0;

	cs_strbuf_add(&st->held, cs_str_head(in, n));
	st->in_pieces |= !end && st->held.n > CS_LIMIT_REVERSED_BYTES;
	if (end || st->held.n > CS_LIMIT_REVERSED_BYTES)
		hand_on(&st->held, out);
	return n;
}

static const char *doubt(const void *state)
{
	const struct state *st = state;

	return st->in_pieces
		       ? "a log with its newest line first is so long that it was turned round "
			 "in pieces: what lies at their edges is torn"
		       : NULL;
}

const struct cs_transport cs_transport_reversed = {"reversed", claims, start, stop, decode, doubt};
