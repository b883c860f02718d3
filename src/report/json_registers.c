#include "report/json_registers.h"

#include "iommu/regs_dump.h"
#include "report/json_event.h"

json_t *cs_json_smmu_registers(const struct cs_smmu_dump *d)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];
		json_t *o = cs_json_must(json_object());

		cs_json_set(o, "name", cs_json_str(v->name));
		cs_json_set(o, "value", cs_json_hex(v->value));
		cs_json_set(o, "meaning", cs_json_strs(v->meaning, v->meaning_count));
		cs_json_append(a, o);
	}
	return a;
}

static const char *kind_name(enum cs_regs_kind kind)
{
	switch (kind) {
	case CS_REGS_EVENT:
		return "event";
	case CS_REGS_STE:
		return "ste";
	case CS_REGS_CD:
		return "cd";
	case CS_REGS_COMMAND:
		return "command";
	default:
		return "unknown";
	}
}

static json_t *record_json(const struct cs_smmu_record *r)
{
	json_t *o = cs_json_must(json_object()), *words = cs_json_must(json_array());

	for (unsigned i = 0; i < r->count; i++)
		cs_json_append(words, cs_json_hex(r->word[i]));
	cs_json_set(o, "kind", cs_json_must(json_string_nocheck(kind_name(r->kind))));
	cs_json_set(o, "stream_id", cs_json_hex_if(r->has_stream, r->stream));
	cs_json_set(o, "address", cs_json_hex_if(r->has_address, r->address));
	cs_json_set(o, "words", words);
	cs_json_set(o, "meaning", cs_json_strs(r->meaning, r->meaning_count));
	cs_json_set(o, "unread", cs_json_bool_if(r->unread));
	return o;
}

json_t *cs_json_smmu_records(const struct cs_smmu_dump *d)
{
	json_t *a = cs_json_must(json_array());

	for (size_t i = 0; i < d->record_count; i++)
		cs_json_append(a, record_json(&d->records[i]));
	return a;
}

static const char *type_name(enum cs_smmu_type t)
{
	return t == CS_SMMU_V2 ? "smmu-v2" : t == CS_SMMU_V3 ? "smmu-v3" : NULL;
}

static void set_queues(json_t *o, const struct cs_smmu_state *s)
{
	json_t *active = cs_json_must(json_array());

	for (size_t i = 0; i < s->gerror_count; i++)
		cs_json_append(active, cs_json_must(json_string_nocheck(s->gerror_names[i])));
	cs_json_set(o, "events_unread", cs_json_int_if(s->has_unread, (long long)s->events_unread));
	cs_json_set(o, "evtq_entries", cs_json_int_if(s->has_entries, (long long)s->evtq_entries));
	cs_json_set(o, "evtq_full", cs_json_bool_if(s->evtq_full));
	cs_json_set(o, "evtq_overflow", cs_json_bool_if(s->evtq_overflow));
	cs_json_set(o, "gerror_active", s->has_gerror ? json_incref(active) : json_null());
	json_decref(active);
	cs_json_set(o, "cmdq_error_code", cs_json_int_if(s->has_cmdq, s->cmdq_error));
	cs_json_set(o, "cmdq_unconsumed",
		    cs_json_int_if(s->has_cmdq, (long long)s->cmdq_unconsumed));
}

json_t *cs_json_smmu_state(const struct cs_smmu_dump *d)
{
	const struct cs_smmu_state *s = &d->state;
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "type", cs_json_str(cs_str_from(type_name(d->type))));
	cs_json_set(o, "unit", cs_json_str(d->unit));
	cs_json_set(o, "base", cs_json_hex_if(d->has_base, d->base));
	cs_json_set(o, "smmu_enabled", cs_json_bool_if(s->enabled));
	set_queues(o, s);
	cs_json_set(o, "strtab_fmt",
		    s->has_strtab
			    ? cs_json_must(json_string_nocheck(s->two_level ? "2-level" : "linear"))
			    : json_null());
	cs_json_set(o, "split", cs_json_int_if(s->has_strtab && s->two_level, s->split));
	cs_json_set(o, "sid_bits", cs_json_int_if(s->has_strtab, s->sid_bits));
	cs_json_set(o, "implausible", cs_json_str(s->implausible));
	cs_json_set(o, "notes", cs_json_strs(s->notes, s->note_count));
	return o;
}
