#include "report/baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "report/json_tree.h"

#define SCHEMA "crashscan.baseline/1"

struct cs_baseline {
	json_t *root, *cases;
};

struct cs_baseline_seen {
	json_t *cases;
};

static enum cs_status bad(struct cs_error *err, const char *path, const char *what)
{
	return cs_error_set(err, CS_ERR_FORMAT, path, "not a baseline: %s", what);
}

static enum cs_status load(struct cs_baseline *b, const char *path, struct cs_error *err)
{
	json_error_t why;
	struct stat st;

	if (stat(path, &st) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot open: %s", strerror(errno));
	if (st.st_size > (off_t)CS_LIMIT_BASELINE_BYTES)
		return bad(err, path, "larger than any baseline");
	b->root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
	if (!b->root) {
		bad(err, path, why.text);
		err->line = why.line > 0 ? (unsigned long)why.line : 0;
		err->column = why.column > 0 ? (unsigned long)why.column : 0;
		return CS_ERR_FORMAT;
	}
	if (!json_is_string(json_object_get(b->root, "schema")) ||
	    strcmp(json_string_value(json_object_get(b->root, "schema")), SCHEMA) != 0)
		return bad(err, path, "its schema isn't " SCHEMA);
	b->cases = json_object_get(b->root, "cases");
	return json_is_object(b->cases) ? CS_OK : bad(err, path, "it has no cases");
}

enum cs_status cs_baseline_read(struct cs_baseline **out, const char *path, struct cs_error *err)
{
	struct cs_baseline *b = cs_calloc(1, sizeof(*b));
	enum cs_status rc = load(b, path, err);

	if (rc == CS_OK) {
		*out = b;
		return CS_OK;
	}
	cs_baseline_free(b);
	return rc;
}

struct cs_baseline *cs_baseline_new(void)
{
	struct cs_baseline *b = cs_calloc(1, sizeof(*b));

	b->root = cs_json_must(json_object());
	b->cases = cs_json_must(json_object());
	cs_json_set(b->root, "cases", b->cases);
	return b;
}

void cs_baseline_add(struct cs_baseline *b, struct cs_str signature, struct cs_str title,
		     struct cs_str kind, int64_t group)
{
	json_t *v = cs_json_must(json_object()), *name = cs_json_str(signature);

	cs_json_set(v, "title", cs_json_str(title));
	cs_json_set(v, "kind", cs_json_str(kind));
	cs_json_set(v, "case", json_sprintf("%lld", (long long)group));
	if (json_is_string(name))
		cs_json_set(b->cases, json_string_value(name), v);
	else
		json_decref(v);
	json_decref(name);
}

void cs_baseline_free(struct cs_baseline *b)
{
	if (!b)
		return;
	json_decref(b->root);
	free(b);
}

bool cs_baseline_knows(const struct cs_baseline *b, const char *signature)
{
	return json_object_get(b->cases, signature) != NULL;
}

struct cs_baseline_seen *cs_baseline_seen_new(void)
{
	struct cs_baseline_seen *s = cs_calloc(1, sizeof(*s));

	s->cases = json_object();
	if (!s->cases)
		cs_die_oom(0);
	return s;
}

void cs_baseline_seen_free(struct cs_baseline_seen *s)
{
	if (!s)
		return;
	json_decref(s->cases);
	free(s);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_baseline_seen *s = ctx;
	json_t *v;

	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0 || json_object_get(s->cases, ev->signature))
		return;
	v = json_object();
	json_object_set_new(v, "title", cs_json_str(ev->title));
	json_object_set_new(v, "kind", json_string(cs_kind_name(ev->kind)));
	json_object_set_new(v, "first_seen_in", cs_json_str(cs_str_from(info->path)));
	json_object_set_new(s->cases, ev->signature, v);
}

struct cs_sink cs_baseline_seen_sink(struct cs_baseline_seen *s)
{
	return (struct cs_sink){.event = on_event, .ctx = s};
}

static bool write_file(const struct cs_baseline_seen *s, const char *path)
{
	json_t *root = json_pack("{s:s,s:O}", "schema", SCHEMA, "cases", s->cases);
	FILE *f = fopen(path, "wex");
	bool ok = root && f && json_dumpf(root, f, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 &&
		  fputc('\n', f) != EOF && fflush(f) == 0;

	if (f && fclose(f) != 0)
		ok = false;
	json_decref(root);
	return ok;
}

enum cs_status cs_baseline_seen_write(const struct cs_baseline_seen *s, const char *path,
				      struct cs_error *err)
{
	enum cs_status rc = CS_OK;
	struct cs_strbuf beside;

	cs_strbuf_init(&beside);
	cs_strbuf_addf(&beside, "%s.new", path);
	remove(beside.p); /* of a run that was killed */
	if (!write_file(s, beside.p) || rename(beside.p, path) != 0) {
		rc = cs_error_set(err, CS_ERR_IO, path, "cannot write: %s", strerror(errno));
		remove(beside.p);
	}
	cs_strbuf_release(&beside);
	return rc;
}

/* Keys are the cases of which some signature was seen. */
static json_t *groups_seen(const struct cs_baseline *b, const struct cs_baseline_seen *s)
{
	json_t *groups = cs_json_must(json_object());
	const char *signature;
	json_t *v;

	json_object_foreach(b->cases, signature, v)
	{
		const char *group = json_string_value(json_object_get(v, "case"));

		if (group && json_object_get(s->cases, signature))
			cs_json_set(groups, group, json_true());
	}
	return groups;
}

void cs_baseline_gone(const struct cs_baseline *b, const struct cs_baseline_seen *s,
		      cs_baseline_gone_fn *fn, void *ctx)
{
	json_t *groups = groups_seen(b, s);
	const char *signature;
	json_t *v;

	json_object_foreach(b->cases, signature, v)
	{
		const char *title = json_string_value(json_object_get(v, "title"));
		const char *group = json_string_value(json_object_get(v, "case"));

		if (json_object_get(s->cases, signature) ||
		    (group && json_object_get(groups, group)))
			continue;
		fn(ctx, signature, title ? title : "");
		if (group)
			cs_json_set(groups, group, json_true());
	}
	json_decref(groups);
}
