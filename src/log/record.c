#include "log/record.h"

#include "log/prefix.h"

void cs_record_split(struct cs_record *r, struct cs_str raw)
{
	struct cs_str s;

	while (raw.n && (raw.p[raw.n - 1] == '\r' || raw.p[raw.n - 1] == '\0'))
		raw.n--;
	*r = (struct cs_record){.raw = raw, .level = -1};
	s = raw;
	cs_prefix_eat(&s, r);
	r->text = s;
}
