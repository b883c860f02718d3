#include "report/kcidb.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "report/json_tree.h"

struct cs_kcidb {
	FILE *out;
	struct cs_kcidb_options how;
	json_t *issues; /* by signature */
	bool any;
};

/* ---- options ---- */

static bool is_origin(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!cs_is_digit(s.p[i]) && s.p[i] != '_' && !(s.p[i] >= 'a' && s.p[i] <= 'z'))
			return false;
	return s.n > 0;
}

static bool is_id(struct cs_str s)
{
	return cs_str_find_char(s, ':') > 0 && is_origin(cs_str_until(s, ":"));
}

static enum cs_status set(struct cs_kcidb_options *o, struct cs_str key, struct cs_str value,
			  struct cs_error *err)
{
	bool origin = cs_str_is(key, "origin"), build = cs_str_is(key, "build");
	char *to = origin ? o->origin : build ? o->build_id : o->test_id;
	size_t size = origin ? sizeof(o->origin) : sizeof(o->build_id);

	if (!origin && !build && !cs_str_is(key, "test"))
		return cs_error_set(err, CS_ERR_USAGE, "",
				    "--kcidb: '" CS_STR_FMT "' is not one of: origin, build, test",
				    CS_STR_ARG(key));
	if (value.n >= size || !(origin ? is_origin(value) : is_id(value)))
		return cs_error_set(err, CS_ERR_USAGE, "", "--kcidb: '" CS_STR_FMT "' is no %s",
				    CS_STR_ARG(cs_str_head(value, 200)),
				    origin ? "origin (lower case, digits, _)"
					   : "ID (an origin, ':', and anything)");
	memcpy(to, value.p, value.n);
	to[value.n] = '\0';
	return CS_OK;
}

enum cs_status cs_kcidb_options_parse(struct cs_kcidb_options *o, const char *text,
				      struct cs_error *err)
{
	struct cs_str rest = cs_str_from(text);
	enum cs_status rc = CS_OK;

	do {
		struct cs_str pair = cs_str_until(rest, ",");

		rc = set(o, cs_str_until(pair, "="), cs_str_after(pair, "="), err);
		rest = cs_str_tail(rest, pair.n + 1);
	} while (rest.n && rc == CS_OK);
	return rc;
}

/* ---- objects ---- */

struct cs_kcidb *cs_kcidb_new(FILE *out, const struct cs_kcidb_options *how)
{
	struct cs_kcidb *k = cs_calloc(1, sizeof(*k));

	k->out = out;
	if (how)
		k->how = *how;
	if (!k->how.origin[0])
		strcpy(k->how.origin, "crashscan");
	k->issues = cs_json_must(json_object());
	fputs("{\"version\":{\"major\":5,\"minor\":3},\n\"incidents\":[", out);
	return k;
}

static json_t *id(const struct cs_kcidb *k, const char *name)
{
	return cs_json_must(json_sprintf("%s:%s", k->how.origin, name));
}

/* A value that isn't known is left out: nothing may be null there. */
static void set_known(json_t *o, const char *key, json_t *v)
{
	if (json_is_null(v))
		json_decref(v);
	else
		cs_json_set(o, key, v);
}

/* Made of what names a case only, so that any of its events gives the same. */
static json_t *issue(const struct cs_kcidb *k, const struct cs_event *ev)
{
	json_t *o = cs_json_must(json_object()), *misc = cs_json_must(json_object());

	cs_json_set(o, "id", id(k, ev->signature));
	cs_json_set(o, "version", json_integer(1));
	cs_json_set(o, "origin", json_string(k->how.origin));
	cs_json_set(o, "report_subject", cs_json_str(ev->title));
	cs_json_set(o, "comment", json_string(cs_kind_words(ev->kind)));
	cs_json_set(o, "categories",
		    json_pack("[o]", json_sprintf("runtime.%s", cs_kind_name(ev->kind))));
	cs_json_set(misc, "kind", json_string(cs_kind_name(ev->kind)));
	set_known(misc, "function", cs_json_str(ev->function));
	cs_json_set(o, "misc", misc);
	return o;
}

static json_t *incident_misc(const struct cs_input_info *info, const struct cs_event *ev)
{
	const struct cs_frame *f = ev->guilty;
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "path", cs_json_str(cs_str_from(info->path)));
	cs_json_set(o, "lines",
		    json_pack("[I,I]", (json_int_t)ev->lines[0].number,
			      (json_int_t)ev->lines[ev->line_count - 1].number));
	cs_json_set(o, "severity", json_string(cs_severity_name(ev->severity)));
	set_known(o, "kernel", cs_json_str(cs_str_from(info->release)));
	set_known(o, "test", cs_json_str(ev->test));
	set_known(o, "known_issue", cs_json_str(ev->issue));
	set_known(o, "corrupted", cs_json_str(ev->corrupted));
	if (f && f->place_count && f->places[0].file.n) {
		cs_json_set(o, "file", cs_json_str(f->places[0].file));
		set_known(o, "line", cs_json_int_if(f->places[0].line > 0, f->places[0].line));
	}
	for (size_t i = 0; i < ev->finding_count && i < 1; i++)
		cs_json_set(o, "finding", cs_json_str(ev->findings[i].title));
	return o;
}

static json_t *incident(const struct cs_kcidb *k, const struct cs_input_info *info,
			const struct cs_event *ev)
{
	json_t *o = cs_json_must(json_object());

	cs_json_set(o, "id", id(k, ev->span_digest));
	cs_json_set(o, "origin", json_string(k->how.origin));
	cs_json_set(o, "issue_id", id(k, ev->signature));
	cs_json_set(o, "issue_version", json_integer(1));
	if (k->how.build_id[0])
		cs_json_set(o, "build_id", cs_json_str(cs_str_from(k->how.build_id)));
	if (k->how.test_id[0])
		cs_json_set(o, "test_id", cs_json_str(cs_str_from(k->how.test_id)));
	cs_json_set(o, "present", json_true());
	cs_json_set(o, "misc", incident_misc(info, ev));
	return o;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_kcidb *k = ctx;
	json_t *v;

	if (cs_event_is_no_bug(ev) || ev->echo_of >= 0)
		return;
	if (!json_object_get(k->issues, ev->signature)) {
		if (json_object_size(k->issues) >= CS_LIMIT_BATCH_CASES)
			return; /* an incident without its issue would mean nothing */
		cs_json_set(k->issues, ev->signature, issue(k, ev));
	}
	v = incident(k, info, ev);
	fputs(k->any ? ",\n" : "\n", k->out);
	k->any = true;
	json_dumpf(v, k->out, JSON_COMPACT);
	json_decref(v);
}

struct cs_sink cs_kcidb_sink(struct cs_kcidb *k)
{
	return (struct cs_sink){.event = on_event, .ctx = k};
}

void cs_kcidb_free(struct cs_kcidb *k)
{
	const char *signature, *comma = "\n";
	json_t *v;

	if (!k)
		return;
	fputs("\n],\n\"issues\":[", k->out);
	json_object_foreach(k->issues, signature, v)
	{
		fputs(comma, k->out);
		json_dumpf(v, k->out, JSON_COMPACT);
		comma = ",\n";
	}
	fputs("\n]}\n", k->out);
	json_decref(k->issues);
	free(k);
}
