#include "analyze/analysis.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "iommu/beside.h"
#include "iommu/regs_raw.h"

static enum cs_status read_text(struct cs_register_input *r, struct cs_input *in,
				struct cs_error *err)
{
	char buf[16384];

	for (;;) {
		size_t got, left = CS_LIMIT_REGISTER_DUMP_BYTES - r->text.n;
		enum cs_status rc = cs_input_read(in, buf, sizeof(buf), -1, &got, err);

		if (rc != CS_OK || got == 0)
			return rc;
		cs_strbuf_add(&r->text, (struct cs_str){buf, got < left ? got : left});
		r->cut |= got > left;
	}
}

bool cs_register_input_sniff(const struct cs_input_kind *kind, struct cs_str head,
			     const struct cs_smmu_options *options)
{
	return kind->holds == CS_HOLDS_TEXT &&
	       (cs_smmu_raw_sniff(head, options) || cs_smmu_dump_sniff(head, options));
}

/* What is binary is read as the hex dump that a person would make of it. */
static void render_raw(struct cs_register_input *r, const struct cs_smmu_options *options)
{
	struct cs_strbuf raw = r->text;

	if (!cs_smmu_raw_sniff(cs_strbuf_str(&raw), options))
		return;
	cs_strbuf_init(&r->text);
	cs_smmu_raw_render(cs_strbuf_str(&raw), options->has_base ? options->base : 0, &r->text);
	cs_strbuf_release(&raw);
}

enum cs_status cs_register_input_read(struct cs_register_input **out, struct cs_input *in,
				      const struct cs_smmu_options *options, struct cs_error *err)
{
	struct cs_register_input *r = cs_calloc(1, sizeof(*r));
	enum cs_status rc;

	cs_strbuf_init(&r->text);
	rc = read_text(r, in, err);
	if (rc != CS_OK) {
		cs_register_input_free(r);
		return rc;
	}
	render_raw(r, options);
	r->dump = r->current = cs_smmu_dump_read_all(cs_strbuf_str(&r->text), options);
	*out = r;
	return CS_OK;
}

void cs_register_input_free(struct cs_register_input *r)
{
	if (!r)
		return;
	cs_smmu_dump_free(r->dump);
	cs_strbuf_release(&r->text);
	free(r);
}

/* Each record that a dump shows is a fault; nothing folds them as in a log's storm. */
static void on_register_fault(void *ctx, struct cs_event *ev)
{
	struct cs_analysis *a = ctx;

	cs_clients_name(a->clients, a->engine->with.dtb, ev);
	cs_analysis_deliver(a, ev);
}

static void read_unit(struct cs_analysis *a, struct cs_smmu_dump *d)
{
	const struct cs_beside *beside = a->engine->with.beside;

	a->registers->current = d;
	if (d->state.implausible.n)
		cs_analysis_add_reason(a, CS_STR("the register reads can't be true"));
	if (beside && cs_memory_segment_count(beside->ram))
		cs_smmu_dump_read_queue(d, beside->ram);
	cs_smmu_dump_faults(d, on_register_fault, a);
}

enum cs_status cs_analysis_read_registers(struct cs_analysis *a, struct cs_input *in,
					  struct cs_error *err)
{
	struct cs_smmu_options none;
	const struct cs_smmu_options *options = a->engine->with.smmu;
	enum cs_status rc;

	cs_smmu_options_init(&none);
	rc = cs_register_input_read(&a->registers, in, options ? options : &none, err);
	if (rc != CS_OK)
		return rc;
	a->info.registers = a->registers->dump;
	if (a->registers->cut)
		cs_analysis_add_reason(a, CS_STR("the register dump is longer than is read"));
	cs_digest_add(a->digest, cs_strbuf_str(&a->registers->text));
	for (struct cs_smmu_dump *d = a->registers->dump; d; d = d->next)
		read_unit(a, d);
	return CS_OK;
}
