/* crashscan batch PATH...: triage of many logs, for CI. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "batch/cases.h"
#include "batch/paths.h"
#include "batch/run.h"
#include "cli/batch_known.h"
#include "cli/batch_resume.h"
#include "cli/command.h"
#include "cli/own_files.h"
#include "cli/session.h"
#include "report/pen.h"

/* ---- progress: a line on a terminal, nothing on a pipe ---- */

struct progress {
	bool on;
	size_t before;      /* done when the run was interrupted */
	double begun, told; /* cs_clock() */
};

static void tell_progress(void *ctx, size_t done, size_t of)
{
	struct progress *p = ctx;
	double now, rate;

	if (!p->on)
		return;
	now = cs_clock();
	if (done < of && now - p->told < 0.2)
		return;
	p->told = now;
	rate = (double)done / (now - p->begun + 1e-9);
	fprintf(stderr, "\r%zu of %zu inputs, %.0f/s, %.0f s left \033[K%s", p->before + done,
		p->before + of, rate, (double)(of - done) / rate, done == of ? "\r\033[K" : "");
}

static void progress_init(struct progress *p, const struct cs_options *o)
{
	*p = (struct progress){.on = o->progress == CS_ALWAYS ||
				     (o->progress == CS_AUTO && isatty(STDERR_FILENO))};
	p->begun = cs_clock();
}

/* ---- errors in their place ---- */

static void tell_error(void *ctx, const struct cs_input_info *info)
{
	(void)ctx;
	if (info->error)
		cs_session_tell(info->error);
}

/* ---- the summary by case ---- */

static void print_case(struct cs_pen *p, const struct cs_batch_case *k)
{
	cs_pen_putf(p, "%6lu", k->inputs);
	cs_pen_to(p, 8);
	cs_pen_putf(p, "%6lu", k->events);
	cs_pen_to(p, 16);
	cs_pen_putf(p, "%s", cs_severity_name(k->severity));
	cs_pen_to(p, 25);
	cs_pen_put(p, cs_str_from(cs_standing_name(k->standing)));
	cs_pen_to(p, 32);
	cs_pen_put(p, cs_str_from(k->title));
	cs_pen_newline(p);
	cs_pen_to(p, 32);
	cs_pen_putf(p, "%s:%llu", k->first_path, (unsigned long long)k->first_line);
	cs_pen_newline(p);
}

static void print_table(FILE *out, struct cs_batch_cases *cases)
{
	struct cs_pen p;
	size_t n;
	const struct cs_batch_case *const *v = cs_batch_cases_list(cases, &n);

	cs_pen_init(&p, out, false, 0);
	if (n) {
		cs_pen_newline(&p);
		cs_pen_put(
			&p,
			CS_STR("inputs  events  severity        case, and where it was met first"));
		cs_pen_newline(&p);
	}
	for (size_t i = 0; i < n; i++)
		print_case(&p, v[i]);
	if (cs_batch_cases_uncounted(cases))
		fprintf(out, "and %lu events of further cases\n", cs_batch_cases_uncounted(cases));
}

static void count_gone(void *ctx, const char *signature, const char *title)
{
	(void)signature;
	(void)title;
	++*(size_t *)ctx;
}

/* " (1 new, 4 known, 2 gone)", without what there is none of. */
static void print_standings(FILE *out, const struct cs_batch_case *const *v, size_t n,
			    const struct cs_summary *s)
{
	size_t counts[CS_STANDING_KNOWN + 1] = {0}, gone = 0;
	const char *comma = " (";

	for (size_t i = 0; i < n; i++)
		counts[v[i]->standing]++;
	for (int k = CS_STANDING_NEW; k <= CS_STANDING_KNOWN; k++) {
		const char *name = cs_standing_name((enum cs_standing)k);

		if (!counts[k] || !*name)
			continue;
		fprintf(out, "%s%zu %s", comma, counts[k], name);
		comma = ", ";
	}
	cs_summary_gone(s, count_gone, &gone);
	if (gone)
		fprintf(out, "%s%zu gone", comma, gone);
	if (gone || *comma == ',')
		fputc(')', out);
}

static void print_totals(FILE *out, struct cs_batch_cases *cases, const struct cs_summary *s,
			 size_t inputs)
{
	size_t n;
	const struct cs_batch_case *const *v = cs_batch_cases_list(cases, &n);

	fprintf(out, "%zu inputs, %zu cases", inputs, n);
	print_standings(out, v, n, s);
	fprintf(out, ", %lu events that count, %lu incomplete, %lu unreadable: %s\n", s->failing,
		s->incomplete, s->errors, cs_summary_verdict(s));
}

/* ---- the command ---- */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

/* The second one of either ends the program at once. */
static void catch_signals(void)
{
	struct sigaction a = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_RESTART};

	sigaction(SIGINT, &a, NULL);
	sigaction(SIGTERM, &a, NULL);
}

