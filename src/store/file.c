#include "store/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum cs_status cs_journal_add(struct cs_store *s, int64_t case_id, int64_t at, const char *who,
			      const char *what, const char *text, struct cs_error *err)
{
	return cs_db_run(s, err,
			 "INSERT INTO journal (case_id, at, who, what, text)"
			 " VALUES (?, ?, ?, ?, ?)",
			 "iisss", case_id, at, who, what, text);
}

const struct cs_place *cs_event_place(const struct cs_event *ev)
{
	const struct cs_frame *f = ev->guilty;

	return f && f->place_count && f->places[0].file.n ? &f->places[0] : NULL;
}

static enum cs_status add_input(struct cs_store *s, struct cs_file_how *how,
				const struct cs_input_info *info, struct cs_error *err)
{
	char machine[256] = "";
	enum cs_status rc = CS_OK;

	if (how->input_id)
		return CS_OK;
	if (how->run_id) /* it may have been begun before the run was interrupted */
		rc = cs_db_int(s, err, &how->input_id, 0,
			       "SELECT id FROM inputs WHERE run_id = ? AND place = ?", "ii",
			       how->run_id, how->place);
	if (rc != CS_OK || how->input_id)
		return rc;
	gethostname(machine, sizeof(machine) - 1);
	rc = cs_db_run(s, err,
		       "INSERT INTO inputs (path, format, transport, filed_at, filed_on, run_id,"
		       " place) VALUES (?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0))",
		       "bssisii", cs_str_from(info->path), info->format, info->encoding, how->now,
		       machine, how->run_id, how->place);
	if (rc == CS_OK)
		how->input_id = sqlite3_last_insert_rowid(s->db);
	return rc;
}

/* The input's words about its kernel, or else the report's own. */
static struct cs_str or_else(const char *first, struct cs_str then)
{
	return first[0] ? cs_str_from(first) : then;
}

static enum cs_status add_sighting(struct cs_store *s, const struct cs_file_how *how,
				   const struct cs_input_info *info, const struct cs_event *ev,
				   int64_t case_id, struct cs_error *err)
{
	const struct cs_place *at = cs_event_place(ev);
	const struct cs_line *head = &ev->lines[ev->header];
	struct cs_str nothing = {0};

	return cs_db_run(
		s, err,
		"INSERT INTO sightings (case_id, signature, input_id, identity, seen_at,"
		" uptime, title, severity, host, release, arch, hardware, build_id, taint, comm,"
		" file, line, first_line, last_line, boot, corrupted, repeats) VALUES (?, ?, ?, ?,"
		" ?, nullif(?, -1.0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?)",
		"isisifbisvvvsvvviiiivi", case_id, ev->signature, how->input_id, ev->span_digest,
		how->now, head->has_time ? head->time : -1.0, ev->title, (int64_t)ev->severity,
		how->host, ev->release.n ? ev->release : cs_str_from(info->release),
		or_else(info->arch, ev->arch), or_else(info->hardware, ev->hardware),
		info->build_id, ev->taint, ev->comm, at ? at->file : nothing,
		at ? (int64_t)at->line : (int64_t)0, (int64_t)ev->lines[0].number,
		(int64_t)ev->lines[ev->line_count - 1].number, (int64_t)ev->boot, ev->corrupted,
		ev->iommu ? (int64_t)ev->iommu->repeats : (int64_t)0);
}

static enum cs_status set_place(struct cs_store *s, int64_t case_id, const struct cs_event *ev,
				struct cs_error *err)
{
	const struct cs_place *at = cs_event_place(ev);

	if (!at)
		return CS_OK;
	return cs_db_run(s, err, "UPDATE cases SET file = ?, line = nullif(?, 0) WHERE id = ?",
			 "vii", at->file, (int64_t)at->line, case_id);
}

static enum cs_status add_findings(struct cs_store *s, int64_t case_id, const struct cs_event *ev,
				   struct cs_error *err)
{
	enum cs_status rc = CS_OK;

	for (size_t i = 0; i < ev->finding_count && rc == CS_OK; i++) {
		const struct cs_finding *f = &ev->findings[i];

		rc = cs_db_run(s, err,
			       "INSERT INTO findings (case_id, rule, version, title, confidence,"
			       " hits) VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (case_id, rule) DO"
			       " UPDATE SET version = excluded.version, title = excluded.title,"
			       " confidence = excluded.confidence, hits = hits + 1",
			       "ibibs", case_id, f->rule, (int64_t)f->version, f->title,
			       cs_confidence_name(f->confidence));
	}
	return rc;
}

/* A fixed case seen on a kernel that has the fix is open again. */
static enum cs_status note_return(struct cs_store *s, const struct cs_file_how *how,
				  const struct cs_input_info *info, struct cs_history *h,
				  struct cs_error *err)
{
	char fixed_in[128] = "", text[320];
	sqlite3_stmt *q;
	enum cs_status rc;

	if (strcmp(h->status, "fixed") != 0)
		return CS_OK;
	q = cs_db_query(s, err, "SELECT fixed_in FROM cases WHERE id = ?", "i", h->case_id);
	rc = cs_db_next(s, &q, err);
	if (rc != CS_OK)
		return rc;
	cs_db_text(q, 0, fixed_in, sizeof(fixed_in));
	cs_db_done(s, q);
	if (!cs_release_has(info->release, fixed_in))
		return CS_OK;
	h->returned = true;
	rc = cs_db_run(s, err, "UPDATE cases SET status = 'returned' WHERE id = ?", "i",
		       h->case_id);
	if (rc != CS_OK)
		return rc;
	snprintf(text, sizeof(text), "seen again%s%s", info->release[0] ? " on " : "",
		 info->release);
	return cs_journal_add(s, h->case_id, how->now, "crashscan", "returned", text, err);
}

