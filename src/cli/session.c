#include "cli/session.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analyze/together.h"
#include "dump/as_memory.h"
#include "iommu/dtb.h"
#include "report/baseline.h"
#include "report/known.h"
#include "report/placed_log.h"
#include "store/runs.h"
#include "sym/sym.h"

void cs_session_tell(const struct cs_error *err)
{
	char buf[2048];

	fprintf(stderr, "crashscan: %s\n", cs_error_text(err, buf, sizeof(buf)));
}

/* ---- what stands beside the inputs ---- */

/* Whether all of V are folders; those that aren't are told. */
static bool are_folders(const char *const *v, size_t n)
{
	bool all = true;

	for (size_t i = 0; i < n; i++) {
		struct stat st;
		bool is = stat(v[i], &st) == 0;

		if (is && S_ISDIR(st.st_mode))
			continue;
		fprintf(stderr, "crashscan: %s: %s\n", v[i], is ? "is no folder" : strerror(errno));
		all = false;
	}
	return all;
}

/* Symbols that can't be read don't keep the log from being read. */
bool cs_session_open_symbols(const struct cs_options *o, struct cs_sym **out)
{
	struct cs_sym_options how = {.vmlinux = o->vmlinux,
				     .modules = o->modules.v,
				     .module_count = o->modules.n,
				     .stores = o->symbols.v,
				     .store_count = o->symbols.n,
				     .force = o->force};
	bool stores = are_folders(o->symbols.v, o->symbols.n);
	struct cs_error err = {0};

	*out = cs_sym_new(&how, &err);
	if (*out)
		return stores;
	cs_session_tell(&err);
	return false;
}

/* Without the tree a stream only stays a number. */
static bool open_dtb(struct cs_session *s)
{
	struct cs_error err = {0};

	if (!s->options->dtb)
		return true;
	s->dtb = cs_dtb_open(s->options->dtb, &err);
	s->with.dtb = s->dtb;
	if (!s->dtb)
		cs_session_tell(&err);
	return s->dtb != NULL;
}

static enum cs_status baseline_of_database(struct cs_session *s, struct cs_error *err)
{
	struct cs_store *store;
	enum cs_status rc = cs_store_open(&store, s->options->baseline, CS_STORE_READ, err);

	if (rc != CS_OK)
		return rc;
	rc = cs_run_baseline(store, (int64_t)s->options->baseline_run, &s->baseline, err);
	cs_store_close(store);
	return rc;
}

static bool open_baseline(struct cs_session *s, struct cs_error *err)
{
	const char *path = s->options->baseline;
	enum cs_status rc = CS_OK;

	if (path)
		rc = cs_store_is_database(path) ? baseline_of_database(s, err)
						: cs_baseline_read(&s->baseline, path, err);
	s->with.baseline = s->baseline;
	return rc == CS_OK;
}

static bool open_known(struct cs_session *s, struct cs_error *err)
{
	time_t now = time(NULL);
	struct tm tm;
	char today[16] = "";

	if (!s->options->known)
		return true;
	if (gmtime_r(&now, &tm))
		strftime(today, sizeof(today), "%Y-%m-%d", &tm);
	if (cs_known_read(&s->known, s->options->known, today, err) != CS_OK)
		return false;
	s->with.known = s->known;
	return true;
}

/* RAM that can't be read is an error: the walks are what it was given for. */
static bool open_ram(struct cs_session *s, struct cs_error *err)
{
	const struct cs_options *o = s->options;

	s->ram = cs_memory_new();
	for (size_t i = 0; i < o->ram.n; i++)
		if (cs_dump_add_memory(s->ram, o->ram.v[i], err) != CS_OK)
			return false;
	s->with.ram = s->ram;
	s->together = cs_together_new(o->inputs.v, o->together || o->ram.n ? o->inputs.n : 0,
				      &s->smmu, s->ram, s->dtb);
	s->with.beside = cs_together_beside(s->together);
	if (o->together)
		s->with.together = s->together;
	return true;
}

