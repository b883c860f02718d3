#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "store/bundle.h"
#include "store/file.h"

struct reader {
	struct cs_store *store;
	const char *path, *who;
	struct cs_bundle_counts *n;
};

/* ---- values of a stranger's JSON: what isn't as it should be is empty ---- */

static struct cs_str text(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_string(v) ? (struct cs_str){json_string_value(v), json_string_length(v)}
				 : (struct cs_str){"", 0};
}

static int64_t number(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? (int64_t)json_integer_value(v) : 0;
}

static enum cs_status damaged(const struct reader *r, struct cs_error *err, const char *what)
{
	return cs_error_set(err, CS_ERR_FORMAT, r->path, "not a bundle of cases: %s", what);
}

/* ---- cases find each other by signature ---- */

static enum cs_status find_case(struct reader *r, const json_t *c, int64_t *id,
				struct cs_error *err)
{
	size_t i;
	json_t *x;
	enum cs_status rc = CS_OK;

	*id = 0;
	json_array_foreach(json_object_get(c, "signatures"), i, x)
	{
		const char *signature = text(x, "signature").p;

		rc = cs_case_find(r->store, signature, id, err);
		if (rc != CS_OK || *id)
			break;
	}
	return rc;
}

static enum cs_status add_case(struct reader *r, const json_t *c, int64_t *id, struct cs_error *err)
{
	enum cs_severity severity = CS_INFO;
	enum cs_status rc;

	cs_severity_from_name(text(c, "severity"), &severity);
	rc = cs_db_run(r->store, err,
		       "INSERT INTO cases (kind, severity, title, function, module, file, line,"
		       " owner, link, fixed_in, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?,"
		       " nullif(?, 0), ?, ?, ?, ?, ?)",
		       "bibvvvivvvii", text(c, "kind"), (int64_t)severity, text(c, "title"),
		       text(c, "function"), text(c, "module"), text(c, "file"), number(c, "line"),
		       text(c, "owner"), text(c, "link"), text(c, "fixed_in"),
		       number(c, "first_seen"), number(c, "last_seen"));
	*id = sqlite3_last_insert_rowid(r->store->db);
	if (rc == CS_OK) /* a status that we don't know stays "untriaged" */
		rc = cs_db_run(r->store, err, "UPDATE OR IGNORE cases SET status = ? WHERE id = ?",
			       "bi", text(c, "status"), *id);
	r->n->new_cases++;
	return rc;
}

static enum cs_status add_signatures(struct reader *r, const json_t *c, int64_t id,
				     struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	size_t i;
	json_t *x;

	json_array_foreach(json_object_get(c, "signatures"), i, x)
	{
		if (text(x, "signature").n == 0)
			return damaged(r, err, "a signature is missing");
		rc = cs_db_run(r->store, err,
			       "INSERT OR IGNORE INTO signatures (signature, case_id, home_id,"
			       " kind, title, key, pinned) VALUES (?, ?, ?, ?, ?, ?,"
			       " CASE WHEN ?7 IN ('merge', 'split') THEN ?7 END)",
			       "viibbbv", text(x, "signature"), id, id, text(x, "kind"),
			       text(x, "title"), text(x, "key"), text(x, "pinned"));
		if (rc != CS_OK)
			break;
	}
	return rc;
}

static enum cs_status add_input(struct reader *r, const json_t *g, int64_t *id,
				struct cs_error *err)
{
	enum cs_status rc =
		cs_db_run(r->store, err,
			  "INSERT INTO inputs (path, format, digest, complete, filed_at)"
			  " VALUES (?, 'bundle', ?, 1, ?)",
			  "bvi", text(g, "path"), text(g, "digest"), (int64_t)time(NULL));

	*id = sqlite3_last_insert_rowid(r->store->db);
	return rc;
}

static enum cs_status add_report(struct reader *r, const json_t *g, int64_t sighting,
				 struct cs_error *err)
{
	const json_t *o = json_object_get(g, "report");
	char *event = json_dumps(json_object_get(o, "event"), JSON_COMPACT | JSON_ENCODE_ANY);
	enum cs_status rc = CS_OK;

	if (json_is_object(o))
		rc = cs_report_add(r->store, sighting,
				   (struct cs_str[6]){text(o, "title"), text(o, "functions"),
						      text(o, "places"), text(o, "registers"),
						      text(o, "excerpt"),
						      cs_str_from(event ? event : "null")},
				   err);
	free(event);
	return rc;
}

/* A sighting's case is its signature's, which may be another than the bundle says. */
static enum cs_status insert_sighting(struct reader *r, const json_t *g, int64_t case_id,
				      int64_t input, struct cs_error *err)
{
	const json_t *uptime = json_object_get(g, "uptime");

	return cs_db_run(
		r->store, err,
		"INSERT INTO sightings (case_id, signature, input_id, identity,"
		" seen_at, uptime, title, severity, host, release, arch, hardware, build_id,"
		" taint, comm, file, line, first_line, last_line, boot, corrupted, repeats) VALUES"
		" (?, ?, ?, ?, ?, nullif(?, -1.0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?,"
		" ?, ?, ?, ?)",
		"ivivifbivvvvvvvviiiivi", case_id, text(g, "signature"), input, text(g, "identity"),
		number(g, "seen_at"), json_is_real(uptime) ? json_real_value(uptime) : -1.0,
		text(g, "title"), number(g, "severity"), text(g, "host"), text(g, "release"),
		text(g, "arch"), text(g, "hardware"), text(g, "build_id"), text(g, "taint"),
		text(g, "comm"), text(g, "file"), number(g, "line"), number(g, "first_line"),
		number(g, "last_line"), number(g, "boot"), text(g, "corrupted"),
		number(g, "repeats"));
}