static enum cs_status file_new(struct cs_store *s, struct cs_file_how *how,
			       const struct cs_input_info *info, const struct cs_event *ev,
			       struct cs_history *h, struct cs_error *err)
{
	int64_t id;
	enum cs_status rc = cs_case_of(s, ev, how->now, &id, err);

	if (rc == CS_OK)
		rc = cs_history_read(s, id, 0, h, err);
	if (rc == CS_OK)
		rc = note_return(s, how, info, h, err);
	if (rc == CS_OK)
		rc = add_input(s, how, info, err);
	if (rc == CS_OK)
		rc = add_sighting(s, how, info, ev, id, err);
	if (rc == CS_OK)
		rc = cs_report_keep(s, id, sqlite3_last_insert_rowid(s->db), ev, err);
	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "UPDATE cases SET sightings = sightings + 1, severity = ?,"
			       " last_seen = max(last_seen, ?) WHERE id = ?",
			       "iii", (int64_t)ev->severity, how->now, id);
	if (rc == CS_OK)
		rc = set_place(s, id, ev, err);
	return rc == CS_OK ? add_findings(s, id, ev, err) : rc;
}

/* A sighting that was filed before. */
struct filed {
	int64_t id, case_id, input_id;
	bool has_place;
	bool here; /* by this run, for this input, before it was interrupted */
};

/* Read again, perhaps with symbols that were missing at first. */
static enum cs_status file_again(struct cs_store *s, const struct filed *was,
				 const struct cs_event *ev, struct cs_history *h,
				 struct cs_error *err)
{
	const struct cs_place *at = cs_event_place(ev);
	int64_t sighting = was->id, case_id = was->case_id;
	enum cs_status rc = cs_history_read(s, case_id, was->here ? sighting : 0, h, err);

	if (!was->here) {
		h->again = true;
		h->seen_before--;
	}
	if (rc != CS_OK || was->has_place || !at)
		return rc;
	rc = cs_db_run(s, err, "UPDATE sightings SET file = ?, line = nullif(?, 0) WHERE id = ?",
		       "vii", at->file, (int64_t)at->line, sighting);
	if (rc == CS_OK)
		rc = cs_report_keep(s, case_id, sighting, ev, err);
	return rc == CS_OK ? set_place(s, case_id, ev, err) : rc;
}

/* Whether the case is new is what its first event of the run says. */
static enum cs_status note_run(struct cs_store *s, const struct cs_file_how *how, bool counted,
			       struct cs_history *h, struct cs_error *err)
{
	int64_t fresh = h->seen_before == 0 && !h->again;
	enum cs_status rc = CS_OK;

	if (how->run_id)
		rc = cs_db_int(s, err, &fresh, fresh,
			       "INSERT INTO run_cases (run_id, case_id, events, fresh)"
			       " VALUES (?1, ?2, 1, ?3) ON CONFLICT (run_id, case_id) DO UPDATE SET"
			       " events = events + ?4 RETURNING fresh",
			       "iiii", how->run_id, h->case_id, fresh, (int64_t)!counted);
	h->fresh = fresh != 0;
	return rc;
}

/* CS_NOT_FOUND: never filed. */
static enum cs_status find_filed(struct cs_store *s, const struct cs_file_how *how,
				 const struct cs_event *ev, struct filed *was, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err,
		"SELECT g.id, g.case_id, g.input_id, g.file IS NOT NULL, i.run_id, i.place FROM"
		" sightings g JOIN inputs i ON i.id = g.input_id WHERE g.identity = ?",
		"s", ev->span_digest);
	enum cs_status rc = cs_db_next(s, &q, err);

	if (rc != CS_OK)
		return rc;
	*was = (struct filed){.id = sqlite3_column_int64(q, 0),
			      .case_id = sqlite3_column_int64(q, 1),
			      .input_id = sqlite3_column_int64(q, 2),
			      .has_place = sqlite3_column_int(q, 3)};
	was->here = how->run_id && how->input_id != was->input_id &&
		    sqlite3_column_int64(q, 4) == how->run_id &&
		    sqlite3_column_int64(q, 5) == how->place;
	cs_db_done(s, q);
	return CS_OK;
}

static enum cs_status file_either(struct cs_store *s, struct cs_file_how *how,
				  const struct cs_input_info *info, const struct cs_event *ev,
				  struct cs_history *h, struct cs_error *err)
{
	struct filed was = {0};
	enum cs_status rc = find_filed(s, how, ev, &was, err);

	if (rc == CS_NOT_FOUND)
		rc = file_new(s, how, info, ev, h, err);
	else if (rc == CS_OK)
		rc = file_again(s, &was, ev, h, err);
	return rc == CS_OK ? note_run(s, how, was.here, h, err) : rc;
}

enum cs_status cs_event_file(struct cs_store *s, struct cs_file_how *how,
			     const struct cs_input_info *info, const struct cs_event *ev,
			     struct cs_history *h, struct cs_error *err)
{
	int64_t before = how->input_id;
	enum cs_status rc = cs_db_begin(s, err);

	*h = (struct cs_history){0};
	if (rc == CS_OK)
		rc = file_either(s, how, info, ev, h, err);
	rc = cs_db_end(s, rc, err);
	if (rc != CS_OK) {
		how->input_id = before;
		h->known = false;
	}
	return rc;
}
