#include "store/file.h"

/* Compares the numbers at the front of two releases: "6.1.192-foo" after "6.1.90". */
static int compare_releases(struct cs_str a, struct cs_str b)
{
	for (;;) {
		uint64_t x = 0, y = 0;
		bool more_a = cs_eat_dec(&a, &x), more_b = cs_eat_dec(&b, &y);

		if (x != y)
			return x < y ? -1 : 1;
		if (!more_a || !more_b)
			return 0;
		if (!cs_eat_char(&a, '.') || !cs_eat_char(&b, '.'))
			return 0;
	}
}

bool cs_release_has(const char *release, const char *fixed_in)
{
	if (!*release || !*fixed_in)
		return true;
	return compare_releases(cs_str_from(release), cs_str_from(fixed_in)) >= 0;
}

enum cs_status cs_history_read(struct cs_store *s, int64_t id, struct cs_history *h,
			       struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err, "SELECT sightings, first_seen, last_seen, status, owner, link,"
		" (SELECT release FROM sightings WHERE case_id = c.id ORDER BY seen_at, id LIMIT 1),"
		" (SELECT release FROM sightings WHERE case_id = c.id ORDER BY seen_at DESC, id DESC"
		" LIMIT 1) FROM cases c WHERE id = ?", "i", id);
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
	sqlite3_finalize(q);
	return CS_OK;
}
