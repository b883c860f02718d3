#include "store/runs.h"

#include <stdio.h>

#include "store/db.h"

bool cs_store_is_database(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)] = "";
	FILE *f = fopen(path, "rbe");
	bool is = f && fread(head, sizeof(head), 1, f) == 1 &&
		  memcmp(head, magic, sizeof(magic)) == 0;

	if (f)
		fclose(f);
	return is;
}

enum cs_status cs_run_list(struct cs_store *s, int64_t count,
			   void (*fn)(void *ctx, const struct cs_run *run), void *ctx,
			   struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err,
		"SELECT id, started, finished, inputs, (SELECT count(*) FROM run_cases WHERE"
		" run_id = r.id), (SELECT count(*) FROM run_cases WHERE run_id = r.id AND fresh)"
		" FROM runs r ORDER BY id DESC LIMIT ?",
		"i", count);
	enum cs_status rc;

	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		fn(ctx, &(struct cs_run){.id = sqlite3_column_int64(q, 0),
					 .started = sqlite3_column_int64(q, 1),
					 .finished = sqlite3_column_int64(q, 2),
					 .inputs = sqlite3_column_int64(q, 3),
					 .cases = sqlite3_column_int64(q, 4),
					 .fresh = sqlite3_column_int64(q, 5)});
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

static enum cs_status find_run(struct cs_store *s, int64_t *id, struct cs_error *err)
{
	int64_t wanted = *id;
	enum cs_status rc = cs_db_int(s, err, id, 0,
				      "SELECT id FROM runs WHERE (?1 = 0 AND finished IS NOT NULL)"
				      " OR id = ?1 ORDER BY id DESC LIMIT 1",
				      "i", wanted);

	if (rc != CS_OK || *id)
		return rc;
	if (wanted)
		return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s), "there is no run %lld",
				    (long long)wanted);
	return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s),
			    "no batch was ever finished with this database: there is no baseline");
}

enum cs_status cs_run_baseline(struct cs_store *s, int64_t id, struct cs_baseline **out,
			       struct cs_error *err)
{
	enum cs_status rc = find_run(s, &id, err);
	struct cs_baseline *b;
	sqlite3_stmt *q;

	if (rc != CS_OK)
		return rc;
	b = cs_baseline_new();
	q = cs_db_query(
		s, err,
		"SELECT g.signature, c.title, c.kind, c.id FROM run_cases e JOIN signatures g"
		" ON g.case_id = e.case_id JOIN cases c ON c.id = e.case_id"
		" WHERE e.run_id = ? ORDER BY c.id, g.signature",
		"i", id);
	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		cs_baseline_add(b, cs_db_str(q, 0), cs_db_str(q, 1), cs_db_str(q, 2),
				sqlite3_column_int64(q, 3));
	if (rc == CS_NOT_FOUND) {
		*out = b;
		return CS_OK;
	}
	cs_baseline_free(b);
	return rc;
}

enum cs_status cs_run_cases(struct cs_store *s, void (*fn)(void *ctx, const struct cs_run_case *c),
			    void *ctx, int64_t *runs, struct cs_error *err)
{
	enum cs_status rc = cs_db_int(s, err, runs, 0,
				      "SELECT count(*) FROM runs WHERE finished IS NOT NULL", "");
	sqlite3_stmt *q;

	if (rc != CS_OK)
		return rc;
	q = cs_db_query(
		s, err,
		"SELECT g.title, c.function, g.signature, g.kind, (SELECT count(*) FROM runs"
		" WHERE finished IS NOT NULL AND id > (SELECT max(run_id) FROM run_cases"
		" WHERE case_id = c.id)) FROM signatures g JOIN cases c ON c.id = g.case_id"
		" WHERE c.id IN (SELECT case_id FROM run_cases)",
		"");
	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		fn(ctx, &(struct cs_run_case){.title = cs_db_str(q, 0),
					      .function = cs_db_str(q, 1),
					      .signature = cs_db_str(q, 2),
					      .kind = cs_db_str(q, 3),
					      .since = sqlite3_column_int64(q, 4)});
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}
