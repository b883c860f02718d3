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
	{"add", cs_symbols_add, "add [--copy] [--release REL|--build-id ID] PATH...",
	 "a vmlinux, a module, or all below a folder: kept by build ID, with an index; a "
	 "System.map\n"
	 "      or kallsyms: of the kernel that the options or its name tell"},
	{"list", cs_symbols_list, "list [BUILD-ID|NAME|RELEASE]...", "what the store has"},
	{"find", cs_symbols_find, "find BUILD-ID|NAME|RELEASE...",
	 "the same; exit code 4 when there is nothing"},
	{"fetch", cs_symbols_fetch, "fetch [--max-bytes N] [--max-seconds N] BUILD-ID...",
	 "from the debuginfod servers that $DEBUGINFOD_URLS names, into the store"},
	{"remove", cs_symbols_remove, "remove BUILD-ID|NAME|RELEASE...",
	 "takes entries out (a file that an entry only points to stays)"},
	{"gc", cs_symbols_gc, "gc", "removes entries that are of no use any more"},
	{"verify", cs_symbols_verify, "verify [BUILD-ID|NAME|RELEASE]...",
	 "compares files with their build IDs, indexes with their checksums"},
};

bool cs_symbols_number(const char *name, const char *value, uint64_t max, uint64_t *out)
{
	if (cs_str_to_dec(cs_str_from(value), out) && *out && *out <= max)
		return true;
	fprintf(stderr, "crashscan: --%s: '%s' is not a number from 1 to %llu\n", name, value,
		(unsigned long long)max);
	return false;
}

static int usage(FILE *to, int code)
{
	fprintf(to, "usage:\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		fprintf(to, "  crashscan symbols %s\n      %s\n", verbs[i].usage, verbs[i].does);
	fprintf(to, "The store is --symbols DIR, else the first place of $CRASHSCAN_SYMBOLS, else\n"
		    "$XDG_DATA_HOME/crashscan/symbols.\n");
	return code;
}

static int checked(int argc, char **argv, int (*run)(int argc, char **argv))
{
	int code = run(argc, argv);

	return code == CS_EXIT_USAGE ? usage(stderr, code) : code;
}

int cs_cmd_symbols(int argc, char **argv)
{
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout, CS_EXIT_CLEAN);
	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return checked(argc - 1, argv + 1, verbs[i].run);
	return usage(stderr, CS_EXIT_USAGE);
}
