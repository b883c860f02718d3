/* What people say of cases: merge, split, notes, status. Each is one transaction and one line of
 * the case's journal. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "store/cases.h"
#include "store/file.h"

static const char *const statuses[] = {"untriaged", "discussed", "proposed",
				       "fixed",     "returned",  "ignored"};

const char *cs_case_statuses(void)
{
	return "untriaged, discussed, proposed, fixed, returned, ignored";
}

static enum cs_status must_exist(struct cs_store *s, int64_t id, struct cs_error *err)
{
	int64_t merged = -1;
	enum cs_status rc = cs_db_int(s, err, &merged, -1,
				      "SELECT coalesce(merged_into, 0) FROM cases WHERE id = ?",
				      "i", id);

	if (rc != CS_OK)
		return rc;
	if (merged < 0)
		return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s), "there is no case %lld",
				    (long long)id);
	if (merged > 0)
		return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s),
				    "case %lld was merged into case %lld", (long long)id,
				    (long long)merged);
	return CS_OK;
}

enum cs_status cs_case_recount(struct cs_store *s, int64_t id, struct cs_error *err)
{
	return cs_db_run(
		s, err,
		"UPDATE cases SET sightings = (SELECT count(*) FROM sightings WHERE"
		" case_id = ?1), first_seen = coalesce((SELECT min(seen_at) FROM sightings WHERE"
		" case_id = ?1), first_seen), last_seen = coalesce((SELECT max(seen_at) FROM"
		" sightings WHERE case_id = ?1), last_seen) WHERE id = ?1",
		"i", id);
}

static enum cs_status journal(struct cs_store *s, int64_t id, const char *who, const char *what,
			      struct cs_error *err, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

static enum cs_status journal(struct cs_store *s, int64_t id, const char *who, const char *what,
			      struct cs_error *err, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return cs_journal_add(s, id, time(NULL), who, what, text, err);
}

/* Findings and runs of FROM count for INTO. */
static enum cs_status move_counts(struct cs_store *s, int64_t into, int64_t from,
				  struct cs_error *err)
{
	enum cs_status rc =
		cs_db_run(s, err,
			  "INSERT INTO findings (case_id, rule, version, title, confidence, hits)"
			  " SELECT ?1, rule, version, title, confidence, hits FROM findings"
			  " WHERE case_id = ?2 ON CONFLICT (case_id, rule) DO UPDATE SET"
			  " hits = hits + excluded.hits",
			  "ii", into, from);

	if (rc == CS_OK)
		rc = cs_db_run(s, err, "DELETE FROM findings WHERE case_id = ?", "i", from);
	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "INSERT INTO run_cases (run_id, case_id, events) SELECT run_id, ?1,"
			       " events FROM run_cases WHERE case_id = ?2 ON CONFLICT (run_id,"
			       " case_id) DO UPDATE SET events = events + excluded.events",
			       "ii", into, from);
	if (rc == CS_OK)
		rc = cs_db_run(s, err, "DELETE FROM run_cases WHERE case_id = ?", "i", from);
	return rc;
}

static enum cs_status merge(struct cs_store *s, int64_t into, int64_t from, const char *who,
			    struct cs_error *err)
{
	enum cs_status rc = must_exist(s, into, err);

	if (rc == CS_OK)
		rc = must_exist(s, from, err);
	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "UPDATE signatures SET case_id = ?, pinned = 'merge'"
			       " WHERE case_id = ?",
			       "ii", into, from);
	if (rc == CS_OK)
		rc = cs_db_run(s, err, "UPDATE sightings SET case_id = ? WHERE case_id = ?", "ii",
			       into, from);
	if (rc == CS_OK)
		rc = move_counts(s, into, from, err);
	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "UPDATE cases SET merged_into = ?1, sightings = 0"
			       " WHERE id = ?2",
			       "ii", into, from);
	if (rc == CS_OK) /* what was merged into FROM before is now in INTO */
		rc = cs_db_run(s, err, "UPDATE cases SET merged_into = ? WHERE merged_into = ?",
			       "ii", into, from);
	if (rc == CS_OK)
		rc = cs_case_recount(s, into, err);
	if (rc == CS_OK)
		rc = cs_report_thin(s, into, err);
	if (rc == CS_OK)
		rc = journal(s, into, who, "merge", err, "case %lld merged into this one",
			     (long long)from);
	return rc == CS_OK ? journal(s, from, who, "merge", err, "merged into case %lld",
				     (long long)into)
			   : rc;
}

enum cs_status cs_case_merge(struct cs_store *s, int64_t into, int64_t from, const char *who,
			     struct cs_error *err)
{
	enum cs_status rc;

	if (into == from)
		return cs_error_set(err, CS_ERR_USAGE, NULL, "a case can't be merged into itself");
	rc = cs_db_begin(s, err);
	return rc == CS_OK ? cs_db_end(s, merge(s, into, from, who, err), err) : rc;
}

/* The case that SIGNATURE goes back to, or a new one. */
static enum cs_status home_of(struct cs_store *s, int64_t id, const char *signature, int64_t *home,
			      struct cs_error *err)
{
	enum cs_status rc = cs_db_int(s, err, home, 0,
				      "SELECT home_id FROM signatures WHERE"
				      " signature = ? AND case_id = ?",
				      "si", signature, id);

