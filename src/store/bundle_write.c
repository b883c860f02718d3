#include <jansson.h>
#include <string.h>

#include "base/mem.h"
#include "store/bundle.h"
#include "store/db.h"
#include "store/redact.h"

struct writer {
	struct cs_store *store;
	struct cs_arena arena;
	bool redact;
};

static void set(json_t *o, const char *key, json_t *v)
{
	if (!v || json_object_set_new(o, key, v) != 0)
		cs_die_oom(0);
}

static json_t *text(struct cs_str s)
{
	return s.n ? json_stringn(s.p, s.n) : json_null();
}

static json_t *number(int64_t v)
{
	return json_integer((json_int_t)v);
}

static json_t *number_or_null(int64_t v)
{
	return v ? number(v) : json_null();
}

static json_t *case_json(const struct cs_case *c)
{
	json_t *o = json_object();

	set(o, "id", number(c->id));
	set(o, "kind", text(c->kind));
	set(o, "severity", json_string(cs_severity_name(c->severity)));
	set(o, "title", text(c->title));
	set(o, "function", text(c->function));
	set(o, "module", text(c->module));
	set(o, "file", text(c->file));
	set(o, "line", number_or_null(c->line));
	set(o, "status", text(c->status));
	set(o, "owner", text(c->owner));
	set(o, "link", text(c->link));
	set(o, "fixed_in", text(c->fixed_in));
	set(o, "merged_into", number_or_null(c->merged_into));
	set(o, "sighting_count", number(c->sightings));
	set(o, "first_seen", number(c->first_seen));
	set(o, "last_seen", number(c->last_seen));
	return o;
}

void cs_cases_write_json(FILE *out, const struct cs_case_list *list)
{
	fputc('[', out);
	for (size_t i = 0; i < list->n; i++) {
		json_t *o = case_json(&list->v[i]);

		fputs(i ? ",\n" : "\n", out);
		json_dumpf(o, out, JSON_COMPACT);
		json_decref(o);
	}
	fputs("\n]\n", out);
}

