#include "cli/batch_resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "batch/message.h"
#include "store/runs.h"

/* ---- whose journal: all that makes a difference to what comes out ---- */

static void add_file(struct cs_strbuf *key, const char *name, const char *path)
{
	struct stat st;

	cs_strbuf_addf(key, "%s=%s", name, path ? path : "");
	if (path && stat(path, &st) == 0)
		cs_strbuf_addf(key, " %lld %lld.%09ld", (long long)st.st_size,
			       (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	cs_strbuf_add_char(key, '\0');
}

static void add_files(struct cs_strbuf *key, const char *name, const struct cs_args *a)
{
	for (size_t i = 0; i < a->n; i++)
		add_file(key, name, a->v[i]);
}

static void add_fail_on(struct cs_strbuf *key, const struct cs_fail_on *f)
{
	cs_strbuf_addf(key, "fail-on=%d %d", f->level, f->fresh_only);
	for (int k = 0; k < CS_KIND_COUNT; k++)
		if (f->kinds[k])
			cs_strbuf_addf(key, " %s", cs_kind_name((enum cs_kind)k));
	cs_strbuf_add_char(key, '\0');
}

static void make_key(struct cs_strbuf *key, const struct cs_options *o)
{
	char *cwd = getcwd(NULL, 0);

	cs_strbuf_addf(key, "%s %s %d %d%c", CS_VERSION, o->format ? o->format : "",
		       cs_session_color(o, stdout), o->no_store, '\0');
	add_file(key, "program", "/proc/self/exe");
	add_file(key, "cwd", NULL);
	cs_strbuf_add_c(key, cwd ? cwd : "");
	add_fail_on(key, &o->fail_on);
	cs_strbuf_addf(key, "bounds=%llu %u host=%s%c", (unsigned long long)o->max_bytes,
		       o->max_seconds, o->host ? o->host : "", '\0');
	cs_strbuf_addf(key, "input-format=%s output=%s source=%s%c",
		       o->input_format ? o->input_format : "", o->output ? o->output : "",
		       o->source ? o->source : "", '\0');
	add_file(key, "known", o->known);
	/* a database changes while it is filed into */
	add_file(key, "baseline",
		 o->baseline && cs_store_is_database(o->baseline) ? NULL : o->baseline);
	cs_strbuf_addf(key, "%s %llu %s %s %s%c", o->baseline ? o->baseline : "",
		       (unsigned long long)o->baseline_run, o->kcidb.origin, o->kcidb.build_id,
		       o->kcidb.test_id, '\0');
	add_file(key, "vmlinux", o->vmlinux);
	add_file(key, "dtb", o->dtb);
	add_file(key, "force", o->force ? "yes" : NULL);
	add_file(key, "default-rules", o->no_default_rules ? "no" : NULL);
	for (size_t i = 0; i < o->reports.n; i++)
		cs_strbuf_addf(key, "report=%s%c", o->reports.v[i], '\0');
	add_files(key, "rules", &o->rules);
	add_files(key, "modules", &o->modules);
	add_files(key, "symbols", &o->symbols);
	for (size_t i = 0; i < o->inputs.n; i++)
		cs_strbuf_addf(key, "input=%s%c", o->inputs.v[i], '\0');
	free(cwd);
}

/* ---- where it is: in a folder beside the case database, which goes when it is empty ---- */

static void make_folder(struct cs_strbuf *folder, const struct cs_options *o)
{
	const char *db = o->db && strncmp(o->db, "file:", 5) != 0 ? o->db : NULL;

	cs_strbuf_clear(folder);
	if (db)
		cs_strbuf_add_c(folder, db);
	else
		cs_store_default_path(folder);
	cs_strbuf_add_c(folder, ".runs/");
}

static enum cs_status open_journal(struct cs_resume *r, const struct cs_options *o)
{
	struct cs_strbuf key, path;
	char digest[CS_DIGEST_HEX + 1];
	enum cs_status rc;

	cs_strbuf_init(&key);
	cs_strbuf_init(&path);
	make_key(&key, o);
	cs_digest_of(cs_strbuf_str(&key), digest);
	cs_strbuf_addf(&path, "%s%s", r->folder.p, digest);
	rc = cs_store_make_folder(path.p, &r->why);
	if (rc == CS_OK)
		rc = cs_journal_open(&r->journal,
				     &(struct cs_journal_how){.path = path.p,
							      .key = cs_strbuf_str(&key),
							      .resume = o->resume},
				     &r->why);
	cs_strbuf_release(&path);
	cs_strbuf_release(&key);
	return rc;
}

bool cs_resume_open(struct cs_resume *r, struct cs_options *o)
{
	enum cs_status rc;

	*r = (struct cs_resume){0};
	cs_strbuf_init(&r->folder);
	if (o->ram.n) { /* findings over several inputs need all of them at hand */
		cs_error_set(&r->why, CS_ERR_USAGE, "", "a run with --ram has no journal");
		return true;
	}
	make_folder(&r->folder, o);
	rc = open_journal(r, o);
	if (rc == CS_OK)
		o->run_name = cs_journal_name(r->journal);
	if (rc != CS_LIMIT || !o->resume)
		return true;
	cs_session_tell(&r->why);
	cs_strbuf_release(&r->folder);
	return false;
}

/* ---- going on ---- */

static void write_one_again(struct cs_tap *tap, struct cs_str output)
{
	fwrite(output.p, 1, output.n, tap->in);
	cs_tap_clear(tap);
}

static void shut(struct cs_session *s, bool shut)
{
	cs_tap_shut(&s->tap, shut);
	cs_reports_shut(&s->reports, shut);
}

/* OUTPUT: of each report, in the order of taken() */
static void write_again(void *ctx, struct cs_str output)
{
	struct cs_session *s = ctx;
	struct cs_str one;

	shut(s, false);
	if (cs_message_take_str(&output, &one))
		write_one_again(&s->tap, one);
	for (size_t i = 0; i < s->reports.n && cs_message_take_str(&output, &one); i++)
		write_one_again(&s->reports.v[i].tap, one);
	shut(s, true);
}

static void taken(struct cs_session *s, struct cs_strbuf *all)
{
	cs_message_add_str(all, cs_tap_taken(&s->tap));
	for (size_t i = 0; i < s->reports.n; i++)
		cs_message_add_str(all, cs_tap_taken(&s->reports.v[i].tap));
}

size_t cs_resume_play(struct cs_resume *r, struct cs_session *s, const struct cs_paths *paths)
{
	struct cs_journal_replay to = {s->sinks, s->sink_count, write_again, s};
	size_t done;

	r->session = s;
	r->paths = paths->v.v;
	if (!r->journal)
		return 0;
	if (s->filing)
		cs_journal_watch(r->journal, cs_filing_replay(s->filing, true));
	shut(s, true);
	done = cs_journal_play(r->journal, paths->v.v, paths->v.n, &to);
	shut(s, false);
	if (s->filing)
		cs_filing_replay(s->filing, false);
	cs_tap_clear(&s->tap);
	cs_reports_clear(&s->reports);
	cs_session_add_sink(s, cs_journal_sink(r->journal));
	r->paths += done;
	if (s->options->resume)
		fprintf(stderr, "crashscan: going on after %zu of %zu inputs\n", done, paths->v.n);
	return done;
}

void cs_resume_ended(void *ctx, size_t number)
{
	struct cs_resume *r = ctx;
	struct cs_strbuf all;

	if (!r->journal)
		return;
	cs_strbuf_init(&all);
	taken(r->session, &all);
	cs_journal_ended(r->journal, r->paths[number], cs_strbuf_str(&all));
	cs_strbuf_release(&all);
	cs_tap_clear(&r->session->tap);
	cs_reports_clear(&r->session->reports);
}

void cs_resume_close(struct cs_resume *r, bool finished)
{
	const struct cs_error *why = r->journal ? cs_journal_error(r->journal) : &r->why;

	if (!finished) {
		fprintf(stderr, "crashscan: the same command with --resume goes on%s\n",
			why ? " from what could be noted" : "");
		if (why)
			cs_session_tell(why);
	}
	cs_journal_close(r->journal, finished);
	rmdir(r->folder.p); /* of the last run, else it stays */
	cs_strbuf_release(&r->folder);
}