	if (rc == CS_OK && *home == 0)
		return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s),
				    "case %lld has no signature '%s'", (long long)id, signature);
	if (rc != CS_OK || *home != id)
		return rc == CS_OK ? cs_db_run(s, err,
					       "UPDATE cases SET merged_into = NULL"
					       " WHERE id = ?",
					       "i", *home)
				   : rc;
	rc = cs_db_run(s, err,
		       "INSERT INTO cases (kind, severity, title, module, first_seen,"
		       " last_seen) SELECT x.kind, c.severity, x.title, c.module, c.first_seen,"
		       " c.last_seen FROM signatures x JOIN cases c ON c.id = x.case_id WHERE"
		       " x.signature = ?",
		       "s", signature);
	*home = sqlite3_last_insert_rowid(s->db);
	return rc;
}

static enum cs_status split(struct cs_store *s, int64_t id, const char *signature, const char *who,
			    int64_t *new_id, struct cs_error *err)
{
	int64_t n = 0;
	enum cs_status rc = must_exist(s, id, err);

	if (rc == CS_OK)
		rc = cs_db_int(s, err, &n, 0, "SELECT count(*) FROM signatures WHERE case_id = ?",
			       "i", id);
	if (rc == CS_OK)
		rc = home_of(s, id, signature, new_id, err);
	if (rc == CS_OK && n < 2)
		return cs_error_set(err, CS_ERR_USAGE, NULL,
				    "case %lld has one signature only: nothing to split",
				    (long long)id);
	if (rc == CS_OK)
		rc = cs_db_run(s, err,
			       "UPDATE signatures SET case_id = ?1, home_id = ?1,"
			       " pinned = 'split' WHERE signature = ?2",
			       "is", *new_id, signature);
	if (rc == CS_OK)
		rc = cs_db_run(s, err, "UPDATE sightings SET case_id = ? WHERE signature = ?", "is",
			       *new_id, signature);
	if (rc == CS_OK)
		rc = cs_case_recount(s, id, err);
	if (rc == CS_OK)
		rc = cs_case_recount(s, *new_id, err);
	if (rc == CS_OK)
		rc = journal(s, id, who, "split", err, "%s split off as case %lld", signature,
			     (long long)*new_id);
	return rc == CS_OK ? journal(s, *new_id, who, "split", err, "split off from case %lld",
				     (long long)id)
			   : rc;
}

enum cs_status cs_case_split(struct cs_store *s, int64_t id, const char *signature, const char *who,
			     int64_t *new_id, struct cs_error *err)
{
	enum cs_status rc = cs_db_begin(s, err);

	return rc == CS_OK ? cs_db_end(s, split(s, id, signature, who, new_id, err), err) : rc;
}

enum cs_status cs_case_note(struct cs_store *s, int64_t id, const char *who, const char *text,
			    struct cs_error *err)
{
	enum cs_status rc = cs_db_begin(s, err);

	if (rc != CS_OK)
		return rc;
	rc = must_exist(s, id, err);
	if (rc == CS_OK)
		rc = cs_journal_add(s, id, time(NULL), who, "note", text, err);
	return cs_db_end(s, rc, err);
}

static enum cs_status check_status(const char *status, struct cs_error *err)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (!status || strcmp(status, statuses[i]) == 0)
			return CS_OK;
	return cs_error_set(err, CS_ERR_USAGE, NULL, "'%s' is not one of: %s", status,
			    cs_case_statuses());
}

static enum cs_status change_field(struct cs_store *s, int64_t id, const char *who,
				   const char *name, const char *sql, const char *value,
				   struct cs_error *err)
{
	enum cs_status rc;

	if (!value)
		return CS_OK;
	rc = cs_db_run(s, err, sql, "si", value, id);
	return rc == CS_OK
		       ? journal(s, id, who, "status", err, "%s: %s", name, *value ? value : "none")
		       : rc;
}

enum cs_status cs_case_change(struct cs_store *s, int64_t id, const char *who,
			      const struct cs_case_change *to, struct cs_error *err)
{
	enum cs_status rc = check_status(to->status, err);

	if (rc == CS_OK)
		rc = cs_db_begin(s, err);
	if (rc != CS_OK)
		return rc;
	rc = must_exist(s, id, err);
	if (rc == CS_OK)
		rc = change_field(s, id, who, "status", "UPDATE cases SET status = ? WHERE id = ?",
				  to->status, err);
	if (rc == CS_OK)
		rc = change_field(s, id, who, "owner", "UPDATE cases SET owner = ? WHERE id = ?",
				  to->owner, err);
	if (rc == CS_OK)
		rc = change_field(s, id, who, "link", "UPDATE cases SET link = ? WHERE id = ?",
				  to->link, err);
	if (rc == CS_OK)
		rc = change_field(s, id, who, "fixed in",
				  "UPDATE cases SET fixed_in = ? WHERE id = ?", to->fixed_in, err);
	return cs_db_end(s, rc, err);
}

enum cs_status cs_case_journal(struct cs_store *s, struct cs_arena *a, int64_t id,
			       struct cs_journal *out, struct cs_error *err)
{
	sqlite3_stmt *q =
		cs_db_query(s, err,
			    "SELECT at, who, what, text FROM (SELECT id, at, who, what, text FROM"
			    " journal WHERE case_id = ? ORDER BY id DESC LIMIT ?) ORDER BY id",
			    "ii", id, (int64_t)CS_LIMIT_PAGE_ROWS);
	enum cs_status rc;

	*out = (struct cs_journal){0};
	while ((rc = cs_db_next(s, &q, err)) == CS_OK) {
		struct cs_journal_line *l = CS_ARENA_PUSH(a, out->v, out->n);

		l->at = sqlite3_column_int64(q, 0);
		l->who = cs_arena_str(a, cs_db_str(q, 1));
		l->what = cs_arena_str(a, cs_db_str(q, 2));
		l->text = cs_arena_str(a, cs_db_str(q, 3));
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}
