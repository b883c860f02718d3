/* Private to store/: SQLite with our errors. Statements are fixed texts; values are bound, never
 * written into them. */
#ifndef CS_STORE_DB_H
#define CS_STORE_DB_H

#include <sqlite3.h>

#include "store/prepared.h"
#include "store/store.h"

#define CS_STORE_APPLICATION_ID 0x63736361 /* "csca" */
#define CS_STORE_VERSION 2

struct cs_store {
	sqlite3 *db;
	char *path;
	struct cs_prepared prepared;
	unsigned limit_ms;
	double deadline; /* cs_clock() */
};

/* Fills *ERR from the connection's last error; WHAT was being done. */
enum cs_status cs_db_fail(struct cs_store *s, const char *what, struct cs_error *err);

/* Prepares SQL and binds by FORMAT, a letter a value: i int64_t, f double, s const char * (NULL
 * is null), v struct cs_str (empty is null), b struct cs_str (empty stays a text), n nothing
 * (null, no argument). Text is made valid UTF-8 without NUL. NULL on failure. */
sqlite3_stmt *cs_db_query(struct cs_store *s, struct cs_error *err, const char *sql,
			  const char *format, ...);
/* CS_OK: a row; CS_NOT_FOUND: no more; else a failure. In both latter cases the query is over and
 * *STMT NULL. */
enum cs_status cs_db_next(struct cs_store *s, sqlite3_stmt **stmt,
			  struct cs_error *err) CS_MUST_CHECK;
/* Ends a query before its last row; for each that cs_db_next() did not end. NULL is none. */
void cs_db_done(struct cs_store *s, sqlite3_stmt *stmt);
/* Query, run to its end. */
enum cs_status cs_db_run(struct cs_store *s, struct cs_error *err, const char *sql,
			 const char *format, ...) CS_MUST_CHECK;
/* The first column of the first row, or OTHERWISE when there is no row. */
enum cs_status cs_db_int(struct cs_store *s, struct cs_error *err, int64_t *out, int64_t otherwise,
			 const char *sql, const char *format, ...) CS_MUST_CHECK;

enum cs_status cs_db_begin(struct cs_store *s, struct cs_error *err) CS_MUST_CHECK;
/* Commits when RC is CS_OK, else rolls back; returns what came of it. */
enum cs_status cs_db_end(struct cs_store *s, enum cs_status rc, struct cs_error *err) CS_MUST_CHECK;

/* A column's text, valid until the next step; "" for null. */
struct cs_str cs_db_str(sqlite3_stmt *stmt, int column);
/* Into BUF, cut at a whole character. */
void cs_db_text(sqlite3_stmt *stmt, int column, char *buf, size_t size);

/* New and older files to the schema of this program. */
enum cs_status cs_db_migrate(struct cs_store *s, struct cs_error *err) CS_MUST_CHECK;
/* Whether the file is ours, and of a schema that we can read. */
enum cs_status cs_db_check(struct cs_store *s, struct cs_error *err) CS_MUST_CHECK;

#endif
