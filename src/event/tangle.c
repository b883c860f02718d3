#include "event/tangle.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define UNIT 8            /* scores are eighths of a bit */
#define LEVEL (12 * UNIT) /* a way so much worse than the best is given up */
#define SETTLED 255u      /* a margin that nothing has narrowed */
#define HARDLY (-4)       /* a line that goes on so badly is a guess */
#define INTERRUPTED 6     /* bits: of a report that waits for its speaker's next to end */
#define TURNS 24u         /* how many turns are remembered, about */

/* One way to give the lines to the reports. */
struct way {
	int score;          /* the best has 0 */
	uint64_t key;       /* of its strands: two ways with one key have the same to come */
	unsigned char last; /* the strand that spoke last */
	unsigned char stays, changes; /* of whose turn it is */
	unsigned char to[CS_TANGLE_LINES];
	unsigned char margin[CS_TANGLE_LINES]; /* by which another choice is worse */
	uint64_t keys[CS_TANGLE_STRANDS];
	struct cs_strand strands[CS_TANGLE_STRANDS];
};

struct step {
	int score, fit;
	unsigned char from, to;
};

struct cs_tangle {
	struct way *ways, *next; /* CS_TANGLE_WAYS of each; the best is the first */
	size_t count;
	size_t strands;
	size_t lines;
	struct step steps[CS_TANGLE_WAYS];
	struct step lost[CS_TANGLE_WAYS * CS_TANGLE_STRANDS]; /* for which there was no room */
	size_t lost_count;
};

struct cs_tangle *cs_tangle_new(void)
{
	struct cs_tangle *t = cs_calloc(1, sizeof(*t));

	t->ways = cs_calloc(CS_TANGLE_WAYS, sizeof(*t->ways));
	t->next = cs_calloc(CS_TANGLE_WAYS, sizeof(*t->next));
	return t;
}

void cs_tangle_free(struct cs_tangle *t)
{
	if (!t)
		return;
	free(t->ways);
	free(t->next);
	free(t);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	return (h ^ v) * 0x9e3779b97f4a7c15u + (h >> 29);
}

/* Of all that tells what may follow. */
static uint64_t key_of(const struct cs_strand *s)
{
	uint64_t h = mix((uint64_t)s->part << 32 | (unsigned)s->kind, (uint64_t)s->pid);

	h = mix(h, (uint64_t)s->function << 32 | s->frame);
	h = mix(h, (uintptr_t)s->known ^ (uintptr_t)s->order << 20);
	h = mix(h, (uint64_t)s->seen << 32 | (unsigned)s->cpu);
	h = mix(h, s->told);
	h = mix(h, s->stack);
	h = mix(h, s->user_ip ^ s->user_flags << 32);
	return mix(h, (unsigned)s->form << 3 | s->user << 2 | s->entry << 1 | s->dumped);
}

static void set_key(struct way *w, size_t strands, size_t changed)
{
	w->keys[changed] = key_of(&w->strands[changed]);
	w->key = w->last;
	for (size_t i = 0; i < strands; i++)
		w->key = mix(w->key, w->keys[i]);
}

void cs_tangle_begin(struct cs_tangle *t, const struct cs_strand *const *strands, size_t n,
		     size_t last)
{
	struct way *w = &t->ways[0];

	w->score = 0;
	w->last = (unsigned char)last;
	for (size_t i = 0; i < n; i++) {
		w->strands[i] = *strands[i];
		set_key(w, i + 1, i);
	}
	t->strands = n;
	t->count = 1;
	t->lines = 0;
}

/* ---- whose turn it is ---- */

/* Eighths of a bit: log2 of 1 to 64. */
static const unsigned char logs[] = {
	0,  8,  13, 16, 19, 21, 22, 24, 25, 27, 28, 29, 30, 30, 31, 32, 33, 33, 34, 35, 35, 36,
	36, 37, 37, 38, 38, 38, 39, 39, 40, 40, 40, 41, 41, 41, 42, 42, 42, 43, 43, 43, 43, 44,
	44, 44, 44, 45, 45, 45, 45, 46, 46, 46, 46, 46, 47, 47, 47, 47, 47, 48, 48, 48};

