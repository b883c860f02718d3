/* Questions to the case store, and what people say of cases. Everything that is returned lives in
 * the caller's arena. Functions that take a case return CS_NOT_FOUND when there is none. */
#ifndef CS_STORE_CASES_H
#define CS_STORE_CASES_H

#include "base/arena.h"
#include "event/kind.h"
#include "store/store.h"

struct cs_case {
	int64_t id;
	struct cs_str kind, title, function, module, file; /* empty: not known */
	int64_t line;
	enum cs_severity severity;
	struct cs_str status, owner, link, fixed_in;
	int64_t merged_into; /* 0: a case of its own */
	int64_t sightings, first_seen, last_seen;
	struct cs_str last_release;
};

enum cs_case_order { CS_CASE_NEWEST, CS_CASE_MOST, CS_CASE_OLDEST, CS_CASE_WORST };

struct cs_case_filter {
	const char *kind, *status; /* NULL: any */
	struct cs_str words;       /* empty: any; each word must be in the title, a function, a
				    * file, a module, a register's value or a line of a report, or
				    * all of them be the owner; "#12" is a case's number */
	enum cs_case_order order;
	int64_t offset, limit;
};

struct cs_case_list {
	struct cs_case *v;
	size_t n;
	int64_t total;        /* without offset and limit */
	unsigned long unread; /* words beyond CS_LIMIT_SEARCH_WORDS: not looked for */
};

enum cs_status cs_case_list(struct cs_store *s, struct cs_arena *a,
			    const struct cs_case_filter *filter, struct cs_case_list *out,
			    struct cs_error *err) CS_MUST_CHECK;
/* A merged case is returned itself (merged_into says where to look). */
enum cs_status cs_case_get(struct cs_store *s, struct cs_arena *a, int64_t id, struct cs_case *out,
			   struct cs_error *err) CS_MUST_CHECK;

struct cs_sighting {
	int64_t id, seen_at;
	struct cs_str signature, title, host, release, arch, hardware, build_id, taint, comm;
	struct cs_str file, path, digest, corrupted;
	int64_t line, first_line, last_line, boot, repeats;
	double uptime; /* below 0: not known */
	bool has_report;
};

struct cs_sighting_list {
	struct cs_sighting *v;
	size_t n;
};

/* Newest first. */
enum cs_status cs_case_sightings(struct cs_store *s, struct cs_arena *a, int64_t id, int64_t offset,
				 int64_t limit, struct cs_sighting_list *out,
				 struct cs_error *err) CS_MUST_CHECK;

/* How often each value of something was seen. */
struct cs_tally {
	struct cs_str value; /* empty: not told */
	int64_t count, first_seen, last_seen;
};

struct cs_tally_list {
	struct cs_tally *v;
	size_t n;
};

/* Sightings of the last WEEKS weeks before NOW, the oldest first; OUT has room for WEEKS. */
enum cs_status cs_case_weeks(struct cs_store *s, int64_t id, int64_t now, int weeks, int64_t *out,
			     struct cs_error *err) CS_MUST_CHECK;

enum cs_tally_of { CS_TALLY_RELEASE, CS_TALLY_HARDWARE, CS_TALLY_ARCH, CS_TALLY_HOST };

/* Most frequent first, at most CS_LIMIT_PAGE_ROWS. */
enum cs_status cs_case_tally(struct cs_store *s, struct cs_arena *a, int64_t id,
			     enum cs_tally_of of, struct cs_tally_list *out,
			     struct cs_error *err) CS_MUST_CHECK;
/* Cases of each kind (value: the kind's name; the times are 0). */
enum cs_status cs_case_kinds(struct cs_store *s, struct cs_arena *a, struct cs_tally_list *out,
			     struct cs_error *err) CS_MUST_CHECK;
/* What the spread over machines, models and kernels speaks for, in words; empty when the
 * sightings are too few or don't tell. One machine of several: its hardware; one model of
 * several: its firmware or drivers; several models: the kernel. */
struct cs_str cs_case_spread(struct cs_arena *a, const struct cs_tally_list *hosts,
			     const struct cs_tally_list *models);

/* Other cases with the same function or title, the most frequent first, at most 8: they may be the
 * same bug (one bug can show itself as a read, a write or an oops). */
enum cs_status cs_case_similar(struct cs_store *s, struct cs_arena *a, const struct cs_case *c,
			       struct cs_case_list *out, struct cs_error *err) CS_MUST_CHECK;

struct cs_case_report {
	int64_t sighting;
	struct cs_str excerpt; /* "number<TAB>line", a line each */
	struct cs_str event;   /* the contract's JSON */
};

/* SIGHTING 0: the case's latest. CS_NOT_FOUND also when that one's report wasn't kept. */
enum cs_status cs_case_report(struct cs_store *s, struct cs_arena *a, int64_t id, int64_t sighting,
			      struct cs_case_report *out, struct cs_error *err) CS_MUST_CHECK;

struct cs_case_signature {
	struct cs_str signature, title, key, pinned; /* key: a part a line */
	int64_t sightings;
};

struct cs_signature_list {
	struct cs_case_signature *v;
	size_t n;
};

enum cs_status cs_case_signatures(struct cs_store *s, struct cs_arena *a, int64_t id,
				  struct cs_signature_list *out,
				  struct cs_error *err) CS_MUST_CHECK;

struct cs_journal_line {
	int64_t at;
	struct cs_str who, what, text;
};

struct cs_journal {
	struct cs_journal_line *v;
	size_t n;
};

/* Oldest first; the last CS_LIMIT_PAGE_ROWS. */
enum cs_status cs_case_journal(struct cs_store *s, struct cs_arena *a, int64_t id,
			       struct cs_journal *out, struct cs_error *err) CS_MUST_CHECK;

/* ---- why two cases are two, or one case one ---- */

struct cs_key_part {
	struct cs_str name; /* "kind", "frame 1" … */
	struct cs_str a, b;
	bool same;
};

struct cs_key_diff {
	struct cs_key_part *v;
	size_t n;
	size_t different;
};

/* Part by part; KIND names the parts. */
struct cs_key_diff cs_key_compare(struct cs_arena *arena, struct cs_str kind, struct cs_str a,
				  struct cs_str b);

/* ---- what people say ---- */

/* All that FROM has goes to INTO, and its signatures with it, for good: new sightings follow. */
enum cs_status cs_case_merge(struct cs_store *s, int64_t into, int64_t from, const char *who,
			     struct cs_error *err) CS_MUST_CHECK;
/* SIGNATURE and its sightings leave case ID, for the case they had before a merge or for a new
 * one (*NEW_ID). */
enum cs_status cs_case_split(struct cs_store *s, int64_t id, const char *signature, const char *who,
			     int64_t *new_id, struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_case_note(struct cs_store *s, int64_t id, const char *who, const char *text,
			    struct cs_error *err) CS_MUST_CHECK;

struct cs_case_change { /* NULL: stays as it is; "" : unset */
	const char *status, *owner, *link, *fixed_in;
};

/* An unknown status is CS_ERR_USAGE. */
enum cs_status cs_case_change(struct cs_store *s, int64_t id, const char *who,
			      const struct cs_case_change *to, struct cs_error *err) CS_MUST_CHECK;
/* "untriaged, discussed, …" */
const char *cs_case_statuses(void);

#endif
