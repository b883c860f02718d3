/* The whole report of a sighting, and the words by which it is found. */
#include <stdlib.h>

#include "base/limits.h"
#include "report/json.h"
#include "store/file.h"

static void add_word(struct cs_strbuf *b, struct cs_str s)
{
	if (s.n == 0)
		return;
	if (b->n)
		cs_strbuf_add_char(b, ' ');
	cs_strbuf_add(b, s);
}

static void add_frame(const struct cs_frame *f, struct cs_strbuf *functions,
		      struct cs_strbuf *places)
{
	add_word(functions, f->function);
	add_word(places, f->module);
	for (size_t i = 0; i < f->place_count; i++) {
		if (f->places[i].inlined)
			add_word(functions, f->places[i].function);
		add_word(places, f->places[i].file);
	}
}

static void add_registers(struct cs_strbuf *b, const struct cs_register *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cs_strbuf_addf(b, CS_STR_FMT " %016llx 0x%llx ", CS_STR_ARG(v[i].name),
			       (unsigned long long)v[i].value, (unsigned long long)v[i].value);
}

/* "number<TAB>line", a line each; about CS_LIMIT_EXCERPT_BYTES of them, and a word where they end
 * before the report does. */
static void add_excerpt(struct cs_strbuf *b, const struct cs_event *ev)
{
	size_t i;

	for (i = 0; i < ev->line_count && b->n < CS_LIMIT_EXCERPT_BYTES; i++) {
		struct cs_str head = cs_str_head(ev->lines[i].raw, CS_LIMIT_EXCERPT_BYTES - b->n);

		cs_strbuf_addf(b, "%llu\t", (unsigned long long)ev->lines[i].number);
		cs_strbuf_add(b, head);
		cs_strbuf_add_c(b, head.n < ev->lines[i].raw.n ? "…\n" : "\n");
	}
	if (i < ev->line_count)
		cs_strbuf_addf(b, "%llu\t… %zu more lines of this report are not kept\n",
			       (unsigned long long)ev->lines[i].number, ev->line_count - i);
}

struct words {
	struct cs_strbuf functions, places, registers, excerpt;
};

static void collect(struct words *w, const struct cs_event *ev)
{
	cs_strbuf_init(&w->functions);
	cs_strbuf_init(&w->places);
	cs_strbuf_init(&w->registers);
	cs_strbuf_init(&w->excerpt);
	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++)
			add_frame(&ev->stacks[i].frames[k], &w->functions, &w->places);
	add_word(&w->functions, ev->function);
	add_registers(&w->registers, ev->registers, ev->register_count);
	if (ev->iommu) {
		add_word(&w->places, ev->iommu->client);
		add_word(&w->places, ev->iommu->unit);
		add_registers(&w->registers, ev->iommu->registers, ev->iommu->register_count);
	}
	add_excerpt(&w->excerpt, ev);
}

static void release(struct words *w)
{
	cs_strbuf_release(&w->functions);
	cs_strbuf_release(&w->places);
	cs_strbuf_release(&w->registers);
	cs_strbuf_release(&w->excerpt);
}

/* The search index has no copy of the texts: it must be told them to forget them. */
static enum cs_status drop(struct cs_store *s, int64_t sighting, struct cs_error *err)
{
	enum cs_status rc = cs_db_run(
		s, err,
		"INSERT INTO search (search, rowid, title, functions, places, registers,"
		" excerpt) SELECT 'delete', sighting_id, title, functions, places, registers,"
		" excerpt FROM reports WHERE sighting_id = ?",
		"i", sighting);

	return rc == CS_OK ? cs_db_run(s, err, "DELETE FROM reports WHERE sighting_id = ?", "i",
				       sighting)
			   : rc;
}

enum cs_status cs_report_thin(struct cs_store *s, int64_t case_id, struct cs_error *err)
{
	for (;;) {
		int64_t sighting;
		enum cs_status rc = cs_db_int(
			s, err, &sighting, 0,
			"SELECT r.sighting_id FROM sightings g JOIN reports r ON r.sighting_id = "
			"g.id"
			" WHERE g.case_id = ?1 AND r.sighting_id <> (SELECT min(y.sighting_id) FROM"
			" sightings x JOIN reports y ON y.sighting_id = x.id WHERE x.case_id = ?1)"
			" ORDER BY g.seen_at DESC, g.id DESC LIMIT 1 OFFSET ?2",
			"ii", case_id, (int64_t)CS_LIMIT_CASE_REPORTS);

		if (rc == CS_OK && sighting)
			rc = drop(s, sighting, err);
		if (rc != CS_OK || !sighting)
			return rc;
	}
}

enum cs_status cs_report_add(struct cs_store *s, int64_t sighting, const struct cs_str text[6],
			     struct cs_error *err)
{
	enum cs_status rc = drop(s, sighting, err);

	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "INSERT INTO reports (sighting_id, title, functions, places,"
			       " registers, excerpt, event) VALUES (?, ?, ?, ?, ?, ?, ?)",
			       "ibbbbbb", sighting, text[0], text[1], text[2], text[3], text[4],
			       text[5]);
	if (rc != CS_OK)
		return rc;
	return cs_db_run(s, err,
			 "INSERT INTO search (rowid, title, functions, places, registers, excerpt)"
			 " SELECT sighting_id, title, functions, places, registers, excerpt FROM"
			 " reports WHERE sighting_id = ?",
			 "i", sighting);
}

enum cs_status cs_report_keep(struct cs_store *s, int64_t case_id, int64_t sighting,
			      const struct cs_event *ev, struct cs_error *err)
{
	char *json = cs_json_event_text(ev);
	struct words w;
	enum cs_status rc;

	collect(&w, ev);
	rc = cs_report_add(s, sighting,
			   (struct cs_str[6]){ev->title, cs_strbuf_str(&w.functions),
					      cs_strbuf_str(&w.places), cs_strbuf_str(&w.registers),
					      cs_strbuf_str(&w.excerpt), cs_str_from(json)},
			   err);
	release(&w);
	free(json);
	return rc == CS_OK ? cs_report_thin(s, case_id, err) : rc;
}
