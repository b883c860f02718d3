#include "log/test_mark.h"

#include <stdio.h>

#include "base/pat.h"

/* Sources:
 *  - Linux 6.1 tools/testing/selftests/run_kselftest.sh (to /dev/kmsg), kselftest/runner.sh
 *    run_one(), kselftest_harness.h __run_test() (behind the runner's "# ")
 *  - Linux 6.1 lib/kunit/test.c kunit_print_suite_start(), kunit_run_tests(),
 *    kunit_print_ok_not_ok(); "ok 1 - name" before 6.1
 *  - LAVA's lava-test-runner (STARTRUN, ENDRUN) and lava-test-case (STARTTC, ENDTC)
 *  - LTP's pan/ltp-pan.c write_kmsg() and write_test_start(); kirk's scheduler.py _write_kmsg()
 *  - xfstests common/rc and blktests check ("run fstests X at DATE" to /dev/kmsg)
 *  - igt-gpu-tools lib/igt_core.c (to /dev/kmsg)
 *  - TAP 13 and 14, and KTAP: a result ends the test that it names */
static const struct form {
	const char *anchor;
	const char *pattern;
	const char *name; /* {1}, {2}: captures; {^}: the test around it; NULL: the test ends */
	enum cs_test_level level;
} forms[] = {
	{"run fstests ", "^run fstests %w at ", "fstests {1}", CS_TEST_TEST},
	{"run blktests ", "^run blktests %w at ", "blktests {1}", CS_TEST_TEST},
	{"kselftest: Running tests in ", "^kselftest: Running tests in %w", "kselftest {1}",
	 CS_TEST_GROUP},
	{"selftests: ", "^# selftests: %*: %w$", "kselftest {1}: {2}", CS_TEST_TEST},
	{"selftests: ", "ok %d selftests: ", NULL, CS_TEST_TEST},
	{"#  RUN           ", "^# #  RUN           %w ...$", "{^}: {1}", CS_TEST_PART},
	{"<LAVA_SIGNAL_STARTRUN ", "<LAVA_SIGNAL_STARTRUN %w ", "LAVA {1}", CS_TEST_JOB},
	{"<LAVA_SIGNAL_ENDRUN ", "<LAVA_SIGNAL_ENDRUN ", NULL, CS_TEST_JOB},
	{"<LAVA_SIGNAL_STARTTC ", "<LAVA_SIGNAL_STARTTC %*>", "LAVA {1}", CS_TEST_GROUP},
	{"<LAVA_SIGNAL_ENDTC ", "<LAVA_SIGNAL_ENDTC %*>", NULL, CS_TEST_GROUP},
	{"LTP: starting ", "^LTP: starting %w", "LTP {1}", CS_TEST_TEST},
	{" stime=", "^tag=%w stime=%d", "LTP {1}", CS_TEST_TEST},
	{"<<<test_end>>>", "^<<<test_end>>>", NULL, CS_TEST_TEST},
	{": start (command: ", "%w start (command: ", "kirk {1}", CS_TEST_TEST},
	{": end (returncode: ", "%w end (returncode: ", NULL, CS_TEST_TEST},
	{"# Subtest: ", "^# Subtest: %w", "KUnit {1}", CS_TEST_TEST},
	{"# Subtest: ", "^    # Subtest: %w", "KUnit {1}", CS_TEST_TEST},
	{"# Subtest: ", "^        # Subtest: %w", "{^}: {1}", CS_TEST_PART},
	{"[IGT] ", "^[IGT] %w starting subtest %w", "igt {1} {2}", CS_TEST_PART},
	{"[IGT] ", "^[IGT] %w executing", "igt {1}", CS_TEST_TEST},
	{"[IGT] ", "^[IGT] %w exiting", NULL, CS_TEST_TEST},
	{"executing program ", "executing program %d", "syzkaller program {1}", CS_TEST_TEST},
};

#define COUNT (sizeof(forms) / sizeof(*forms))

/* Of TAP: its head, its plan, its results. The number tells these from other lines. */
static const char *const tap[] = {"TAP version 1", "1..",  "ok 1", "ok 2", "ok 3", "ok 4",
				  "ok 5",          "ok 6", "ok 7", "ok 8", "ok 9"};

#define TAP_COUNT (sizeof(tap) / sizeof(*tap))

const char *cs_test_mark_anchor(size_t i)
{
	if (i < COUNT)
		return forms[i].anchor;
	return i < COUNT + TAP_COUNT ? tap[i - COUNT] : NULL;
}

static void put(char *to, struct cs_str s)
{
	size_t n = strlen(to);

	for (size_t i = 0; i < s.n && n + 1 < CS_TEST_NAME; i++)
		to[n++] = s.p[i];
	to[n] = '\0';
}

/* ---- levels ---- */

static const char *innermost(const struct cs_test_mark *m, int level)
{
	while (level >= 0 && !m->levels[level][0])
		level--;
	return level < 0 ? "" : m->levels[level];
}

