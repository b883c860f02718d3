#include "event/kind.h"

static const struct {
	const char *name;
	enum cs_severity severity;
	const char *words;
} kinds[] = {
#define CS_KIND_ROW(id, name, sev, words) [CS_KIND_##id] = {name, CS_##sev, words},
	CS_KINDS(CS_KIND_ROW)
#undef CS_KIND_ROW
};

static const char *const severities[] = {"info", "notice", "warning", "error", "fatal"};

const char *cs_kind_name(enum cs_kind k)
{
	return kinds[k].name;
}

const char *cs_kind_words(enum cs_kind k)
{
	return kinds[k].words;
}

enum cs_severity cs_kind_severity(enum cs_kind k)
{
	return kinds[k].severity;
}

bool cs_kind_from_name(struct cs_str name, enum cs_kind *out)
{
	for (int i = 0; i < CS_KIND_COUNT; i++) {
		if (cs_str_is(name, kinds[i].name)) {
			*out = (enum cs_kind)i;
			return true;
		}
	}
	return false;
}

const char *cs_severity_name(enum cs_severity s)
{
	return severities[s];
}

bool cs_severity_from_name(struct cs_str name, enum cs_severity *out)
{
	for (int i = 0; i <= CS_FATAL; i++) {
		if (cs_str_is(name, severities[i])) {
			*out = (enum cs_severity)i;
			return true;
		}
	}
	return false;
}
