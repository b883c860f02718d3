#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/db.h"

#define BUSY_MS 10000
#define PROGRESS_STEPS 10000

static bool is_url(const char *path)
{
	return strncmp(path, "file:", 5) == 0;
}

static enum cs_status check_scheme(const char *path, struct cs_error *err)
{
	if (is_url(path) || !strstr(path, "://"))
		return CS_OK;
	return cs_error_set(err, CS_ERR_DATABASE, path, "a case database is a file or a file: URL");
}

static enum cs_status open_file(struct cs_store *s, const char *name, int flags,
				struct cs_error *err)
{
	if (sqlite3_open_v2(name, &s->db, flags, NULL) == SQLITE_OK)
		return CS_OK;
	if (!s->db)
		cs_die_oom(0);
	return cs_db_fail(s, "open it", err);
}

/* The file is a stranger's: neither its views nor its triggers may do more than data can. */
static void harden(struct cs_store *s)
{
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, CS_LIMIT_STORE_VALUE_BYTES);
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
}

static enum cs_status open_to_write(struct cs_store *s, struct cs_error *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	enum cs_status rc =
		open_file(s, s->path, is_url(s->path) ? flags | SQLITE_OPEN_URI : flags, err);

	if (rc != CS_OK)
		return rc;
	harden(s);
	rc = cs_db_run(s, err, "PRAGMA foreign_keys = on", "");
	return rc == CS_OK ? cs_db_migrate(s, err) : rc;
}

/* Where neither the write-ahead log nor its index can be made (a read-only folder), a file that
 * has no such log is read as it lies there. */
static enum cs_status open_unchanging(struct cs_store *s, struct cs_error *err)
{
	struct cs_strbuf url;
	enum cs_status rc;

	cs_prepared_release(&s->prepared);
	sqlite3_close(s->db);
	cs_strbuf_init(&url);
	cs_strbuf_add_c(&url, "file:");
	for (const char *p = s->path; *p; p++)
		cs_strbuf_addf(&url, strchr("?#%", *p) ? "%%%02x" : "%c", *p);
	cs_strbuf_add_c(&url, "?immutable=1");
	rc = open_file(s, url.p, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	cs_strbuf_release(&url);
	if (rc != CS_OK)
		return rc;
	harden(s);
	return cs_db_check(s, err);
}

static bool has_log(const char *path)
{
	struct cs_strbuf name;
	bool has;

	cs_strbuf_init(&name);
	cs_strbuf_addf(&name, "%s-wal", path);
	has = access(name.p, F_OK) == 0;
	cs_strbuf_release(&name);
	return has;
}

static enum cs_status open_to_read(struct cs_store *s, struct cs_error *err)
{
	int flags = SQLITE_OPEN_READONLY | (is_url(s->path) ? SQLITE_OPEN_URI : 0);
	enum cs_status rc = open_file(s, s->path, flags, err);

	if (rc != CS_OK)
		return rc;
	harden(s);
	rc = cs_db_run(s, err, "PRAGMA query_only = on", "");
	if (rc == CS_OK)
		rc = cs_db_check(s, err);
	if (rc != CS_OK && !is_url(s->path) && access(s->path, R_OK) == 0 &&
	    (sqlite3_errcode(s->db) == SQLITE_CANTOPEN ||
	     sqlite3_errcode(s->db) == SQLITE_READONLY) &&
	    !has_log(s->path))
		return open_unchanging(s, err);
	return rc;
}

enum cs_status cs_store_open(struct cs_store **out, const char *path, enum cs_store_mode mode,
			     struct cs_error *err)
{
	struct cs_store *s;
	enum cs_status rc = check_scheme(path, err);

	*out = NULL;
	if (rc != CS_OK)
		return rc;
	s = cs_calloc(1, sizeof(*s));
	s->path = strdup(path);
	if (!s->path)
		cs_die_oom(strlen(path));
	rc = mode == CS_STORE_WRITE ? open_to_write(s, err) : open_to_read(s, err);
	if (rc != CS_OK) {
		cs_store_close(s);
		return rc;
	}
	*out = s;
	return CS_OK;
}

void cs_store_close(struct cs_store *s)
{
	if (!s)
		return;
	cs_prepared_release(&s->prepared);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

const char *cs_store_path(const struct cs_store *s)
{
	return s->path;
}

static int out_of_time(void *ctx)
{
	const struct cs_store *s = ctx;

	return cs_clock() > s->deadline;
}

void cs_store_limit_time(struct cs_store *s, unsigned milliseconds)
{
	s->limit_ms = milliseconds;
	sqlite3_progress_handler(s->db, PROGRESS_STEPS, milliseconds ? out_of_time : NULL, s);
}

void cs_store_default_path(struct cs_strbuf *out)
{
	const char *db = getenv("CRASHSCAN_DB");
	char path[PATH_MAX];

	if (db && *db)
		cs_strbuf_add_c(out, db);
	else if (cs_user_folder("XDG_DATA_HOME", ".local/share", "crashscan/cases.db", path,
				sizeof(path)))
		cs_strbuf_add_c(out, path);
}

enum cs_status cs_store_make_folder(const char *path, struct cs_error *err)
{
	char *copy = strdup(path), *slash;
	enum cs_status rc = CS_OK;

	if (!copy)
		cs_die_oom(strlen(path));
	slash = strrchr(copy, '/');
	if (slash)
		*slash = '\0';
	if (slash && !cs_make_folders(copy, 0700))
		rc = cs_error_set(err, CS_ERR_DATABASE, copy, "cannot make folder: %s",
				  strerror(errno));
	free(copy);
	return rc;
}
