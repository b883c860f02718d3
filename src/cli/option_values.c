#include "cli/option_values.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

bool cs_option_complain(const char *option, const char *value, const char *want)
{
	fprintf(stderr, "crashscan: --%s: '%s' is not one of: %s\n", option, value, want);
	return false;
}

bool cs_option_when(const char *option, const char *value, enum cs_when *out)
{
	static const char *const names[] = {"auto", "always", "never"};

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, names[i]) == 0) {
			*out = (enum cs_when)i;
			return true;
		}
	}
	return cs_option_complain(option, value, "auto, always, never");
}

bool cs_option_count(const char *option, const char *value, unsigned max, unsigned *out)
{
	uint64_t n;

	if (cs_str_to_dec(cs_str_from(value), &n) && n >= 1 && n <= max) {
		*out = (unsigned)n;
		return true;
	}
	fprintf(stderr, "crashscan: --%s: '%s' is not a number from 1 to %u\n", option, value, max);
	return false;
}

bool cs_option_size(const char *option, const char *value, uint64_t *out)
{
	static const char units[] = "kMGT";
	struct cs_str s = cs_str_from(value);
	unsigned shift = 0;
	const char *unit;
	uint64_t n;

	if (cs_eat_dec(&s, &n) && n > 0 && s.n <= 1) {
		unit = s.n ? strchr(units, s.p[0]) : NULL;
		if (unit)
			shift = 10 * (unsigned)(unit - units + 1);
		if ((unit || s.n == 0) && n <= UINT64_MAX >> 1 >> shift) {
			*out = n << shift;
			return true;
		}
	}
	return cs_option_complain(option, value, "a number of bytes, with k, M, G or T behind it");
}
