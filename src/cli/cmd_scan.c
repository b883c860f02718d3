/* crashscan FILE...: the main job. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "analyze/together.h"
#include "cli/command.h"
#include "cli/own_files.h"
#include "cli/session.h"

static bool is_device_tree(const char *path)
{
	static const char magic[4] = {'\xd0', '\x0d', '\xfe', '\xed'};
	char head[4] = "";
	struct stat st;
	FILE *f;

	/* a pipe can be read once only */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || !(f = fopen(path, "re")))
		return false;
	if (fread(head, 1, sizeof(head), f) != sizeof(head))
		head[0] = 0;
	fclose(f);
	return memcmp(head, magic, sizeof(magic)) == 0;
}

/* A device tree among several inputs is what --dtb would have given. Of two nobody knows which. */
static void take_device_tree(struct cs_options *o)
{
	struct cs_args *inputs = &o->inputs;
	size_t trees = 0, at = 0;

	for (size_t i = 0; i < inputs->n; i++) {
		if (!is_device_tree(inputs->v[i]))
			continue;
		trees++;
		at = i;
	}
	if (o->dtb || trees != 1 || inputs->n == 1)
		return;
	o->dtb = inputs->v[at];
	memmove(&inputs->v[at], &inputs->v[at + 1], (--inputs->n - at) * sizeof(*inputs->v));
}

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

static bool would_lose_inputs(const struct cs_options *o)
{
	struct cs_own_files own;
	bool spared;

	cs_own_files_init(&own, o);
	spared = cs_own_files_spare_inputs(&own, o);
	cs_own_files_release(&own);
	return !spared;
}

static int scan(const struct cs_options *o)
{
	struct cs_session s;

	if (would_lose_inputs(o))
		return CS_EXIT_USAGE;
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
	} else if (!cs_options_fit(&o, CS_USE_SCAN)) {
		code = CS_EXIT_USAGE;
	} else if (o.inputs.n == 0) {
		fprintf(stderr, "usage: crashscan [options] FILE...   ('-': standard input)\n"
				"       crashscan --help\n");
	} else {
		o.together = true;
		take_device_tree(&o);
		code = scan(&o);
	}
	cs_options_release(&o);
	return code;
}
