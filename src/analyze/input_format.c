#include "analyze/input_format.h"

#include <stdio.h>
#include <string.h>

#include "analyze/analysis.h"
#include "log/transport.h"

static const char *const others[] = {"plain", "pmsg", "smmu-registers"};

bool cs_input_format_is_known(const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(name, others[i]) == 0)
			return true;
	return cs_transport_find(name) != NULL;
}

const char *cs_input_format_names(char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(others) / sizeof(*others) && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s", i ? ", " : "", others[i]);
	for (size_t i = 0; i < cs_transport_count && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, ", %s", cs_transports[i]->name);
	return buf;
}

void cs_input_format_apply(struct cs_analysis *a)
{
	const char *name = a->engine->with.input_format;
	const struct cs_transport *t = name ? cs_transport_find(name) : NULL;

	if (t)
		cs_decoder_begin_with(a->decoder, t);
	else if (name && strcmp(name, "plain") == 0)
		cs_decoder_keep_plain(a->decoder);
}
