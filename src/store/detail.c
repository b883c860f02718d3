#include "store/detail.h"

#include <jansson.h>

static struct cs_str text(struct cs_arena *a, const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	if (!json_is_string(v))
		return (struct cs_str){"", 0};
	return cs_arena_str(a, (struct cs_str){json_string_value(v), json_string_length(v)});
}

static int64_t number(const json_t *o, const char *key, int64_t otherwise)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? (int64_t)json_integer_value(v) : otherwise;
}

static struct cs_detail_list strings(struct cs_arena *a, const json_t *v)
{
	struct cs_detail_list out = {0};
	const json_t *x;
	size_t i;

	json_array_foreach(v, i, x)
	{
		if (json_is_string(x))
			*CS_ARENA_PUSH(a, out.v, out.n) = cs_arena_str(
				a, (struct cs_str){json_string_value(x), json_string_length(x)});
	}
	return out;
}

static void read_frame(struct cs_arena *a, const json_t *o, struct cs_detail_frame *f)
{
	f->inlined = json_is_true(json_object_get(o, "inlined"));
	f->reliable = !json_is_false(json_object_get(o, "reliable"));
	f->function = text(a, o, "symbol");
	if (f->function.n == 0)
		f->function = text(a, o, "function");
	f->offset = text(a, o, "offset");
	f->size = text(a, o, "size");
	f->address = text(a, o, "address");
	f->module = text(a, o, "module");
	f->file = text(a, o, "file");
	f->line = number(o, "line", 0);
	f->note = text(a, o, "note");
}

static void read_stacks(struct cs_arena *a, const json_t *v, struct cs_detail *out)
{
	const json_t *o, *frame;
	size_t i, k;

	json_array_foreach(v, i, o)
	{
		struct cs_detail_stack *s = CS_ARENA_PUSH(a, out->stacks, out->stack_count);

		s->role = text(a, o, "role");
		s->cpu = number(o, "cpu", -1);
		json_array_foreach(json_object_get(o, "frames"), k, frame)
			read_frame(a, frame, CS_ARENA_PUSH(a, s->frames, s->n));
	}
}

static void read_evidence(struct cs_arena *a, const json_t *v, struct cs_detail_finding *f)
{
	const json_t *o;
	size_t i;

	json_array_foreach(v, i, o)
	{
		struct cs_detail_evidence *e = CS_ARENA_PUSH(a, f->evidence, f->evidence_count);

		e->line = number(o, "line", 0);
		e->text = text(a, o, "text");
		e->why = text(a, o, "why");
	}
}

static void read_findings(struct cs_arena *a, const json_t *v, struct cs_detail *out)
{
	const json_t *o;
	size_t i;

	json_array_foreach(v, i, o)
	{
		struct cs_detail_finding *f = CS_ARENA_PUSH(a, out->findings, out->finding_count);
		struct cs_detail_list references = strings(a, json_object_get(o, "references"));

		f->rule = text(a, o, "rule");
		f->version = number(o, "version", 0);
		f->title = text(a, o, "title");
		f->severity = text(a, o, "severity");
		f->confidence = text(a, o, "confidence");
		f->cause = text(a, o, "cause");
		f->fix = text(a, o, "fix");
		f->decide = text(a, o, "decide");
		f->references = references.v;
		f->reference_count = references.n;
		read_evidence(a, json_object_get(o, "evidence"), f);
	}
}

/* A plain value in words; empty for null, false, arrays and objects. */
static struct cs_str plain(struct cs_arena *a, const json_t *v)
{
	if (json_is_string(v))
		return cs_arena_str(a,
				    (struct cs_str){json_string_value(v), json_string_length(v)});
	if (json_is_integer(v))
		return cs_arena_strf(a, "%lld", (long long)json_integer_value(v));
	return json_is_true(v) ? CS_STR("yes") : (struct cs_str){"", 0};
}

static void read_pairs(struct cs_arena *a, json_t *o, struct cs_detail_pair **v, size_t *n)
{
	const char *key;
	json_t *x;

	json_object_foreach(o, key, x)
	{
		struct cs_str value = plain(a, x);
		struct cs_detail_pair *p;

		if (value.n == 0)
			continue;
		p = CS_ARENA_PUSH(a, *v, *n);
		p->name = cs_arena_str(a, cs_str_from(key));
		p->value = value;
	}
}

static void read_iommu(struct cs_arena *a, json_t *o, struct cs_detail *out)
{
	if (!json_is_object(o))
		return;
	read_pairs(a, o, &out->iommu, &out->iommu_count);
	read_pairs(a, json_object_get(o, "registers"), &out->iommu, &out->iommu_count);
	out->iommu_meaning = strings(a, json_object_get(o, "meaning"));
}

static void read_parameters(struct cs_arena *a, const json_t *v, struct cs_detail *out)
{
	const json_t *o;
	size_t i;

	json_array_foreach(v, i, o)
	{
		struct cs_detail_parameter *p =
			CS_ARENA_PUSH(a, out->parameters, out->parameter_count);

		p->function = text(a, o, "function");
		p->name = text(a, o, "name");
		p->type = text(a, o, "type");
		p->where = text(a, o, "where");
		p->value = text(a, o, "value");
	}
}

bool cs_detail_read(struct cs_arena *a, struct cs_str json, struct cs_detail *out)
{
	json_t *o = json_loadb(json.p, json.n, 0, NULL);
	const json_t *fault = json_object_get(o, "fault");
	const json_t *trap = json_object_get(o, "instruction");

	*out = (struct cs_detail){.cpu = -1, .pid = -1};
	if (!json_is_object(o)) {
		json_decref(o);
		return false;
	}
	out->comm = text(a, o, "comm");
	out->context = text(a, o, "context");
	out->cpu = number(o, "cpu", -1);
	out->pid = number(o, "pid", -1);
	out->taint = strings(a, json_object_get(o, "taint"));
	out->notes = strings(a, json_object_get(o, "notes"));
	out->fault_address = text(a, fault, "address");
	out->fault_access = text(a, fault, "access");
	out->fault_meaning = strings(a, json_object_get(fault, "meaning"));
	read_pairs(a, json_object_get(o, "registers"), &out->registers, &out->register_count);
	out->instruction = text(a, trap, "text");
	out->instruction_words = text(a, trap, "words");
	read_parameters(a, json_object_get(o, "parameters"), out);
	read_iommu(a, json_object_get(o, "iommu"), out);
	read_stacks(a, json_object_get(o, "stacks"), out);
	read_findings(a, json_object_get(o, "findings"), out);
	json_decref(o);
	return true;
}
