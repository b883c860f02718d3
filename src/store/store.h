/* The case store: a SQLite file in which every bug is a case and every time it was seen a
 * sighting. Several processes may write to it at once; each event is one transaction, so that a
 * killed process leaves a sound database. This folder is the only place with SQL. */
#ifndef CS_STORE_STORE_H
#define CS_STORE_STORE_H

#include "base/error.h"
#include "base/strbuf.h"
#include "report/history.h"
#include "report/sink.h"

struct cs_store;

enum cs_store_mode {
	CS_STORE_READ,  /* opens the file read-only; nothing can change through it */
	CS_STORE_WRITE, /* makes the file, and brings an older schema up to date */
};

/* PATH is a file or a "file:" URL. CS_ERR_DATABASE when it can't be opened, isn't a crashscan
 * case database, or is one of a newer schema; CS_MISMATCH: to be read, but of an older one. */
enum cs_status cs_store_open(struct cs_store **out, const char *path, enum cs_store_mode mode,
			     struct cs_error *err) CS_MUST_CHECK;
void cs_store_close(struct cs_store *s);
const char *cs_store_path(const struct cs_store *s);
/* Appends $CRASHSCAN_DB, else $XDG_DATA_HOME/crashscan/cases.db, else the same under
 * ~/.local/share. */
void cs_store_default_path(struct cs_strbuf *out);
/* Makes the folders above PATH, for the owner alone. */
enum cs_status cs_store_make_folder(const char *path, struct cs_error *err) CS_MUST_CHECK;
/* No query may run longer, else it fails with CS_LIMIT: for pages that anybody may ask for. */
void cs_store_limit_time(struct cs_store *s, unsigned milliseconds);

/* ---- filing ---- */

struct cs_filing;

struct cs_filing_how {
	const char *path;     /* of the database; NULL: the default, its folder made if need be */
	const char *host;     /* the machine that crashed, or NULL: not told */
	bool run;             /* note this as a run (batch) */
	const char *run_name; /* by which it is found again when it goes on, or NULL */
	bool late;            /* open the database at the first event, not at once */
};

/* Files events into the database at PATH; cases are neither made of echoes nor of suppressed
 * events. Never NULL: a failure is kept (cs_filing_error) and ends the filing, not the work. */
struct cs_filing *cs_filing_new(const struct cs_filing_how *how);
struct cs_sink cs_filing_sink(struct cs_filing *f);
/* What was known of the event that the sink saw last. */
const struct cs_history *cs_filing_history(const struct cs_filing *f);
/* REPLAY: what comes was filed when the run was there first; it is counted, not filed, and the
 * history is the caller's to set. */
struct cs_history *cs_filing_replay(struct cs_filing *f, bool replay);
/* The run saw all its inputs: from now on it is one to compare with. */
void cs_filing_finish(struct cs_filing *f);
/* What went wrong, or NULL. */
const struct cs_error *cs_filing_error(const struct cs_filing *f);
/* How many reports were not filed for that. */
unsigned long cs_filing_unfiled(const struct cs_filing *f);
void cs_filing_free(struct cs_filing *f);

#endif
