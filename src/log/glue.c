#include "log/glue.h"

#include "log/prefix.h"

/* The "<4>" that ends at AT, or AT itself. */
static size_t before_level(struct cs_str s, size_t at)
{
	size_t n = at;

	if (n < 3 || s.p[n - 1] != '>')
		return at;
	n--;
	while (n && at - n < 5 && cs_is_digit(s.p[n - 1]))
		n--;
	return n && s.p[n - 1] == '<' && at - n > 1 ? n - 1 : at;
}

size_t cs_glue_first(const struct cs_record *r)
{
	struct cs_str s = r->raw;
	size_t from = (size_t)(r->text.p - s.p) + 1;

	while (from < s.n) {
		const char *open = memchr(s.p + from, '[', s.n - from);
		size_t at, stamp;

		if (!open)
			break;
		at = (size_t)(open - s.p);
		stamp = cs_prefix_stamp_length(cs_str_tail(s, at));
		if (stamp && at + stamp < s.n && (s.p[at + stamp] == ' ' || s.p[at + stamp] == '['))
			return before_level(s, at);
		from = at + 1;
	}
	return s.n;
}
