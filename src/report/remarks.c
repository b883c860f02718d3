#include "report/sink.h"

static void add(struct cs_str *v, size_t *n, struct cs_str text)
{
	for (size_t i = 0; i < *n; i++)
		if (cs_str_eq(v[i], text))
			return;
	if (*n < CS_REASONS_MAX)
		v[(*n)++] = text;
	else
		v[CS_REASONS_MAX - 1] = CS_STR("and more, for which there is no room here");
}

void cs_input_info_add_reason(struct cs_input_info *info, struct cs_str why)
{
	add(info->reasons, &info->reason_count, why);
}

void cs_input_info_add_note(struct cs_input_info *info, struct cs_str note)
{
	add(info->notes, &info->note_count, note);
}
