#include "report/known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/version.h"
#include "report/json_tree.h"

#define SCHEMA "crashscan.known/1"
#define MAX_WORD 300u /* bytes of an owner or a link that reports show */

struct cs_known {
	json_t *root, *issues;
	char today[16];
};

/* ---- reading ---- */

static struct cs_str text(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	return json_is_string(v) ? cs_str_from(json_string_value(v)) : (struct cs_str){"", 0};
}

static bool is_date(struct cs_str s)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(shape) - 1; i++)
		if (s.n != sizeof(shape) - 1 ||
		    (shape[i] == 'd' ? !cs_is_digit(s.p[i]) : s.p[i] != '-'))
			return false;
	return true;
}

static bool is_range(const json_t *v)
{
	return !v || (json_is_array(v) && json_array_size(v) == 2 &&
		      json_is_string(json_array_get(v, 0)) && json_is_string(json_array_get(v, 1)));
}

/* What is wrong with the issue, or NULL. */
static const char *fault_of(const json_t *o)
{
	enum cs_kind kind;

	if (!json_is_object(o))
		return "is no object";
	if (text(o, "title").n + text(o, "function").n + text(o, "signature").n == 0 ||
	    cs_str_is(text(o, "title"), "*"))
		return "names neither title nor function nor signature: it would take in "
		       "everything";
	if (json_object_get(o, "kind") && !cs_kind_from_name(text(o, "kind"), &kind))
		return "has a kind that there isn't";
	if (text(o, "owner").n == 0)
		return "has no owner";
	if (!is_date(text(o, "expires")))
		return "has no date in 'expires' (2027-03-31)";
	return is_range(json_object_get(o, "kernels")) ? NULL
						       : "has no pair of releases in 'kernels'";
}

static enum cs_status load(struct cs_known *k, const char *path, struct cs_error *err)
{
	json_error_t why;
	struct stat st;
	size_t i;
	json_t *o;

	if (stat(path, &st) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	if (st.st_size > (off_t)CS_LIMIT_BASELINE_BYTES)
		return cs_error_set(err, CS_ERR_FORMAT, path, "larger than any list of issues");
	k->root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
	if (!k->root) {
		cs_error_set(err, CS_ERR_FORMAT, path, "%s", why.text);
		err->line = why.line > 0 ? (unsigned long)why.line : 0;
		err->column = why.column > 0 ? (unsigned long)why.column : 0;
		return CS_ERR_FORMAT;
	}
	k->issues = json_object_get(k->root, "issues");
	if (!cs_str_is(text(k->root, "schema"), SCHEMA) || !json_is_array(k->issues))
		return cs_error_set(err, CS_ERR_FORMAT, path, "its schema isn't " SCHEMA);
	json_array_foreach(k->issues, i, o)
	{
		const char *fault = fault_of(o);

		if (fault)
			return cs_error_set(err, CS_ERR_FORMAT, path, "issue %zu %s", i + 1, fault);
	}
	return CS_OK;
}

enum cs_status cs_known_read(struct cs_known **out, const char *path, const char *today,
			     struct cs_error *err)
{
	struct cs_known *k = cs_calloc(1, sizeof(*k));
	enum cs_status rc;

	snprintf(k->today, sizeof(k->today), "%s", today);
	rc = load(k, path, err);
	if (rc != CS_OK) {
		cs_known_free(k);
		return rc;
	}
	*out = k;
	return CS_OK;
}

void cs_known_free(struct cs_known *k)
{
	if (!k)
		return;
	json_decref(k->root);
	free(k);
}

/* ---- asking ---- */

static bool title_matches(struct cs_str want, struct cs_str title)
{
	if (cs_str_ends(want, "*"))
		return cs_str_eq(cs_str_head(want, want.n - 1), cs_str_head(title, want.n - 1));
	return cs_str_eq(want, title);
}

static bool in_range(const json_t *range, const char *release)
{
	struct cs_str r = cs_str_from(release);

	if (!range || r.n == 0)
		return true;
	return cs_version_compare(r, cs_str_from(json_string_value(json_array_get(range, 0)))) >=
		       0 &&
	       cs_version_compare(r, cs_str_from(json_string_value(json_array_get(range, 1)))) <= 0;
}

static bool is_about(const json_t *o, const struct cs_known_case *c)
{
	struct cs_str title = text(o, "title"), function = text(o, "function");
	struct cs_str signature = text(o, "signature"), kind = text(o, "kind");

	return (title.n == 0 || title_matches(title, c->title)) &&
	       (function.n == 0 || cs_str_eq(function, c->function)) &&
	       (signature.n == 0 || cs_str_eq(signature, c->signature)) &&
	       (kind.n == 0 || cs_str_eq(kind, c->kind));
}

static bool matches(const json_t *o, const char *release, const struct cs_event *ev)
{
	const struct cs_known_case c = {ev->title, ev->function, cs_str_from(ev->signature),
					cs_str_from(cs_kind_name(ev->kind))};

	return is_about(o, &c) && in_range(json_object_get(o, "kernels"), release);
}

static void mark(const struct cs_known *k, const json_t *o, struct cs_event *ev)
{
	struct cs_str owner = text(o, "owner"), expires = text(o, "expires");
	struct cs_str link = text(o, "link");
	const char *colon = link.n ? ": " : "";
	bool holds = cs_str_cmp(expires, cs_str_from(k->today)) >= 0;

	ev->known |= holds;
	ev->issue = cs_arena_strf(
		&ev->arena, "known issue of " CS_STR_FMT "%s" CS_STR_FMT "%s%s" CS_STR_FMT,
		CS_STR_ARG(cs_str_head(owner, MAX_WORD)), holds ? " until " : ", but expired on ",
		CS_STR_ARG(expires), holds ? "" : ": it counts again", colon,
		CS_STR_ARG(cs_str_head(link, MAX_WORD)));
	cs_event_note(ev, CS_STR_FMT, CS_STR_ARG(ev->issue));
}

void cs_known_judge(const struct cs_known *k, const char *release, struct cs_event *ev)
{
	size_t i;
	const json_t *o;

	json_array_foreach(k->issues, i, o)
	{
		if (matches(o, release, ev)) {
			mark(k, o, ev);
			return;
		}
	}
}

/* ---- which issues are still needed ---- */

size_t cs_known_count(const struct cs_known *k)
{
	return json_array_size(k->issues);
}

bool cs_known_takes(const struct cs_known *k, size_t i, const struct cs_known_case *c)
{
	return is_about(json_array_get(k->issues, i), c);
}

struct cs_str cs_known_name(const struct cs_known *k, size_t i)
{
	const json_t *o = json_array_get(k->issues, i);
	struct cs_str title = text(o, "title"), function = text(o, "function");

	if (title.n)
		return title;
	return function.n ? function : text(o, "signature");
}

struct cs_str cs_known_owner(const struct cs_known *k, size_t i)
{
	return text(json_array_get(k->issues, i), "owner");
}
