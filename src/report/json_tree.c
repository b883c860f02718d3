#include "report/json_tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

json_t *cs_json_must(json_t *v)
{
	if (!v)
		cs_die_oom(0);
	return v;
}

void cs_json_set(json_t *o, const char *key, json_t *v)
{
	if (json_object_set_new_nocheck(o, key, cs_json_must(v)) != 0)
		cs_die_oom(0);
}

void cs_json_append(json_t *a, json_t *v)
{
	if (json_array_append_new(a, cs_json_must(v)) != 0)
		cs_die_oom(0);
}

json_t *cs_json_str(struct cs_str s)
{
	char *clean;
	size_t n;
	json_t *v;

	if (s.n == 0)
		return json_null();
	clean = cs_utf8_clean(s, &n);
	v = cs_json_must(json_stringn_nocheck(clean, n));
	free(clean);
	return v;
}

json_t *cs_json_hex(uint64_t v)
{
	char buf[24];

	snprintf(buf, sizeof(buf), "0x%llx", (unsigned long long)v);
	return cs_json_must(json_string_nocheck(buf));
}

json_t *cs_json_hex_if(bool known, uint64_t v)
{
	return known ? cs_json_hex(v) : json_null();
}

json_t *cs_json_int_if(bool known, long long v)
{
	return known ? cs_json_must(json_integer(v)) : json_null();
}

json_t *cs_json_strs(const struct cs_str *v, size_t n)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < n; i++)
		cs_json_append(a, cs_json_str(v[i]));
	return a;
}
