/* cases merge, split, note, status, export, import. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cases.h"
#include "store/bundle.h"

/* Who is said to have done it. */
static const char *who(void)
{
	const char *user = getenv("CRASHSCAN_USER");
	const struct passwd *pw;

	if (user && *user)
		return user;
	pw = getpwuid(getuid());
	return pw ? pw->pw_name : "unknown";
}

int cs_cases_merge(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	int64_t into, from;
	enum cs_status rc;

	if (!cs_cases_number(o->words.v[0], &into, err) ||
	    !cs_cases_number(o->words.v[1], &from, err))
		return cs_cases_exit(CS_ERR_USAGE);
	rc = cs_case_merge(s, into, from, who(), err);
	if (rc == CS_OK)
		printf("case %lld is now part of case %lld\n", (long long)from, (long long)into);
	return cs_cases_exit(rc);
}

int cs_cases_split(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	int64_t id, other;
	enum cs_status rc;

	if (!cs_cases_number(o->words.v[0], &id, err))
		return cs_cases_exit(CS_ERR_USAGE);
	rc = cs_case_split(s, id, o->words.v[1], who(), &other, err);
	if (rc == CS_OK)
		printf("%s is now case %lld\n", o->words.v[1], (long long)other);
	return cs_cases_exit(rc);
}

int cs_cases_note(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_strbuf text;
	enum cs_status rc;
	int64_t id;

	if (!cs_cases_number(o->words.v[0], &id, err))
		return cs_cases_exit(CS_ERR_USAGE);
	cs_strbuf_init(&text);
	for (size_t i = 1; i < o->words.n; i++)
		cs_strbuf_addf(&text, "%s%s", i > 1 ? " " : "", o->words.v[i]);
	rc = cs_case_note(s, id, who(), text.p, err);
	cs_strbuf_release(&text);
	return cs_cases_exit(rc);
}

int cs_cases_status(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_case_change to = {.status = o->words.n > 1 ? o->words.v[1] : NULL,
				    .owner = o->owner,
				    .link = o->link,
				    .fixed_in = o->fixed_in};
	int64_t id;

	if (!cs_cases_number(o->words.v[0], &id, err))
		return cs_cases_exit(CS_ERR_USAGE);
	if (!to.status && !to.owner && !to.link && !to.fixed_in) {
		cs_error_set(err, CS_ERR_USAGE, NULL,
			     "what to set? a status (%s), --owner, --link"
			     " or --fixed-in",
			     cs_case_statuses());
		return cs_cases_exit(CS_ERR_USAGE);
	}
	return cs_cases_exit(cs_case_change(s, id, who(), &to, err));
}

static enum cs_status write_bundle(struct cs_store *s, const struct cs_cases_options *o, FILE *f,
				   struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	int64_t *ids = calloc(o->words.n + 1, sizeof(*ids));

	if (!ids)
		return cs_error_set(err, CS_ERR_IO, NULL, "out of memory");
	for (size_t i = 0; i < o->words.n && rc == CS_OK; i++)
		if (!cs_cases_number(o->words.v[i], &ids[i], err))
			rc = CS_ERR_USAGE;
	if (rc == CS_OK)
		rc = cs_bundle_write(s, f, ids, o->words.n, o->redact, err);
	free(ids);
	return rc;
}

int cs_cases_export(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	FILE *f = o->output ? fopen(o->output, "we") : stdout;
	enum cs_status rc;

	if (!f) {
		rc = cs_error_set(err, CS_ERR_IO, o->output, "cannot write: %s", strerror(errno));
		return cs_cases_exit(rc);
	}
	rc = write_bundle(s, o, f, err);
	if ((f == stdout ? fflush(f) : fclose(f)) != 0 && rc == CS_OK && errno != EPIPE)
		rc = cs_error_set(err, CS_ERR_IO, o->output, "cannot write: %s", strerror(errno));
	return cs_cases_exit(rc);
}

int cs_cases_import(struct cs_store *s, const struct cs_cases_options *o, struct cs_error *err)
{
	struct cs_bundle_counts n;
	enum cs_status rc = cs_bundle_read(s, o->words.v[0], who(), &n, err);

	if (rc == CS_OK)
		printf("%ld cases (%ld new), %ld sightings (%ld new)\n", n.cases, n.new_cases,
		       n.sightings, n.new_sightings);
	return cs_cases_exit(rc);
}
