#include "report/json_registers.h"

#include "iommu/regs_dump.h"
#include "report/json_writer.h"

static void put_values(struct cs_json_writer *w, const struct cs_smmu_dump *d)
{
	cs_json_open(w, "registers", '[');
	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];

		cs_json_open(w, NULL, '{');
		cs_json_put_str(w, "name", v->name);
		cs_json_put_hex(w, "value", v->value);
		cs_json_put_strs(w, "meaning", v->meaning, v->meaning_count);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
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

static void put_record(struct cs_json_writer *w, const struct cs_smmu_record *r)
{
	cs_json_open(w, NULL, '{');
	cs_json_put_word(w, "kind", kind_name(r->kind));
	cs_json_put_hex_if(w, "stream_id", r->has_stream, r->stream);
	cs_json_put_hex_if(w, "address", r->has_address, r->address);
	cs_json_open(w, "words", '[');
	for (unsigned i = 0; i < r->count; i++)
		cs_json_put_hex(w, NULL, r->word[i]);
	cs_json_close(w, ']');
	cs_json_put_strs(w, "meaning", r->meaning, r->meaning_count);
	cs_json_put_bool_if(w, "unread", r->unread);
	cs_json_close(w, '}');
}

static void put_records(struct cs_json_writer *w, const struct cs_smmu_dump *d)
{
	cs_json_open(w, "records", '[');
	for (size_t i = 0; i < d->record_count; i++)
		put_record(w, &d->records[i]);
	cs_json_close(w, ']');
}

static const char *type_name(enum cs_smmu_type t)
{
	return t == CS_SMMU_V2 ? "smmu-v2" : t == CS_SMMU_V3 ? "smmu-v3" : NULL;
}

static void put_gerror(struct cs_json_writer *w, const struct cs_smmu_state *s)
{
	if (!s->has_gerror) {
		cs_json_put_null(w, "gerror_active");
		return;
	}
	cs_json_open(w, "gerror_active", '[');
	for (size_t i = 0; i < s->gerror_count; i++)
		cs_json_put_word(w, NULL, s->gerror_names[i]);
	cs_json_close(w, ']');
}

static void put_queues(struct cs_json_writer *w, const struct cs_smmu_state *s)
{
	cs_json_put_int_if(w, "events_unread", s->has_unread, (long long)s->events_unread);
	cs_json_put_int_if(w, "evtq_entries", s->has_entries, (long long)s->evtq_entries);
	cs_json_put_bool_if(w, "evtq_full", s->evtq_full);
	cs_json_put_bool_if(w, "evtq_overflow", s->evtq_overflow);
	put_gerror(w, s);
	cs_json_put_int_if(w, "cmdq_error_code", s->has_cmdq, s->cmdq_error);
	cs_json_put_int_if(w, "cmdq_unconsumed", s->has_cmdq, (long long)s->cmdq_unconsumed);
}

static void put_state(struct cs_json_writer *w, const struct cs_smmu_dump *d)
{
	const struct cs_smmu_state *s = &d->state;
	const char *format = s->two_level ? "2-level" : "linear";

	cs_json_open(w, "state", '{');
	cs_json_put_word(w, "type", type_name(d->type));
	cs_json_put_str(w, "unit", d->unit);
	cs_json_put_hex_if(w, "base", d->has_base, d->base);
	cs_json_put_bool_if(w, "smmu_enabled", s->enabled);
	put_queues(w, s);
	cs_json_put_word(w, "strtab_fmt", s->has_strtab ? format : NULL);
	cs_json_put_int_if(w, "split", s->has_strtab && s->two_level, s->split);
	cs_json_put_int_if(w, "sid_bits", s->has_strtab, s->sid_bits);
	cs_json_put_str(w, "implausible", s->implausible);
	cs_json_put_strs(w, "notes", s->notes, s->note_count);
	cs_json_close(w, '}');
}

static void put_unit(struct cs_json_writer *w, const struct cs_smmu_dump *d)
{
	put_values(w, d);
	put_records(w, d);
	put_state(w, d);
}

void cs_json_put_smmu_dump(struct cs_json_writer *w, const struct cs_smmu_dump *d)
{
	put_unit(w, d);
	if (!d->next)
		return;
	cs_json_open(w, "other_units", '[');
	while ((d = d->next)) {
		cs_json_open(w, NULL, '{');
		put_unit(w, d);
		cs_json_close(w, '}');
	}
	cs_json_close(w, ']');
}
