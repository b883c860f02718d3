/* Private to store/: the steps of filing one event, all inside one transaction. */
#ifndef CS_STORE_FILE_H
#define CS_STORE_FILE_H

#include "store/db.h"

/* The case that SIGNATURE belongs to; 0 when there is none. */
enum cs_status cs_case_find(struct cs_store *s, const char *signature, int64_t *id,
			    struct cs_error *err) CS_MUST_CHECK;
/* The case of the event, which may be a new one. A signature never seen is adopted by a case that
 * has the same kind and title under another version of the signature. */
enum cs_status cs_case_of(struct cs_store *s, const struct cs_event *ev, int64_t now, int64_t *id,
			  struct cs_error *err) CS_MUST_CHECK;

/* What is known of case ID from the sightings before number BEFORE; 0: from all. */
enum cs_status cs_history_read(struct cs_store *s, int64_t id, int64_t before, struct cs_history *h,
			       struct cs_error *err) CS_MUST_CHECK;
/* Whether a kernel RELEASE has what FIXED_IN says; "" for either: unknown, taken as yes. */
bool cs_release_has(const char *release, const char *fixed_in);

/* Keeps the event itself with SIGHTING, and thins the case's older ones. */
enum cs_status cs_report_keep(struct cs_store *s, int64_t case_id, int64_t sighting,
			      const struct cs_event *ev, struct cs_error *err) CS_MUST_CHECK;

/* TEXT: title, functions, places, registers, excerpt, event. */
enum cs_status cs_report_add(struct cs_store *s, int64_t sighting, const struct cs_str text[6],
			     struct cs_error *err) CS_MUST_CHECK;
/* The first report of a case stays, and the latest CS_LIMIT_CASE_REPORTS. */
enum cs_status cs_report_thin(struct cs_store *s, int64_t case_id,
			      struct cs_error *err) CS_MUST_CHECK;

struct cs_file_how {
	const char *host;
	int64_t now;
	int64_t input_id; /* 0: not filed yet; set by cs_event_file */
	int64_t run_id;   /* 0: none */
	int64_t place;    /* the input's number in the run, from 1 */
};

/* Files the event; *H is what was known before it. */
enum cs_status cs_event_file(struct cs_store *s, struct cs_file_how *how,
			     const struct cs_input_info *info, const struct cs_event *ev,
			     struct cs_history *h, struct cs_error *err) CS_MUST_CHECK;
/* The place in the source to show for an event, or NULL. */
const struct cs_place *cs_event_place(const struct cs_event *ev);

/* Brings a case's counts in line with its sightings. */
enum cs_status cs_case_recount(struct cs_store *s, int64_t id, struct cs_error *err) CS_MUST_CHECK;
/* A line of a case's journal. */
enum cs_status cs_journal_add(struct cs_store *s, int64_t case_id, int64_t at, const char *who,
			      const char *what, const char *text,
			      struct cs_error *err) CS_MUST_CHECK;

#endif
