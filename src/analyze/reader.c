#include "analyze/reader.h"

static bool is_text(const struct cs_input_kind *kind, struct cs_str head)
{
	(void)head;
	return kind->holds == CS_HOLDS_TEXT;
}

static const struct cs_reader readers[] = {
	{NULL, is_text, cs_analysis_read_text},
};

const struct cs_reader *cs_reader_for(const struct cs_input_kind *kind, struct cs_str head)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (readers[i].claims(kind, head))
			return &readers[i];
	return NULL;
}
