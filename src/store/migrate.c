/* The schema and its versions. A file says whose it is (application_id) and of which version
 * (user_version); an older one is brought up to date in one transaction. */
#include "store/db.h"

extern const char cs_store_schema[], cs_store_schema_2[];

/* What leads from version N to N + 1. */
static const char *const steps[] = {
	cs_store_schema,
	cs_store_schema_2,
};

_Static_assert(sizeof(steps) / sizeof(*steps) == CS_STORE_VERSION, "a step for each version");

static enum cs_status pragma(struct cs_store *s, const char *sql, int64_t *out,
			     struct cs_error *err)
{
	return cs_db_int(s, err, out, 0, sql, "");
}

static enum cs_status newer(struct cs_store *s, int64_t version, struct cs_error *err)
{
	return cs_error_set(err, CS_ERR_DATABASE, s->path,
			    "made by a newer crashscan (its schema is %lld, this program knows %d)",
			    (long long)version, CS_STORE_VERSION);
}

static enum cs_status read_identity(struct cs_store *s, int64_t *id, int64_t *version,
				    int64_t *tables, struct cs_error *err)
{
	enum cs_status rc = pragma(s, "PRAGMA application_id", id, err);

	if (rc == CS_OK)
		rc = pragma(s, "PRAGMA user_version", version, err);
	if (rc == CS_OK)
		rc = pragma(s, "SELECT count(*) FROM sqlite_schema", tables, err);
	return rc;
}

enum cs_status cs_db_check(struct cs_store *s, struct cs_error *err)
{
	int64_t id, version, tables;
	enum cs_status rc = read_identity(s, &id, &version, &tables, err);

	if (rc != CS_OK)
		return rc;
	if (id != CS_STORE_APPLICATION_ID)
		return cs_error_set(err, CS_ERR_DATABASE, s->path, "not a crashscan case database");
	if (version > CS_STORE_VERSION)
		return newer(s, version, err);
	if (version < CS_STORE_VERSION)
		return cs_error_set(err, CS_MISMATCH, s->path,
				    "made by an older crashscan (schema %lld): file something or "
				    "run 'crashscan cases list' once to bring it up to date",
				    (long long)version);
	return CS_OK;
}

static enum cs_status exec(struct cs_store *s, const char *sql, struct cs_error *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? CS_OK
		       : cs_db_fail(s, "make its tables", err);
}

/* Inside a transaction: somebody else may have done it meanwhile. */
static enum cs_status upgrade(struct cs_store *s, struct cs_error *err)
{
	char mark[96];
	int64_t version;
	enum cs_status rc = pragma(s, "PRAGMA user_version", &version, err);

	for (; rc == CS_OK && version < CS_STORE_VERSION; version++)
		rc = exec(s, steps[version], err);
	if (rc != CS_OK)
		return rc;
	sqlite3_snprintf(sizeof(mark), mark, "PRAGMA user_version = %d; PRAGMA application_id = %d",
			 CS_STORE_VERSION, CS_STORE_APPLICATION_ID);
	return exec(s, mark, err);
}

enum cs_status cs_db_migrate(struct cs_store *s, struct cs_error *err)
{
	int64_t id, version, tables;
	enum cs_status rc = read_identity(s, &id, &version, &tables, err);

	if (rc != CS_OK)
		return rc;
	if (id != CS_STORE_APPLICATION_ID && (id != 0 || tables != 0))
		return cs_error_set(err, CS_ERR_DATABASE, s->path, "not a crashscan case database");
	if (version > CS_STORE_VERSION)
		return newer(s, version, err);
	if (version < CS_STORE_VERSION) {
		rc = exec(s, "PRAGMA journal_mode = wal", err);
		if (rc == CS_OK)
			rc = cs_db_begin(s, err);
		if (rc == CS_OK)
			rc = cs_db_end(s, upgrade(s, err), err);
	}
	return rc == CS_OK ? exec(s, "PRAGMA synchronous = normal", err) : rc;
}
