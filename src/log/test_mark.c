#include "log/test_mark.h"

#include <stdio.h>

#include "base/pat.h"

/* Sources: xfstests common/rc and blktests check ("run fstests X at DATE" to /dev/kmsg); Linux 6.1
 * tools/testing/selftests/kselftest/runner.sh; LAVA's lava-test-case and lava-test-runner; LTP
 * pan/ltp-pan.c; Linux 6.1 lib/kunit/test.c kunit_print_subtest_start(); igt-gpu-tools
 * lib/igt_core.c (to /dev/kmsg). */
static const struct form {
	const char *anchor;
	const char *pattern;
	const char *name; /* {1}, {2}: captures; NULL: the test ends */
} forms[] = {
	{"run fstests ", "^run fstests %w at ", "fstests {1}"},
	{"run blktests ", "^run blktests %w at ", "blktests {1}"},
	{"selftests: ", "^# selftests: %*: %w$", "kselftest {1}: {2}"},
	{"selftests: ", "ok %d selftests: ", NULL},
	{"<LAVA_SIGNAL_STARTTC ", "<LAVA_SIGNAL_STARTTC %*>", "LAVA {1}"},
	{"<LAVA_SIGNAL_ENDTC ", "<LAVA_SIGNAL_ENDTC %*>", NULL},
	{"LTP: starting ", "^LTP: starting %w", "LTP {1}"},
	{"# Subtest: ", "# Subtest: %w", "KUnit {1}"},
	{"[IGT] ", "^[IGT] %w starting subtest %w", "igt {1} {2}"},
	{"[IGT] ", "^[IGT] %w executing", "igt {1}"},
	{"[IGT] ", "^[IGT] %w exiting", NULL},
};

#define COUNT (sizeof(forms) / sizeof(*forms))

const char *cs_test_mark_anchor(size_t i)
{
	return i < COUNT ? forms[i].anchor : NULL;
}

static size_t put(char *to, size_t size, size_t n, struct cs_str s)
{
	for (size_t i = 0; i < s.n && n + 1 < size; i++)
		to[n++] = s.p[i];
	to[n] = '\0';
	return n;
}

static void fill(struct cs_test_mark *m, const char *name, const struct cs_pat_hit *hit)
{
	size_t n = 0;

	m->name[0] = '\0';
	for (const char *p = name; *p; p++) {
		struct cs_str piece = {p, 1};

		if (*p == '{') {
			piece = hit->cap[p[1] - '1'];
			p += 2;
			if (piece.n && piece.p[piece.n - 1] == ':')
				piece.n--;
		}
		n = put(m->name, sizeof(m->name), n, piece);
	}
}

const char *cs_test_mark_at(const struct cs_test_mark *m, uint64_t line)
{
	return line < m->line ? m->before : m->name;
}

bool cs_test_mark_read(struct cs_test_mark *m, struct cs_str text, uint64_t line)
{
	struct cs_pat_hit hit;

	for (size_t i = 0; i < COUNT; i++) {
		if (!cs_str_has(text, forms[i].anchor) ||
		    !cs_pat_match(forms[i].pattern, text, &hit))
			continue;
		memcpy(m->before, m->name, sizeof(m->before));
		m->line = line;
		if (forms[i].name)
			fill(m, forms[i].name, &hit);
		else
			m->name[0] = '\0';
		return true;
	}
	return false;
}