static bool open_companions(struct cs_session *s, struct cs_error *err)
{
	const struct cs_options *o = s->options;
	bool symbols;

	if (!open_baseline(s, err) || !open_known(s, err))
		return false;
	s->with.bounds = (struct cs_bounds){o->max_bytes, o->max_seconds};
	/* a wrong rule file costs its own rules, and exit code 3 in the end */
	cs_rule_set_load(&s->rules, true, !s->options->no_default_rules, s->options->rules.v,
			 s->options->rules.n);
	s->with.rules = s->rules.rules;
	/* both are tried, so that one call tells everything that is wrong */
	symbols = cs_session_open_symbols(o, &s->with.sym);
	s->companion_failed = !open_dtb(s) || !symbols ||
			      !are_folders(&o->source, o->source != NULL);
	s->smmu = o->smmu;
	if (s->dtb)
		s->smmu.units = cs_dtb_units(s->dtb, &s->smmu.unit_count);
	s->with.smmu = &s->smmu;
	s->with.source = o->source;
	s->with.input_format = o->input_format;
	if (o->annotate)
		s->with.placed_log = cs_placed_log_new(stderr);
	return open_ram(s, err);
}

static void close_companions(struct cs_session *s)
{
	cs_baseline_free(s->baseline);
	cs_known_free(s->known);
	cs_rule_set_release(&s->rules);
	cs_sym_free(s->with.sym);
	cs_dtb_close(s->dtb);
	cs_together_free(s->together);
	cs_memory_free(s->ram);
	cs_placed_log_free(s->with.placed_log);
	s->with = (struct cs_companions){0};
}

/* ---- output ---- */

static bool open_output(struct cs_session *s, struct cs_error *err)
{
	const char *path = s->options->output;

	s->out = s->file = path ? fopen(path, "we") : stdout;
	if (s->file && s->options->run_name)
		s->out = cs_tap_open(&s->tap, s->file) ? s->tap.in : NULL;
	if (!s->out)
		cs_error_set(err, CS_ERR_IO, path ? path : "-", "cannot write: %s",
			     strerror(errno));
	return s->out && cs_reports_open(&s->reports, s->options->reports.v, s->options->reports.n,
					 s->options->run_name != NULL, s->file, err) == CS_OK;
}

/* A reader that closed early has had enough: no error. */
static int close_output(struct cs_session *s, int code)
{
	FILE *f = s->file;
	bool failed = s->tap.in && !cs_tap_close(&s->tap);
	int why = errno;

	if (!failed) {
		failed = fflush(f) != 0 || ferror(f);
		why = errno;
	}

	if (f != stdout && fclose(f) != 0)
		failed = true;
	if (!failed || why == EPIPE)
		return code;
	fprintf(stderr, "crashscan: cannot write the report: %s\n", strerror(why));
	return CS_EXIT_ERROR;
}

bool cs_session_color(const struct cs_options *o, FILE *out)
{
	if (o->color != CS_AUTO)
		return o->color == CS_ALWAYS;
	return isatty(fileno(out)) && !getenv("NO_COLOR");
}

void cs_session_add_sink(struct cs_session *s, struct cs_sink sink)
{
	assert(s->sink_count < CS_SESSION_SINKS);
	s->sinks[s->sink_count++] = sink;
}

/* The database that cases are filed in. One that nobody asked for by name is opened when there
 * is something to file. */
static struct cs_filing *open_filing(const struct cs_options *o)
{
	const char *env = getenv("CRASHSCAN_DB");
	const char *path = o->db ? o->db : env && *env ? env : NULL;

	return cs_filing_new(&(struct cs_filing_how){.path = path,
						     .host = o->host,
						     .run = o->run,
						     .run_name = o->run_name,
						     .late = !path});
}

