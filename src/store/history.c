#include "base/version.h"
#include "store/file.h"

bool cs_release_has(const char *release, const char *fixed_in)
{
	if (!*release || !*fixed_in)
		return true;
	return cs_version_compare(cs_str_from(release), cs_str_from(fixed_in)) >= 0;
}

/* What the case had before that sighting. */
static enum cs_status look_back(struct cs_store *s, int64_t id, int64_t before,
				struct cs_history *h, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err,
		"SELECT count(*), min(seen_at), max(seen_at), (SELECT release FROM sightings WHERE"
		" case_id = ?1 AND id < ?2 ORDER BY seen_at DESC, id DESC LIMIT 1)"
		" FROM sightings WHERE case_id = ?1 AND id < ?2",
		"ii", id, before);
	enum cs_status rc = cs_db_next(s, &q, err);

	if (rc != CS_OK)
		return rc;
	h->seen_before = sqlite3_column_int64(q, 0);
	h->first_seen = sqlite3_column_int64(q, 1);
	h->last_seen = sqlite3_column_int64(q, 2);
	cs_db_text(q, 3, h->last_release, sizeof(h->last_release));
	cs_db_done(s, q);
	return CS_OK;
}

enum cs_status cs_history_read(struct cs_store *s, int64_t id, int64_t before, struct cs_history *h,
			       struct cs_error *err)
{
	sqlite3_stmt *q =
		cs_db_query(s, err,
			    "SELECT sightings, first_seen, last_seen, status, owner, link,"
			    " (SELECT release FROM sightings WHERE case_id = c.id ORDER BY "
			    "seen_at, id LIMIT 1),"
			    " (SELECT release FROM sightings WHERE case_id = c.id ORDER BY seen_at "
			    "DESC, id DESC"
			    " LIMIT 1) FROM cases c WHERE id = ?",
			    "i", id);
	enum cs_status rc = cs_db_next(s, &q, err);

	h->known = rc == CS_OK;
	if (rc != CS_OK)
		return rc == CS_NOT_FOUND ? CS_OK : rc;
	h->case_id = id;
	h->seen_before = sqlite3_column_int64(q, 0);
	h->first_seen = sqlite3_column_int64(q, 1);
	h->last_seen = sqlite3_column_int64(q, 2);
	cs_db_text(q, 3, h->status, sizeof(h->status));
	cs_db_text(q, 4, h->owner, sizeof(h->owner));
	cs_db_text(q, 5, h->link, sizeof(h->link));
	cs_db_text(q, 6, h->first_release, sizeof(h->first_release));
	cs_db_text(q, 7, h->last_release, sizeof(h->last_release));
	cs_db_done(s, q);
	return before ? look_back(s, id, before, h, err) : CS_OK;
}
