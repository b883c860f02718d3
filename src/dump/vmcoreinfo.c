#include "dump/vmcoreinfo.h"

#include <stdio.h>

struct cs_str cs_vmcoreinfo_value(const struct cs_vmcoreinfo *v, const char *key)
{
	struct cs_str rest = v->text;

	while (rest.n) {
		struct cs_str line = cs_str_until(rest, "\n"), value = line;

		rest = cs_str_tail(rest, line.n + 1);
		if (cs_eat(&value, key) && cs_eat_char(&value, '='))
			return value;
	}
	return (struct cs_str){0};
}

static struct cs_str value_of(const struct cs_vmcoreinfo *v, const char *what, const char *name)
{
	char key[128];

	snprintf(key, sizeof(key), "%s(%s)", what, name);
	return cs_vmcoreinfo_value(v, key);
}

bool cs_vmcoreinfo_symbol(const struct cs_vmcoreinfo *v, const char *name, uint64_t *value)
{
	return cs_str_to_hex(value_of(v, "SYMBOL", name), value);
}

bool cs_vmcoreinfo_number(const struct cs_vmcoreinfo *v, const char *name, uint64_t *value)
{
	struct cs_str s = value_of(v, "NUMBER", name);
	bool minus;

	if (cs_str_starts(s, "0x"))
		return cs_str_to_hex(s, value);
	minus = cs_eat_char(&s, '-');
	if (!cs_str_to_dec(s, value))
		return false;
	if (minus)
		*value = 0 - *value;
	return true;
}

uint64_t cs_vmcoreinfo_offset(const struct cs_vmcoreinfo *v, const char *name, uint64_t otherwise)
{
	uint64_t value;

	return cs_str_to_dec(value_of(v, "OFFSET", name), &value) ? value : otherwise;
}

uint64_t cs_vmcoreinfo_size(const struct cs_vmcoreinfo *v, const char *name, uint64_t otherwise)
{
	uint64_t value;

	return cs_str_to_dec(value_of(v, "SIZE", name), &value) ? value : otherwise;
}
