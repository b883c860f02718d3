/* Reports of our lab, woven into one log as CPUs that print at once leave them on a console. */
#ifndef TESTS_WEAVE_H
#define TESTS_WEAVE_H

#include "base/strbuf.h"

#define WEAVE_LINES 96
#define WEAVE_REPORTS 16

enum weave_style {
	WEAVE_RANDOM,    /* runs of 1 to 4 lines, whose turn it is by chance */
	WEAVE_ALTERNATE, /* line by line, as printk's console owners hand over to each other */
	WEAVE_BURSTS,    /* runs of 1 to 16 lines, as who holds the console empties the buffer */
	WEAVE_STYLES,
};

enum weave_clock {
	WEAVE_ONE_CLOCK,  /* stamps anew, in their order */
	WEAVE_TWO_CLOCKS, /* each report keeps its own */
};

struct weave_report {
	const char *name;
	struct cs_strbuf text;
	struct cs_str lines[WEAVE_LINES];
	size_t count;
	struct cs_str pid; /* as it is in the text */
	bool arm64;        /* or else x86 */
};

#define WEAVE_NOBODY 255u

/* Whose each line of a woven log is: the place of its report, or WEAVE_NOBODY. */
struct weave_owners {
	unsigned char of[WEAVE_LINES * WEAVE_REPORTS];
	size_t count;
};

struct weave {
	enum weave_style style;
	enum weave_clock clock;
	bool chatter; /* boot messages and programs' lines stand between */
};

/* All reports, read from the fixtures. Returns how many. */
size_t weave_load(struct weave_report reports[WEAVE_REPORTS]);
void weave_free(struct weave_report *reports, size_t n);
void weave_seed(uint32_t seed);
/* A number below N. */
uint32_t weave_chance(uint32_t n);
/* The lines of the N reports in OUT, each on a CPU and in a task of its own; OWNERS says
 * whose each is. */
void weave_lines(struct cs_strbuf *out, const struct weave_report *const *reports, size_t n,
		 const struct weave *how, struct weave_owners *owners);

#endif