static bool collect(struct cs_paths *paths, const struct cs_options *o)
{
	struct cs_error err = {0};

	for (size_t i = 0; i < o->inputs.n; i++) {
		const char *path = o->inputs.v[i];
		enum cs_status rc = strcmp(path, "-") == 0
					    ? cs_paths_add_list(paths, stdin, o->zero, &err)
					    : cs_paths_add(paths, path, &err);

		if (rc == CS_OK)
			continue;
		cs_session_tell(&err);
		return false;
	}
	return true;
}

/* Nothing is passed over in silence. */
static void tell_passed_over(const struct cs_paths *p)
{
	if (p->copies)
		fprintf(stderr, "crashscan: %lu %s of logs beside them not read, the first: %s\n",
			p->copies, p->copies == 1 ? "copy" : "copies", p->first_copy);
	if (p->skipped)
		fprintf(stderr, "crashscan: %lu devices, sockets and links to folders not read\n",
			p->skipped);
	if (p->passed)
		fprintf(stderr, "crashscan: %lu files of this run itself not read\n", p->passed);
}

/* Returns how many of PATHS are done now. */
static size_t analyse(struct cs_session *s, struct cs_resume *resume, const struct cs_paths *paths)
{
	struct progress progress;
	size_t before = cs_resume_play(resume, s, paths);
	struct cs_batch batch = {.engine = s->engine,
				 .paths = paths->v.v + before,
				 .count = paths->v.n - before,
				 .jobs = s->options->jobs,
				 .sinks = s->sinks,
				 .sink_count = s->sink_count,
				 .ended = cs_resume_ended,
				 .ended_ctx = resume,
				 .progress = tell_progress,
				 .progress_ctx = &progress,
				 .stop = &stopped};

	progress_init(&progress, s->options);
	progress.before = before;
	return before + cs_batch_run(&batch);
}

static int run(const struct cs_options *o, struct cs_resume *resume, const struct cs_paths *paths)
{
	struct cs_batch_cases *cases;
	struct cs_session s;
	bool brief = !o->format || strcmp(o->format, "brief") == 0;
	size_t done;
	int code;

	if (!cs_session_open(&s, o, "brief")) {
		cs_resume_close(resume, true);
		return CS_EXIT_ERROR;
	}
	cases = cs_batch_cases_new(&s.summary);
	cs_session_add_sink(&s, cs_batch_cases_sink(cases));
	cs_session_add_sink(&s, (struct cs_sink){.end_input = tell_error});
	done = analyse(&s, resume, paths);
	if (done < paths->v.n) {
		fprintf(stderr, "crashscan: stopped after %zu of %zu inputs; next: %s\n", done,
			paths->v.n, paths->v.v[done]);
		s.summary.errors++;
		s.cut_short = true;
	} else if (s.filing) {
		cs_filing_finish(s.filing);
		if (s.known)
			cs_batch_known_unseen(s.known, o);
	}
	if (brief)
		print_table(s.out, cases);
	print_totals(brief ? s.out : stderr, cases, &s.summary, done);
	cs_batch_cases_free(cases);
	code = cs_session_close(&s);
	cs_resume_close(resume, done == paths->v.n);
	return code;
}

static int read_all(struct cs_options *o, const struct cs_paths *paths)
{
	struct cs_resume resume;

	tell_passed_over(paths);
	o->run = true;
	return cs_resume_open(&resume, o) ? run(o, &resume, paths) : CS_EXIT_ERROR;
}

static int batch(struct cs_options *o)
{
	struct cs_own_files own;
	struct cs_paths paths;
	int code = CS_EXIT_USAGE;

	cs_own_files_init(&own, o);
	cs_paths_init(&paths);
	paths.passes = cs_own_files_has;
	paths.passes_ctx = &own;
	if (cs_own_files_spare_inputs(&own, o))
		code = collect(&paths, o) ? read_all(o, &paths) : CS_EXIT_ERROR;
	cs_paths_release(&paths);
	cs_own_files_release(&own);
	return code;
}

int cs_cmd_batch(int argc, char **argv)
{
	struct cs_options o;
	bool help;
	int code = CS_EXIT_USAGE;

	catch_signals();
	if (!cs_options_parse(&o, argc, argv, &help)) {
		if (help)
			cs_options_print_help();
		code = help ? CS_EXIT_CLEAN : CS_EXIT_USAGE;
	} else if (!cs_options_fit(&o, CS_USE_BATCH)) {
		code = CS_EXIT_USAGE;
	} else if (o.inputs.n == 0) {
		fprintf(stderr, "usage: crashscan batch [options] PATH...   ('-': a list of "
				"paths on standard input)\n");
	} else {
		code = batch(&o);
	}
	cs_options_release(&o);
	return code;
}
