#include "report/json_dump.h"

#include "dump/dump.h"
#include "report/json_event.h"

json_t *cs_json_dump(const struct cs_dump *d)
{
	json_t *o = json_object(), *reasons = json_array();

	for (size_t i = 0; i < d->note_count; i++)
		json_array_append_new(reasons, cs_json_str(cs_str_from(d->notes[i])));
	json_object_set_new(o, "page_size", cs_json_int_if(d->kernel.page_size > 0,
							   d->kernel.page_size));
	json_object_set_new(o, "va_bits", cs_json_int_if(d->kernel.va_bits > 0,
							 d->kernel.va_bits));
	json_object_set_new(o, "vmcoreinfo", json_boolean(d->kernel.info.text.n > 0));
	json_object_set_new(o, "log_records", json_integer((json_int_t)d->log.records));
	json_object_set_new(o, "rung", json_string(cs_dump_rung_name(d->rung)));
	json_object_set_new(o, "rung_reasons", reasons);
	return o;
}
