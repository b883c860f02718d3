/* crashscan FILE...: the main job. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/report_format.h"

static void tell(const struct cs_error *err)
{
	char buf[2048];

	fprintf(stderr, "crashscan: %s\n", cs_error_text(err, buf, sizeof(buf)));
}

static FILE *open_output(const struct cs_options *o)
{
	FILE *f = o->output ? fopen(o->output, "we") : stdout;

	if (!f)
		fprintf(stderr, "crashscan: %s: cannot write: %s\n", o->output,
			strerror(errno));
	return f;
}

/* A reader that closed early has had enough: no error. */
static int close_output(FILE *f, int code)
{
	bool failed = fflush(f) != 0 || ferror(f);
	int why = errno;

	if (f != stdout && fclose(f) != 0)
		failed = true;
	if (!failed || why == EPIPE)
		return code;
	fprintf(stderr, "crashscan: cannot write the report: %s\n", strerror(why));
	return CS_EXIT_ERROR;
}

static bool use_color(const struct cs_options *o, FILE *out)
{
	if (o->color != CS_AUTO)
		return o->color == CS_ALWAYS;
	return isatty(fileno(out)) && !getenv("NO_COLOR");
}

static int scan_all(const struct cs_options *o, struct cs_engine *engine, FILE *out)
{
	struct cs_summary summary;
	struct cs_report report;
	struct cs_sink sinks[2];

	cs_summary_init(&summary, o->fail_on);
	report = cs_report_open(
		o->format, &(struct cs_report_how){
				   .out = out, .color = use_color(o, out), .summary = &summary});
	sinks[0] = cs_summary_sink(&summary);
	sinks[1] = report.sink;
	for (size_t i = 0; i < o->inputs.n; i++) {
		struct cs_error err = {0};
		bool live = strcmp(o->inputs.v[i], "-") == 0;

		if (cs_analyze(engine, o->inputs.v[i], live, sinks, 2, &err) != CS_OK)
			tell(&err);
	}
	cs_report_close(&report);
	return (int)cs_summary_exit(&summary);
}

static int run(const struct cs_options *o)
{
	struct cs_companions with = {0};
	struct cs_error err = {0};
	struct cs_engine *engine = cs_engine_new(&with, &err);
	FILE *out;
	int code = CS_EXIT_ERROR;

	if (!engine) {
		tell(&err);
		return CS_EXIT_ERROR;
	}
	out = open_output(o);
	if (out)
		code = close_output(out, scan_all(o, engine, out));
	cs_engine_free(engine);
	return code;
}

int cs_cmd_scan(int argc, char **argv)
{
	struct cs_options o;
	bool help;
	int code = CS_EXIT_USAGE;

	if (!cs_options_parse(&o, argc, argv, &help)) {
		if (help)
			cs_options_print_help();
		code = help ? CS_EXIT_CLEAN : CS_EXIT_USAGE;
	} else if (o.inputs.n == 0) {
		fprintf(stderr, "usage: crashscan [options] FILE...   ('-': standard input)\n"
				"       crashscan --help\n");
	} else {
		code = run(&o);
	}
	cs_options_release(&o);
	return code;
}
