#include "log/record.h"

#include "log/prefix.h"

/* What may be left of a line's end: CR, NUL, or the pictures of CR and LF that terminals show. */
static void cut_line_end(struct cs_str *s)
{
	for (;;) {
		if (s->n && (s->p[s->n - 1] == '\r' || s->p[s->n - 1] == '\0'))
			s->n--;
		else if (cs_str_ends(*s, "\xe2\x90\x8d") || cs_str_ends(*s, "\xe2\x90\x8a"))
			s->n -= 3;
		else
			return;
	}
}

void cs_record_split(struct cs_record *r, struct cs_str raw)
{
	struct cs_str s;

	cut_line_end(&raw);
	*r = (struct cs_record){.raw = raw, .level = -1};
	s = raw;
	cs_prefix_eat(&s, r);
	r->text = s;
}