static json_t *redacted(const struct writer *w, struct cs_str s)
{
	struct cs_strbuf b;
	json_t *v;

	if (!w->redact)
		return text(s);
	cs_strbuf_init(&b);
	cs_redact(&b, s);
	v = text(cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return v;
}

/* The event, as an object again. */
static json_t *event_json(const struct writer *w, struct cs_str s)
{
	json_t *v = json_loadb(s.p, s.n, 0, NULL), *clean;
	char *dump;

	if (!v || !w->redact)
		return v ? v : json_null();
	json_object_set_new(v, "comm", json_null());
	dump = json_dumps(v, JSON_COMPACT);
	clean = dump ? redacted(w, cs_str_from(dump)) : NULL;
	json_decref(v);
	free(dump);
	v = clean ? json_loads(json_string_value(clean), 0, NULL) : NULL;
	json_decref(clean);
	return v ? v : json_null();
}

static enum cs_status add_report(struct writer *w, json_t *sighting, int64_t case_id, int64_t id,
				 struct cs_error *err)
{
	static const char *const names[] = {"title", "functions", "places", "registers", "excerpt"};
	sqlite3_stmt *q = cs_db_query(
		w->store, err,
		"SELECT r.title, functions, places, registers, excerpt, event FROM"
		" reports r JOIN sightings g ON g.id = r.sighting_id WHERE g.case_id = ? AND"
		" g.id = ?",
		"ii", case_id, id);
	enum cs_status rc = cs_db_next(w->store, &q, err);
	json_t *o;

	if (rc != CS_OK)
		return rc == CS_NOT_FOUND ? CS_OK : rc;
	o = json_object();
	for (int i = 0; i < 5; i++)
		set(o, names[i], redacted(w, cs_db_str(q, i)));
	set(o, "event", event_json(w, cs_db_str(q, 5)));
	set(sighting, "report", o);
	cs_db_done(w->store, q);
	return CS_OK;
}

static struct cs_str file_name(struct cs_str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return cs_str_tail(path, i);
	return path;
}

static json_t *sighting_json(const struct writer *w, sqlite3_stmt *q)
{
	/* in the order of the columns below */
	static const char *const texts[] = {
		"identity", "signature", "title",     "release", "arch", "hardware", "build_id",
		"taint",    "file",      "corrupted", "digest",  "host", "comm"};
	static const char *const numbers[] = {"seen_at",   "severity", "line",   "first_line",
					      "last_line", "boot",     "repeats"};
	json_t *o = json_object();
	struct cs_str path = cs_db_str(q, 20);
	int shown = w->redact ? 11 : 13;

	for (int i = 0; i < 13; i++)
		set(o, texts[i], i < shown ? text(cs_db_str(q, i)) : json_null());
	for (int i = 0; i < 7; i++)
		set(o, numbers[i], number(sqlite3_column_int64(q, 13 + i)));
	set(o, "path", text(w->redact ? file_name(path) : path));
	set(o, "uptime",
	    sqlite3_column_type(q, 21) == SQLITE_NULL ? json_null()
						      : json_real(sqlite3_column_double(q, 21)));
	return o;
}

static enum cs_status add_sightings(struct writer *w, json_t *o, int64_t id, struct cs_error *err)
{
	json_t *list = json_array();
	sqlite3_stmt *q = cs_db_query(
		w->store, err,
		"SELECT g.identity, g.signature, g.title, g.release, g.arch,"
		" g.hardware, g.build_id, g.taint, g.file, g.corrupted, i.digest, g.host, g.comm,"
		" g.seen_at, g.severity, g.line, g.first_line, g.last_line, g.boot, g.repeats,"
		" i.path, g.uptime, g.id FROM sightings g JOIN inputs i ON i.id = g.input_id"
		" WHERE g.case_id = ? ORDER BY g.id",
		"i", id);
	enum cs_status rc;

	set(o, "sightings", list);
	while ((rc = cs_db_next(w->store, &q, err)) == CS_OK) {
		json_t *g = sighting_json(w, q);

		json_array_append_new(list, g);
		rc = add_report(w, g, id, sqlite3_column_int64(q, 22), err);
		if (rc != CS_OK)
			break;
	}
	cs_db_done(w->store, q);
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

static enum cs_status add_signatures(struct writer *w, json_t *o, int64_t id, struct cs_error *err)
{
	json_t *list = json_array();
	sqlite3_stmt *q = cs_db_query(w->store, err,
				      "SELECT signature, kind, title, key, pinned FROM signatures"
				      " WHERE case_id = ? ORDER BY rowid",
				      "i", id);
	enum cs_status rc;

	set(o, "signatures", list);
	while ((rc = cs_db_next(w->store, &q, err)) == CS_OK) {
		json_t *x = json_object();

		set(x, "signature", text(cs_db_str(q, 0)));
		set(x, "kind", text(cs_db_str(q, 1)));
		set(x, "title", text(cs_db_str(q, 2)));
		set(x, "key", text(cs_db_str(q, 3)));
		set(x, "pinned", text(cs_db_str(q, 4)));
		json_array_append_new(list, x);
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

static enum cs_status add_journal(struct writer *w, json_t *o, int64_t id, struct cs_error *err)
{
	json_t *list = json_array();
	sqlite3_stmt *q = cs_db_query(w->store, err,
				      "SELECT who, what, text, at FROM journal"
				      " WHERE case_id = ? ORDER BY id",
				      "i", id);
	enum cs_status rc;

	set(o, "journal", list);
	while ((rc = cs_db_next(w->store, &q, err)) == CS_OK) {
		json_t *x = json_object();

		set(x, "who", text(cs_db_str(q, 0)));
		set(x, "what", text(cs_db_str(q, 1)));
		set(x, "text", text(cs_db_str(q, 2)));
		set(x, "at", number(sqlite3_column_int64(q, 3)));
		json_array_append_new(list, x);
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

static enum cs_status write_case(struct writer *w, FILE *out, int64_t id, struct cs_error *err)
{
	struct cs_case c;
	enum cs_status rc = cs_case_get(w->store, &w->arena, id, &c, err);
	json_t *o;

	if (rc != CS_OK)
		return rc;
	o = case_json(&c);
	if (w->redact)
		set(o, "owner", json_null());
	rc = add_signatures(w, o, id, err);
	if (rc == CS_OK)
		rc = add_sightings(w, o, id, err);
	if (rc == CS_OK && !w->redact)
		rc = add_journal(w, o, id, err);
	if (rc == CS_OK)
		json_dumpf(o, out, JSON_COMPACT);
	json_decref(o);
	return rc;
}

enum cs_status cs_bundle_write_case(struct cs_store *s, FILE *out, int64_t id, struct cs_error *err)
{
	struct writer w = {.store = s};
	enum cs_status rc;

	cs_arena_init(&w.arena);
	rc = write_case(&w, out, id, err);
	if (rc == CS_OK)
		fputc('\n', out);
	cs_arena_release(&w.arena);
	return rc;
}

static enum cs_status all_ids(struct writer *w, int64_t **ids, size_t *n, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		w->store, err, "SELECT id FROM cases WHERE merged_into IS NULL ORDER BY id", "");
	enum cs_status rc;

	*ids = NULL;
	*n = 0;
	while ((rc = cs_db_next(w->store, &q, err)) == CS_OK)
		*CS_ARENA_PUSH(&w->arena, *ids, *n) = sqlite3_column_int64(q, 0);
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_bundle_write(struct cs_store *s, FILE *out, const int64_t *ids, size_t n,
			       bool redact, struct cs_error *err)
{
	struct writer w = {.store = s, .redact = redact};
	enum cs_status rc = CS_OK;
	int64_t *all = NULL;

	cs_arena_init(&w.arena);
	if (n == 0) {
		rc = all_ids(&w, &all, &n, err);
		ids = all;
	}
	fputs("{\"schema\":\"crashscan.cases/1\",\"cases\":[", out);
	for (size_t i = 0; i < n && rc == CS_OK; i++) {
		fputs(i ? ",\n" : "\n", out);
		rc = write_case(&w, out, ids[i], err);
	}
	fputs("\n]}\n", out);
	cs_arena_release(&w.arena);
	return rc;
}
