/* crashscan symbols …: the symbol store, and questions of places. */
#include "cli/cmd_symbols.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "report/summary.h"

static const struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage, *does;
} verbs[] = {
	{"resolve", cs_symbols_resolve, "resolve [ADDR|NAME+OFF[/SIZE]]...",
	 "where in the source that is (from standard input without arguments)"},
};

static int usage(FILE *to, int code)
{
	fprintf(to, "usage:\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		fprintf(to, "  crashscan symbols %s\n      %s\n", verbs[i].usage, verbs[i].does);
	return code;
}

int cs_cmd_symbols(int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout, CS_EXIT_CLEAN);
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(argc - 1, argv + 1);
	return usage(stderr, CS_EXIT_USAGE);
}
