/* Lists of cases and of their sightings. */
#include "base/limits.h"
#include "base/mem.h"
#include "store/cases.h"
#include "store/db.h"

#define CASE_COLUMNS                                                                               \
	"c.id, c.kind, c.title, c.function, c.module, c.file, c.line, c.severity, c.status,"       \
	" c.owner, c.link, c.fixed_in, c.merged_into, c.sightings, c.first_seen, c.last_seen,"     \
	" (SELECT release FROM sightings g WHERE g.case_id = c.id"                                 \
	" ORDER BY g.seen_at DESC, g.id DESC LIMIT 1)"

#define MATCHES                                                                                    \
	" FROM cases c WHERE c.merged_into IS NULL AND (?1 IS NULL OR c.kind = ?1)"                \
	" AND (?2 IS NULL OR c.status = ?2) AND (?3 IS NULL OR (?4 <> 0 AND c.id = ?4)"            \
	" OR (?4 = 0 AND (c.owner = ?5 OR c.id IN (SELECT g.case_id FROM search x"                 \
	" JOIN sightings g ON g.id = x.rowid WHERE search MATCH ?3))))"

static const char *const list_sql[] = {
	[CS_CASE_NEWEST] = "SELECT " CASE_COLUMNS MATCHES
			   " ORDER BY c.last_seen DESC, c.id DESC LIMIT ?6 OFFSET ?7",
	[CS_CASE_MOST] = "SELECT " CASE_COLUMNS MATCHES
			 " ORDER BY c.sightings DESC, c.last_seen DESC, c.id LIMIT ?6 OFFSET ?7",
	[CS_CASE_OLDEST] = "SELECT " CASE_COLUMNS MATCHES
			   " ORDER BY c.first_seen, c.id LIMIT ?6 OFFSET ?7",
	[CS_CASE_WORST] = "SELECT " CASE_COLUMNS MATCHES
			  " ORDER BY c.severity DESC, c.last_seen DESC, c.id DESC LIMIT ?6"
			  " OFFSET ?7",
};

static struct cs_str text(struct cs_arena *a, sqlite3_stmt *q, int column)
{
	struct cs_str s = cs_db_str(q, column);

	return s.n ? cs_arena_str(a, s) : (struct cs_str){"", 0};
}

static void read_case(struct cs_arena *a, sqlite3_stmt *q, struct cs_case *c)
{
	int64_t severity = sqlite3_column_int64(q, 7);

	c->id = sqlite3_column_int64(q, 0);
	c->kind = text(a, q, 1);
	c->title = text(a, q, 2);
	c->function = text(a, q, 3);
	c->module = text(a, q, 4);
	c->file = text(a, q, 5);
	c->line = sqlite3_column_int64(q, 6);
	c->severity = severity >= CS_INFO && severity <= CS_FATAL ? (enum cs_severity)severity
								  : CS_INFO;
	c->status = text(a, q, 8);
	c->owner = text(a, q, 9);
	c->link = text(a, q, 10);
	c->fixed_in = text(a, q, 11);
	c->merged_into = sqlite3_column_int64(q, 12);
	c->sightings = sqlite3_column_int64(q, 13);
	c->first_seen = sqlite3_column_int64(q, 14);
	c->last_seen = sqlite3_column_int64(q, 15);
	c->last_release = text(a, q, 16);
}

/* FTS5's own syntax is not for users: every word becomes a quoted prefix, all must be there.
 * Returns how many words are too many, and left out. */
static unsigned long match_words(struct cs_strbuf *b, struct cs_str words)
{
	struct cs_str word;
	unsigned long n = 0;

	for (cs_eat_blank(&words); cs_eat_word(&words, &word); cs_eat_blank(&words), n++) {
		if (n >= CS_LIMIT_SEARCH_WORDS)
			continue;
		cs_strbuf_add_c(b, n ? " AND \"" : "\"");
		for (size_t i = 0; i < word.n; i++) {
			if (word.p[i] == '"')
				cs_strbuf_add_char(b, '"');
			cs_strbuf_add_char(b, word.p[i] ? word.p[i] : ' ');
		}
		cs_strbuf_add_c(b, "\"*");
	}
	return n > CS_LIMIT_SEARCH_WORDS ? n - CS_LIMIT_SEARCH_WORDS : 0;
}

static int64_t case_number(struct cs_str words)
{
	uint64_t id;

	return cs_eat_char(&words, '#') && cs_str_to_dec(words, &id) && id < INT64_MAX ? (int64_t)id
										       : 0;
}

static enum cs_status read_list(struct cs_store *s, struct cs_arena *a,
				const struct cs_case_filter *f, struct cs_str match,
				struct cs_case_list *out, struct cs_error *err)
{
	int64_t number = case_number(f->words);
	enum cs_status rc = cs_db_int(s, err, &out->total, 0, "SELECT count(*)" MATCHES, "ssviv",
				      f->kind, f->status, match, number, f->words);
	sqlite3_stmt *q;

