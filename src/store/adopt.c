/* Which case an event belongs to. */
#include <string.h>

#include "store/file.h"

enum cs_status cs_case_find(struct cs_store *s, const char *signature, int64_t *id,
			    struct cs_error *err)
{
	return cs_db_int(s, err, id, 0, "SELECT case_id FROM signatures WHERE signature = ?", "s",
			 signature);
}

/* "1:" of "1:9f2c…". */
static struct cs_str version_of(const char *signature)
{
	struct cs_str s = cs_str_from(signature);
	ptrdiff_t colon = cs_str_find_char(s, ':');

	return cs_str_head(s, colon < 0 ? 0 : (size_t)colon + 1);
}

/* The only case that bears this kind and title, and no signature of this version under them. */
static enum cs_status find_heir(struct cs_store *s, const struct cs_event *ev, int64_t *id,
				struct cs_error *err)
{
	struct cs_str version = version_of(ev->signature);

	return cs_db_int(s, err, id, 0,
			 "SELECT CASE WHEN count(DISTINCT case_id) = 1 AND "
			 "sum(substr(signature, 1, ?1) = ?2) = 0 THEN min(case_id) ELSE 0 END "
			 "FROM signatures WHERE kind = ?3 AND title = ?4",
			 "ivsv", (int64_t)version.n, version, cs_kind_name(ev->kind), ev->title);
}

static enum cs_status add_case(struct cs_store *s, const struct cs_event *ev, int64_t now,
			       int64_t *id, struct cs_error *err)
{
	enum cs_status rc =
		cs_db_run(s, err,
			  "INSERT INTO cases (kind, severity, title, function, module, first_seen,"
			  " last_seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
			  "sibvvii", cs_kind_name(ev->kind), (int64_t)ev->severity, ev->title,
			  ev->function, ev->module, now, now);

	*id = sqlite3_last_insert_rowid(s->db);
	return rc;
}

enum cs_status cs_case_of(struct cs_store *s, const struct cs_event *ev, int64_t now, int64_t *id,
			  struct cs_error *err)
{
	enum cs_status rc = cs_case_find(s, ev->signature, id, err);

	if (rc != CS_OK || *id)
		return rc;
	rc = find_heir(s, ev, id, err);
	if (rc == CS_OK && *id == 0)
		rc = add_case(s, ev, now, id, err);
	if (rc != CS_OK)
		return rc;
	return cs_db_run(s, err,
			 "INSERT INTO signatures (signature, case_id, home_id, kind, title, key)"
			 " VALUES (?, ?, ?, ?, ?, ?)",
			 "siisbb", ev->signature, *id, *id, cs_kind_name(ev->kind), ev->title,
			 ev->signature_key);
}