static int turn(const struct cs_tangle *t, const struct way *w, size_t to)
{
	unsigned all = 2u * (w->stays + w->changes) + 6;
	int chance;

	if (to == w->last)
		return logs[2u * w->stays + 2] - logs[all - 1];
	chance = logs[2u * w->changes + 2] - logs[all - 1];
	return chance - logs[t->strands - 2];
}

static void take_turn(struct way *w, size_t to)
{
	if (to == w->last)
		w->stays++;
	else
		w->changes++;
	if (w->stays + w->changes >= TURNS) {
		w->stays /= 2;
		w->changes /= 2;
	}
	w->last = (unsigned char)to;
}

/* ---- going on ---- */

/* OTHER, by DIFF less likely than W, is given up: what it says of the first LINES lines. */
static void absorb(struct way *w, const struct way *other, size_t lines, unsigned diff)
{
	for (size_t i = 0; i < lines; i++) {
		unsigned margin = diff;

		if (w->to[i] == other->to[i])
			margin += other->margin[i];
		if (margin < w->margin[i])
			w->margin[i] = (unsigned char)margin;
	}
}

/* A report that began later has the same speaker, and is in the middle of it: this one won't go on
 * before that has ended. */
static bool is_interrupted(const struct cs_tangle *t, const struct way *w, size_t strand)
{
	for (size_t i = strand + 1; i < t->strands; i++)
		if (cs_strand_one_speaker(&w->strands[strand], &w->strands[i]) &&
		    !cs_strand_is_whole(&w->strands[i]))
			return true;
	return false;
}

/* Keeps the best steps, in their order. */
static size_t keep(struct cs_tangle *t, size_t n, const struct step *s)
{
	struct step *steps = t->steps;
	size_t at = n;

	if (n == CS_TANGLE_WAYS && s->score <= steps[n - 1].score) {
		t->lost[t->lost_count++] = *s;
		return n;
	}
	if (n == CS_TANGLE_WAYS)
		t->lost[t->lost_count++] = steps[--at];
	else
		n++;
	for (; at && steps[at - 1].score < s->score; at--)
		steps[at] = steps[at - 1];
	steps[at] = *s;
	return n;
}

static size_t find_steps(struct cs_tangle *t, const struct cs_strand_line *line, double skew)
{
	size_t n = 0;

	t->lost_count = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct way *w = &t->ways[i];

		for (size_t to = 0; to < t->strands; to++) {
			struct step s = {.from = (unsigned char)i, .to = (unsigned char)to};

			s.fit = cs_strand_fit(&w->strands[to], line, skew);
			if (is_interrupted(t, w, to))
				s.fit -= INTERRUPTED;
			s.score = w->score + UNIT * s.fit + turn(t, w, to);
			if (n == 0 || s.score > t->steps[0].score - LEVEL)
				n = keep(t, n, &s);
		}
	}
	while (n > 1 && t->steps[n - 1].score <= t->steps[0].score - LEVEL)
		n--;
	return n;
}

static void go(const struct cs_tangle *t, struct way *w, const struct step *s,
	       const struct cs_strand_line *line)
{
	w->score = s->score - t->steps[0].score;
	w->to[t->lines] = s->to;
	w->margin[t->lines] = s->fit <= HARDLY ? 0 : SETTLED;
	cs_strand_take(&w->strands[s->to], line);
	take_turn(w, s->to);
	set_key(w, t->strands, s->to);
}

static struct way *find_equal(struct way *ways, size_t n, const struct way *w)
{
	for (size_t i = 0; i < n; i++)
		if (ways[i].key == w->key)
			return &ways[i];
	return NULL;
}

