#include "iommu/regs_dump.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "event/complete.h"
#include "iommu/iommu.h"
#include "iommu/regs_private.h"
#include "iommu/walk.h"

/* ---- what is it ---- */

static unsigned evidence(const struct cs_regs_text *t)
{
	unsigned n = t->type ? 3 : 0;

	for (size_t i = 0; i < t->named.n && n < 3; i++) {
		struct cs_smmu_name name;

		if (cs_smmu_name_parse(CS_SMMU_UNKNOWN, t->named.v[i].name, &name))
			n += name.plain ? 1 : 3;
	}
	for (size_t i = 0; i < t->pieces.n && n < 3; i++) {
		const struct cs_regs_piece *p = &t->pieces.v[i];

		if (p->kind != CS_REGS_EVENT || p->count != 4 || p->index >= 0 ||
		    (cs_smmu_v3_event(p->word[0] & 0xff)->name && !(p->word[0] & 0x700)))
			n += 3;
	}
	return n;
}

static bool any_unit_in_words(struct cs_regs_text *t)
{
	uint64_t last = UINT64_MAX;

	cs_regs_sort_words(t);
	for (size_t i = 0; i < t->words.n; i++) {
		uint64_t at = t->words.v[i].address & ~0xffffull;

		if (at != last && cs_regs_plausible(t, at, CS_SMMU_UNKNOWN) >= 4)
			return true;
		last = at;
	}
	return false;
}

/* Whether NAME is of a register that no fault handler of a kernel prints. */
static bool is_of_dumps(struct cs_str name)
{
	struct cs_smmu_name n;

	return cs_smmu_name_parse(CS_SMMU_UNKNOWN, name, &n) &&
	       (n.reg->page == CS_PAGE_V3 || n.reg->page == CS_PAGE_GR0);
}

/* A kernel's log of a fault has some of a context bank's registers; a module that prints all of
 * them makes a dump. */
static bool is_log(const struct cs_regs_text *t)
{
	unsigned n = 0;

	if (t->log_lines || !t->stamped)
		return t->log_lines > 0;
	for (size_t i = 0; i < t->named.n && n < 8; i++)
		n += is_of_dumps(t->named.v[i].name);
	return n < 8;
}

bool cs_smmu_dump_sniff(struct cs_str head, const struct cs_smmu_options *o)
{
	struct cs_regs_text t;
	bool is_dump;

	cs_regs_text_read(&t, head, true);
	is_dump = t.words.n + t.named.n + t.pieces.n > 0 && !is_log(&t) &&
		  t.foreign <= t.good * 2 &&
		  (o->type || o->has_base || evidence(&t) >= 3 || any_unit_in_words(&t) ||
		   cs_regs_in_a_unit(&t, o));
	cs_regs_text_release(&t);
	return is_dump;
}

/* ---- reading ---- */

static void count_lines(struct cs_smmu_dump *d)
{
	size_t n = 1;

	for (size_t i = 0; i < d->text.n; i++)
		n += d->text.p[i] == '\n';
	d->line_at = cs_arena_alloc(&d->arena, n * sizeof(*d->line_at));
	d->line_count = n;
	n = 1;
	for (size_t i = 0; i < d->text.n; i++)
		if (d->text.p[i] == '\n')
			d->line_at[n++] = i + 1;
}

/* Half a register is none; a value without its other half is told, not shown. */
static void drop_halves(struct cs_smmu_dump *d)
{
	size_t n = 0;
	char name[32];

	for (size_t i = 0; i < d->value_count; i++) {
		struct cs_smmu_value *v = &d->values[i];

		if (cs_smmu_value_whole(v)) {
			d->values[n++] = *v;
			continue;
		}
		if (v->low || v->value)
			cs_regs_note(d, "only the %s half of %s is there", v->low ? "low" : "high",
				     cs_smmu_name_text(v->reg, v->index,
						       v->bank < 0 ? 0 : (unsigned)v->bank, name,
						       sizeof(name)));
	}
	d->value_count = n;
}

static void name_values(struct cs_smmu_dump *d)
{
	for (size_t i = 0; i < d->value_count; i++) {
		struct cs_smmu_value *v = &d->values[i];
		struct cs_words w = {.arena = &d->arena};
		char name[32];

		if (v->reg->page == CS_PAGE_CB && v->bank < 0)
			v->name = cs_str_from(v->reg->name); /* of an unknown bank */
		else
			v->name = cs_arena_str(
				&d->arena,
				cs_str_from(cs_smmu_name_text(v->reg, v->index,
							      v->bank < 0 ? 0 : (unsigned)v->bank,
							      name, sizeof(name))));
		if (v->reg->explain && !d->state.implausible.n)
			v->reg->explain(&w, v->value);
		v->meaning = w.v;
		v->meaning_count = w.n;
	}
}

