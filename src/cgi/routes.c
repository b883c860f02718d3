#include "cgi/routes.h"

static const struct cs_route routes[] = {
	{"/", cs_page_list, true},          {"/case/#", cs_page_case, true},
	{"/case/#/log", cs_page_log, true}, {"/compare", cs_page_compare, true},
	{"/health", cs_page_health, true},  {"/style.css", cs_page_style, false},
};

static bool matches(const char *pattern, struct cs_str path, int64_t *id)
{
	uint64_t n;

	for (; *pattern; pattern++) {
		if (*pattern == '#') {
			if (!cs_eat_dec(&path, &n) || n == 0 || n > INT64_MAX)
				return false;
			*id = (int64_t)n;
		} else if (!cs_eat_char(&path, *pattern)) {
			return false;
		}
	}
	return path.n == 0;
}

const struct cs_route *cs_route_find(struct cs_str path, int64_t *id)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++) {
		*id = 0;
		if (matches(routes[i].pattern, path, id))
			return &routes[i];
	}
	return NULL;
}
