#include "base/version.h"

int cs_version_compare(struct cs_str a, struct cs_str b)
{
	bool more_a = true, more_b = true;

	while (more_a || more_b) {
		uint64_t x = 0, y = 0;

		more_a = more_a && cs_eat_dec(&a, &x);
		more_b = more_b && cs_eat_dec(&b, &y);
		if (x != y)
			return x < y ? -1 : 1;
		more_a = more_a && cs_eat_char(&a, '.');
		more_b = more_b && cs_eat_char(&b, '.');
	}
	return 0;
}
