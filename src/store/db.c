#include "store/db.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"

/* What SQLite's words leave open. */
static const char *hint(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return " (another process has held it for too long)";
	case SQLITE_INTERRUPT:
		return " (the query took too long)";
	case SQLITE_READONLY:
		return " (no permission to write it)";
	default:
		return "";
	}
}

enum cs_status cs_db_fail(struct cs_store *s, const char *what, struct cs_error *err)
{
	int code = sqlite3_extended_errcode(s->db);

	if ((code & 0xff) == SQLITE_NOTADB)
		return cs_error_set(err, CS_ERR_DATABASE, s->path, "not a crashscan case database");
	return cs_error_set(err, (code & 0xff) == SQLITE_INTERRUPT ? CS_LIMIT : CS_ERR_DATABASE,
			    s->path, "cannot %s: %s%s", what, sqlite3_errmsg(s->db), hint(code));
}

static void bind_view(sqlite3_stmt *stmt, int at, struct cs_str v, bool keep_empty)
{
	char *clean;
	size_t n;

	if (v.n == 0 && !keep_empty) {
		sqlite3_bind_null(stmt, at);
		return;
	}
	clean = cs_utf8_clean(v, &n);
	for (char *nul; (nul = memchr(clean, 0, n)) != NULL;)
		*nul = ' ';
	sqlite3_bind_text(stmt, at, clean, (int)n, free);
}

static void bind_all(sqlite3_stmt *stmt, const char *format, va_list ap)
{
	for (int at = 1; *format; format++, at++) {
		switch (*format) {
		case 'i':
			sqlite3_bind_int64(stmt, at, va_arg(ap, int64_t));
			break;
		case 'f':
			sqlite3_bind_double(stmt, at, va_arg(ap, double));
			break;
		case 's':
			bind_view(stmt, at, cs_str_from(va_arg(ap, const char *)), false);
			break;
		case 'v':
			bind_view(stmt, at, va_arg(ap, struct cs_str), false);
			break;
		case 'b':
			bind_view(stmt, at, va_arg(ap, struct cs_str), true);
			break;
		default:
			sqlite3_bind_null(stmt, at);
		}
	}
}

static void start_clock(struct cs_store *s)
{
	if (s->limit_ms)
		s->deadline = cs_clock() + s->limit_ms / 1000.0;
}

static sqlite3_stmt *vquery(struct cs_store *s, struct cs_error *err, const char *sql,
			    const char *format, va_list ap)
{
	sqlite3_stmt *stmt;

	start_clock(s);
	stmt = cs_prepared_take(&s->prepared, s->db, sql);
	if (!stmt) {
		cs_db_fail(s, "read or write it", err);
		return NULL;
	}
	bind_all(stmt, format, ap);
	return stmt;
}

sqlite3_stmt *cs_db_query(struct cs_store *s, struct cs_error *err, const char *sql,
			  const char *format, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, format);
	stmt = vquery(s, err, sql, format, ap);
	va_end(ap);
	return stmt;
}

enum cs_status cs_db_next(struct cs_store *s, sqlite3_stmt **stmt, struct cs_error *err)
{
	enum cs_status rc = CS_NOT_FOUND;
	int step;

	if (!*stmt)
		return CS_ERR_DATABASE; /* the query failed, *err says how */
	step = sqlite3_step(*stmt);
	if (step == SQLITE_ROW)
		return CS_OK;
	if (step != SQLITE_DONE)
		rc = cs_db_fail(s, "read or write it", err);
	cs_db_done(s, *stmt);
	*stmt = NULL;
	return rc;
}

void cs_db_done(struct cs_store *s, sqlite3_stmt *stmt)
{
	cs_prepared_give(&s->prepared, stmt);
}

static enum cs_status run_to_end(struct cs_store *s, sqlite3_stmt *stmt, struct cs_error *err)
{
	enum cs_status rc;

	do {
		rc = cs_db_next(s, &stmt, err);
	} while (rc == CS_OK);
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_db_run(struct cs_store *s, struct cs_error *err, const char *sql,
			 const char *format, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, format);
	stmt = vquery(s, err, sql, format, ap);
	va_end(ap);
	return run_to_end(s, stmt, err);
}

enum cs_status cs_db_int(struct cs_store *s, struct cs_error *err, int64_t *out, int64_t otherwise,
			 const char *sql, const char *format, ...)
{
	sqlite3_stmt *stmt;
	enum cs_status rc;
	va_list ap;

	va_start(ap, format);
	stmt = vquery(s, err, sql, format, ap);
	va_end(ap);
	*out = otherwise;
	rc = cs_db_next(s, &stmt, err);
	if (rc == CS_OK)
		*out = sqlite3_column_int64(stmt, 0);
	cs_db_done(s, stmt);
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_db_begin(struct cs_store *s, struct cs_error *err)
{
	return cs_db_run(s, err, "BEGIN IMMEDIATE", "");
}

enum cs_status cs_db_end(struct cs_store *s, enum cs_status rc, struct cs_error *err)
{
	if (rc == CS_OK)
		rc = cs_db_run(s, err, "COMMIT", "");
	if (rc != CS_OK && !sqlite3_get_autocommit(s->db))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

struct cs_str cs_db_str(sqlite3_stmt *stmt, int column)
{
	const unsigned char *p = sqlite3_column_text(stmt, column);

	return (struct cs_str){p ? (const char *)p : "",
			       p ? (size_t)sqlite3_column_bytes(stmt, column) : 0};
}

void cs_db_text(sqlite3_stmt *stmt, int column, char *buf, size_t size)
{
	struct cs_str v = cs_db_str(stmt, column);
	size_t n = v.n < size ? v.n : size - 1;

	while (n && n < v.n && ((unsigned char)v.p[n] & 0xc0) == 0x80)
		n--; /* not in the middle of a character */
	memcpy(buf, v.p, n);
	buf[n] = '\0';
}
