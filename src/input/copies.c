#include "input/copies.h"

#include <string.h>

/* A '*' stands for the same text in all three. */
static const struct layout {
	const char *copy, *whole, *witness;
	bool digits; /* only they may stand for the '*' */
} layouts[] = {
	/* syzkaller, pkg/manager/crash.go: a folder for each bug, its title in "description"; the
	   report is what was cut out of the log */
	{"report*", "log*", "description", true},
	{"repro.report", "repro.log", "repro.prog", false},
	/* KernelCI's storage: a job's log as text and as a page, its results in JSON */
	{"*.html", "*.txt", "*.json", false},
	{"*.html", "*.log", "*.json", false},
	/* ABRT: a folder for each problem; what quotes the report */
	{"reason", "backtrace", "type", false},
	{"reason", "dmesg", "type", false},
	{"not-reportable", "backtrace", "type", false},
	{"not-reportable", "dmesg", "type", false},
};

/* What stands for the '*' of PATTERN in NAME. */
static bool matches(const char *pattern, struct cs_str name, struct cs_str *star)
{
	struct cs_str front = cs_str_until(cs_str_from(pattern), "*");
	struct cs_str back = cs_str_tail(cs_str_from(pattern), front.n + 1);

	*star = (struct cs_str){0};
	if (front.n == strlen(pattern))
		return cs_str_eq(name, front);
	if (name.n <= front.n + back.n || memcmp(name.p, front.p, front.n) != 0 ||
	    memcmp(name.p + name.n - back.n, back.p, back.n) != 0)
		return false;
	*star = cs_str_head(cs_str_tail(name, front.n), name.n - front.n - back.n);
	return true;
}

static void fill(struct cs_strbuf *out, const char *pattern, struct cs_str star)
{
	struct cs_str front = cs_str_until(cs_str_from(pattern), "*");

	cs_strbuf_clear(out);
	cs_strbuf_add(out, front);
	if (front.n == strlen(pattern))
		return;
	cs_strbuf_add(out, star);
	cs_strbuf_add(out, cs_str_tail(cs_str_from(pattern), front.n + 1));
}

bool cs_is_copy(const char *name, cs_folder_has *has, void *ctx, struct cs_strbuf *whole)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
		const struct layout *l = &layouts[i];
		struct cs_str star;
		uint64_t number;

		if (!matches(l->copy, cs_str_from(name), &star) ||
		    (l->digits && !cs_str_to_dec(star, &number)))
			continue;
		fill(whole, l->witness, star);
		if (!has(ctx, whole->p))
			continue;
		fill(whole, l->whole, star);
		if (has(ctx, whole->p))
			return true;
	}
	return false;
}
