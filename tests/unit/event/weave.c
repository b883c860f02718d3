#include "weave.h"

#include <stdio.h>
#include <stdlib.h>

#include "../test.h"

static const char *const names[] = {
	"atomic-sleep", "gpf",        "list-del",       "oops-kthread",    "refcount",
	"oops-worker",  "ubsan",      "warning-module", "warning-message", "kasan-oob",
	"soft-lockup",  "kfence-oob", "arm64-null",     "arm64-list-del",  "arm64-atomic-sleep",
};

static uint32_t state;

void weave_seed(uint32_t seed)
{
	state = seed;
}

uint32_t weave_chance(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

static void read_file(struct cs_strbuf *text, const char *name)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512], block[4096];
	FILE *in;
	size_t n;

	snprintf(path, sizeof(path), "%s/tests/fixtures/tangle/reports/%s.log", top ? top : ".",
		 name);
	in = fopen(path, "r");
	assert_non_null(in);
	cs_strbuf_init(text);
	while ((n = fread(block, 1, sizeof(block), in)) > 0)
		cs_strbuf_add(text, (struct cs_str){block, n});
	fclose(in);
}

static void load_one(struct weave_report *r, const char *name)
{
	struct cs_str rest, pid;

	*r = (struct weave_report){.name = name, .arm64 = strncmp(name, "arm64", 5) == 0};
	read_file(&r->text, name);
	for (rest = cs_strbuf_str(&r->text); rest.n; r->count++) {
		assert_true(r->count < WEAVE_LINES);
		r->lines[r->count] = cs_str_until(rest, "\n");
		rest = cs_str_tail(rest, r->lines[r->count].n + 1);
	}
	pid = cs_str_after(cs_strbuf_str(&r->text), " PID: ");
	r->pid = cs_str_until(pid, " ");
	assert_int_equal(r->pid.n, 2);
}

size_t weave_load(struct weave_report reports[WEAVE_REPORTS])
{
	size_t n = sizeof(names) / sizeof(*names);

	for (size_t i = 0; i < n; i++)
		load_one(&reports[i], names[i]);
	return n;
}

void weave_free(struct weave_report *reports, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cs_strbuf_release(&reports[i].text);
}

/* Whether the pid stands at AT: behind what a report puts before it. */
static bool is_pid(struct cs_str line, size_t at, struct cs_str pid)
{
	static const char *const before[] = {"PID: ", "/", ":", "task "};

	if (!cs_str_eq(cs_str_head(cs_str_tail(line, at), pid.n), pid) ||
	    (at + pid.n < line.n && cs_is_name(line.p[at + pid.n])))
		return false;
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (cs_str_ends(cs_str_head(line, at), before[i]))
			return true;
	return false;
}

/* LINE as the report tells it that stands on CPU number CPU, its task's pid told apart. */
static void put_line(struct cs_strbuf *out, const struct weave_report *r, struct cs_str line,
		     unsigned cpu)
{
	for (size_t i = 0; i < line.n; i++) {
		struct cs_str head = cs_str_head(line, i);

		if (cs_is_digit(line.p[i]) &&
		    (cs_str_ends(head, "CPU: ") || cs_str_ends(head, "CPU#")))
			cs_strbuf_addf(out, "%u", cpu);
		else if (is_pid(line, i, r->pid)) {
			cs_strbuf_addf(out, "%u" CS_STR_FMT, cpu + 1, CS_STR_ARG(r->pid));
			i += r->pid.n - 1;
		} else {
			cs_strbuf_add_char(out, line.p[i]);
		}
	}
	cs_strbuf_add_char(out, '\n');
}

static void own(struct weave_owners *owners, unsigned who)
{
	assert_true(owners->count < sizeof(owners->of));
	owners->of[owners->count++] = (unsigned char)who;
}

static void put_chatter(struct cs_strbuf *out, unsigned usec)
{
	static const char *const words[] = {
		"usb 1-1: new high-speed USB device number 5 using xhci_hcd",
		"audit: type=1400 audit(1700000000.100:12): apparmor=\"STATUS\"",
		"random: crng init done", "eth0: link up, 1000 Mbps, full duplex"};
	static const char *const programs[] = {"starting sshd ... ok", "+ echo trigger",
					       "PASS: test 3"};

	if (weave_chance(2))
		cs_strbuf_addf(out, "[   10.%06u] %s\n", usec, words[weave_chance(4)]);
	else
		cs_strbuf_addf(out, "%s\n", programs[weave_chance(3)]);
}

/* Whose line is next. */
static size_t whose_turn(const struct weave *how, size_t n, size_t last)
{
	if (how->style == WEAVE_ALTERNATE && weave_chance(16))
		return (last + 1) % n;
	return weave_chance((uint32_t)n);
}

static uint32_t run_length(const struct weave *how)
{
	static const uint32_t most[] = {
		[WEAVE_RANDOM] = 4, [WEAVE_ALTERNATE] = 1, [WEAVE_BURSTS] = 16};

	return weave_chance(most[how->style]) + 1;
}

void weave_lines(struct cs_strbuf *out, const struct weave_report *const *reports, size_t n,
		 const struct weave *how, struct weave_owners *owners)
{
	size_t at[WEAVE_REPORTS] = {0}, left = 0, i = 0;
	unsigned usec = 0;

	owners->count = 0;
	for (size_t k = 0; k < n; k++)
		left += reports[k]->count;
	while (left) {
		const struct weave_report *r = reports[i = whose_turn(how, n, i)];

		for (uint32_t k = run_length(how); k && at[i] < r->count; k--, left--) {
			struct cs_str line = r->lines[at[i]++];

			if (how->clock == WEAVE_ONE_CLOCK)
				cs_strbuf_addf(out, "[   10.%06u", usec += 7);
			put_line(out, r,
				 how->clock == WEAVE_ONE_CLOCK ? cs_str_tail(line, 13) : line,
				 (unsigned)i);
			own(owners, (unsigned)i);
			if (how->chatter && weave_chance(8) == 0) {
				put_chatter(out, usec += 7);
				own(owners, WEAVE_NOBODY);
			}
		}
	}
}
