/* The store as a sink. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/file.h"

struct cs_filing {
	struct cs_filing_how how;
	struct cs_strbuf path;
	struct cs_store *store;
	struct cs_file_how file;
	struct cs_history history;
	struct cs_error error;
	bool failed;
	bool replay;
	unsigned long unfiled; /* events since it failed */
};

static bool note(struct cs_filing *f, enum cs_status rc)
{
	f->failed |= rc != CS_OK;
	return rc == CS_OK;
}

static enum cs_status begin_run(struct cs_filing *f)
{
	enum cs_status rc = cs_db_run(f->store, &f->error,
				      "INSERT INTO runs (started, name) VALUES (?, ?)"
				      " ON CONFLICT (name) DO NOTHING",
				      "is", (int64_t)time(NULL), f->how.run_name);

	if (rc != CS_OK || !f->how.run_name) {
		f->file.run_id = sqlite3_last_insert_rowid(f->store->db);
		return rc;
	}
	return cs_db_int(f->store, &f->error, &f->file.run_id, 0,
			 "SELECT id FROM runs WHERE name = ?", "s", f->how.run_name);
}

/* Whether there is a database to write to. */
static bool open_store(struct cs_filing *f)
{
	if (f->failed || f->store)
		return !f->failed;
	if (!f->how.path && !note(f, cs_store_make_folder(f->path.p, &f->error)))
		return false;
	if (!note(f, cs_store_open(&f->store, f->path.p, CS_STORE_WRITE, &f->error)))
		return false;
	return !f->how.run || note(f, begin_run(f));
}

struct cs_filing *cs_filing_new(const struct cs_filing_how *how)
{
	struct cs_filing *f = cs_calloc(1, sizeof(*f));

	f->how = *how;
	f->file.host = how->host;
	cs_strbuf_init(&f->path);
	if (how->path)
		cs_strbuf_add_c(&f->path, how->path);
	else
		cs_store_default_path(&f->path);
	if (!how->late)
		open_store(f);
	return f;
}

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_filing *f = ctx;

	(void)info;
	f->file.input_id = 0;
	f->file.place++;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_filing *f = ctx;

	if (f->replay)
		return;
	f->history = (struct cs_history){0};
	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0 || ev->line_count == 0)
		return;
	f->file.now = time(NULL);
	if (!open_store(f) ||
	    !note(f, cs_event_file(f->store, &f->file, info, ev, &f->history, &f->error)))
		f->unfiled++;
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_filing *f = ctx;

	if (f->failed || !f->store || f->replay)
		return;
	/* the row may be one that the run made before it was interrupted */
	note(f, cs_db_run(f->store, &f->error,
			  "UPDATE inputs SET digest = ?, bytes = ?, lines = ?, complete = ?,"
			  " transport = ? WHERE id = ? OR (run_id = ? AND place = ?)",
			  "siiisiii", info->digest, (int64_t)info->bytes, (int64_t)info->lines,
			  (int64_t)(info->reason_count == 0 && !info->error), info->encoding,
			  f->file.input_id, f->file.run_id, f->file.place));
}

/* Clean runs count, too, where there is a database: "gone" and "not seen for" are about them. */
void cs_filing_finish(struct cs_filing *f)
{
	if (!f->how.run || (!f->store && access(f->path.p, F_OK) != 0) || !open_store(f))
		return;
	note(f,
	     cs_db_run(f->store, &f->error, "UPDATE runs SET inputs = ?, finished = ? WHERE id = ?",
		       "iii", f->file.place, (int64_t)time(NULL), f->file.run_id));
}

struct cs_history *cs_filing_replay(struct cs_filing *f, bool replay)
{
	f->replay = replay;
	return &f->history;
}

struct cs_sink cs_filing_sink(struct cs_filing *f)
{
	return (struct cs_sink){begin_input, on_event, end_input, f};
}

const struct cs_history *cs_filing_history(const struct cs_filing *f)
{
	return &f->history;
}

const struct cs_error *cs_filing_error(const struct cs_filing *f)
{
	return f->failed ? &f->error : NULL;
}

unsigned long cs_filing_unfiled(const struct cs_filing *f)
{
	return f->unfiled;
}

void cs_filing_free(struct cs_filing *f)
{
	if (!f)
		return;
	cs_store_close(f->store);
	cs_strbuf_release(&f->path);
	free(f);
}
