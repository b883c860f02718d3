#include "cgi/request.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* application/x-www-form-urlencoded, then made UTF-8. */
static bool decode(struct cs_arena *a, struct cs_str s, struct cs_str *out)
{
	char *p = cs_arena_alloc(a, s.n + 1), *clean;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int high, low;

		if (s.p[i] != '%') {
			p[n++] = s.p[i] == '+' ? ' ' : s.p[i];
			continue;
		}
		if (i + 2 >= s.n)
			return false;
		high = hex(s.p[i + 1]);
		low = hex(s.p[i + 2]);
		if (high < 0 || low < 0 || (high == 0 && low == 0))
			return false;
		p[n++] = (char)(high << 4 | low);
		i += 2;
	}
	clean = cs_utf8_clean((struct cs_str){p, n}, &n);
	*out = cs_arena_str(a, (struct cs_str){clean, n});
	free(clean);
	return true;
}

static bool add_param(struct cs_request *r, struct cs_arena *a, struct cs_str pair)
{
	struct cs_str name = cs_str_until(pair, "=");

	if (pair.n == 0 || r->param_count == CS_REQUEST_PARAMS)
		return true;
	if (!decode(a, name, &r->params[r->param_count].name) ||
	    !decode(a, cs_str_tail(pair, name.n + 1), &r->params[r->param_count].value))
		return false;
	r->param_count++;
	return true;
}

static struct cs_str environment(const char *name)
{
	const char *v = getenv(name);

	return cs_str_from(v ? v : "");
}

enum cs_request_fault cs_request_read(struct cs_request *r, struct cs_arena *a)
{
	struct cs_str method = environment("REQUEST_METHOD");
	struct cs_str query = environment("QUERY_STRING");
	const char *base = getenv("SCRIPT_NAME");

	*r = (struct cs_request){.path = environment("PATH_INFO")};
	r->base = base && strcmp(base, "/") != 0 ? base : "";
	r->head = cs_str_is(method, "HEAD");
	if (r->path.n == 0)
		r->path = CS_STR("/");
	if (!r->head && !cs_str_is(method, "GET"))
		return CS_REQUEST_METHOD;
	if (r->path.n > CS_LIMIT_QUERY_BYTES || query.n > CS_LIMIT_QUERY_BYTES ||
	    strlen(r->base) > CS_LIMIT_QUERY_BYTES)
		return CS_REQUEST_LONG;
	while (query.n) {
		struct cs_str pair = cs_str_until(query, "&");

		if (!add_param(r, a, pair))
			return CS_REQUEST_BAD;
		query = cs_str_tail(query, pair.n + 1);
	}
	return CS_REQUEST_OK;
}

struct cs_str cs_request_param(const struct cs_request *r, const char *name)
{
	for (size_t i = 0; i < r->param_count; i++)
		if (cs_str_is(r->params[i].name, name))
			return r->params[i].value;
	return (struct cs_str){"", 0};
}

int64_t cs_request_number(const struct cs_request *r, const char *name, int64_t max,
			  int64_t otherwise)
{
	uint64_t v;

	if (!cs_str_to_dec(cs_request_param(r, name), &v) || v > (uint64_t)max)
		return otherwise;
	return (int64_t)v;
}