static int close_filing(struct cs_session *s, int code)
{
	const struct cs_error *err = s->filing ? cs_filing_error(s->filing) : NULL;

	if (err) {
		cs_session_tell(err);
		if (cs_filing_unfiled(s->filing))
			fprintf(stderr,
				"crashscan: %lu reports were not filed; the same command files "
				"them when it is run again\n",
				cs_filing_unfiled(s->filing));
		code = CS_EXIT_ERROR;
	}
	cs_filing_free(s->filing);
	return code;
}

static void open_sinks(struct cs_session *s, const char *format)
{
	const struct cs_options *o = s->options;
	struct cs_report_how how = {.out = s->out,
				    .color = cs_session_color(o, s->file),
				    .summary = &s->summary,
				    .kcidb = &o->kcidb};

	if (!o->no_store) {
		s->filing = open_filing(o);
		how.history = cs_filing_history(s->filing);
	}
	cs_summary_init(&s->summary, &o->fail_on, how.history);
	if (s->filing)
		cs_session_add_sink(s, cs_filing_sink(s->filing));
	cs_session_add_sink(s, cs_summary_sink(&s->summary));
	cs_reports_begin(&s->reports, &how);
	for (size_t i = 0; i < s->reports.n; i++)
		cs_session_add_sink(s, s->reports.v[i].report.sink);
	if (!o->annotate) {
		s->report = cs_report_open(o->format ? o->format : format, &how);
		cs_session_add_sink(s, s->report.sink);
	} else {
		cs_session_add_sink(s, cs_placed_log_sink(s->with.placed_log, s->out));
	}
	if (!o->baseline && !o->write_baseline)
		return;
	s->seen = cs_baseline_seen_new();
	s->summary.baseline = s->baseline;
	s->summary.seen = s->seen;
	cs_session_add_sink(s, cs_baseline_seen_sink(s->seen));
}

bool cs_session_open(struct cs_session *s, const struct cs_options *options, const char *format)
{
	struct cs_error err = {0};

	*s = (struct cs_session){.options = options};
	if (open_companions(s, &err) && (s->engine = cs_engine_new(&s->with, &err)) &&
	    open_output(s, &err)) {
		open_sinks(s, format);
		return true;
	}
	if (s->out)
		close_output(s, CS_EXIT_ERROR);
	cs_session_tell(&err);
	cs_engine_free(s->engine);
	close_companions(s);
	return false;
}

static void tell_gone(void *ctx, const char *signature, const char *title)
{
	(void)ctx;
	fprintf(stderr, "crashscan: gone since the baseline: %s (%s)\n", title, signature);
}

/* Before the report ends: what the baseline says of the run as a whole. */
static int close_baseline(struct cs_session *s, int code)
{
	struct cs_error err = {0};

	cs_summary_gone(&s->summary, tell_gone, NULL);
	if (s->baseline && s->summary.errors)
		fprintf(stderr, "crashscan: not every input was read: what is gone since the "
				"baseline isn't told\n");
	if (s->options->write_baseline && s->cut_short) {
		fprintf(stderr, "crashscan: %s: not written: the run was stopped\n",
			s->options->write_baseline);
	} else if (s->options->write_baseline &&
		   cs_baseline_seen_write(s->seen, s->options->write_baseline, &err) != CS_OK) {
		cs_session_tell(&err);
		code = CS_EXIT_ERROR;
	}
	cs_baseline_seen_free(s->seen);
	return code;
}

int cs_session_close(struct cs_session *s)
{
	int code;

	if (s->report.end)
		cs_report_close(&s->report);
	code = close_output(s, (int)cs_summary_exit(&s->summary));
	if (!cs_reports_close(&s->reports))
		code = CS_EXIT_ERROR;
	code = close_baseline(s, code);
	if (s->companion_failed && code != CS_EXIT_USAGE)
		code = CS_EXIT_ERROR;
	code = close_filing(s, code);
	cs_engine_free(s->engine);
	if (s->rules.failed)
		code = CS_EXIT_ERROR;
	close_companions(s);
	return code;
}