static void explain_records(struct cs_smmu_dump *d)
{
	for (size_t i = 0; i < d->record_count; i++) {
		struct cs_smmu_record *r = &d->records[i];
		struct cs_words w = {.arena = &d->arena};
		const char *command = cs_smmu_v3_command(r->word[0] & 0xff);

		if (r->kind == CS_REGS_EVENT)
			cs_smmu_v3_explain_record(&w, r->word, 4);
		else if (r->kind == CS_REGS_STE)
			cs_walk_explain_ste(&w, r->word);
		else if (r->kind == CS_REGS_CD)
			cs_walk_explain_cd(&w, r->word);
		else
			cs_words_add(&w, "opcode %#04x: %s", (unsigned)(r->word[0] & 0xff),
				     command ? command : "not assigned");
		r->meaning = w.v;
		r->meaning_count = w.n;
	}
}

static void keep_blocks(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	d->blocks = cs_arena_alloc(&d->arena, t->blocks.n * sizeof(*d->blocks));
	memcpy(d->blocks, t->blocks.v, t->blocks.n * sizeof(*d->blocks));
	d->block_count = t->blocks.n;
	d->unit = t->unit;
}

/* Nothing is left out silently. */
static void note_unknown(struct cs_smmu_dump *d, const struct cs_regs_text *t)
{
	const size_t most = sizeof(t->unknown) / sizeof(*t->unknown);
	char names[4 * 40] = "";
	size_t n = 0;

	if (t->unknown_count == 0)
		return;
	for (size_t i = 0; i < most && i < t->unknown_count; i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%.32s", i ? ", " : "",
				      cs_arena_cstr(&d->arena, t->unknown[i]));
	cs_regs_note(d, "%u lines name registers that are not decoded: %s%s", t->unknown_count,
		     names, t->unknown_count > most ? " …" : "");
}

struct cs_smmu_dump *cs_smmu_dump_read(struct cs_str text, const struct cs_smmu_options *o)
{
	struct cs_smmu_dump *d = cs_calloc(1, sizeof(*d));
	struct cs_regs_text t;

	cs_arena_init(&d->arena);
	d->text = text;
	d->memory = cs_memory_new();
	count_lines(d);
	cs_regs_text_read(&t, text, false);
	d->full = t.full;
	keep_blocks(d, &t);
	cs_regs_resolve(d, &t, o);
	for (size_t i = 0; i < d->block_count && o->context_bank >= 0; i++)
		if (d->blocks[i].bank < 0)
			d->blocks[i].bank = o->context_bank;
	drop_halves(d);
	cs_regs_judge(d);
	note_unknown(d, &t);
	name_values(d);
	explain_records(d);
	cs_regs_text_release(&t);
	return d;
}

void cs_smmu_dump_free(struct cs_smmu_dump *d)
{
	while (d) {
		struct cs_smmu_dump *next = d->next;

		cs_memory_free(d->memory);
		cs_arena_release(&d->arena);
		free(d->own_text);
		free(d);
		d = next;
	}
}

const struct cs_smmu_value *cs_smmu_dump_find(const struct cs_smmu_dump *d, const char *name,
					      int bank, unsigned index)
{
	for (size_t i = 0; i < d->value_count; i++) {
		const struct cs_smmu_value *v = &d->values[i];

		if (strcmp(v->reg->name, name) == 0 &&
		    (v->reg->page != CS_PAGE_CB || v->bank == bank) &&
		    (v->reg->count == 0 || v->index == index))
			return v;
	}
	return NULL;
}

/* ---- events ---- */

static struct cs_str line_text(const struct cs_smmu_dump *d, uint32_t number, uint64_t *end)
{
	uint64_t at = d->line_at[number - 1];

	*end = number < d->line_count ? d->line_at[number] : d->text.n;
	return (struct cs_str){d->text.p + at, (size_t)(*end - at)};
}

static void add_line(const struct cs_smmu_dump *d, struct cs_event *ev, uint32_t number)
{
	struct cs_line *l;
	struct cs_str s;
	uint64_t end;

	if (number == 0 || number > d->line_count)
		return;
	s = line_text(d, number, &end);
	l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);
	l->number = number;
	l->offset = (uint64_t)(s.p - d->text.p);
	l->end = end;
	while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	l->raw = cs_arena_str(&ev->arena, cs_str_head(s, CS_LIMIT_LINE_BYTES));
	l->text = l->raw;
}

struct cs_event *cs_regs_begin_event(const struct cs_smmu_dump *d, uint32_t first_line,
				     uint32_t last_line, const char *type)
{
	struct cs_event *ev = cs_event_new();
	struct cs_iommu *u = cs_iommu_new(ev, type);

	ev->boot = 1;
	if (last_line - first_line > 64) /* far apart: the ends say where */
		add_line(d, ev, first_line);
	for (uint32_t i = last_line - first_line > 64 ? last_line : first_line; i <= last_line; i++)
		add_line(d, ev, i);
	u->unit = cs_arena_str(&ev->arena, d->unit);
	return ev;
}

void cs_regs_end_event(struct cs_event *ev)
{
	cs_iommu_finish(ev);
	cs_event_make_signature(ev, NULL);
}

void cs_smmu_dump_faults(const struct cs_smmu_dump *d, void (*fn)(void *ctx, struct cs_event *ev),
			 void *ctx)
{
	if (d->type == CS_SMMU_V2)
		cs_regs_faults_v2(d, fn, ctx);
	else if (d->type == CS_SMMU_V3)
		cs_regs_faults_v3(d, fn, ctx);
}
