/* Conditions on what an IOMMU reported. */
#include "rule/model.h"

enum tri { ANY = -1 };

struct iommu_spec {
	struct cs_globs type, fault, access, client, unit, meaning, walk;
	struct cs_values iova, ipa, stage, level, stream, bank, repeats;
	int stalled, multi, privileged, has_client, has_iova;
	struct cs_register_spec *reg;
};

static bool parse_iommu_value(struct cs_rule_parser *p, const struct cs_yaml *y,
			      struct iommu_spec *s)
{
	struct {
		const char *key;
		struct cs_values *values;
		struct cs_globs *globs;
		int *flag;
	} rows[] = {
		{"type", NULL, &s->type, NULL},
		{"fault", NULL, &s->fault, NULL},
		{"access", NULL, &s->access, NULL},
		{"client", NULL, &s->client, NULL},
		{"unit", NULL, &s->unit, NULL},
		{"meaning", NULL, &s->meaning, NULL},
		{"walk", NULL, &s->walk, NULL},
		{"iova", &s->iova, NULL, NULL},
		{"ipa", &s->ipa, NULL, NULL},
		{"stage", &s->stage, NULL, NULL},
		{"level", &s->level, NULL, NULL},
		{"stream", &s->stream, NULL, NULL},
		{"bank", &s->bank, NULL, NULL},
		{"repeats", &s->repeats, NULL, NULL},
		{"stalled", NULL, NULL, &s->stalled},
		{"multi", NULL, NULL, &s->multi},
		{"privileged", NULL, NULL, &s->privileged},
		{"has_client", NULL, NULL, &s->has_client},
		{"has_iova", NULL, NULL, &s->has_iova},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!cs_str_is(y->key, rows[i].key))
			continue;
		if (rows[i].values)
			return cs_values_parse(p->arena, y, rows[i].values, &p->problems);
		if (rows[i].globs)
			return cs_globs_parse(p->arena, y, rows[i].globs, &p->problems);
		return cs_parser_bool(p, y, rows[i].flag);
	}
	if (cs_str_is(y->key, "register"))
		return (s->reg = cs_register_spec_parse(p, y)) != NULL;
	cs_problem_add(&p->problems, cs_yaml_key_spot(y),
		       "not known here; docs/rules.md lists "
		       "what \"iommu:\" takes");
	return false;
}

static void *parse_iommu(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	struct iommu_spec *s = cs_arena_alloc(p->arena, sizeof(*s));

	s->stalled = s->multi = s->privileged = s->has_client = s->has_iova = ANY;
	if (y->type != CS_YAML_MAP || y->count == 0) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y),
			       "wants {fault: …, access: …, iova: …} or the like");
		return NULL;
	}
	for (size_t i = 0; i < y->count; i++)
		if (!parse_iommu_value(p, &y->kids[i], s))
			return NULL;
	return s;
}

static bool value_fits(struct judging *g, const struct cs_values *want, bool known, uint64_t v)
{
	return want->n == 0 || (known && cs_values_hold(want, v, cs_judging_lookup, g));
}

static bool name_fits(const struct cs_globs *want, struct cs_str have)
{
	return want->n == 0 || cs_globs_match(want, have);
}

static bool flag_fits(int want, int have)
{
	return want == ANY || want == have;
}

static bool fault_word_fits(const struct cs_globs *want, const struct cs_iommu *u)
{
	for (size_t i = 0; i < u->fault_count; i++)
		if (cs_globs_match(want, cs_str_from(u->fault[i])))
			return true;
	return want->n == 0;
}

static bool register_fits(struct judging *g, const struct cs_register_spec *s,
			  const struct cs_iommu *u)
{
	for (size_t i = 0; s && i < u->register_count; i++)
		if (cs_globs_match(&s->names, u->registers[i].name) &&
		    cs_values_hold(&s->is, u->registers[i].value, cs_judging_lookup, g))
			return true;
	return !s;
}

static bool words_fit(const struct iommu_spec *s, const struct cs_iommu *u)
{
	return name_fits(&s->type, cs_str_from(u->type)) && fault_word_fits(&s->fault, u) &&
	       name_fits(&s->access, cs_str_from(cs_access_name(u->access))) &&
	       name_fits(&s->walk, cs_str_from(u->walk_word ? u->walk_word : "")) &&
	       name_fits(&s->client, u->client) && name_fits(&s->unit, u->unit) &&
	       cs_globs_match_any(&s->meaning, u->meaning, u->meaning_count);
}

static bool flags_fit(const struct iommu_spec *s, const struct cs_iommu *u)
{
	return flag_fits(s->stalled, u->stalled) && flag_fits(s->multi, u->multi) &&
	       flag_fits(s->privileged, u->privileged) &&
	       flag_fits(s->has_client, u->client.n > 0) && flag_fits(s->has_iova, u->has_iova);
}

static bool values_fit(struct judging *g, const struct iommu_spec *s, const struct cs_iommu *u)
{
	return value_fits(g, &s->iova, u->has_iova, u->iova) &&
	       value_fits(g, &s->ipa, u->has_ipa, u->ipa) &&
	       value_fits(g, &s->stage, u->stage >= 0, (uint64_t)u->stage) &&
	       value_fits(g, &s->level, u->level >= 0, (uint64_t)u->level) &&
	       value_fits(g, &s->stream, u->has_stream, u->stream_id) &&
	       value_fits(g, &s->bank, u->has_bank, u->bank) &&
	       value_fits(g, &s->repeats, true, u->repeats);
}

static bool iommu_holds(struct judging *g, const void *arg, struct cs_found *found)
{
	const struct iommu_spec *s = arg;
	const struct cs_iommu *u = g->ev->iommu;

	if (!u || !words_fit(s, u) || !flags_fit(s, u) || !values_fit(g, s, u) ||
	    !register_fits(g, s->reg, u))
		return false;
	if (s->iova.n && u->has_iova)
		found->line = cs_judging_line_of_number(g, u->iova);
	if (!found->line && g->ev->header < g->ev->line_count)
		found->line = &g->ev->lines[g->ev->header];
	return true;
}

const struct cs_predicate cs_predicate_iommu = {
	"iommu", parse_iommu, iommu_holds, "the fault that the IOMMU reported", false, NULL,
};
