#include "cli/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void cs_session_tell(const struct cs_error *err)
{
	char buf[2048];

	fprintf(stderr, "crashscan: %s\n", cs_error_text(err, buf, sizeof(buf)));
}

/* ---- what stands beside the inputs ---- */

static bool open_companions(struct cs_session *s, struct cs_error *err)
{
	(void)s;
	(void)err;
	return true;
}

static void close_companions(struct cs_session *s)
{
	s->with = (struct cs_companions){0};
}

/* ---- output ---- */

static bool open_output(struct cs_session *s, struct cs_error *err)
{
	const char *path = s->options->output;

	s->out = path ? fopen(path, "we") : stdout;
	if (!s->out)
		cs_error_set(err, CS_ERR_IO, path, "cannot write: %s", strerror(errno));
	return s->out != NULL;
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

static void open_sinks(struct cs_session *s)
{
	const struct cs_options *o = s->options;
	struct cs_report_how how = {
		.out = s->out, .color = use_color(o, s->out), .summary = &s->summary};

	cs_summary_init(&s->summary, o->fail_on);
	s->report = cs_report_open(o->format, &how);
	s->sinks[s->sink_count++] = cs_summary_sink(&s->summary);
	s->sinks[s->sink_count++] = s->report.sink;
}

bool cs_session_open(struct cs_session *s, const struct cs_options *options)
{
	struct cs_error err = {0};

	*s = (struct cs_session){.options = options};
	if (open_companions(s, &err) && (s->engine = cs_engine_new(&s->with, &err)) &&
	    open_output(s, &err)) {
		open_sinks(s);
		return true;
	}
	cs_session_tell(&err);
	cs_engine_free(s->engine);
	close_companions(s);
	return false;
}

int cs_session_close(struct cs_session *s)
{
	int code;

	cs_report_close(&s->report);
	code = close_output(s->out, (int)cs_summary_exit(&s->summary));
	cs_engine_free(s->engine);
	close_companions(s);
	return code;
}
