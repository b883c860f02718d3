/* Counts over sightings, and what they speak for. */
#include "base/limits.h"
#include "store/cases.h"
#include "store/db.h"

#define TALLY(column)                                                                              \
	"SELECT " column ", count(*), min(seen_at), max(seen_at) FROM sightings"                   \
	" WHERE case_id = ?1 GROUP BY " column " ORDER BY 2 DESC, 4 DESC LIMIT ?2"

static const char *const tally_sql[] = {
	[CS_TALLY_RELEASE] = TALLY("release"),
	[CS_TALLY_HARDWARE] = TALLY("hardware"),
	[CS_TALLY_ARCH] = TALLY("arch"),
	[CS_TALLY_HOST] = TALLY("host"),
};

static enum cs_status collect(struct cs_store *s, struct cs_arena *a, sqlite3_stmt *q,
			      struct cs_tally_list *out, struct cs_error *err)
{
	enum cs_status rc;

	*out = (struct cs_tally_list){0};
	while ((rc = cs_db_next(s, &q, err)) == CS_OK) {
		struct cs_tally *t = CS_ARENA_PUSH(a, out->v, out->n);

		t->value = cs_arena_str(a, cs_db_str(q, 0));
		t->count = sqlite3_column_int64(q, 1);
		t->first_seen = sqlite3_column_int64(q, 2);
		t->last_seen = sqlite3_column_int64(q, 3);
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_case_tally(struct cs_store *s, struct cs_arena *a, int64_t id,
			     enum cs_tally_of of, struct cs_tally_list *out, struct cs_error *err)
{
	return collect(s, a,
		       cs_db_query(s, err, tally_sql[of], "ii", id, (int64_t)CS_LIMIT_PAGE_ROWS),
		       out, err);
}

enum cs_status cs_case_kinds(struct cs_store *s, struct cs_arena *a, struct cs_tally_list *out,
			     struct cs_error *err)
{
	return collect(s, a,
		       cs_db_query(s, err,
				   "SELECT kind, count(*), 0, 0 FROM cases WHERE merged_into"
				   " IS NULL GROUP BY kind ORDER BY 2 DESC, 1 LIMIT ?",
				   "i", (int64_t)CS_LIMIT_PAGE_ROWS),
		       out, err);
}

#define WEEK (7 * 24 * 3600)

enum cs_status cs_case_weeks(struct cs_store *s, int64_t id, int64_t now, int weeks, int64_t *out,
			     struct cs_error *err)
{
	sqlite3_stmt *q =
		cs_db_query(s, err,
			    "SELECT (?1 - seen_at) / ?2, count(*) FROM sightings WHERE case_id = ?3"
			    " AND seen_at > ?1 - ?2 * ?4 AND seen_at <= ?1 GROUP BY 1",
			    "iiii", now, (int64_t)WEEK, id, (int64_t)weeks);
	enum cs_status rc;

	for (int i = 0; i < weeks; i++)
		out[i] = 0;
	while ((rc = cs_db_next(s, &q, err)) == CS_OK) {
		int64_t ago = sqlite3_column_int64(q, 0);

		if (ago >= 0 && ago < weeks)
			out[weeks - 1 - ago] = sqlite3_column_int64(q, 1);
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

/* How many values were told, and how many sightings told one. */
static size_t told(const struct cs_tally_list *list, int64_t *sightings)
{
	size_t n = 0;

	*sightings = 0;
	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].value.n == 0)
			continue;
		n++;
		*sightings += list->v[i].count;
	}
	return n;
}

struct cs_str cs_case_spread(struct cs_arena *a, const struct cs_tally_list *hosts,
			     const struct cs_tally_list *models)
{
	int64_t by_host, by_model;
	size_t host_n = told(hosts, &by_host), model_n = told(models, &by_model);

	if (model_n > 1)
		return cs_arena_strf(a,
				     "Seen on %zu models of machine: speaks for a bug of the "
				     "kernel, not of one device",
				     model_n);
	if (host_n == 1 && by_host >= 3)
		return cs_arena_strf(a,
				     "All %lld sightings that name a machine name the same one: "
				     "its hardware may be at fault",
				     (long long)by_host);
	if (host_n > 1 && model_n == 1)
		return cs_arena_strf(a,
				     "Seen on %zu machines of one model: speaks for its "
				     "firmware, a driver of its own, or the kernel",
				     host_n);
	return (struct cs_str){"", 0};
}