	if (rc != CS_OK)
		return rc;
	q = cs_db_query(s, err, list_sql[f->order], "ssvivii", f->kind, f->status, match, number,
			f->words, f->limit, f->offset);
	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		read_case(a, q, CS_ARENA_PUSH(a, out->v, out->n));
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_case_list(struct cs_store *s, struct cs_arena *a, const struct cs_case_filter *f,
			    struct cs_case_list *out, struct cs_error *err)
{
	struct cs_strbuf match;
	enum cs_status rc;

	*out = (struct cs_case_list){0};
	cs_strbuf_init(&match);
	out->unread = match_words(&match, f->words);
	rc = read_list(s, a, f, cs_strbuf_str(&match), out, err);
	cs_strbuf_release(&match);
	return rc;
}

enum cs_status cs_case_similar(struct cs_store *s, struct cs_arena *a, const struct cs_case *c,
			       struct cs_case_list *out, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(s, err,
				      "SELECT " CASE_COLUMNS
				      " FROM cases c WHERE c.merged_into IS NULL AND"
				      " c.id <> ? AND (c.function = ? OR c.title = ?)"
				      " ORDER BY c.sightings DESC, c.id LIMIT 8",
				      "ivv", c->id, c->function, c->title);
	enum cs_status rc;

	*out = (struct cs_case_list){0};
	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		read_case(a, q, CS_ARENA_PUSH(a, out->v, out->n));
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

static enum cs_status no_case(struct cs_store *s, int64_t id, struct cs_error *err)
{
	return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s), "there is no case %lld",
			    (long long)id);
}

enum cs_status cs_case_get(struct cs_store *s, struct cs_arena *a, int64_t id, struct cs_case *out,
			   struct cs_error *err)
{
	sqlite3_stmt *q =
		cs_db_query(s, err, "SELECT " CASE_COLUMNS " FROM cases c WHERE c.id = ?", "i", id);
	enum cs_status rc = cs_db_next(s, &q, err);

	if (rc == CS_NOT_FOUND)
		return no_case(s, id, err);
	if (rc != CS_OK)
		return rc;
	read_case(a, q, out);
	cs_db_done(s, q);
	return CS_OK;
}

static void read_sighting(struct cs_arena *a, sqlite3_stmt *q, struct cs_sighting *g)
{
	struct cs_str *const texts[] = {&g->signature, &g->title,    &g->host,     &g->release,
					&g->arch,      &g->hardware, &g->build_id, &g->taint,
					&g->comm,      &g->file,     &g->path,     &g->digest,
					&g->corrupted};

	for (int i = 0; i < 13; i++)
		*texts[i] = text(a, q, i);
	g->id = sqlite3_column_int64(q, 13);
	g->seen_at = sqlite3_column_int64(q, 14);
	g->line = sqlite3_column_int64(q, 15);
	g->first_line = sqlite3_column_int64(q, 16);
	g->last_line = sqlite3_column_int64(q, 17);
	g->boot = sqlite3_column_int64(q, 18);
	g->repeats = sqlite3_column_int64(q, 19);
	g->uptime = sqlite3_column_double(q, 20);
	g->has_report = sqlite3_column_int(q, 21);
}

enum cs_status cs_case_sightings(struct cs_store *s, struct cs_arena *a, int64_t id, int64_t offset,
				 int64_t limit, struct cs_sighting_list *out, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err,
		"SELECT g.signature, g.title, g.host, g.release, g.arch, g.hardware,"
		" g.build_id, g.taint, g.comm, g.file, i.path, i.digest, g.corrupted, g.id,"
		" g.seen_at, g.line, g.first_line, g.last_line, g.boot, g.repeats,"
		" coalesce(g.uptime, -1.0), EXISTS (SELECT 1 FROM reports r WHERE"
		" r.sighting_id = g.id) FROM sightings g JOIN inputs i ON i.id = g.input_id"
		" WHERE g.case_id = ? ORDER BY g.seen_at DESC, g.id DESC LIMIT ? OFFSET ?",
		"iii", id, limit, offset);
	enum cs_status rc;

	*out = (struct cs_sighting_list){0};
	while ((rc = cs_db_next(s, &q, err)) == CS_OK)
		read_sighting(a, q, CS_ARENA_PUSH(a, out->v, out->n));
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}

enum cs_status cs_case_report(struct cs_store *s, struct cs_arena *a, int64_t id, int64_t sighting,
			      struct cs_case_report *out, struct cs_error *err)
{
	sqlite3_stmt *q = cs_db_query(
		s, err,
		"SELECT r.sighting_id, r.excerpt, r.event FROM sightings g JOIN reports r"
		" ON r.sighting_id = g.id WHERE g.case_id = ?1 AND (?2 = 0 OR g.id = ?2)"
		" ORDER BY g.seen_at DESC, g.id DESC LIMIT 1",
		"ii", id, sighting);
	enum cs_status rc = cs_db_next(s, &q, err);

	if (rc == CS_NOT_FOUND)
		return cs_error_set(err, CS_NOT_FOUND, cs_store_path(s),
				    "case %lld keeps no such report", (long long)id);
	if (rc != CS_OK)
		return rc;
	out->sighting = sqlite3_column_int64(q, 0);
	out->excerpt = text(a, q, 1);
	out->event = text(a, q, 2);
	cs_db_done(s, q);
	return CS_OK;
}
