/* crashscan FILE...: the main job. */
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/session.h"

static int scan(const struct cs_options *o)
{
	struct cs_session s;

	if (!cs_session_open(&s, o, "text"))
		return CS_EXIT_ERROR;
	for (size_t i = 0; i < o->inputs.n; i++) {
		struct cs_error err = {0};
		bool live = strcmp(o->inputs.v[i], "-") == 0;

		if (cs_analyze(s.engine, o->inputs.v[i], live, s.sinks, s.sink_count, &err) !=
		    CS_OK)
			cs_session_tell(&err);
	}
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