/* The best score that was lost with each line given to each report. */
static void find_lost(const struct cs_tangle *t, int best[][CS_TANGLE_STRANDS])
{
	for (size_t i = 0; i <= t->lines; i++)
		for (size_t to = 0; to < t->strands; to++)
			best[i][to] = -LEVEL;
	for (size_t k = 0; k < t->lost_count; k++) {
		const struct step *s = &t->lost[k];
		int score = s->score - t->steps[0].score;

		for (size_t i = 0; i <= t->lines; i++) {
			unsigned to = i < t->lines ? t->ways[s->from].to[i] : s->to;

			if (score > best[i][to])
				best[i][to] = score;
		}
	}
}

/* W is less sure of the lines of which a lost way says otherwise. */
static void doubt(const struct cs_tangle *t, struct way *w, int best[][CS_TANGLE_STRANDS])
{
	for (size_t i = 0; i <= t->lines; i++)
		for (size_t to = 0; to < t->strands; to++) {
			int margin = w->score - best[i][to];

			if (to == w->to[i] || best[i][to] == -LEVEL || margin >= w->margin[i])
				continue;
			w->margin[i] = (unsigned char)(margin < 0 ? 0 : margin);
		}
}

static void branch(struct cs_tangle *t, const struct cs_strand_line *line, size_t steps)
{
	int lost[CS_TANGLE_LINES + 1][CS_TANGLE_STRANDS];
	struct way *ways = t->next;
	size_t n = 0;

	for (size_t i = 0; i < steps; i++) {
		struct way *w = &ways[n], *equal;

		*w = t->ways[t->steps[i].from];
		go(t, w, &t->steps[i], line);
		equal = find_equal(ways, n, w);
		if (equal)
			absorb(equal, w, t->lines + 1, (unsigned)(equal->score - w->score));
		else
			n++;
	}
	if (t->lost_count)
		find_lost(t, lost);
	for (size_t i = 0; t->lost_count && i < n; i++)
		doubt(t, &ways[i], lost);
	t->next = t->ways;
	t->ways = ways;
	t->count = n;
}

/* Says nothing of any report: whoever spoke last. */
static void pass(struct cs_tangle *t)
{
	for (size_t i = 0; i < t->count; i++) {
		t->ways[i].to[t->lines] = t->ways[i].last;
		t->ways[i].margin[t->lines] = SETTLED;
	}
}

static bool waits_for_words(const struct cs_tangle *t)
{
	for (size_t i = 0; i < t->strands; i++)
		if (t->ways[0].strands[i].part == CS_PART_CUT)
			return true;
	return false;
}

void cs_tangle_add(struct cs_tangle *t, const struct cs_strand_line *line, double skew)
{
	size_t n;

	if (line->part == CS_PART_OTHER && !waits_for_words(t)) {
		pass(t);
	} else {
		n = find_steps(t, line, skew);
		if (n == 1 && t->count == 1)
			go(t, &t->ways[0], &t->steps[0], line);
		else
			branch(t, line, n);
	}
	t->lines++;
}

/* ---- settling ---- */

size_t cs_tangle_settled(const struct cs_tangle *t)
{
	size_t n = t->lines;

	for (size_t i = 1; i < t->count; i++)
		for (size_t k = 0; k < n; k++)
			if (t->ways[i].to[k] != t->ways[0].to[k])
				n = k;
	return n;
}

/* Ways that say otherwise of the oldest line are given up. */
static void settle(struct cs_tangle *t)
{
	struct way *best = &t->ways[0];
	size_t n = 1;

	for (size_t i = 1; i < t->count; i++) {
		struct way *w = &t->ways[i];

		if (w->to[0] != best->to[0])
			absorb(best, w, t->lines, (unsigned)(best->score - w->score));
		else if (n++ != i)
			t->ways[n - 1] = *w;
	}
	t->count = n;
}

struct cs_tangle_choice cs_tangle_take(struct cs_tangle *t)
{
	struct cs_tangle_choice c;

	settle(t);
	c.strand = t->ways[0].to[0];
	c.bits = t->ways[0].margin[0] / UNIT;
	t->lines--;
	for (size_t i = 0; i < t->count; i++) {
		memmove(t->ways[i].to, t->ways[i].to + 1, t->lines);
		memmove(t->ways[i].margin, t->ways[i].margin + 1, t->lines);
	}
	return c;
}