static void end(struct cs_test_mark *m, int level)
{
	for (int i = level; i < CS_TEST_LEVELS; i++)
		m->levels[i][0] = '\0';
}

static void fill(char *to, const struct cs_test_mark *m, const struct form *f,
		 const struct cs_pat_hit *hit)
{
	for (const char *p = f->name; *p; p++) {
		struct cs_str piece = {p, 1};

		if (*p == '{') {
			piece = p[1] == '^' ? cs_str_from(innermost(m, (int)f->level - 1))
					    : hit->cap[p[1] - '1'];
			p += 2;
			if (piece.n && piece.p[piece.n - 1] == ':')
				piece.n--;
		}
		put(to, piece);
	}
}

static void begin(struct cs_test_mark *m, const struct form *f, const struct cs_pat_hit *hit)
{
	char name[CS_TEST_NAME] = "";

	fill(name, m, f, hit);
	end(m, (int)f->level);
	memcpy(m->levels[f->level], name, sizeof(name));
}

/* ---- TAP ---- */

/* "ok 3 - name # SKIP why": NUMBER and NAME; false: no result. */
static bool read_result(struct cs_str s, uint64_t *number, struct cs_str *name)
{
	size_t digits = 0;

	if (cs_str_starts(s, "not "))
		s = cs_str_tail(s, 4);
	if (!cs_str_starts(s, "ok "))
		return false;
	s = cs_str_tail(s, 3);
	while (digits < s.n && cs_is_digit(s.p[digits]))
		digits++;
	if (!cs_str_to_dec(cs_str_head(s, digits), number))
		return false;
	s = cs_str_tail(s, digits);
	if (s.n && s.p[0] != ' ')
		return false;
	s = cs_str_trim(s);
	if (cs_str_starts(s, "- "))
		s = cs_str_tail(s, 2);
	*name = cs_str_trim(cs_str_until(s, "# "));
	return true;
}

/* What runs now is told when it ends: all that is known is what came before. */
static void begin_after(struct cs_test_mark *m, uint64_t number, struct cs_str name)
{
	const char *outer = innermost(m, CS_TEST_PART);
	char to[CS_TEST_NAME] = "", text[48];

	put(to, cs_str_from(*outer ? outer : "TAP"));
	snprintf(text, sizeof(text), ", after test %llu", (unsigned long long)number);
	put(to, cs_str_from(text));
	if (name.n)
		put(to, CS_STR(", "));
	put(to, name);
	memcpy(m->levels[CS_TEST_RESULT], to, sizeof(to));
}

/* "ok 1 kasan" at the margin ends a suite, and speaks of its parts when it is indented, or behind
 * the "# " of kselftest's runner. */
static bool on_result(struct cs_test_mark *m, struct cs_str text)
{
	bool inner = cs_str_starts(text, "    ") || cs_str_starts(text, "# ");
	bool deep = cs_str_starts(text, "        "), open = m->levels[CS_TEST_TEST][0] != '\0';
	struct cs_str name;
	uint64_t number;

	if (!read_result(cs_str_trim(text.n && text.p[0] == '#' ? cs_str_tail(text, 2) : text),
			 &number, &name) ||
	    (inner ? !open : !open && !m->tap))
		return false;
	end(m, deep ? CS_TEST_RESULT : inner ? CS_TEST_PART : CS_TEST_TEST);
	if (!inner && m->plan && number >= m->plan)
		m->tap = false;
	if (inner || (!open && m->tap))
		begin_after(m, number, name);
	return true;
}

static bool on_tap(struct cs_test_mark *m, struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("^TAP version %d$", text, &hit)) {
		end(m, CS_TEST_TEST);
		m->tap = true;
		m->plan = 0;
		return true;
	}
	if (m->tap && cs_pat_match("^1..%d$", text, &hit)) {
		if (!cs_str_to_dec(hit.cap[0], &m->plan))
			m->plan = 0;
		return false;
	}
	return on_result(m, text);
}

/* ---- a line ---- */

static bool apply(struct cs_test_mark *m, struct cs_str text)
{
	struct cs_pat_hit hit;

	for (size_t i = 0; i < COUNT; i++) {
		if (!cs_str_has(text, forms[i].anchor) ||
		    !cs_pat_match(forms[i].pattern, text, &hit))
			continue;
		if (forms[i].name)
			begin(m, &forms[i], &hit);
		else
			end(m, (int)forms[i].level);
		return true;
	}
	return on_tap(m, text);
}

bool cs_test_mark_read(struct cs_test_mark *m, struct cs_str text, uint64_t line)
{
	if (line == m->line && m->line)
		return true;
	if (!apply(m, text))
		return false;
	snprintf(m->name, sizeof(m->name), "%s", innermost(m, CS_TEST_LEVELS - 1));
	m->line = line;
	return true;
}

bool cs_test_mark_quotes(const struct cs_test_mark *m)
{
	return cs_str_starts(cs_str_from(m->levels[CS_TEST_TEST]), "kselftest ");
}
