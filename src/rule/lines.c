/* Where in a report a value stands. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rule/model.h"

/* Whether TEXT stands in S as a number of its own: not a part of another, and not the offset or
 * size of a frame ("f+0x22/0x40"). */
static bool shows(struct cs_str s, struct cs_str text)
{
	const char *at;

	for (; s.n >= text.n; s = cs_str_tail(s, (size_t)(at - s.p) + 1)) {
		at = memmem(s.p, s.n, text.p, text.n);
		if (!at)
			return false;
		if ((at == s.p || (!isalnum((unsigned char)at[-1]) && !strchr("+/_", at[-1]))) &&
		    (at + text.n == s.p + s.n || !isalnum((unsigned char)at[text.n])))
			return true;
	}
	return false;
}

static const struct cs_line *line_with(const struct judging *g, struct cs_str text)
{
	const struct cs_event *ev = g->ev;

	for (size_t i = 0; text.n && i < ev->line_count; i++)
		if (!ev->lines[i].foreign && shows(ev->lines[i].text, text))
			return &ev->lines[i];
	return NULL;
}

/* The line that shows the number V, in one of the forms in which the kernel prints it. */
const struct cs_line *cs_judging_line_of_number(const struct judging *g, uint64_t v)
{
	static const char *const forms[] = {"0x%llx", "%016llx", "%08llx", "%llx"};
	const struct cs_line *l = NULL;
	char buf[32];

	/* a short number without 0x would be found anywhere */
	for (size_t i = 0; !l && i < (v < 0x10000 ? 3u : 4u); i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(buf, sizeof(buf), forms[i], (unsigned long long)v);
#pragma GCC diagnostic pop
		l = line_with(g, cs_str_from(buf));
	}
	return l;
}
