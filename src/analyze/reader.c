#include "analyze/reader.h"

#include <string.h>

#include "analyze/analyze.h"
#include "analyze/register_input.h"
#include "log/transport.h"

static bool is_registers(const struct cs_companions *with, const struct cs_input_kind *kind,
			 struct cs_str head)
{
	struct cs_smmu_options none;

	if (with->input_format)
		return strcmp(with->input_format, "smmu-registers") == 0;
	cs_smmu_options_init(&none);
	return cs_register_input_sniff(kind, head, with->smmu ? with->smmu : &none) &&
	       !cs_transport_hexdump.claims(head, true); /* of a log */
}

static bool is_text(const struct cs_companions *with, const struct cs_input_kind *kind,
		    struct cs_str head)
{
	(void)head;
	return kind->holds == CS_HOLDS_TEXT || with->input_format;
}

static const struct cs_reader readers[] = {
	{"smmu-registers", is_registers, cs_analysis_read_registers},
	{NULL, is_text, cs_analysis_read_text},
};

const struct cs_reader *cs_reader_for(const struct cs_companions *with,
				      const struct cs_input_kind *kind, struct cs_str head)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if (readers[i].claims(with, kind, head))
			return &readers[i];
	return NULL;
}
