/* crashscan FILE...: the main job. */
#include <stdio.h>
#include <string.h>

#include "analyze/together.h"
#include "cli/command.h"
#include "cli/session.h"

/* The inputs in their order: register dumps when REGISTERS, else the others. */
static void read_inputs(struct cs_session *s, bool registers)
{
	const struct cs_args *inputs = &s->options->inputs;

	for (size_t i = 0; i < inputs->n; i++) {
		const char *path = inputs->v[i];
		struct cs_error err = {0};

		if (cs_together_is_registers(s->together, path) == registers &&
		    cs_analyze(s->engine, path, strcmp(path, "-") == 0, s->sinks, s->sink_count,
			       &err) != CS_OK)
			cs_session_tell(&err);
	}
}

static int scan(const struct cs_options *o)
{
	struct cs_session s;

	if (!cs_session_open(&s, o, "text"))
		return CS_EXIT_ERROR;
	/* what a log tells, registers only confirm */
	read_inputs(&s, false);
	read_inputs(&s, true);
	return cs_session_close(&s);
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
		o.together = true;
		code = scan(&o);
	}
	cs_options_release(&o);
	return code;
}