static enum cs_status add_sighting(struct reader *r, const json_t *g, struct cs_error *err)
{
	int64_t known = 0, input, case_id = 0, id;
	enum cs_status rc;

	r->n->sightings++;
	if (text(g, "identity").n == 0 || text(g, "signature").n == 0)
		return damaged(r, err, "a sighting has no identity");
	rc = cs_db_int(r->store, err, &known, 0, "SELECT id FROM sightings WHERE identity = ?", "v",
		       text(g, "identity"));
	if (rc != CS_OK || known)
		return rc;
	rc = cs_case_find(r->store, text(g, "signature").p, &case_id, err);
	if (rc == CS_OK && !case_id)
		return damaged(r, err, "a sighting's signature is not among its case's");
	if (rc == CS_OK)
		rc = add_input(r, g, &input, err);
	if (rc == CS_OK)
		rc = insert_sighting(r, g, case_id, input, err);
	id = sqlite3_last_insert_rowid(r->store->db);
	if (rc == CS_OK)
		rc = add_report(r, g, id, err);
	if (rc == CS_OK)
		rc = cs_case_recount(r->store, case_id, err);
	r->n->new_sightings++;
	return rc;
}

static enum cs_status add_journal(struct reader *r, const json_t *c, int64_t id,
				  struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	size_t i;
	json_t *x;

	json_array_foreach(json_object_get(c, "journal"), i, x)
	{
		rc = cs_db_run(r->store, err,
			       "INSERT INTO journal (case_id, at, who, what, text) SELECT ?1, ?2,"
			       " ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM journal WHERE"
			       " case_id = ?1 AND at = ?2 AND what = ?4 AND text IS ?5)",
			       "iibbv", id, number(x, "at"), text(x, "who"), text(x, "what"),
			       text(x, "text"));
		if (rc != CS_OK)
			break;
	}
	return rc;
}

static enum cs_status read_case(struct reader *r, const json_t *c, struct cs_error *err)
{
	int64_t id;
	size_t i;
	json_t *g;
	enum cs_status rc = find_case(r, c, &id, err);

	r->n->cases++;
	if (rc == CS_OK && id == 0)
		rc = add_case(r, c, &id, err);
	if (rc == CS_OK)
		rc = add_signatures(r, c, id, err);
	json_array_foreach(json_object_get(c, "sightings"), i, g)
	{
		if (rc != CS_OK)
			return rc;
		rc = add_sighting(r, g, err);
	}
	if (rc == CS_OK)
		rc = add_journal(r, c, id, err);
	return rc == CS_OK ? cs_report_thin(r->store, id, err) : rc;
}

static enum cs_status read_cases(struct reader *r, const json_t *root, struct cs_error *err)
{
	const json_t *cases = json_object_get(root, "cases");
	enum cs_status rc = CS_OK;
	size_t i;
	json_t *c;

	if (!cs_str_is(text(root, "schema"), "crashscan.cases/1") || !json_is_array(cases))
		return damaged(r, err, "its schema is not crashscan.cases/1");
	json_array_foreach(cases, i, c)
	{
		rc = read_case(r, c, err);
		if (rc != CS_OK)
			break;
	}
	return rc;
}

struct bounded {
	FILE *f;
	size_t left;
	bool over;
};

static size_t take(void *buf, size_t n, void *ctx)
{
	struct bounded *b = ctx;
	size_t got = fread(buf, 1, n < b->left ? n : b->left, b->f);

	b->left -= got;
	if (got == 0 && b->left == 0 && fgetc(b->f) != EOF)
		b->over = true;
	return b->over ? (size_t)-1 : got;
}

/* *ROOT is NULL when it is no JSON: *AT says why. */
static enum cs_status load(const char *path, json_t **root, json_error_t *at, struct cs_error *err)
{
	struct bounded b = {.left = CS_LIMIT_BUNDLE_BYTES};

	b.f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	if (!b.f)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	*root = json_load_callback(take, &b, 0, at);
	if (b.f != stdin)
		fclose(b.f);
	if (b.over)
		return cs_error_set(err, CS_ERR_FORMAT, path,
				    "larger than %u MB: export it in parts, some cases each",
				    CS_LIMIT_BUNDLE_BYTES >> 20);
	return CS_OK;
}

enum cs_status cs_bundle_read(struct cs_store *s, const char *path, const char *who,
			      struct cs_bundle_counts *out, struct cs_error *err)
{
	struct reader r = {s, path, who, out};
	json_error_t at;
	json_t *root;
	enum cs_status rc;

	*out = (struct cs_bundle_counts){0};
	rc = load(path, &root, &at, err);
	if (rc != CS_OK)
		return rc;
	if (!root) {
		rc = cs_error_set(err, CS_ERR_FORMAT, path, "%s", at.text);
		if (err && at.line > 0) {
			err->line = (unsigned long)at.line;
			err->column = (unsigned long)at.column;
		}
		return rc;
	}
	rc = cs_db_begin(s, err);
	if (rc == CS_OK)
		rc = cs_db_end(s, read_cases(&r, root, err), err);
	json_decref(root);
	return rc;
}
